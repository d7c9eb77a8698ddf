"""Which entry of the log an undo takes back, and whether it still can."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from provenance.errors import InvalidRequest, NotFound
from provenance.store import log, notes, tables
from provenance.store.rows import Row

UNDO = "undo"
DECISIONS = ("review", "rating", notes.NOTE, notes.TAG, notes.UNTAG)
"""What people decide, and may take back."""


class Matter(NamedTuple):
    """What an entry decides: of the entries on one matter, the latest that stands counts."""

    events: tuple[str, ...]
    subject: str
    value: str | None = None


class Decision(NamedTuple):
    """What was decided, on what: the event and the subject of an entry."""

    event: str
    subject: str


def entry_to_undo(connection: Connection, number: int | None, person: str) -> Row:
    """The entry with this number, or (None) the last decision of `person` that stands.

    Raises:
        NotFound: No such entry.
        InvalidRequest: It is no decision, was taken back already, or no longer counts; or `person` has made none.
    """
    if number is None:
        row = _last_of(connection, person)
    else:
        found = connection.execute(select(tables.log).where(tables.log.c.number == number)).mappings().first()
        if found is None:
            raise NotFound("log entry", str(number))
        row = found
        _check_standing(connection, row)
    _check_not_overtaken(connection, row)
    return row


def decisions_behind(connection: Connection, row: Row) -> list[Decision]:
    """What the undoing of an entry concerns: the decision itself, behind any undo of an undo, wherever repeated."""
    wanted = log.root(_decision(connection, row))
    every = log.rows(connection, DECISIONS)
    return list(dict.fromkeys(Decision(one["event"], one["subject"]) for one in every if log.root(one) == wanted))


def undone_ever(connection: Connection) -> list[Decision]:
    """All decisions that some undo ever concerned."""
    undone = {row["detail"]["undoes"] for row in log.rows(connection, (UNDO,))}
    every = log.rows(connection, DECISIONS) if undone else []
    return list(dict.fromkeys(Decision(one["event"], one["subject"]) for one in every if log.root(one) in undone))


def append(connection: Connection, row: Row, *, by: str, why: str) -> None:
    """Adds the entry that takes this one back."""
    detail = {"undoes": log.root(row), "entry_undone": str(row["number"])}
    log.append(connection, UNDO, row["subject"], row["event"], person=by, why=why, detail=detail)


def _last_of(connection: Connection, person: str) -> Row:
    made = [row for row in log.standing_rows(connection, DECISIONS) if row["person"] == person]
    if not made:
        raise InvalidRequest(f"{person} has decided nothing that could be taken back")
    return made[-1]


def _check_standing(connection: Connection, row: Row) -> None:
    if row["event"] not in (*DECISIONS, UNDO):
        raise InvalidRequest(f"entry {row['number']} is of an event ({row['event']}) that cannot be taken back")
    if log.root(row) in log.taken_back(connection):
        raise InvalidRequest(f"entry {row['number']} was taken back already")


def _check_not_overtaken(connection: Connection, row: Row) -> None:
    """What no longer counts cannot be taken back, or brought back: nothing would change, or the wrong thing."""
    decision = _decision(connection, row)
    matter = _matter(decision)
    if matter is None:
        return
    for later in log.standing_rows(connection, matter.events, [matter.subject]):
        overtakes = log.made(later) > log.made(decision) and log.root(later) != log.root(decision)
        if overtakes and matter.value in (None, later["value"]):
            told = f"{later['event']}, {later['value']}, by {later['person']}"
            raise InvalidRequest(
                f"entry {row['number']} no longer counts: entry {later['number']} came after it ({told}); "
                "take that back first"
            )


def _decision(connection: Connection, row: Row) -> Row:
    """The decision behind an undo, or behind the undo of an undo, and so on; a decision is behind itself."""
    every = {log.root(one): one for one in log.rows(connection, (*DECISIONS, UNDO))}
    while row["event"] == UNDO:
        row = every[row["detail"]["undoes"]]
    return row


def _matter(row: Row) -> Matter | None:
    """None for a note: each stands by itself."""
    if row["event"] == notes.NOTE:
        return None
    if row["event"] in (notes.TAG, notes.UNTAG):
        return Matter((notes.TAG, notes.UNTAG), row["subject"], row["value"])
    return Matter((row["event"],), row["subject"])
