"""`provenance timeline`: how a claim travelled from article to article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from provenance.cli.asking import existing, id_length, write_records
from provenance.cli.options import Form, database_of, form_of, takes
from provenance.cli.screen import Cell, Screen, one_line
from provenance.reports import travel, wording
from provenance.reports.visible import in_a_line
from provenance.tellings import TimelineRecord, TimelineStep

INDENT = 2


@takes(form=form_of, db=database_of)
def timeline(
    asked: Annotated[
        str, typer.Argument(metavar="CLAIM|TOPIC", help="The id of a claim, or its beginning; or words to search for.")
    ],
    form: Form,
    db: str,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Of a topic, show at most this many timelines.")] = 3,
) -> None:
    """Show how a claim travelled from article to article.

    Who told it first in this casefile and who told it again, by the date of the articles; which hedges and
    attributions were lost or gained on the way, and which numbers, dates and stages changed. It says what changed, not
    who is right.
    """
    screen = Screen()
    with existing(db) as case:
        found = case.timeline(asked, limit=limit)
        if form is not Form.TABLE:
            return write_records(found, TimelineRecord, form, screen)
        length = id_length((step.claim.id for one in found for step in one.steps), case.count_claims())
    if not screen.is_terminal:
        return screen.rows(_NAMES, (row for one in found for row in _rows(one, length)))
    for number, one in enumerate(found):
        if number:
            screen.line()
        _show(screen, one, length)
    return None


def _show(screen: Screen, record: TimelineRecord, length: int) -> None:
    screen.line([(travel.heading(record), "strong")])
    undated = travel.undated(record)
    if undated:
        screen.line([(undated, "dim")])
    for step in record.steps:
        _show_step(screen, step, length, travel.first_seen(record))
    if len(record.steps) == 1:
        screen.line()
        screen.line(travel.ONE_ALONE)


def _show_step(screen: Screen, step: TimelineStep, length: int, first: str) -> None:
    claim = step.claim
    screen.line()
    screen.line(
        [
            (travel.day(claim), "strong"),
            (f"  {travel.publisher(claim)}  ", ""),
            (claim.id[:length], "id"),
            (f"  {first}" if step.first else "", "strong"),
        ]
    )
    if wording.is_restated(claim):
        screen.line(screen.said(claim), indent=INDENT)
    screen.line(one_line(screen.marked(claim.text, travel.marks(step))), indent=INDENT)
    who = f"{wording.chain(claim.attribution)}; {wording.put_claim(claim)}"
    screen.line([(who, "dim")], indent=INDENT)
    if step.same_day:
        screen.line([(travel.SAME_DAY, "dim")], indent=INDENT)
    for line in travel.company(step, lambda id_: id_[:length]):
        screen.line(line, indent=INDENT)
    for value in step.changes:
        screen.line([(travel.change(value), "departs")], indent=INDENT)
    for value in step.changes_since_first:
        screen.line([("since the first, ", "dim"), (travel.change(value), "departs")], indent=INDENT)


_NAMES = (
    "timeline",
    "date",
    "outlet",
    "id",
    "first seen",
    "who says so",
    "put as",
    "claim",
    "stands",
    "changes",
    "changes since the first",
    "file",
)


def _rows(record: TimelineRecord, length: int) -> Iterator[Sequence[Cell]]:
    for step in record.steps:
        claim = step.claim
        yield [
            record.id[:length],
            travel.day(claim),
            in_a_line(claim.outlet or ""),
            claim.id[:length],
            "first" if step.first else "",
            wording.chain(claim.attribution),
            wording.put_claim(claim),
            wording.said(claim),
            "; ".join((*travel.company(step, lambda id_: id_[:length]), *travel.doubts(step))),
            "; ".join(travel.change(value) for value in step.changes),
            "; ".join(travel.change(value) for value in step.changes_since_first),
            wording.place(claim),
        ]
