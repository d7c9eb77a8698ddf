"""What is answered to a text that was asked about, a line a statement, for tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from provenance.checks import AnswerRecord, CheckRecord, StatementRecord
from provenance.model import Band, Origins, Saying
from provenance.reports import checked, wording


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement, how many say so, otherwise, or leave it open, and the likeliest answer that is shown.

    `file` and `title` are of the text (the row of a table); `first_on`, `last_on` of those that say the same; `checks`
    are the published fact-checks in a line each.
    """

    file: str | None
    title: str | None
    statement: str
    who: str
    """Who says so in the text that was asked about."""
    summary: str
    same: int
    same_origins: Origins | None
    otherwise: int
    otherwise_origins: Origins | None
    withheld: int
    possible: int
    first_on: date | None
    last_on: date | None
    answer: Saying | None
    chance: float | None
    claim: str | None
    """The id of the claim that answers likeliest; what follows is of it."""
    said: str | None
    source: str | None
    outlet: str | None
    published_on: date | None
    place: str | None
    checks: tuple[str, ...]


def statement_rows(records: Iterable[object]) -> Iterator[StatementRow]:
    """A row for each statement of some texts; one for a text that states nothing."""
    for record in records:
        if isinstance(record, CheckRecord):
            yield from (_row(record, one) for one in record.statements) if record.statements else [_nothing(record)]


def _row(record: CheckRecord, statement: StatementRecord) -> StatementRow:
    likeliest = likeliest_shown(statement)
    claim = None if likeliest is None else likeliest.claim
    return StatementRow(
        file=record.file,
        title=record.title,
        statement=statement.text,
        who=wording.chain(statement.attribution) if statement.attribution else "",
        summary=checked.summary(statement, record),
        same=len(statement.of(Saying.SAME)),
        same_origins=statement.same,
        otherwise=len(statement.of(Saying.OTHERWISE)),
        otherwise_origins=statement.otherwise,
        withheld=len(statement.of(Saying.WITHHOLDS)),
        possible=sum(one.band is Band.POSSIBLE for one in statement.answers),
        first_on=statement.first_on,
        last_on=statement.last_on,
        answer=None if likeliest is None else likeliest.saying,
        chance=None if likeliest is None else likeliest.chance,
        claim=None if claim is None else claim.id,
        said=None if claim is None else wording.said(claim),
        source=None if claim is None else wording.chain(claim.attribution),
        outlet=None if claim is None else claim.outlet,
        published_on=None if claim is None else claim.published_on,
        place=None if claim is None else wording.place(claim),
        checks=tuple(checked.fact_check(one) for one in statement.checked),
    )


def likeliest_shown(statement: StatementRecord) -> AnswerRecord | None:
    """The likeliest answer that is shown; None where none is."""
    return max((one for one in statement.answers if one.band is Band.SHOWN), key=lambda one: one.chance, default=None)


def _nothing(record: CheckRecord) -> StatementRow:
    return StatementRow(
        file=record.file, title=record.title, statement=" ".join(record.text.split()), who="",
        summary=f"Nothing to check: {record.silent}.", same=0, same_origins=None, otherwise=0, otherwise_origins=None,
        withheld=0, possible=0, first_on=None, last_on=None, answer=None, chance=None, claim=None, said=None,
        source=None, outlet=None, published_on=None, place=None, checks=(),
    )  # fmt: skip
