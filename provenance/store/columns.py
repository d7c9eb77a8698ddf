"""Between a record and the columns of its row, both ways, read off its type (see `provenance.shapes`).

A plain value is a column; so is a word of a closed set, and, as JSON, whatever holds several values: records among
these are lists of their values. A record that may be missing is several columns, with its name before theirs
(`likelihood_low`). No queries here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, String

from provenance.shapes import Member, Shape, flat, members, shape

T = TypeVar("T")
Columns: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[Any, Any]
"""A row of a result, by column name or column."""

_TYPES = {bool: Boolean, int: Integer, float: Float, date: Date}


def columns(record: Any, *, without: Container[str] = ()) -> list[Column[Any]]:
    """The columns of a record, but for some."""
    return [
        Column(name, _type(what), nullable=what.optional)
        for one in members(record)
        if one.stored and one.name not in without
        for name, what in _names(one).items()
    ]


def stored(record: object, *, without: Container[str] = ()) -> Columns:
    """The values of a record by column, but for some."""
    row: Columns = {}
    for one in members(type(record)):
        if one.stored and one.name not in without:
            value, names = one.of(record), _names(one)
            parts = (value,) if len(names) == 1 else (None,) * len(names) if value is None else value
            row.update(zip(names, map(packed, parts), strict=True))
    return row


def loaded(record: type[T], row: Row, **given: Any) -> T:
    """The record of a row; what is `given` is not looked for there.

    Raises:
        ValueError, TypeError, LookupError: The row does not hold one.
    """
    of: Any = record
    values = given
    for name, read in _readers(of, tuple(given)):
        values[name] = row[name] if read is None else read(row)
    return record(**values)


def packed(value: object) -> Any:
    """A value as a column holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [packed(one) for one in value]
    return [packed(one.of(value)) for one in members(type(value))] if is_dataclass(value) else value


def unpacked(kind: type[T], value: Any) -> T:
    """A value of this type as a column holds it. Raises ValueError or TypeError where it holds none."""
    return cast(T, _unpack(shape(kind))(value))


def _type(what: Shape) -> Any:
    return JSON() if what.items or what.is_record else _TYPES.get(what.kind, String)()


def _names(member: Member) -> dict[str, Shape]:
    """The columns of a member."""
    if member.shape.is_record and member.shape.optional:
        parts = members(member.shape.kind)
        return {f"{member.name}_{part.name}": replace(part.shape, optional=True) for part in parts}
    return {member.name: member.shape}


_PLAIN = (str, int, float, bool, date)


@cache
def _readers(record: Any, given: tuple[str, ...]) -> tuple[tuple[str, Callable[[Row], Any] | None], ...]:
    """For each field how it is read from a row (None: the column of its name as it is)."""
    inner = [(name, partial(loaded, kind)) for name, kind in flat(record).items() if name not in given]
    own = [one for one in members(record) if one.stored and one.path == (one.name,) and one.name not in given]
    return (*((one.name, _reader(one)) for one in own), *inner)


def _reader(member: Member) -> Callable[[Row], Any] | None:
    name, what, names = member.name, member.shape, list(_names(member))
    if len(names) > 1:
        last = names[-1]
        return lambda row: None if row[last] is None else what.kind(*[row[one] for one in names])
    if what.kind in _PLAIN:
        return None
    unpack = _unpack(what)
    if what.optional:
        return lambda row: None if (value := row[name]) is None else unpack(value)
    return lambda row: unpack(row[name])


@cache
def _unpack(what: Shape) -> Callable[[Any], Any]:
    if what.many:
        each = _unpack(what.items[0])
        return lambda values: tuple([each(value) for value in values])
    if what.items and all(one.kind in _PLAIN for one in what.items):
        return partial(_counted, len(what.items))
    if what.items or what.is_record:
        kinds = what.items or tuple(one.shape for one in members(what.kind))
        parts, make = [_unpack(one) for one in kinds], (lambda *values: values) if what.items else what.kind
        return lambda values: make(*[part(value) for part, value in zip(parts, values, strict=True)])
    if what.kind is datetime:
        return datetime.fromisoformat
    return what.kind if issubclass(what.kind, Enum) else lambda value: value


def _counted(number: int, values: Any) -> tuple[Any, ...]:
    if len(values) != number:
        raise ValueError(f"{values!r} holds not {number} values")
    return tuple(values)
