"""`provenance rate` and `provenance review`: what people decide."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import By, Why, closed, database_of, takes
from provenance.model import Grade, Verdict
from provenance.reports import wording
from provenance.reports.visible import in_a_line
from provenance.reports.wording import because


@takes(db=database_of)
def rate(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A cited source or an outlet, as `provenance sources` lists it.")
    ],
    grade: Annotated[Grade, typer.Argument(metavar="GRADE", help=f"One of {', '.join(Grade)}.", **closed(Grade))],
    by: By,
    why: Why,
    db: str,
) -> None:
    """Grade a source or an outlet from A to F.

    A is completely reliable, E unreliable, F cannot be judged (Admiralty code). The confidence of claims follows.
    """
    with existing(db) as case:
        rating = case.rate(source, grade, by=by, why=why)
    typer.echo(
        in_a_line(f"{rating.source}: {wording.GRADES[rating.grade]}, says {rating.by}{wording.because(rating.why)}")
    )


@takes(db=database_of)
def review(
    target: Annotated[str, typer.Argument(metavar="CLAIM|LINK", help="The id of a claim or a link, or its beginning.")],
    verdict: Annotated[
        Verdict,
        typer.Argument(metavar="accept|reject|open", help="open takes an earlier verdict back.", **closed(Verdict)),
    ],
    by: By,
    db: str,
    why: Why = "",
    wording: Annotated[
        str | None,
        typer.Option("--verdict", metavar="TEXT", help='Your own wording, to be published: "Mostly false".'),
    ] = None,
    scale: Annotated[
        str, typer.Option(metavar="TEXTS", help='The wordings it is one of, worst first: "False, Mostly false, …".')
    ] = "",
) -> None:
    """Accept or reject a claim or a link.

    Nothing is overwritten: the last verdict in the log counts, and all are kept.
    """
    with existing(db) as case:
        made = case.review(target, verdict, by=by, why=why, wording=wording, scale=scale.split(","))
    own = f" ({made.wording})" if made.wording else ""
    typer.echo(in_a_line(f"{made.target}: {made.verdict}{own}, says {made.by}{because(made.why)}"))
