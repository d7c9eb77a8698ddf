"""Whether every row of a casefile can be read: each value is of its column's kind, and the row makes a noun.

What a row says is compared elsewhere (`checking`, `following`); a row that says nothing would end those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Float, Integer, Table
from sqlalchemy.exc import SQLAlchemyError

from provenance.bookkeeping import Difference
from provenance.model import Article, Claim, Grade, Verdict
from provenance.store import as_read, dialects, log, rows, tables
from provenance.store.columns import Row

UNREADABLE = (SQLAlchemyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What reading a damaged row, or computing with it, ends in."""


def every_row(connection: Connection) -> Iterator[Difference | None]:
    """For each row of each table: None, or what of it cannot be read."""
    for table in tables.metadata.sorted_tables:
        yield from guarded(f"table {table.name}", _of_table(connection, table))


def guarded(where: str, results: Iterator[Difference | None]) -> Iterator[Difference | None]:
    """`results`, as far as the rows that they are made of can be read; then what ended them."""
    try:
        yield from results
    except UNREADABLE as error:
        told = str(getattr(error, "orig", None) or error).partition("\n")[0] or type(error).__name__
        yield Difference(where=where, what=f"it cannot be checked to its end, something in it cannot be read: {told}")


def _of_table(connection: Connection, table: Table) -> Iterator[Difference | None]:
    decoded = _NOUNS.get(table.name, lambda _row: None)
    last = "before the first row"
    try:
        for row in dialects.of(connection).raw_rows(connection, table):
            last = f"row {_key(table, row)}"
            what = _unreadable(table, row, decoded)
            yield None if what is None else Difference(where=f"table {table.name}, {last}", what=what)
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).partition("\n")[0]
        yield Difference(where=f"table {table.name}, behind {last}", what=f"the rest of it cannot be read: {told}")


def _key(table: Table, row: Mapping[str, Any]) -> str:
    shown = (str(row[column.name]) for column in table.primary_key)
    return ", ".join(text.encode("ascii", "backslashreplace").decode("ascii")[:80] for text in shown)


def _unreadable(table: Table, row: Mapping[str, Any], decoded: Callable[[Row], object]) -> str | None:
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in row:
            continue  # bytes, which are read where they are compared with their hash
        try:
            values[column.name] = _value(column, row[column.name])
        except UNREADABLE as error:
            return (
                f"{column.name} cannot be read: {str(error).encode('ascii', 'backslashreplace').decode('ascii')[:200]}"
            )
    try:
        decoded(values)
    except UNREADABLE as error:
        return f"it cannot be read: {type(error).__name__}: {str(error)[:200]}"
    return None


def _value(column: Column[Any], value: Any) -> Any:
    """A value as it comes from the driver, in the kind of its column. Raises ValueError, TypeError."""
    if value is None:
        if not column.nullable:
            raise ValueError("nothing is in it")
        return None
    kind = column.type
    if isinstance(kind, JSON):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(kind, Date):
        return value if isinstance(value, date) else date.fromisoformat(value)
    if isinstance(kind, Boolean):
        if value in (0, 1):
            return bool(value)
        raise ValueError(f"{value!r} is neither true nor false")
    wanted = int if isinstance(kind, Integer) else (float, int) if isinstance(kind, Float) else str
    if not isinstance(value, wanted):
        raise TypeError(f"{value!r} is of another kind")
    if isinstance(value, str):
        value.encode("utf-8")  # what is no text has come with bytes that are no characters
    return value


def _article(row: Row) -> None:
    rows.article_from(row)
    rows.article_record(row)


def _claim(row: Row) -> None:
    rows.corrected_from(row)
    rows.claim_from(row, article=_NOTHING, attribution=())
    rows.origins_from(row)
    if row["verdict"] is not None:
        Verdict(row["verdict"])


def _link(row: Row) -> None:
    end = Claim(article=_NOTHING, start=0, end=0, content=())
    for one in rows.link_from(row, end, end).reasons:
        if not (all(isinstance(place, int) for place in (*one.a, *one.b)) and isinstance(one.note, str)):
            raise TypeError(f"{one.note!r}: a reason has two places and a note")
        float(one.weight)
    if row["verdict"] is not None:
        Verdict(row["verdict"])


def _entry(row: Row) -> None:
    log.entry(row)
    at = row["detail"].get("at")
    if at is not None:
        datetime.fromisoformat(at)
    if row["event"] == "review":
        Verdict(row["value"])
    if row["event"] == "rating":
        Grade(row["value"])


_NOTHING = Article(text="")
_NOUNS: dict[str, Callable[[Row], object]] = {
    tables.article.name: _article,
    tables.claim.name: _claim,
    tables.hop.name: rows.hop_from,
    tables.link.name: _link,
    tables.reading.name: as_read.legible,
    tables.log.name: _entry,
}
