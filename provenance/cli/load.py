"""`provenance load`: an archive's tables go into a casefile."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance import bulk
from provenance.cli.ingest import tell_missing
from provenance.cli.options import SOME_FAILED, database_of, takes
from provenance.cli.progress import bars
from provenance.reports import wording


@takes(db=database_of)
def load(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder that bulk was given as --out.")],
    db: str,
) -> None:
    """Bring what bulk made into the casefile.

    Its articles come in as if they had been ingested, but nothing is compared again. What is in already stays as it is.
    Articles that the casefile has from elsewhere are compared with those that come.
    """
    with bars() as tell:
        loaded = bulk.load(folder, db, tell=tell)
    added = loaded.count("added") + loaded.count("new-version")
    for outcome in loaded.outcomes:
        tell_missing(outcome)
    optional = (("failed", loaded.count("failed")), ("incomplete", loaded.incomplete))
    counts = [f"{added} added", f"{loaded.count('unchanged')} unchanged"]
    counts += [f"{number} {words}" for words, number in optional if number]
    typer.echo(f"{', '.join(counts)}; {wording.count(loaded.links, 'new link')}")
    if any(number for _, number in optional):
        raise typer.Exit(SOME_FAILED)
