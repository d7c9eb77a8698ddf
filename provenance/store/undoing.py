"""Which entry of the log an undo takes back, and whether it still can."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from provenance.errors import InvalidRequest, NotFound
from provenance.store import log, order, tables
from provenance.store.columns import Row
from provenance.store.order import DECISIONS, UNDO, Ledger, Matter


class Decision(NamedTuple):
    """What was decided, on what: the event and the subject of an entry."""

    event: str
    subject: str


def entry_to_undo(connection: Connection, known: Ledger, number: int | None, person: str) -> Row:
    """The entry with this number, or (None) the last decision of `person` that stands; `known` holds all decisions.

    Raises:
        NotFound: No such entry.
        InvalidRequest: It is no decision, was taken back already, or no longer counts; or `person` has made none.
    """
    if number is None:
        row = _last_of(known, person)
    else:
        found = connection.execute(select(tables.log).where(tables.log.c.number == number)).mappings().first()
        if found is None:
            raise NotFound("log entry", str(number))
        row = found
        _check_standing(known, row)
    _check_not_overtaken(known, row)
    return row


def decisions_behind(known: Ledger, row: Row) -> list[Decision]:
    """What the undoing of an entry concerns: the decision itself, behind any undo of an undo, wherever repeated."""
    decision = known.decision_behind(row)
    return list(dict.fromkeys(_decision(one) for one in known.matters_with(decision)))


def undone_ever(connection: Connection) -> list[Decision]:
    """All decisions that some undo ever concerned."""
    undos = log.rows(connection, (UNDO,))
    known = order.ledger(connection, DECISIONS) if undos else None
    found = [] if known is None else [one for row in undos for one in decisions_behind(known, row)]
    return list(dict.fromkeys(found))


def append(connection: Connection, known: Ledger, row: Row, *, by: str, why: str) -> None:
    """Adds the entry that takes this one back. It has seen all that was decided where that one stands."""
    matters = known.matters_with(known.decision_behind(row))
    seen = dict.fromkeys(head for matter in matters for head in known.outcome(matter).heads)
    detail = {"undoes": order.root(row), "entry_undone": str(row["number"]), order.OVER: list(seen)}
    log.append(connection, UNDO, row["subject"], row["event"], person=by, why=why, detail=detail)


def _last_of(known: Ledger, person: str) -> Row:
    made = [row for row in log.standing_in(known) if row["person"] == person]
    if not made:
        raise InvalidRequest(f"{person} has decided nothing that could be taken back")
    return made[-1]


def _check_standing(known: Ledger, row: Row) -> None:
    if row["event"] not in (*DECISIONS, UNDO):
        raise InvalidRequest(f"entry {row['number']} is of an event ({row['event']}) that cannot be taken back")
    matters = known.matters_with(known.decision_behind(row))
    if not any(order.root(row) in known.outcome(matter).alive for matter in matters):
        raise InvalidRequest(f"entry {row['number']} was taken back already")


def _check_not_overtaken(known: Ledger, row: Row) -> None:
    """What no longer counts cannot be taken back, or brought back: nothing would change, or the wrong thing."""
    decision = known.decision_behind(row)
    matters = known.matters_with(decision)
    matter = next((one for one in matters if one.subject == row["subject"]), matters[0])
    for later in known.outcome(matter).standing:
        if decision in known.seen_by(order.root(later), matter):
            told = f"{later['event']}, {later['value']}, by {later['person']}"
            raise InvalidRequest(
                f"entry {row['number']} no longer counts: entry {later['number']} came after it ({told}); "
                "take that back first"
            )


def _decision(matter: Matter) -> Decision:
    return Decision(matter.kind, matter.subject)
