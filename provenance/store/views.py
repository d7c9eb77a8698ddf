"""Views that people keep under a name: entries of the log, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection

from provenance.bookkeeping import SavedView
from provenance.store import log, order
from provenance.store.rows import tag_key


def save(connection: Connection, name: str, address: str, *, person: str) -> None:
    """Adds the entry that keeps the address of a list. The transaction has to be a writing one."""
    detail = {"at": log.time(connection).isoformat(), "name": name}
    log.decide(connection, order.VIEW, tag_key(name), address, person=person, detail=detail)


def saved(connection: Connection) -> list[SavedView]:
    """The views that are kept, by name; where people contradict each other, each of theirs."""
    known = order.ledger(connection, (order.VIEW,))
    rows = [row for matter in known.matters for side in known.outcome(matter).sides for row in side]
    found = (
        SavedView(row["detail"]["name"], row["value"], row["person"], int(row["number"]))
        for row in rows
        if row["event"] == order.VIEW
    )
    return sorted(found, key=lambda one: (one.name.casefold(), one.entry))
