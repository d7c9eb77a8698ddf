"""Many rows at once into PostgreSQL, by COPY."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, text
from sqlalchemy.exc import DBAPIError


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """See `Dialect.insert_rows`."""
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    adapt = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
    names = [(column.name, _default(column)) for column in columns]
    quoted = connection.dialect.identifier_preparer
    listed = ", ".join(quoted.format_column(column) for column in columns)
    statement = f"COPY {quoted.format_table(table)} ({listed}) FROM STDIN"
    psycopg: Any = connection.dialect.dbapi
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(statement) as copy:
            for row in rows:
                values = [row.get(name, default) for name, default in names]
                copy.write_row([value if use is None else use(value) for use, value in zip(adapt, values, strict=True)])
    except psycopg.Error as error:  # SQLAlchemy knows nothing of COPY, so its own kind of error is made here
        raise DBAPIError(statement, None, error) from error


def insert_numbered(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """See `Dialect.insert_numbered`."""
    query = text("SELECT nextval(pg_get_serial_sequence(:name, 'number')) FROM generate_series(1, :count)")
    numbers = sorted(connection.execute(query, {"name": table.name, "count": len(rows)}).scalars())
    insert_rows(connection, table, [row | {"number": number} for row, number in zip(rows, numbers, strict=True)])
    return numbers


def settle_rows(connection: Connection, tables: Sequence[Table]) -> None:
    """See `Dialect.settle_rows`."""
    quoted = connection.dialect.identifier_preparer
    for table in tables:
        name = quoted.format_table(table)
        if "number" in table.columns:
            sequence = "pg_get_serial_sequence(:name, 'number')"
            query = f"SELECT setval({sequence}, max(number)) FROM {name} HAVING count(*) > 0"
            connection.execute(text(query), {"name": name})
    connection.exec_driver_sql("ANALYZE")


def _default(column: Column[Any]) -> Any:
    return getattr(column.default, "arg", None)
