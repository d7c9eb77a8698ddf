"""`provenance bulk`: an archive of articles becomes tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from provenance.bulk import EngineName, Options, Tell, run
from provenance.cli.ingest import SOME_FAILED
from provenance.reports import wording
from provenance.reports.visible import in_a_line


def bulk(
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="Articles: a JSON Lines or Parquet file, or a folder of such files.")
    ],
    out: Annotated[str, typer.Option(metavar="DIR", help="Where the tables, and all that leads to them, are kept.")],
    engine: Annotated[EngineName, typer.Option(help="What does the work.")] = EngineName.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where Spark has its workers; else all processors of this machine."),
    ] = None,
    piece: Annotated[int, typer.Option(min=1, metavar="N", help="Take so many articles at a time.")] = 500,
) -> None:
    """Read and match a whole archive of articles, on this machine or on many.

    Its claims, links and numbers come as tables in Parquet, as a casefile has them; load brings them into one. Broken
    off, it goes on where it was; of an archive that grew at its end it takes what is new.
    """
    with _progress() as tell:
        made = run(source, out, Options(engine=engine, master=master, piece=piece, tell=tell))
    for where, reason in made.failed:
        typer.echo(in_a_line(f"failed: {where}: {reason}"), err=True)
    counts = [
        wording.count(made.articles, "article"),
        wording.count(made.claims, "claim"),
        wording.count(made.links, "link"),
        *([f"{len(made.failed)} failed"] if made.failed else []),
    ]
    typer.echo(in_a_line(f"{out}: {', '.join(counts)}"))
    if made.failed:
        raise typer.Exit(SOME_FAILED if made.articles else 1)


@contextmanager
def _progress() -> Iterator[Tell]:
    """What to call when pieces are done: a bar on a terminal, elsewhere a line a step; on standard error."""
    if not sys.stderr.isatty():
        yield _tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    shape = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*shape, console=Console(stderr=True, markup=False, emoji=False), transient=True) as progress:
        tasks = {}

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=of)
            progress.update(tasks[step], completed=done)

        yield tell


def _tell(step: str, done: int, of: int) -> None:
    if done == of:
        typer.echo(f"{step}: {wording.count(of, 'piece')} done", err=True)
