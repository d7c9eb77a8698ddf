"""The flat columns of a record, read off its type, so that an empty list has the same columns as a full one.

A record within a record gives dotted names (`origins.low`); several values in one cell are joined by "; ", spans are
written "10-20", times and dates as in ISO 8601.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import TypeAlias, Union, get_args, get_origin, get_type_hints

Path: TypeAlias = tuple[str, ...]


@cache
def columns(record: type) -> tuple[Path, ...]:
    """The path to each value of a record of this type, in the order of its fields."""
    return tuple(path for name, kind in _fields(record) for path in _paths((name,), kind))


def cell(value: object, path: Path) -> str:
    """The text of one cell."""
    if value is None:
        return ""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        if len(value) == 2 and isinstance(value[0], int):
            return f"{value[0]}-{value[1]}"
        return "; ".join(cell(part, path) for part in value)
    if path:
        return cell(getattr(value, path[0]), path[1:])
    return value.isoformat() if isinstance(value, date) else str(value)


def _fields(record: type) -> list[tuple[str, object]]:
    hints = get_type_hints(record)
    names = [field.name for field in fields(record)] if is_dataclass(record) else list(getattr(record, "_fields", ()))
    return [(name, hints[name]) for name in names]


def _paths(prefix: Path, kind: object) -> list[Path]:
    """The paths below a field of this type: through `X | None` and `tuple[X, ...]` to the records in it."""
    arguments = [one for one in get_args(kind) if one not in (NoneType, Ellipsis)]
    if get_origin(kind) in (Union, UnionType) or (get_origin(kind) is tuple and len(arguments) == 1):
        return _paths(prefix, arguments[0])
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):
        return [path for name, inner in _fields(kind) for path in _paths((*prefix, name), inner)]
    return [prefix]
