"""`provenance fix`: what a person sets in the place of what the program read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from provenance.cli.asking import existing
from provenance.cli.options import By, Why, closed, database_of, takes
from provenance.correction import ClaimChange, CorrectionSummary, Scope, SourceChange
from provenance.errors import NotFound
from provenance.model import Kind, Level, Naming, Polarity, Stance, Status
from provenance.reports import wording
from provenance.reports.visible import in_a_line


def _choice(kind: type[StrEnum], what: str) -> Any:
    return typer.Option(metavar=kind.__name__.upper(), help=f"{what}: {', '.join(kind)}.", **closed(kind))


@takes(db=database_of)
def fix(
    target: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM|SOURCE|ARTICLE",
            help="A claim's id or its beginning; or a source, by its name; with --add an article's id.",
        ),
    ],
    by: By,
    db: str,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What its source is called.")] = None,
    kind: Annotated[Kind | None, _choice(Kind, "What its source is")] = None,
    naming: Annotated[Naming | None, _choice(Naming, "How the article names it")] = None,
    step: Annotated[
        int, typer.Option(min=1, metavar="N", help="Which source of the claim; one more than it has adds one.")
    ] = 1,
    scope: Annotated[
        Scope,
        typer.Option("--for", metavar="SCOPE", help=f"Where the source is meant: {', '.join(Scope)}.", **closed(Scope)),
    ] = Scope.CLAIM,
    own_voice: Annotated[bool, typer.Option("--own-voice", help="The article itself claims it.")] = False,
    no_claim: Annotated[bool, typer.Option("--no-claim", help="The sentence claims no such thing.")] = False,
    stance: Annotated[Stance | None, _choice(Stance, "Whether its source")] = None,
    level: Annotated[Level | None, _choice(Level, "How surely it is put")] = None,
    polarity: Annotated[Polarity | None, _choice(Polarity, "Whether it is so")] = None,
    status: Annotated[Status | None, _choice(Status, "Whether it is fact, plan, condition or question")] = None,
    content: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="The words of the sentence that are claimed, … between stretches."),
    ] = None,
    statement: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The claim as one sentence that can be read alone.")
    ] = None,
    add: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS", help="Add a claim: words of one sentence of the article. --name says who says it."
        ),
    ] = None,
    at: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Near which character of the article the added words stand.")
    ] = None,
    part: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Make some of its words a claim of their own.")
    ] = None,
    join: Annotated[
        str | None, typer.Option(metavar="CLAIM", help="Join another claim of the same sentence to it.")
    ] = None,
    why: Why = "",
) -> None:
    """Correct a claim: who says it, what it says, how surely; or who a source is wherever it speaks; or add one.

    Your word stands in the place of what the program read, and is marked as yours. Links, counts and confidence follow
    at once; `provenance undo` takes it back.
    """
    source = SourceChange(name=name, kind=kind, naming=naming)
    claim = ClaimChange(
        stance=stance, level=level, polarity=polarity, status=status, content=content, statement=statement
    )
    if (own_voice or no_claim) and any(source.traits()):
        raise typer.BadParameter("a claim without a source has none to describe")
    with existing(db) as case:
        if add is not None:
            tell(case.add_claim(target, add, by=by, why=why, at=at, source=source, said=claim))
            return
        if part is not None:
            tell(case.part(target, part, by=by, why=why))
        if join is not None:
            tell(case.join(target, join, by=by, why=why))
        cut = part is not None or join is not None
        if no_claim:
            tell(case.withdraw(target, by=by, why=why))
        if own_voice:
            tell(case.give_to_article(target, by=by, why=why))
        if claim != ClaimChange():
            tell(case.correct(target, claim, by=by, why=why))
        if any(source.traits()) or not (no_claim or own_voice or cut or claim != ClaimChange()):
            try:
                done = case.correct_source(target, source, by=by, why=why, step=step, scope=scope)
            except NotFound:
                done = case.correct_everywhere(target, source, by=by, why=why)
            tell(done)


def tell(done: CorrectionSummary) -> None:
    """Says what was set, and how much it changed."""
    for line in _told(done):
        typer.echo(in_a_line(line))


def _told(done: CorrectionSummary) -> list[str]:
    """What was set, and how much it changed."""
    set_ = [
        f"{one.detail['label']}: {one.detail['set']}, says {one.person} as entry {one.number}" for one in done.entries
    ]
    return [*set_, f"{wording.count(done.claims, 'claim')} changed"]
