"""Opening a database, its transactions, and its failures put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from provenance.clock import Clock, now
from provenance.errors import CasefileUnavailable, InvalidRequest, MissingExtra, NotFound
from provenance.store import dialects, schema
from provenance.store.dialects.sqlite_file import reading_engine
from provenance.store.dialects.sqlite_locked import Locked
from provenance.store.urls import DRIVERS, shown

T = TypeVar("T")

ATTEMPTS = 5
"""How often a change is tried that the database gives up in favour of another one."""


_DAMAGED = "its tables cannot be read, so it is damaged or no casefile; restore it from a backup"


@dataclass(frozen=True)
class Database:
    """One casefile's database. `name` is what to call it in messages: the file, or the URL without its secrets."""

    engine: Engine
    name: str
    clock: Clock = now

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True, clock: Clock = now) -> Self:
        """Connects, creates or migrates the tables.

        Args:
            where: A path, or a URL: "sqlite:///claims.db", "postgresql+psycopg://host/claims"; with "?timeout=5" a
                writer waits so many seconds for another.
            create: Whether to make a casefile where there is none.
            clock: Gives what is written its time.

        Raises:
            NotFound: There is none, and it is not to be created.
            InvalidRequest: A URL that is none, or of a database that is not supported.
            MissingExtra: What connects to a database of this kind is not installed.
            NewerCasefile: Written by a later version of the program.
            CasefileUnavailable: It cannot be opened or written, or is not a casefile.
        """
        url = _url(where)
        dialect = dialects.named(url.get_backend_name())
        name = dialect.name_of(url)
        if not create and not dialect.is_there(url):
            raise NotFound("casefile", name)
        database = cls(dialect.engine(url), name, clock)
        try:
            with database.failures():
                schema.bring_up_to_date(database.engine, name, create=create, only_read=database.only_read)
        except DBAPIError as error:  # nothing that the database is known to report: what it says of itself is damaged
            database.close()
            raise CasefileUnavailable(f"{name}: {_DAMAGED} ({error.orig})") from error
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def only_to_read(cls, path: Path) -> Self:
        """A SQLite file that nobody writes, as it is, whatever its form; nothing is put beside it."""
        return cls(reading_engine(Locked(path, "it is only looked at", immutable=True)), str(path))

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()

    @property
    def only_read(self) -> str | None:
        """Why it can only be read; None where it can be written."""
        why: str | None = self.engine.get_execution_options().get("only_read")
        return why

    @property
    def elsewhere(self) -> str | None:
        """The URL, with its secrets, by which another process opens it; None where only this one has it."""
        url = self.engine.url
        in_memory = url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")
        return None if in_memory else url.render_as_string(hide_password=False)

    def require_writing(self) -> None:
        """Raises CasefileUnavailable where it can only be read."""
        if self.only_read is not None:
            raise CasefileUnavailable(
                f"{self.name}: it cannot be written, only read ({self.only_read}), so nothing was changed; to go on "
                "working, bring it elsewhere with provenance copy, and name that with --db"
            )

    def is_same_as(self, other: Self) -> bool:
        """Whether both are one database."""
        if self.engine.dialect.name != other.engine.dialect.name:
            return False
        with self.reading() as here, other.reading() as there:
            return dialects.of(here).identity(here) == dialects.of(there).identity(there)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout."""
        with self.failures(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing; committed at the end, rolled back by any exception."""
        self.require_writing()
        options = {"alone": True, "clock": self.clock}
        with self.failures(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def change(self, work: Callable[[Connection], T]) -> T:
        """What `work` answers in a writing transaction; done again where the database asks for that."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.writing() as connection:
                    return work(connection)
            except CasefileUnavailable as error:
                if attempt == ATTEMPTS or not self._asks_again(error.__cause__):
                    raise
        raise AssertionError("the last attempt answers or raises")

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turns what the database reports into `CasefileUnavailable`, with what a person can do."""
        try:
            yield
        except DBAPIError as error:
            trouble = dialects.named(self.engine.dialect.name).trouble(error.orig)
            if trouble is None:
                raise
            if trouble.refused:
                raise InvalidRequest(f"{self.name}: {trouble.remedy}") from error
            raise CasefileUnavailable(f"{self.name}: {trouble.remedy}", passing=trouble.passing) from error
        except PoolTimeout as error:
            remedy = "all connections that this program may have are in use; try again in a moment"
            raise CasefileUnavailable(f"{self.name}: {remedy}", passing=True) from error
        except UnicodeDecodeError as error:  # names of tables, or what the database says of them
            raise CasefileUnavailable(f"{self.name}: {_DAMAGED}") from error
        except UnicodeEncodeError as error:
            raise InvalidRequest(f"{error.object!r} holds what is no character, so no database can hold it") from error

    def _asks_again(self, error: BaseException | None) -> bool:
        trouble = dialects.named(self.engine.dialect.name).trouble(getattr(error, "orig", None))
        return trouble is not None and trouble.again


def file_of(where: str | Path) -> Path | None:
    """The file of a casefile at a path or a database URL; None where a server has it. Raises as `Database.open`."""
    url = _url(where)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _url(where: str | Path) -> URL:
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
        url = url.set(drivername=DRIVERS[url.get_backend_name()])
        url.get_dialect().import_dbapi()
    except (ArgumentError, ValueError, NoSuchModuleError, KeyError):
        # Nothing of the cause is passed on: it may quote the password.
        raise InvalidRequest(
            f"{shown(text)!r} is no database that can be opened; give a path, sqlite:///PATH or "
            "postgresql+psycopg://USER@HOST/DATABASE"
        ) from None
    except ImportError as error:
        raise MissingExtra("a casefile in PostgreSQL", "postgres") from error
    return url
