"""How a SQLite file is opened, how its transactions begin, and how its write-ahead log is kept short."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from provenance.errors import InvalidRequest
from provenance.language.typed import as_typed
from provenance.store.dialects.sqlite_locked import Locked, locked
from provenance.store.dialects.waiting import BUSY_SECONDS, seconds_to_wait

LONGEST_PAUSE = 0.01
"""In seconds, between two attempts of a writer to be the one; less than another needs from one article to the next."""

READER_CACHE, WRITER_CACHE = 2_000, 32_000
"""In KB: the pages of the file that a connection keeps. There are many readers, which the system's own cache serves as
well, and one writer at a time, which would else write a page several times."""

CHECKPOINT = 4_000
"""In pages of 4 KB: from this length on the write-ahead log is put into the file, where nobody reads from it.

Articles of one story change the same pages again and again, and each is written once a checkpoint: with a thousand
pages, SQLite's own choice, a sixth more is written in all.
"""

LONGEST_LOG = 64 * 1024 * 1024
"""In bytes: a write-ahead log that is longer is put into the file even if readers have to be waited for."""

PATIENCE = 2.0
"""In seconds: how long such a checkpoint waits for readers, and writers for it."""


def engine(url: URL) -> Engine:
    """See `Dialect.engine`. "?timeout=5" waits so many seconds for another writer."""
    seconds = seconds_to_wait(url)
    unknown = sorted(set(url.query) - {"timeout"})
    if unknown:
        raise InvalidRequest(f"a SQLite casefile has no setting {unknown[0]!r}; there is only timeout")
    found = locked(Path(url.database)) if url.database and url.database != ":memory:" else None
    return _writing(url, seconds) if found is None else reading_engine(found)


def reading_engine(found: Locked) -> Engine:
    """Of a file that is only read."""
    made = create_engine(URL.create("sqlite", database=str(found.path)), execution_options={"only_read": found.why})

    def connect(_dialect: object, _record: object, _given: object, options: dict[str, Any]) -> sqlite3.Connection:
        opened: sqlite3.Connection = sqlite3.connect(found.uri, uri=True, **options)
        return opened

    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        _keep_pages(connection, WRITER_CACHE)

    def begin(connection: Connection) -> None:
        found.check()
        connection.exec_driver_sql("BEGIN")

    event.listen(made, "do_connect", connect)
    event.listen(made, "connect", set_up)
    event.listen(made, "begin", begin)
    return made


def _writing(url: URL, seconds: float) -> Engine:
    in_file = bool(url.database) and url.database != ":memory:"
    # The connection that was used last is lent first: few are in use, and their caches are warm.
    options = {"pool_use_lifo": True} if in_file else {}
    made = create_engine(url.update_query_dict({"timeout": str(seconds)}), **options)
    event.listen(made, "connect", _set_up)
    event.listen(made, "begin", partial(_begin, seconds))
    event.listen(made, "close", _checkpoint)
    if in_file:
        event.listen(made, "checkin", _keep_few_pages)
        event.listen(made, "checkin", _LogWatch(str(url.database), seconds).shorten)
    return made


def error_name(error: BaseException | None) -> str:
    """SQLite's name of an error ("SQLITE_BUSY"), with the extension that it may have."""
    return str(getattr(error, "sqlite_errorname", ""))


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Whether only somebody else's transaction is in the way."""
    return error_name(error) in ("SQLITE_BUSY", "SQLITE_LOCKED")


def know_typed(connection: sqlite3.Connection) -> None:
    """Gives SQL the function `as_typed`, of UTF-8, which the view `passage_typed` calls: what is searched."""
    connection.create_function("as_typed", 1, _as_typed, deterministic=True)


def _as_typed(text: bytes | None) -> str | None:
    return None if text is None else as_typed(text.decode("utf-8", "replace"))


def _set_up(connection: Any, _record: object) -> None:
    # Python's own transaction handling is off: it would begin too late, and never for changes of tables.
    connection.isolation_level = None
    know_typed(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    _keep_pages(connection, READER_CACHE)
    _use_wal(connection)


def _keep_pages(connection: Any, kilobytes: int) -> None:
    """So much of the file a connection keeps in memory from now on; what it holds above that is let go."""
    connection.execute(f"PRAGMA cache_size = -{kilobytes}")


def _keep_few_pages(connection: Any, _record: object) -> None:
    """Before a connection is lent again, perhaps to a reader."""
    if connection is not None:
        with suppress(sqlite3.Error):  # a file that is damaged: whoever reads from it next will say so
            _keep_pages(connection, READER_CACHE)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers go on while one writes. The change of mode does not wait for others by itself, so it is tried again."""
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _checkpoint(connection: Any, _record: object) -> None:
    """Before a connection is closed: what is in the log goes into the file, as far as nobody has to be waited for.

    The last connection that closes does that by itself; but another thread of this program may still hold one when
    the program ends, and then it is never closed.
    """
    with suppress(sqlite3.Error):  # a full disk, or a connection that a signal interrupted: nothing is lost by it
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


class _LogWatch:
    """Keeps the log short where readers overlap without end: SQLite begins it anew only when none is reading from it.

    A checkpoint that waits keeps writers out for a moment, but no reader: those that come read the file alone.
    """

    def __init__(self, database: str, seconds: float) -> None:
        self._log = Path(f"{database}-wal")
        self._seconds = seconds
        self._tried_at = 0

    def shorten(self, connection: Any, _record: object) -> None:
        """Before a connection is lent again."""
        try:
            size = self._log.stat().st_size
        except OSError:
            return
        if size < self._tried_at:
            self._tried_at = 0
        # Somebody may read for hours (a backup): tried again only when it has grown as much once more.
        if connection is None or size < self._tried_at + LONGEST_LOG:
            return
        self._tried_at = size
        with suppress(sqlite3.OperationalError):
            connection.execute(f"PRAGMA busy_timeout = {round(1000 * PATIENCE)}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * self._seconds)}")


def _begin(seconds: float, connection: Connection) -> None:
    if not connection.get_execution_options().get("alone", False):
        connection.exec_driver_sql("BEGIN")
        return
    # A writer takes its lock at once: one that first reads and then writes could be refused in the middle. SQLite
    # itself asks for it ten times a second, and finds that whoever writes article after article has it once more.
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + seconds
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _is_settled(driver):
            if time.monotonic() > deadline:
                break
            time.sleep(random.uniform(0.001, LONGEST_PAUSE))
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last attempt tells what is wrong
    finally:
        driver.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITER_CACHE}")


def _is_settled(connection: sqlite3.Connection) -> bool:
    """Whether to wait no longer: writing has begun, or it fails for another reason than that somebody else writes."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return not is_busy(error)
    return True
