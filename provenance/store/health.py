"""What the doctor asks of a database."""

from __future__ import annotations

import sqlite3
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Connection, FromClause, func, select

from provenance.records import Finding
from provenance.store import log, schema, tables

LIBRARIES = ("sqlmodel", "SQLAlchemy", "alembic")


def findings(connection: Connection, name: str) -> list[Finding]:
    """Versions, form, health and counts, one finding each."""
    return [
        *(Finding(name=library, value=_version(library)) for library in LIBRARIES),
        Finding(name="SQLite", value=sqlite3.sqlite_version),
        Finding(name="casefile", value=name),
        _form(connection),
        Finding(name="journal", value=str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())),
        _integrity(connection),
        _references(connection),
        _log(connection),
        *_counts(connection),
    ]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _form(connection: Connection) -> Finding:
    stored = schema.revision(connection)
    return Finding(name="form of the tables", value=str(stored), ok=stored == schema.HEAD)


def _integrity(connection: Connection) -> Finding:
    answer = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    return Finding(name="integrity", value=answer, ok=answer == "ok")


def _references(connection: Connection) -> Finding:
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    return Finding(name="references", value="ok" if not broken else f"{broken} lead nowhere", ok=not broken)


def _log(connection: Connection) -> Finding:
    entries = _count(connection, tables.log)
    broken = log.broken_at(connection)
    if broken is None:
        return Finding(name="log", value=f"{entries} entries, unbroken")
    return Finding(name="log", value=f"entry {broken} does not follow from the one before", ok=False)


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
