"""Records as the values that JSON has. Field names are those of `provenance.records`."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from provenance.shapes import members

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def as_json(value: object) -> Json:
    """A record with everything in it. Times and dates are ISO 8601, spans two-element lists.

    Raises:
        TypeError: There is something in it that no record holds.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) or hasattr(value, "_fields"):
        return {one.name: as_json(one.of(value)) for one in members(type(value))}
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    raise TypeError(f"no JSON for {type(value).__name__}")
