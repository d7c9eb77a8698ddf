"""`provenance claims`: a list of claims."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import asked, existing, id_length, write_records
from provenance.cli.options import Form, Limit, closed, database_of, filter_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen, Styled
from provenance.records import ClaimRecord, Filter, Order
from provenance.reports import wording
from provenance.reports.visible import in_a_line

WIDE = 120
"""From this width on the file has a column of its own."""


@takes(where=filter_of, form=form_of, db=database_of)
def claims(
    where: Filter,
    form: Form,
    db: str,
    sort: Annotated[
        Order, typer.Option(metavar="ORDER", help=f"What stands first: {', '.join(Order)}.", **closed(Order))
    ] = Order.CONFIDENCE,
    limit: Limit = None,
) -> None:
    """List claims, the most confident first.

    Each with its confidence, how the source puts it, who says so, and the file. A claim is shown as a sentence of its
    own; words in square brackets were put in, `show` has the passage.
    """
    screen = Screen()
    with existing(db) as case:
        records = case.claims(where=asked(case, where), order=sort, limit=limit)
        if form is not Form.TABLE:
            return write_records(records, ClaimRecord, form, screen)
        length = id_length((record.id for record in records), case.count_claims())
    if not screen.is_terminal:
        return screen.rows(PLAIN, ([record.id[:length], *plain_cells(record)] for record in records))
    if not records:
        return screen.line("No claims. `provenance ingest FOLDER` reads articles; fewer filters show more.")
    wide = screen.width >= WIDE
    rows = (_cells(screen, record, record.id[:length], wide) for record in records)
    return screen.table(_columns(length, wide), rows, spaced=True)


PLAIN = ("id", "confidence", "put as", "who says so", "claim", "file")


def plain_cells(claim: ClaimRecord) -> list[Cell]:
    """What a list says of a claim, after its id."""
    return [
        wording.score(claim.confidence),
        wording.put_claim(claim),
        wording.chain(claim.attribution),
        wording.said(claim),
        wording.place(claim),
    ]


def _put(claim: ClaimRecord) -> Styled:
    """How it is put, seen at once where it departs from a plain fact."""
    words = wording.put_claim(claim)
    return [(words, "dim" if words == wording.STATED else "departs")]


def _columns(length: int, wide: bool) -> list[Column]:
    columns = [
        Column("id", width=length),
        Column("conf.", right=True, width=5),
        Column("put as", width=20 if wide else 11),
        Column("who says so", ratio=4 if wide else 2),
        Column("claim", ratio=8 if wide else 5),
    ]
    return [*columns, Column("file", ratio=3)] if wide else columns


def _cells(screen: Screen, claim: ClaimRecord, short: str, wide: bool) -> list[Cell]:
    who: Styled = []
    for i, hop in enumerate(claim.attribution):
        who += [("\n→ " if i else "", "dim"), (in_a_line(hop.label), ""), (f" ({wording.who(hop)})", "dim")]
    if not who:
        who = [(wording.OWN_VOICE, "dim")]
    words = screen.said(claim)
    if claim.contested:
        words.append((f"\n{wording.CONTRADICTING['review']}", "departs"))
    file = wording.file_name(wording.place(claim))
    if not wide:
        words.append((f"\n{file}", "dim"))
    cells: list[Cell] = [
        [(short, "id")],
        wording.score(claim.confidence),
        _put(claim),
        who,
        words,
    ]
    return [*cells, [(file, "dim")]] if wide else cells
