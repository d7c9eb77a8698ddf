"""Notes and tags that people give to claims, links and articles: entries of the log, and the tags of now as rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert

from provenance.records import NoteRecord
from provenance.store import log, tables
from provenance.store.rows import Row

NOTE, TAG, UNTAG = "note", "tag", "untag"


def notes(connection: Connection, targets: Iterable[str] | None = None) -> list[NoteRecord]:
    """The notes on some claims, links and articles (on all: None) that stand, in the order in which they were made."""
    return [_note(row) for row in log.standing_rows(connection, (NOTE,), targets)]


def standing_tags(connection: Connection, targets: Iterable[str] | None = None) -> set[tuple[str, str]]:
    """Which targets have which tags as the log says: pairs of target and tag."""
    found: set[tuple[str, str]] = set()
    for row in log.standing_rows(connection, (TAG, UNTAG), targets):
        given = (row["subject"], row["value"])
        if row["event"] == TAG:
            found.add(given)
        else:
            found.discard(given)
    return found


def settle_tags(connection: Connection, target: str) -> None:
    """Gives a target the tags that the log says it has, and no others."""
    connection.execute(delete(tables.tag).where(tables.tag.c.target == target))
    given = [{"target": target, "tag": tag} for _, tag in sorted(standing_tags(connection, [target]))]
    if given:
        connection.execute(insert(tables.tag), given)


def _note(row: Row) -> NoteRecord:
    return NoteRecord(target=row["subject"], text=row["value"], by=row["person"], at=log.made(row), entry=row["number"])
