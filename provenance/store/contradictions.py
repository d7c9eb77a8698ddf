"""What people decided who had not seen each other's decision, where it is not the same: it waits for a person.

Meanwhile none of the sides counts: a claim or link has no verdict, a source the grade F, "cannot be judged". To let the
more cautious side win would be a decision, too, and nobody has made it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from provenance.model import Grade, Verdict
from provenance.records import Contradiction, Side
from provenance.store import corrections, log, order, tables
from provenance.store.columns import Row
from provenance.store.loading import contested
from provenance.store.order import CORRECTION, RATING, REVIEW, Ledger, Matter, Outcome

KINDS = (REVIEW, RATING, CORRECTION)
"""What people can contradict each other on."""
_NOTHING_SAID = {REVIEW: Verdict.OPEN.value, RATING: Grade.F.value, CORRECTION: "as it was read"}
"""What it comes to where the last decision was taken back."""
_row = tables.contradiction.c


def verdict(outcome: Outcome) -> Verdict:
    """The verdict that counts of a claim or a link."""
    return Verdict.OPEN if contradicts(REVIEW, outcome) else Verdict(next(iter(_said(REVIEW, outcome))))


def grade(outcome: Outcome) -> Grade:
    """The grade that counts of a source or an outlet."""
    return Grade.F if contradicts(RATING, outcome) else Grade(next(iter(_said(RATING, outcome))))


def grades(connection: Connection) -> dict[str, Grade]:
    """The grade that counts of each rated source or outlet, by its key."""
    known = order.ledger(connection, (RATING,))
    return {matter.subject: grade(known.outcome(matter)) for matter in known.matters}


def contradicts(kind: str, outcome: Outcome) -> bool:
    """Whether the sides say different things: other verdicts, grades or corrections, or one verdict in different
    published words.
    """
    wordings = {row["detail"]["wording"] for side in outcome.sides for row in side if "wording" in row["detail"]}
    said = _said(kind, outcome)
    return len(said) > 1 or (len(wordings) > 1 and said != {Verdict.OPEN.value})


def _said(kind: str, outcome: Outcome) -> set[str]:
    words = {_value(kind, row) for side in outcome.sides for row in side}
    return words or {_NOTHING_SAID[kind]}


def _value(kind: str, row: Row) -> str:
    if row["event"] != kind:
        return _NOTHING_SAID[kind]
    return corrections.told(row) if kind == CORRECTION else str(row["value"])


def settle(connection: Connection, kind: str, subject: str) -> Outcome:
    """Notes whether there is a contradiction on a subject, as the log has it; what became of the matter (of the last,
    where there are several).
    """
    known_here = order.ledger(connection, order.EVENTS[kind], [subject])
    outcomes = [known_here.outcome(one) for one in known_here.matters if one.subject == subject]
    here = (_row.event == kind) & (_row.subject == subject)
    known = connection.execute(select(_row.settled).where(here)).scalar()
    outcome = outcomes[-1] if outcomes else order.NOTHING
    if not any(contradicts(kind, one) for one in outcomes):
        if known is not None:
            connection.execute(delete(tables.contradiction).where(here))
    elif known is None:
        connection.execute(insert(tables.contradiction), {"event": kind, "subject": subject, "settled": True})
    elif not known:
        connection.execute(update(tables.contradiction).where(here).values(settled=True))
    return outcome


def unsettled(connection: Connection) -> list[tuple[str, str]]:
    """The events and subjects that an older version decided by the clock, and that nobody has looked at since."""
    query = select(_row.event, _row.subject).where(_row.settled.is_(False))
    return [tuple(row) for row in connection.execute(query.order_by(_row.event, _row.subject))]


def count(connection: Connection) -> int:
    """How many there are."""
    return sum(len(contested(connection, kind)) for kind in KINDS)


def in_log(connection: Connection) -> set[tuple[str, str]]:
    """Event and subject of every contradiction, as the log has it: what the table has to hold."""
    return {
        (kind, matter.subject)
        for kind in KINDS
        for known in (order.ledger(connection, order.EVENTS[kind]),)
        for matter in known.matters
        if contradicts(kind, known.outcome(matter))
    }


def stored(connection: Connection) -> set[tuple[str, str]]:
    """The same as the table has it."""
    return {(row.event, row.subject) for row in connection.execute(select(tables.contradiction))}


def records(connection: Connection, subjects: Iterable[str] | None = None) -> list[Contradiction]:
    """The contradictions (on some subjects only), those on claims and links first, in the order in which they came."""
    wanted = None if subjects is None else set(subjects)
    every = connection.execute(select(_row.event, _row.subject).where(_row.settled.is_(True)))
    contested_by_kind: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for event, subject in every:
        if wanted is None or subject in wanted:
            contested_by_kind[event].add(subject)
    found = []
    for kind, open_ in contested_by_kind.items():
        if open_:
            known = order.ledger(connection, order.EVENTS[kind], open_)
            asked = [one for one in known.matters if one.subject in open_]
            found += [_record(known, one) for one in asked if contradicts(kind, known.outcome(one))]
    return found


def _record(known: Ledger, matter: Matter) -> Contradiction:
    rows = {order.root(row): row for side in known.outcome(matter).sides for row in side}
    labels = (row["detail"].get(name) for row in rows.values() for name in ("source", "label"))
    label = next((one for one in labels if one is not None), matter.subject)
    sides = tuple(_side(matter.kind, row) for row in sorted(rows.values(), key=lambda row: int(row["number"])))
    return Contradiction(what=matter.kind, target=matter.subject, label=label, sides=sides)


def _side(kind: str, row: Row) -> Side:
    return Side(
        value=_value(kind, row),
        wording=row["detail"].get("wording"),
        by=row["person"],
        why=row["why"] or "",
        at=log.made(row),
        entry=row["number"],
    )
