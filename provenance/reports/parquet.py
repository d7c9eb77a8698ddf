"""The claims as an Apache Parquet file with typed, nested columns; needs the extra `parquet` (pyarrow).

Spec: Apache Parquet format 2. The columns are those of `ClaimRecord`; a span is a list of two numbers.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from provenance.errors import MissingExtra
from provenance.records import Casebook, ClaimRecord
from provenance.reports.plain import Json, as_json
from provenance.shapes import Shape, members

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
    return [arrow.field(one.name, _type(one.shape, arrow)) for one in members(record)]


def _type(what: Shape, arrow: Any) -> Any:
    if what.kind is tuple:
        return arrow.list_(_type(what.items[0], arrow))
    if what.is_record:
        return arrow.struct(_columns(what.kind, arrow))
    plain = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(), date: arrow.date32()}
    if what.kind is datetime:
        return arrow.timestamp("us", tz="UTC")
    return plain.get(what.kind, arrow.string())
