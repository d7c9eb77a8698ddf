"""`provenance corroboration` and `provenance conflicts`: how claims of different articles stand to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from provenance.cli.asking import asked, existing, id_length, write_records
from provenance.cli.claims import plain_cells
from provenance.cli.options import Form, Limit, Possible, database_of, filter_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen, Styled
from provenance.model import Relation
from provenance.records import ClaimRecord, Filter, GroupRecord, LinkRecord
from provenance.reports import wording
from provenance.reports.passages import in_statement, reason_marks
from provenance.reports.visible import in_a_line

if TYPE_CHECKING:
    from provenance.casefile import Casefile

PairCells: TypeAlias = Callable[[Screen, LinkRecord, int], list[Cell]]
"""The cells of a pair of claims, with ids of so many characters."""


@takes(where=filter_of, form=form_of, db=database_of)
def corroboration(where: Filter, form: Form, db: str, limit: Limit = None, possible: Possible = False) -> None:
    """List claims that several articles make.

    They are grouped, with the count of independent sources; most of these first. With --possible, pairs of claims that
    may say the same instead, the likeliest first: they count for nothing until somebody accepts them.
    """
    screen = Screen()
    if possible:
        return _possible(screen, where, form, db, limit)
    with existing(db) as case:
        groups = case.groups(where=asked(case, where), limit=limit)
        if form is not Form.TABLE:
            return write_records(groups, GroupRecord, form, screen)
        length = id_length((claim.id for group in groups for claim in group.claims), case.count_claims())
    if not screen.is_terminal:
        names = ("group", "articles", "origins", "id", "confidence", "put as", "who says so", "claim", "file")
        return screen.rows(names, _group_rows(groups, length))
    if not groups:
        return screen.line("No claim is made by more than one article.")
    columns = [Column("claims of", width=11), Column("id", width=length), Column("claim", ratio=1)]
    return screen.table(columns, (row for group in groups for row in _group_cells(screen, group, length)), spaced=True)


def _possible(screen: Screen, where: Filter, form: Form, db: str, limit: int | None) -> None:
    with existing(db) as case:
        links = case.links(relation=Relation.CORROBORATES, where=asked(case, where), limit=limit, possible=True)
        _pairs(screen, case, links, form, _possible_cells, "No further claims possibly say the same.")


def _pairs(
    screen: Screen, case: Casefile, links: Sequence[LinkRecord], form: Form, cells: PairCells, nothing: str
) -> None:
    """Lists pairs of claims, side by side where a person reads them."""
    if form is not Form.TABLE:
        return write_records(links, LinkRecord, form, screen)
    length = id_length((one for link in links for one in (link.id, link.a.id, link.b.id)), case.count_claims())
    if not screen.is_terminal:
        return screen.rows(_CLASH_NAMES, (_clash_row(link, length) for link in links))
    if not links:
        return screen.line(nothing)
    columns = [Column("link", width=max(length, 9)), Column("one says", ratio=1), Column("another says", ratio=1)]
    return screen.table(columns, (cells(screen, link, length) for link in links), spaced=True)


def _possible_cells(screen: Screen, link: LinkRecord, length: int) -> list[Cell]:
    head: Styled = [(link.id[:length], "id"), (f"\n{wording.same(link)}", "dim")]
    if link.verdict:
        head.append((f"\n{link.verdict}ed", "dim"))
    return [head, *(_side(screen, link, side, length) for side in "ab")]


@takes(where=filter_of, form=form_of, db=database_of)
def conflicts(where: Filter, form: Form, db: str, limit: Limit = None, possible: Possible = False) -> None:
    """List pairs of claims that clash.

    Each with the reason and the clashing words of both sides. Where the later claim only overtakes the earlier one, as
    a toll that rose, the pair is an update and stands at the end. With --possible, pairs that may clash instead: they
    count for nothing until somebody accepts them.
    """
    nothing = "No further claims possibly clash." if possible else "No claims clash."
    screen = Screen()
    with existing(db) as case:
        links = case.links(relation=Relation.CONFLICTS, where=asked(case, where), limit=limit, possible=possible)
        links += case.links(relation=Relation.UPDATES, where=where, limit=limit, possible=possible)
        _pairs(screen, case, links[:limit], form, _clash_cells, nothing)


def _group_rows(groups: Sequence[GroupRecord], length: int) -> Iterator[list[Cell]]:
    for group in groups:
        for claim in group.claims:
            head = [group.id[:length], str(group.articles), str(group.origins), claim.id[:length]]
            yield [*head, *plain_cells(claim)]


def _group_cells(screen: Screen, group: GroupRecord, length: int) -> Iterator[list[Cell]]:
    count = f"{wording.count(group.articles, 'article')},\n{wording.origins(group.origins)}"
    for i, claim in enumerate(group.claims):
        yield [
            [(count, "strong")] if not i else "",
            [(claim.id[:length], "id")],
            _claim_cell(claim, screen.said(claim)),
        ]
    if group.origins.merges:
        why = "; ".join(wording.merge(merge.why) for merge in group.origins.merges)
        yield ["", "", [("counted once: ", "strong"), (why, "")]]


def _claim_cell(claim: ClaimRecord, words: Styled) -> Styled:
    """A claim in a few lines: its number, who says so and how, the words, the file."""
    how = wording.put_claim(claim)
    return [
        (f"{wording.score(claim.confidence)}  {wording.chain(claim.attribution)}", "dim"),
        *([] if how == wording.STATED else [(f", {how}", "departs")]),
        ("\n", ""),
        *words,
        (f"\n{wording.file_name(wording.place(claim))}", "dim"),
    ]


_CLASH_NAMES = (
    "link",
    "relation",
    "reasons",
    "score",
    *(f"{side} {name}" for side in "ab" for name in ("id", "put as", "who says so", "claim", "sentence", "file")),
)


def _clash_row(link: LinkRecord, length: int) -> list[Cell]:
    row: list[Cell] = [
        link.id[:length],
        link.relation.value,
        "; ".join(wording.reasons(link)),
        wording.score(link.score),
    ]
    for claim in (link.a, link.b):
        row += [claim.id[:length], wording.put_claim(claim), wording.chain(claim.attribution), wording.said(claim)]
        row += [in_a_line(claim.text), wording.place(claim)]
    return row


def _clash_cells(screen: Screen, link: LinkRecord, length: int) -> list[Cell]:
    head: Styled = [
        (link.id[:length], "id"),
        (f"\n{link.relation}", "strong"),
        *((f"\n{kind}", "") for kind in wording.clash_kinds(link)),
    ]
    if link.verdict:
        head.append((f"\n{link.verdict}ed", "dim"))
    if link.contested:
        head.append(("\ncontested", "departs"))
    return [head, *(_side(screen, link, side, length) for side in "ab")]


def _side(screen: Screen, link: LinkRecord, side: str, length: int) -> Styled:
    claim = link.a if side == "a" else link.b
    marks = reason_marks(link, side)
    within = in_statement(claim, marks)
    if within is None or not screen.has_colour:  # clashing words of the frame; or brackets with two meanings
        words = [(text.replace("\n", " "), style) for text, style in screen.marked(claim.text, marks)]
    else:
        words = screen.said(claim, within)
    return [(f"{claim.id[:length]}  ", "id"), *_claim_cell(claim, words)]
