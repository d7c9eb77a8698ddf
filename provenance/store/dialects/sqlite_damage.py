"""What is wrong with a file of SQLite itself: its pages, its tables and indexes, and its index of words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table
from sqlalchemy.exc import DatabaseError, IntegrityError

from provenance.bookkeeping import Difference
from provenance.store.dialects.fts5 import TOKENIZER
from provenance.store.dialects.sqlite_file import know_typed

MOST = 100
"""So many faults of a file are told at most."""
ROWS = 5000
_TYPED = "CREATE VIEW passage_typed AS SELECT number, as_typed(CAST(text AS BLOB)) AS text FROM passage"
_SEARCH = (
    "CREATE VIRTUAL TABLE passage_search USING fts5("
    f"text, content='passage_typed', content_rowid='number', tokenize='{TOKENIZER}')"
)
_GUARDS = {
    f"log_no_{change.lower()}": f"CREATE TRIGGER log_no_{change.lower()} BEFORE {change} ON log "
    "BEGIN SELECT RAISE(ABORT, 'the log is only ever appended to'); END"
    for change in ("UPDATE", "DELETE")
}
_PARTS = ("data", "idx", "docsize", "config")
"""Of an index of words: the tables that FTS5 keeps it in. Source: SQLite's documentation of FTS5, section 9."""
_REBUILD = "INSERT INTO passage_search(passage_search) VALUES('rebuild')"
_OF_INDEX = re.compile(r"missing from index|# of entries in index|non-unique entry in index")
_TREE = re.compile(r"^Tree (\d+) ")


def raw_rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """See `Dialect.raw_rows`."""
    driver: Any = connection.connection.driver_connection
    names = [column.name for column in table.columns if not isinstance(column.type, LargeBinary)]
    quoted = connection.dialect.identifier_preparer.quote
    query = f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table.name)}"
    usual = driver.text_factory
    driver.text_factory = _text
    try:
        for row in connection.exec_driver_sql(query):
            yield dict(zip(names, row, strict=True))
    finally:
        driver.text_factory = usual


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def damage(connection: Connection, tables: Sequence[Table]) -> Iterator[Difference]:
    """See `Dialect.damage`."""
    yield from _pages(connection)
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        what = f"it refers to a row of {parent} that is not there"
        yield Difference(where=f"table {table}, row {row}", what=what, follows=parent == "passage")
    for table in tables:
        yield from _form(connection, table)
    wanted = {"passage_typed": _TYPED, "passage_search": _SEARCH, **_GUARDS}
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    stored = {row.name: row.sql for row in made}
    for name, sql in wanted.items():
        if stored.get(name) != sql:
            what = "it is not in the file" if name not in stored else "it is not what the program made"
            yield Difference(where=f"{name} of the database", what=what)


def _pages(connection: Connection) -> Iterator[Difference]:
    trees = connection.exec_driver_sql("SELECT rootpage, name FROM sqlite_master WHERE rootpage > 0")
    names = {row.rootpage: row.name for row in trees}
    for told in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})").scalars().all():
        if told == "ok":
            continue
        tree = _TREE.match(told)
        name = names.get(int(tree[1])) if tree else None
        where = "database file" if name is None else f"database file, {name}"
        yield Difference(where=where, what=str(told), follows=_OF_INDEX.search(told) is not None)


def _form(connection: Connection, table: Table) -> Iterator[Difference]:
    """Whether the columns and the indexes of a table are those of today's form."""
    dialect, quoted = connection.dialect, connection.dialect.identifier_preparer.quote(table.name)
    keys = [column.name for column in table.primary_key]
    wanted = {
        (column.name, column.type.compile(dialect).upper(), column.name in keys or not column.nullable)
        for column in table.columns
    }
    columns = connection.exec_driver_sql(f"PRAGMA table_info({quoted})").mappings().all()
    stored = {(one["name"], one["type"].upper(), bool(one["notnull"] or one["pk"])) for one in columns}
    for name in sorted({name for name, *_ in wanted ^ stored}):
        yield Difference(where=f"table {table.name}", what=f"the column {name} is not of the form that it should have")
    indexes = {str(index.name): [column.name for column in index.columns] for index in table.indexes}
    for name, of_index in sorted(indexes.items()):
        rows = connection.exec_driver_sql(f"PRAGMA index_info({dialect.identifier_preparer.quote(name)})").mappings()
        if [row["name"] for row in rows] != of_index:
            yield Difference(
                where=f"table {table.name}", what=f"the index {name} is not of the form that it should have"
            )


def unfound(connection: Connection) -> Iterator[Difference]:
    """See `Dialect.unfound`.

    FTS5 checks an index only where it may write, so the index and the texts are looked at in a copy.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder, "search.db")
        with closing(sqlite3.connect(place, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute("BEGIN")
            copy.execute("CREATE TABLE passage (number INTEGER PRIMARY KEY, text TEXT)")
            copy.execute(_TYPED)
            copy.execute(_SEARCH)
            _copy(connection, copy, "passage", "number, text")
            for part in _PARTS:
                copy.execute(f"DELETE FROM passage_search_{part}")
                _copy(connection, copy, f"passage_search_{part}", "*")
            copy.execute("COMMIT")
        try:
            with closing(sqlite3.connect(place)) as copy:  # which has not seen the index before it was filled
                know_typed(copy)
                copy.execute("INSERT INTO passage_search(passage_search, rank) VALUES('integrity-check', 1)")
        except sqlite3.DatabaseError:
            what = "the index of words does not follow from the passages"
            yield Difference(where="search", what=what, follows=True)


def _copy(connection: Connection, copy: sqlite3.Connection, table: str, columns: str) -> None:
    for rows in connection.exec_driver_sql(f"SELECT {columns} FROM {table}").partitions(ROWS):
        copy.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [tuple(row) for row in rows])


def rebuild_indexes(connection: Connection) -> None:
    """See `Dialect.rebuild_indexes`. Two rows with one key stay as they are, and are told by `damage`."""
    with suppress(IntegrityError):
        connection.exec_driver_sql("REINDEX")


def drop_words(_connection: Connection) -> None:
    """See `Dialect.drop_words`. The index does without its passages until it is made anew."""


def rebuild_words(connection: Connection) -> None:
    """See `Dialect.rebuild_words`."""
    try:
        connection.exec_driver_sql(_REBUILD)
    except DatabaseError:  # FTS5 cannot even begin with what it finds; it can with what a new index begins with
        with closing(sqlite3.connect(":memory:")) as new:
            new.execute(_SEARCH)
            for part in _PARTS:
                connection.exec_driver_sql(f"DELETE FROM passage_search_{part}")
                for row in new.execute(f"SELECT * FROM passage_search_{part}"):
                    places = ", ".join("?" * len(row))
                    connection.exec_driver_sql(f"INSERT INTO passage_search_{part} VALUES ({places})", tuple(row))
        connection.exec_driver_sql(_REBUILD)
