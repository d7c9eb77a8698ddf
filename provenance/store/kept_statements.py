"""Statements that people keep, to be checked: entries of the log, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection

from provenance.checks import KeptStatement
from provenance.model import content_id
from provenance.store import log, order
from provenance.store.columns import Row


def id_of(text: str) -> str:
    """By what a statement is known: its words, in any case, without the mark at its end."""
    return content_id("statement", " ".join(text.split()).rstrip(".!").casefold())


def keep(connection: Connection, text: str, *, person: str, why: str) -> None:
    """Adds the entry that keeps a statement. The transaction has to be a writing one."""
    detail = {"at": log.time(connection).isoformat()}
    log.decide(connection, order.KEEP, id_of(text), text, person=person, why=why, detail=detail)


def kept(connection: Connection) -> list[KeptStatement]:
    """The statements that are kept, each once, by whoever kept it first, in that order."""
    found: dict[str, KeptStatement] = {}
    for row in log.standing_rows(connection, (order.KEEP,)):
        found.setdefault(row["subject"], _statement(row))
    return list(found.values())


def _statement(row: Row) -> KeptStatement:
    return KeptStatement(
        id=row["subject"],
        text=row["value"],
        by=row["person"],
        why=row["why"] or "",
        at=log.made(row),
        entry=row["number"],
    )
