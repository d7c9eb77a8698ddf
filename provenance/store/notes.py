"""Notes and tags that people give to claims, links and articles: entries of the log, and the tags of now as rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert

from provenance.records import NoteRecord
from provenance.store import log, order, tables
from provenance.store.columns import Row
from provenance.store.order import NOTE, TAG, UNTAG


def notes(connection: Connection, targets: Iterable[str] | None = None) -> list[NoteRecord]:
    """The notes on some claims, links and articles (on all: None) that stand, each after those before it in the log."""
    return [_note(row) for row in log.standing_rows(connection, (NOTE,), targets)]


def standing_tags(connection: Connection, targets: Iterable[str] | None = None) -> set[tuple[str, str]]:
    """Which targets have which tags as the log says: pairs of target and tag.

    A tag that one person took off while another, who did not know of it, gave it again stays: nothing is lost unseen.
    """
    wanted = None if targets is None else set(targets)
    known = order.ledger(connection, (TAG, UNTAG), wanted)
    return {
        (matter.subject, matter.value or "")
        for matter in known.matters
        if wanted is None or matter.subject in wanted
        if any(row["event"] == TAG for side in known.outcome(matter).sides for row in side)
    }


def settle_tags(connection: Connection, target: str) -> None:
    """Gives a target the tags that the log says it has, and no others."""
    connection.execute(delete(tables.tag).where(tables.tag.c.target == target))
    given = [{"target": target, "tag": tag} for _, tag in sorted(standing_tags(connection, [target]))]
    if given:
        connection.execute(insert(tables.tag), given)


def _note(row: Row) -> NoteRecord:
    return NoteRecord(target=row["subject"], text=row["value"], by=row["person"], at=log.made(row), entry=row["number"])
