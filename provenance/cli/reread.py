"""`provenance reread`: what is in the casefile, read by today's program."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.ingest import bar, tell_missing
from provenance.cli.options import SOME_FAILED, database_of, takes
from provenance.records import FileOutcome, IngestSummary, LostPlace
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(db=database_of)
def reread(
    db: str,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE", help="The ids of articles, or their beginnings."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All articles, whichever version read them.")] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Read with this many processes at a time.")
    ] = 1,
) -> None:
    """Read articles anew with this version of the program.

    Without ARTICLE and --all, those that another version read. They are read, extracted and linked from the bytes that
    they came from. Verdicts, notes and tags stay with the same words in the same company; what lost its place is named:
    look at it. An article whose bytes are gone, or fail to be read, keeps what it has. Ctrl-C ends it: what was stored
    stays, and the same command does the rest.
    """
    with existing(db) as case, bar() as (on_file, on_progress):

        def tell(outcome: FileOutcome, done: int, total: int) -> None:
            tell_missing(outcome)
            for lost in outcome.lost:
                typer.echo(in_a_line(f"lost its place: {_lost(lost)}"))
            on_file(outcome, done, total)

        summary = case.reread(
            articles or (), everything=everything, workers=workers, on_file=tell, on_progress=on_progress
        )
    typer.echo(_counts(summary))
    if summary.count("failed") or summary.incomplete:
        raise typer.Exit(SOME_FAILED)


def _counts(summary: IngestSummary) -> str:
    lost = sum(len(outcome.lost) for outcome in summary.outcomes)
    counts = [f"{summary.count('reread')} read anew", f"{summary.count('unchanged')} unchanged"]
    counts += [f"{summary.count('failed')} kept as they were"] if summary.count("failed") else []
    counts += [f"{summary.incomplete} incomplete"] if summary.incomplete else []
    return f"{', '.join(counts)}; decisions that lost their place: {lost}"


def _lost(lost: LostPlace) -> str:
    by = f", {lost.by}" if lost.by else ""
    return f"{lost.event} {lost.value}{by} on {lost.target[:16]}: “{wording.shortened(lost.words)}”"
