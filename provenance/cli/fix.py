"""`provenance fix`: what a person sets in the place of what the program read."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import By, Why, closed, database_of, takes
from provenance.correction import CorrectionSummary, Scope, SourceChange
from provenance.errors import NotFound
from provenance.model import Kind, Naming
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(db=database_of)
def fix(
    target: Annotated[
        str, typer.Argument(metavar="CLAIM|SOURCE", help="A claim's id or its beginning; or a source, by its name.")
    ],
    by: By,
    db: str,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What its source is called.")] = None,
    kind: Annotated[
        Kind | None, typer.Option(metavar="KIND", help=f"What it is: {', '.join(Kind)}.", **closed(Kind))
    ] = None,
    naming: Annotated[
        Naming | None,
        typer.Option(metavar="NAMING", help=f"How the article names it: {', '.join(Naming)}.", **closed(Naming)),
    ] = None,
    step: Annotated[
        int, typer.Option(min=1, metavar="N", help="Which source of the claim; one more than it has adds one.")
    ] = 1,
    scope: Annotated[
        Scope,
        typer.Option("--for", metavar="SCOPE", help=f"Where the source is meant: {', '.join(Scope)}.", **closed(Scope)),
    ] = Scope.CLAIM,
    own_voice: Annotated[bool, typer.Option("--own-voice", help="The article itself claims it.")] = False,
    why: Why = "",
) -> None:
    """Correct who says a claim, or who a source is wherever it speaks.

    Your word stands in the place of what the program read, and is marked as yours. Counts and confidence follow at
    once; `provenance undo` takes it back.
    """
    change = SourceChange(name=name, kind=kind, naming=naming)
    with existing(db) as case:
        if own_voice:
            if any(change.traits()):
                raise typer.BadParameter("--own-voice leaves no source to describe")
            done = case.give_to_article(target, by=by, why=why)
        else:
            try:
                done = case.correct_source(target, change, by=by, why=why, step=step, scope=scope)
            except NotFound:
                done = case.correct_everywhere(target, change, by=by, why=why)
    for line in _told(done):
        typer.echo(in_a_line(line))


def _told(done: CorrectionSummary) -> list[str]:
    """What was set, and how much it changed."""
    set_ = [
        f"{one.detail['label']}: {one.detail['set']}, says {one.person} as entry {one.number}" for one in done.entries
    ]
    return [*set_, f"{wording.count(done.claims, 'claim')} changed"]
