"""Opening a database, its transactions, and its failures put into words: where dialects differ, they differ here."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from provenance.errors import CasefileUnavailable, InvalidRequest, NotFound
from provenance.store import schema

BUSY_SECONDS = 60
"""How long a writer waits for another. An article is one transaction of about a second, so this is many articles."""


@dataclass(frozen=True)
class Database:
    """One casefile's database. `name` is what to call it in messages: the file, or the URL without its password."""

    engine: Engine
    name: str

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True) -> Self:
        """Connects, creates or migrates the tables.

        Args:
            where: A path, or a URL ("sqlite:///claims.db"; "?timeout=5" waits so many seconds for another writer).
            create: Whether to make a casefile where there is none.

        Raises:
            NotFound: There is none, and it is not to be created.
            InvalidRequest: A URL that is none, or of a database that is not supported.
            NewerCasefile: Written by a later version of the program.
            CasefileUnavailable: It cannot be opened or written, or is not a casefile.
        """
        url = _url(where)
        name = url.database or "casefile in memory"
        if not create and not Path(name).exists():
            raise NotFound("casefile", name)
        database = cls(_sqlite_engine(url), name)
        try:
            with database.failures():
                schema.bring_up_to_date(database.engine, name)
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()

    def is_same_as(self, other: Self) -> bool:
        """Whether both are one database."""
        return self.engine.url.database is not None and Path(self.name).resolve() == Path(other.name).resolve()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout."""
        with self.failures(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing; committed at the end, rolled back by any exception."""
        with self.failures(), self.engine.connect().execution_options(alone=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turns what the database reports into `CasefileUnavailable`, with what a person can do."""
        try:
            yield
        except DBAPIError as error:
            remedy = _remedy(error.orig)
            if remedy is None:
                raise
            raise CasefileUnavailable(f"{self.name}: {remedy}") from error
        except UnicodeEncodeError as error:
            raise InvalidRequest(f"{error.object!r} holds what is no character, so no database can hold it") from error


def _url(where: str | Path) -> URL:
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise InvalidRequest(f"{text!r} is no database that can be opened; give a path or sqlite:///PATH") from error
    if url.get_backend_name() != "sqlite":
        raise InvalidRequest(f"databases of kind {url.get_backend_name()!r} are not supported yet; use a path")
    return url


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url if "timeout" in url.query else url.update_query_dict({"timeout": str(BUSY_SECONDS)}))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Python's own transaction handling is off: it would begin too late, and never for changes of tables.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -32000")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers go on while one writes. The change of mode does not wait for others by itself, so it is tried again."""
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) not in ("SQLITE_BUSY", "SQLITE_LOCKED") or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that first reads and then writes could be refused in the middle.
    alone = connection.get_execution_options().get("alone", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")


_REMEDIES = {
    "SQLITE_BUSY": "another program is writing to it; try again when that has ended",
    "SQLITE_LOCKED": "another program is writing to it; try again when that has ended",
    "SQLITE_FULL": "the disk is full; free some space and run the same command again, nothing is half-written",
    "SQLITE_READONLY": "it cannot be written; check the permissions of file and folder, or name another with --db",
    "SQLITE_CANTOPEN": "it cannot be opened; check that its folder is there and writable, or name another with --db",
    "SQLITE_PERM": "it cannot be opened; check the permissions of the file and its folder",
    "SQLITE_NOTADB": "this file is not a casefile; name another with --db",
    "SQLITE_CORRUPT": "the file is damaged; restore it from a backup, or ingest the articles into a new one",
    "SQLITE_IOERR": "reading or writing failed; check the disk and the free space, then run the same command again",
}


def _code(error: BaseException | None) -> str:
    return getattr(error, "sqlite_errorname", "")


def _remedy(error: BaseException | None) -> str | None:
    """What to do about an error of SQLite; extended codes ("SQLITE_READONLY_DIRECTORY") fall under their family."""
    code = _code(error)
    return next(
        (remedy for family, remedy in _REMEDIES.items() if code == family or code.startswith(f"{family}_")), None
    )
