"""`provenance ingest`: articles in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeAlias

import typer

from provenance.cli.asking import opened
from provenance.cli.options import SOME_FAILED, FollowLinks, database_of, name_of, takes
from provenance.records import FileOutcome, IngestSummary
from provenance.reports import wording
from provenance.reports.visible import in_a_line

OnFile: TypeAlias = Callable[[FileOutcome, int, int], None]
OnProgress: TypeAlias = Callable[[str, str, int, int], None]


_NEW = ("added", "completed", "new-version")
"""What becomes of a source whose article is new, or new in part."""


@takes(db=database_of)
def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILE|FOLDER|URL...", help="What to read; - is standard input.")
    ],
    db: str,
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE", help="What you know of the articles, as outlet=… May be repeated."),
    ] = [],  # noqa: B006
    by: Annotated[str | None, name_of("Who says what --set says.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask addresses inside your own network.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Read with this many processes at a time.")
    ] = 1,
    follow_links: FollowLinks = False,
    columns: Annotated[
        list[str],
        typer.Option("--column", metavar="FIELD=COLUMN", help="Which column of tables holds what, as text=Body."),
    ] = [],  # noqa: B006
    fetch_listed: Annotated[
        bool, typer.Option("--fetch-listed", help="Of tables and lists, fetch the addresses in them instead.")
    ] = False,
) -> None:
    """Read articles into the casefile.

    Their claims are found and matched with those that are in. What is already in is left as it is. A file that cannot
    be read, or that takes more than 30 seconds or 1 GB of memory, is named, and the others go on. Ctrl-C ends it: what
    was stored stays, and the same command does the rest.
    """
    if fetch_listed:
        sources = _listed(sources)
    told: list[FileOutcome] = []
    with opened(db) as case, bar() as (on_file, on_progress):

        def tell(outcome: FileOutcome, done: int, total: int) -> None:
            told.append(outcome)
            _tell_one(outcome)
            on_file(outcome, done, total)

        try:
            summary = case.ingest(
                sources,
                on_file=tell,
                settings=settings,
                by=by,
                allow_private=allow_private,
                workers=workers,
                follow_links=follow_links,
                on_progress=on_progress,
                columns=columns,
            )
        except KeyboardInterrupt:
            if told:
                typer.echo(f"so far: {_counts(IngestSummary(outcomes=tuple(told), links=0))}", err=True)
            raise
    claims = sum(one.claims for one in told if one.state in _NEW)
    made = f"{wording.count(claims, 'new claim')}, {wording.count(summary.links, 'new link')}"
    typer.echo(f"{_counts(summary)}; {made}")
    failed = summary.count("failed")
    if failed or summary.incomplete:
        raise typer.Exit(SOME_FAILED if failed < len(summary.outcomes) else 1)


def _listed(sources: list[str]) -> list[str]:
    """The addresses in the sources that are tables or lists; other sources as they are."""
    from provenance.reading.listed import listed_addresses  # loading the readers takes its time

    return [address for source in sources for address in (listed_addresses(source) or [source])]


def tell_missing(outcome: FileOutcome) -> None:
    """Says on standard error why a source is not in, what of it is not, or why an article claims nothing."""
    if outcome.state in ("failed", "skipped"):
        typer.echo(f"{outcome.state}: {_why(outcome)}", err=True)
        return
    if outcome.reason and not outcome.claims and outcome.state in _NEW:
        typer.echo(f"no claims: {_why(outcome)}", err=True)
    for line in wording.faults(outcome.faults):
        typer.echo(in_a_line(f"missing: {line}"), err=True)


def _tell_one(outcome: FileOutcome) -> None:
    if outcome.redirects:
        typer.echo(in_a_line(f"redirected: {' -> '.join((*outcome.redirects, outcome.source))}"), err=True)
    tell_missing(outcome)


def _counts(summary: IngestSummary) -> str:
    """What became of the files, as far as they are done."""
    counts = [f"{summary.count('added')} added", f"{summary.count('unchanged')} unchanged"]
    optional = (
        ("changed", "with changed facts"),
        ("completed", "completed"),
        ("new-version", "in a new version"),
        ("skipped", "skipped"),
        ("cancelled", "cancelled"),
        ("failed", "failed"),
    )
    counts += [f"{summary.count(state)} {words}" for state, words in optional if summary.count(state)]
    counts += [f"{summary.incomplete} incomplete"] if summary.incomplete else []
    silent = sum(not one.claims and one.state in _NEW for one in summary.outcomes)
    counts += [f"{silent} without claims"] if silent else []
    return ", ".join(counts)


def _why(outcome: FileOutcome) -> str:
    reason = outcome.reason or "no reason given"
    return in_a_line(reason if reason.startswith(outcome.source) else f"{outcome.source}: {reason}")


@contextmanager
def bar() -> Iterator[tuple[OnFile, OnProgress]]:
    """What to call after each file, and when a large one has got further: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield (lambda _outcome, _done, _of: None), (lambda _source, _what, _done, _of: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    shape = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[file]}", markup=False))
    with Progress(*shape, console=Console(stderr=True, markup=False, emoji=False), transient=True) as progress:
        task = progress.add_task("", total=None, file="")

        def on_file(outcome: FileOutcome, done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, file=in_a_line(outcome.source))

        def on_progress(_: str, what: str, done: int, of: int) -> None:
            progress.update(task, file=in_a_line(f"{what}: {wording.share(done, of)}"))

        yield on_file, on_progress
