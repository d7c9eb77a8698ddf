"""`provenance backup`: a whole, checked copy of the casefile, taken while others work on it."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import database_of, takes
from provenance.cli.progress import bars
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(db=database_of)
def backup(
    target: Annotated[str, typer.Argument(metavar="TO", help="The file to write, as backup-2026-01-31.db.")],
    db: str,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Back up the casefile into a file, while others go on working.

    The file is checked before it appears, and is a casefile itself: it opens anywhere, and "provenance copy" brings it
    back. Note down how the log ends: with that anybody can tell later that nothing of it was changed.
    """
    with existing(db) as case, bars() as tell:
        made = case.backup(target, tell=tell, replace=force)
    typer.echo(in_a_line(f"{target}: {wording.brought(made.held)} backed up and checked"))
    typer.echo(
        f"the log ends with entry {made.head.entries}, {made.head.hash}" if made.head.entries else "the log is empty"
    )
