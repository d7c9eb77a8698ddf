"""SQLite: one file, any number of readers, one writer at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CTE,
    URL,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    text,
)

from provenance.bookkeeping import Finding
from provenance.store.dialects.fts5 import Phrase, expression
from provenance.store.dialects.sqlite_damage import (
    damage,
    drop_words,
    raw_rows,
    rebuild_indexes,
    rebuild_words,
    unfound,
)
from provenance.store.dialects.sqlite_file import engine, error_name
from provenance.store.dialects.trouble import Trouble

__all__ = [
    "among",
    "damage",
    "drop_words",
    "engine",
    "findings",
    "identity",
    "index_text",
    "insert_numbered",
    "insert_rows",
    "is_there",
    "keys_table",
    "keys_within",
    "matching",
    "name_of",
    "prepare",
    "raw_rows",
    "rebuild_indexes",
    "rebuild_words",
    "settle",
    "settle_rows",
    "trouble",
    "unfound",
    "unindex_text",
]


def name_of(url: URL) -> str:
    """The path."""
    return url.database or "casefile in memory"


def is_there(url: URL) -> bool:
    """Whether there is a file."""
    return Path(name_of(url)).exists()


def identity(connection: Connection) -> object:
    """The file, however it was named; one in memory is only itself."""
    path = connection.engine.url.database
    return Path(path).resolve() if path else connection.engine


_WAIT = "another program is writing to it; try again when that has ended"
_TROUBLES = {
    "SQLITE_BUSY": Trouble(_WAIT, passing=True),
    "SQLITE_LOCKED": Trouble(_WAIT, passing=True),
    "SQLITE_FULL": Trouble(
        "the disk is full; free some space and run the same command again, nothing is half-written", passing=True
    ),
    "SQLITE_READONLY": Trouble(
        "it cannot be written; check the permissions of file and folder, or name another with --db"
    ),
    "SQLITE_CANTOPEN": Trouble(
        "it cannot be opened; check that its folder is there and writable, or name another with --db"
    ),
    "SQLITE_PERM": Trouble("it cannot be opened; check the permissions of the file and its folder"),
    "SQLITE_NOTADB": Trouble("this file is not a casefile; name another with --db"),
    "SQLITE_CORRUPT": Trouble("the file is damaged; restore it from a backup, or ingest the articles into a new one"),
    "SQLITE_IOERR": Trouble(
        "reading or writing failed; check the disk and the free space, then run the same command again", passing=True
    ),
}


def trouble(error: BaseException | None) -> Trouble | None:
    """See `Dialect.trouble`. Extended codes ("SQLITE_READONLY_DIRECTORY") fall under their family."""
    code = error_name(error)
    if isinstance(error, sqlite3.DataError):
        return Trouble(f"it cannot hold this: {error}", refused=True)
    return next((one for family, one in _TROUBLES.items() if code == family or code.startswith(f"{family}_")), None)


def prepare(_connection: Connection) -> None:
    """Any file will do."""


def settle(_connection: Connection, _tables: Sequence[Table]) -> None:
    """SQLite compares text byte by byte unless told otherwise, and UTF-8 keeps the order of code points."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """See `Dialect.insert_rows`. Rows of plain values do not go through SQLAlchemy one by one."""
    if not _is_plain(connection, table, rows[0]):
        connection.execute(insert(table), list(rows))
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns, places = ", ".join(map(quoted, rows[0])), ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({places})"
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def _is_plain(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether the driver takes rows with these columns as they are, and nothing is put in by default."""
    kinds = [table.c[name].type for name in row]
    given = all(column.name in row or column.default is None for column in table.c)
    return given and all(isinstance(kind, Float) or kind.bind_processor(connection.dialect) is None for kind in kinds)


def insert_numbered(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """See `Dialect.insert_numbered`."""
    statement = insert(table).returning(table.c.number, sort_by_parameter_order=True)
    return list(connection.execute(statement, list(rows)).scalars())


def settle_rows(_connection: Connection, _tables: Sequence[Table]) -> None:
    """The next number is always the highest one and one, and plans follow the form of the tables alone."""


def index_text(connection: Connection, articles: Sequence[int]) -> None:
    """See `Dialect.index_text`."""
    query = (
        "INSERT INTO passage_search(rowid, text) SELECT number, text FROM passage_typed "
        "WHERE number IN (SELECT number FROM passage WHERE article = :article)"
    )
    connection.execute(text(query), [{"article": article} for article in articles])


def unindex_text(connection: Connection, articles: Sequence[int]) -> None:
    """See `Dialect.unindex_text`. Source: FTS5's manual, section 4.4.3, the "delete" command."""
    query = (
        "INSERT INTO passage_search(passage_search, rowid, text) "
        "SELECT 'delete', number, text FROM passage_typed "
        "WHERE number IN (SELECT number FROM passage WHERE article = :article)"
    )
    connection.execute(text(query), [{"article": article} for article in articles])


def matching(_connection: Connection, phrases: Sequence[Phrase]) -> Subquery:
    """See `Dialect.matching`."""
    found = text("passage_search MATCH :expression").bindparams(expression=expression(phrases))
    number: ColumnElement[int] = literal_column("passage_search.rowid", Integer)
    rank: ColumnElement[float] = literal_column("passage_search.rank", Float)
    query = select(number.label("number"), rank.label("rank")).select_from(text("passage_search"))
    return query.where(found).subquery()


def keys_table(keys: Mapping[str, float]) -> FromClause:
    """See `Dialect.keys_table`."""
    return _given("mine", keys)


def keys_within(held: Table, keys: Sequence[str], runs: Sequence[tuple[int, int]]) -> Select[Any]:
    """See `Dialect.keys_within`."""
    mine, within = keys_table(dict.fromkeys(keys, 0.0)), _given("runs", {str(first): last for first, last in runs})
    key, number, weight = held.c
    of_pair = (key == mine.c.key) & number.between(cast(within.c.key, Integer), within.c.weight)
    pairs = select(key, number, weight).select_from(mine).join(within, within.c.key.is_not(None))
    return pairs.join(held, of_pair)


def among(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """See `Dialect.among`."""
    each = func.json_each(json.dumps(list(numbers))).table_valued("value")
    return column.in_(select(each.c.value))


def _given(name: str, values: Mapping[str, float]) -> CTE:
    """Values by key as a table, from one parameter: were each named, SQL would be made anew for every number of them.

    Without MATERIALIZED, SQLite would take the parameter apart again for each row that it is joined with.
    """
    columns = column("key", String), column("value", Float)
    each = func.json_each(json.dumps(values, ensure_ascii=False)).table_valued(*columns)
    return select(each.c.key, each.c.value.label("weight")).cte(name).prefix_with("MATERIALIZED")


def findings(connection: Connection) -> list[Finding]:
    """See `Dialect.findings`."""
    integrity = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    return [
        Finding(name="SQLite", value=sqlite3.sqlite_version),
        Finding(name="journal", value=str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())),
        Finding(name="integrity", value=integrity, ok=integrity == "ok"),
        Finding(name="references", value="ok" if not broken else f"{broken} lead nowhere", ok=not broken),
    ]
