"""`provenance contradictions`: where people decided differently who had not seen each other's decision."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing, write_records
from provenance.cli.options import Form, database_of, form_of, takes
from provenance.cli.screen import Screen
from provenance.records import Contradiction
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(form=form_of, db=database_of)
def contradictions(
    form: Form,
    db: str,
    target: Annotated[str | None, typer.Argument(metavar="CLAIM|LINK|SOURCE", help="Only those on this one.")] = None,
) -> None:
    """List decisions that contradict each other.

    They come from casefiles that were merged, or from a backup that was worked on: neither person had seen what the
    other decided. None of them counts until somebody decides again, with `review` or `rate`, or takes one back.
    """
    screen = Screen()
    with existing(db) as case:
        found = case.contradictions(target)
    if form is not Form.TABLE:
        return write_records(found, Contradiction, form, screen)
    if not screen.is_terminal:
        names = ("what", "on", "decided", "who", "why", "when (UTC)", "entry")
        return screen.rows(
            names,
            (
                [
                    one.what,
                    in_a_line(one.label),
                    wording.decided(side),
                    in_a_line(side.by),
                    in_a_line(side.why),
                    f"{side.at:%Y-%m-%d %H:%M}",
                    str(side.entry),
                ]
                for one in found
                for side in one.sides
            ),
        )
    if not found:
        return screen.line("No decisions contradict each other.")
    for one in found:
        screen.line([(in_a_line(one.label), "id"), (f"  {wording.CONTRADICTING[one.what]}", "departs")])
        for side in one.sides:
            screen.line(in_a_line(wording.side(side)), indent=2)
    return None
