"""What is wrong with a database of PostgreSQL itself, as far as the server tells; it checks its pages as it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, text

from provenance.bookkeeping import Difference

ROWS = 1000

_UNCHECKED = "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated ORDER BY conname"
_INVALID = (
    "SELECT indexrelid::regclass::text, indrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indrelid "
    "WHERE relname = ANY(:names) AND NOT (indisvalid AND indisready)"
)
_INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
_GUARD = (
    "SELECT count(*) FROM pg_trigger WHERE tgname = 'log_no_change' AND tgrelid = 'log'::regclass AND tgenabled = 'O'"
)


def raw_rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """See `Dialect.raw_rows`. The server keeps nothing that is not of a column's kind, but what is in JSON."""
    quoted = connection.dialect.identifier_preparer
    names = [column.name for column in table.columns if not isinstance(column.type, LargeBinary)]
    query = f"SELECT {', '.join(map(quoted.quote, names))} FROM {quoted.format_table(table)}"
    for row in connection.execute(text(query), execution_options={"yield_per": ROWS}):
        yield dict(zip(names, row, strict=True))


def damage(connection: Connection, tables: Sequence[Table]) -> Iterator[Difference]:
    """See `Dialect.damage`."""
    for name, table in connection.exec_driver_sql(_UNCHECKED):
        yield Difference(where=f"table {table}", what=f"the references of {name} are not checked")
    for name, table in connection.execute(text(_INVALID), {"names": [one.name for one in tables]}):
        yield Difference(where=f"table {table}", what=f"the index {name} is not whole", follows=True)
    there = set(connection.exec_driver_sql(_INDEXES).scalars())
    for index in sorted(str(index.name) for table in tables for index in table.indexes if index.name not in there):
        yield Difference(where="database", what=f"the index {index} is missing")
    if not connection.exec_driver_sql(_GUARD).scalar():
        yield Difference(where="log_no_change of the database", what="nothing guards the log against changes")


def rebuild_indexes(_connection: Connection) -> None:
    """See `Dialect.rebuild_indexes`. The owner of the database does that, with REINDEX."""
