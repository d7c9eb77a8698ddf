"""`provenance changes`: what publishers changed in articles after they were first read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from provenance.bookkeeping import ChangeRecord
from provenance.cli.asking import existing, write_records
from provenance.cli.options import Form, database_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen, Styled, one_line
from provenance.reports import wording
from provenance.reports.passages import Mark
from provenance.reports.visible import in_a_line


@takes(form=form_of, db=database_of)
def changes(
    form: Form,
    db: str,
    source: Annotated[
        str | None, typer.Argument(metavar="ARTICLE|FILE|URL", help="Only of this article: its id, file or address.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also passages that stayed or only moved.")] = False,
) -> None:
    """Show what changed in articles that came in again.

    Each passage that was altered, dropped or added between two versions of an article, with the words that changed.
    """
    screen = Screen()
    with existing(db) as case:
        found = case.changes(source, everything=everything)
    if form is not Form.TABLE:
        return write_records(found, ChangeRecord, form, screen)
    if not screen.is_terminal:
        return screen.rows(("when (UTC)", "article", "what", "change", "before", "after"), _rows(found))
    if not found:
        return screen.line("No article has changed.")
    columns = [Column("read (UTC)", width=16), Column("change", width=9), Column("before", ratio=1)]
    return screen.table([*columns, Column("after", ratio=1)], (_cells(screen, one) for one in found), spaced=True)


def _rows(found: Sequence[ChangeRecord]) -> Iterator[list[Cell]]:
    for one in found:
        texts = (in_a_line(text or "") for text in (one.before, one.after))
        place = one.url or one.file or one.article
        yield [one.at.isoformat(timespec="seconds"), place, one.what, wording.change(one), *texts]


def _cells(screen: Screen, one: ChangeRecord) -> list[Cell]:
    place = wording.file_name(one.url or one.file or one.article)
    head: Styled = [(f"{one.at:%Y-%m-%d %H:%M}", ""), (f"\n{place}", "dim")]
    kind: Styled = [(wording.change(one), "strong")] + ([] if one.what == "text" else [(f"\n{one.what}", "dim")])
    return [
        head,
        kind,
        _marked(screen, one.before, [Mark(start, end, "clash") for start, end in one.gone]),
        _marked(screen, one.after, [Mark(start, end, "same") for start, end in one.came]),
    ]


def _marked(screen: Screen, text: str | None, marks: Sequence[Mark]) -> Cell:
    return "" if text is None else one_line(screen.marked(text, marks))
