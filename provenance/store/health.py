"""What the doctor asks of a database."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Connection, FromClause, func, select

from provenance.bookkeeping import Finding
from provenance.store import corrections, dialects, idle, log, readings, schema, tables
from provenance.store.legible import UNREADABLE

LIBRARIES = ("SQLAlchemy", "alembic")


def findings(connection: Connection, name: str) -> list[Finding]:
    """Versions, form, health and counts, one finding each."""
    return [
        *(Finding(name=library, value=_version(library)) for library in LIBRARIES),
        Finding(name="casefile", value=name),
        *_read("form of the tables", lambda: [_form(connection)]),
        *_read("database", lambda: dialects.of(connection).findings(connection)),
        *_read("log", lambda: [_log(connection)]),
        *_read("tables", lambda: _counts(connection)),
        *_read("reading", lambda: _due(connection)),
        *_read("corrections", lambda: _idle(connection)),
    ]


def _read(name: str, ask: Callable[[], list[Finding]]) -> list[Finding]:
    """What is found, or that it cannot be read."""
    try:
        return ask()
    except UNREADABLE as error:
        told = str(getattr(error, "orig", None) or error).partition("\n")[0]
        return [Finding(name=name, value=f"it cannot be read: {told}", ok=False)]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _form(connection: Connection) -> Finding:
    stored = schema.revision(connection)
    return Finding(name="form of the tables", value=str(stored), ok=stored == schema.head())


def _log(connection: Connection) -> Finding:
    entries = _count(connection, tables.log)
    broken = log.broken_at(connection)
    if broken is None and log.head(connection) != log.state(connection):
        return Finding(name="log", value="it does not end where it is noted to end", ok=False)
    if broken is None:
        return Finding(name="log", value=f"{entries} entries, unbroken")
    return Finding(name="log", value=f"entry {broken} does not follow from the one before", ok=False)


def _due(connection: Connection) -> list[Finding]:
    number = readings.count_due(connection)
    told = f"{number} listed articles were read by another version of the program; `provenance reread` reads them anew"
    return [Finding(name="reading", value=told)] if number else []


def _idle(connection: Connection) -> list[Finding]:
    """Corrections are kept for when what they are about comes back; a person should know that they do nothing now."""
    return [
        Finding(
            name="corrections",
            value=f"entry {row['number']}, {row['person']} on {row['detail'].get('label') or row['subject']}: "
            f"{corrections.told(row)}; it meets no claim now, so it does nothing (`provenance undo {row['number']}`)",
        )
        for row in idle.corrections_without_effect(connection)
    ]


def _counts(connection: Connection) -> list[Finding]:
    counted = ((tables.article, "articles"), (tables.claim, "claims"), (tables.link, "links"))
    return [
        Finding(
            name=name,
            value=f"{_count(connection, table, listed=True)} listed, {_count(connection, table)} in all versions",
        )
        for table, name in counted
    ]


def _count(connection: Connection, table: FromClause, *, listed: bool = False) -> int:
    query = select(func.count()).select_from(table)
    return int(connection.execute(query.where(table.c.current.is_(True)) if listed else query).scalar_one())
