"""The claims as an Apache Parquet file with typed, nested columns; needs the extra `parquet` (pyarrow).

Spec: Apache Parquet format 2. The columns are those of `ClaimRecord`; a span is a list of two numbers.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from itertools import islice
from types import NoneType, UnionType
from typing import Any, BinaryIO, Union, get_args, get_origin, get_type_hints

from provenance.errors import MissingExtra
from provenance.records import Casebook, ClaimRecord
from provenance.reports.plain import Json, as_json

ROWS = 5000
"""Claims a row group: memory for the columns does not grow beyond them."""


def write(book: Casebook, out: BinaryIO) -> None:
    """The claims of a casebook. Raises MissingExtra."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("the format parquet", "parquet") from error
    schema = arrow.schema(_columns(ClaimRecord, arrow))
    rest = iter(book.claims)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := [_row(claim) for claim in islice(rest, ROWS)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _row(claim: ClaimRecord) -> dict[str, Any]:
    row: dict[str, Any] = {name: _storable(value) for name, value in _object(claim).items()}
    row["published_on"] = claim.published_on
    return row


def _object(claim: ClaimRecord) -> dict[str, Json]:
    value = as_json(claim)
    if not isinstance(value, dict):
        raise TypeError("a claim is an object")
    return value


def _storable(value: Json) -> Json:
    """Parquet's strings are UTF-8: a lone surrogate is written as its escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {name: _storable(one) for name, one in value.items()}
    return value


def _columns(record: Any, arrow: Any) -> list[Any]:
    hints = get_type_hints(record)
    names = [field.name for field in fields(record)] if is_dataclass(record) else list(record._fields)
    return [arrow.field(name, _type(hints[name], arrow)) for name in names]


def _type(kind: Any, arrow: Any) -> Any:
    arguments = [one for one in get_args(kind) if one not in (NoneType, Ellipsis)]
    if get_origin(kind) in (Union, UnionType):
        return _type(arguments[0], arrow)
    if get_origin(kind) is tuple:
        return arrow.list_(_type(arguments[0], arrow))
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return arrow.struct(_columns(kind, arrow))
    plain = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(), date: arrow.date32()}
    if kind is datetime:
        return arrow.timestamp("us", tz="UTC")
    return plain.get(kind, arrow.string())
