"""The casefile's tables as Arrow tables: the same columns by the same names; JSON is kept as its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as arrow
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, Table

from provenance.store.columns import Columns

_TYPES = {
    Integer: arrow.int64(),
    Float: arrow.float64(),
    Boolean: arrow.bool_(),
    Date: arrow.date32(),
    LargeBinary: arrow.binary(),
}


def schema(table: Table, *, without: Iterable[str] = (), more: Iterable[arrow.Field] = ()) -> arrow.Schema:
    """The columns of a table of the casefile, but for some, and `more`."""
    left_out = set(without)
    own = [arrow.field(column.name, _type(column)) for column in table.columns if column.name not in left_out]
    return arrow.schema([*own, *more])


def _type(column: Column[Any]) -> arrow.DataType:
    return next((mine for kind, mine in _TYPES.items() if isinstance(column.type, kind)), arrow.string())


def from_rows(rows: Sequence[Columns], table: Table, shape: arrow.Schema) -> arrow.Table:
    """Rows of a table of the casefile as Arrow columns; what a row does not say is the column's default."""
    columns = {}
    for field in shape:
        column = table.columns.get(field.name)
        default = getattr(getattr(column, "default", None), "arg", None)
        values = [row.get(field.name, default) for row in rows]
        if column is not None and isinstance(column.type, JSON):
            values = [None if value is None else json.dumps(value, ensure_ascii=True) for value in values]
        columns[field.name] = arrow.array(values, field.type)
    return arrow.table(columns, schema=shape)


def to_rows(found: arrow.Table, table: Table) -> Iterator[Mapping[str, Any]]:
    """The rows of Arrow columns, as the casefile's own rows are read."""
    packed = [name for name in found.column_names if name in table.c and isinstance(table.c[name].type, JSON)]
    for row in found.to_pylist():
        yield row | {name: json.loads(row[name]) for name in packed if row[name] is not None}
