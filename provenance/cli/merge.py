"""`provenance merge`: two casefiles become one."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import database_of, takes
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(db=database_of)
def merge(
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The casefile to take in; it stays as it is.")],
    db: str,
) -> None:
    """Take everything of another casefile into this one.

    The same article is one article; the reviews and grades of both stay. A second time changes nothing. Whoever had
    seen the other's decision decides; where neither had, no clock decides: `provenance contradictions` lists those.
    """
    from provenance.store.urls import shown

    with existing(db) as case:
        brought = case.merge(other)
    typer.echo(in_a_line(f"{shown(other)}: {wording.brought(brought)} taken in"))
    if brought.contradictions:
        told = wording.count(brought.contradictions, "new contradiction")
        typer.echo(f"{told} between what people decided; see provenance contradictions")
