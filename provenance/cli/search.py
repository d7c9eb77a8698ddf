"""`provenance search`: full text over claims and articles."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import asked, existing, id_length, write_records
from provenance.cli.options import Form, Limit, database_of, filter_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen, Styled
from provenance.records import Filter, SearchHit
from provenance.reports import wording
from provenance.reports.passages import Mark
from provenance.reports.visible import in_a_line


@takes(where=filter_of, form=form_of, db=database_of)
def search(
    query: Annotated[
        str, typer.Argument(metavar="WORDS", help='Words; "…" for a phrase, a word with * for a beginning.')
    ],
    where: Filter,
    form: Form,
    db: str,
    limit: Limit = 50,
) -> None:
    """Find passages that hold all the words."""
    screen = Screen()
    with existing(db) as case:
        hits = case.search(query, where=asked(case, where), limit=limit)
        if form is not Form.TABLE:
            return write_records(hits, SearchHit, form, screen)
        length = id_length((hit.claim.id for hit in hits if hit.claim), case.count_claims())
    if not screen.is_terminal:
        names = ("id", "put as", "who says so", "claim", "passage", "file")
        return screen.rows(names, (_plain(screen, hit, length) for hit in hits))
    if not hits:
        return screen.line("No passage holds all of these words.")
    columns = [
        Column("id", width=length),
        Column("who says so", ratio=3),
        Column("passage", ratio=8),
        Column("file", ratio=3),
    ]
    return screen.table(columns, (_cells(screen, hit, length) for hit in hits), spaced=True)


def _cells(screen: Screen, hit: SearchHit, length: int) -> list[Cell]:
    marks = [Mark(start, end, "found") for start, end in hit.marks]
    found: Styled = screen.marked(hit.snippet.replace("\n", " "), marks)
    file = wording.file_name(_file(hit))
    if hit.claim is None:
        return ["", [("no claim", "dim")], found, [(file, "dim")]]
    how = wording.put_claim(hit.claim)
    who: Styled = [(wording.chain(hit.claim.attribution), "")]
    who += [] if how == wording.STATED else [(f"\n{how}", "departs")]
    if wording.is_restated(hit.claim):
        found = [*screen.said(hit.claim), ("\n", ""), *found]
    return [[(hit.claim.id[:length], "id")], who, found, [(file, "dim")]]


def _plain(screen: Screen, hit: SearchHit, length: int) -> list[Cell]:
    found: list[Cell] = [screen.marked(hit.snippet.replace("\n", " "), []), _file(hit)]
    if hit.claim is None:
        return ["", "", "no claim", "", *found]
    claim = hit.claim
    return [claim.id[:length], wording.put_claim(claim), wording.chain(claim.attribution), wording.said(claim), *found]


def _file(hit: SearchHit) -> str:
    return in_a_line(hit.article.file or wording.article(hit.article))
