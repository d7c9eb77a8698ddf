"""A SQLite file page by page into another one, while others go on reading and writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from provenance.records import Tell

PAGES = 1000
"""How many are copied at a time (4 MB): so often it is told how far it is, and a signal is heard."""


def copy_pages(there: Connection, path: Path, tell: Tell) -> None:
    """Copies the database of a reading transaction into an empty file.

    The transaction sees one state throughout, so it need not begin anew when somebody writes meanwhile, as SQLite's
    backup otherwise does.
    """
    source: Any = there.connection.driver_connection
    with closing(sqlite3.connect(path)) as new:
        source.backup(new, pages=PAGES, progress=lambda _status, left, total: tell("pages", total - left, total))


def settle_file(path: Path) -> None:
    """Leaves a file that nobody has open without a write-ahead log: it is whole by itself, on any medium."""
    with closing(sqlite3.connect(path)) as new:
        new.execute("PRAGMA journal_mode = DELETE")
