"""`provenance bulk`: an archive of articles becomes tables."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.bulk import EngineName, Options, run
from provenance.cli.options import SOME_FAILED, FollowLinks
from provenance.cli.progress import bars
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
    follow_links: FollowLinks = False,
) -> None:
    """Read and match a whole archive of articles, on this machine or on many.

    Its claims, links and numbers come as tables in Parquet, as a casefile has them; load brings them into one. Broken
    off, it goes on where it was; of an archive that grew at its end it takes what is new.
    """
    with bars(_tell) as tell:
        options = Options(engine=engine, master=master, piece=piece, follow_links=follow_links, tell=tell)
        made = run(source, out, options)
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


def _tell(step: str, done: int, of: int) -> None:
    if done == of:
        typer.echo(f"{step}: {wording.count(of, 'piece')} done", err=True)
