"""`provenance link`: how two claims stand to each other, as a person says."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.fix import tell
from provenance.cli.options import By, Why, closed, database_of, takes
from provenance.model import ReasonKind, Relation

_Claim = Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, or its beginning.")]


@takes(db=database_of)
def link(
    claim: _Claim,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The same of a claim of another article.")],
    relation: Annotated[
        Relation, typer.Argument(metavar="RELATION", help=f"One of {', '.join(Relation)}.", **closed(Relation))
    ],
    by: By,
    db: str,
    reason: Annotated[
        ReasonKind | None,
        typer.Option(metavar="KIND", help=f"What it rests on: {', '.join(ReasonKind)}.", **closed(ReasonKind)),
    ] = None,
    why: Why = "",
) -> None:
    """Say how two claims stand to each other.

    Links them where the program did not, or otherwise than it did; related and different take a link away. Counts,
    groups and confidence follow at once; `provenance undo` takes it back.
    """
    with existing(db) as case:
        tell(case.relate(claim, other, relation, by=by, why=why, reason=reason))
