"""The flat columns of a record, read off its type, so that an empty list has the same columns as a full one.

A record within a record gives dotted names (`origins.low`); several values in one cell are joined by "; ", spans are
written "10-20", times and dates as in ISO 8601.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from provenance.shapes import Member, Shape, members


class Path(NamedTuple):
    """The name of a column, and the members that lead to what is in it."""

    name: str
    steps: tuple[Member, ...]


@cache
def columns(record: Any) -> tuple[Path, ...]:
    """The path to each value of a record of this type, in the order of its fields."""
    return tuple(path for one in members(record) for path in _paths((one,), one.shape))


def cell(value: object, path: tuple[Member, ...]) -> str:
    """The text of one cell."""
    if value is None:
        return ""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        if len(value) == 2 and isinstance(value[0], int):
            return f"{value[0]}-{value[1]}"
        return "; ".join(cell(part, path) for part in value)
    if path:
        return cell(path[0].of(value), path[1:])
    return value.isoformat() if isinstance(value, date) else str(value)


def _paths(steps: tuple[Member, ...], shape: Shape) -> list[Path]:
    """The paths below a field of this type: through several values to the records in them."""
    if shape.one.is_record:
        return [path for one in members(shape.one.kind) for path in _paths((*steps, one), one.shape)]
    return [Path(".".join(one.name for one in steps), steps)]
