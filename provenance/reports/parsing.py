"""JSON back into records: the way back of `plain.as_json`, led by the records' types."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, cast

from provenance.shapes import Shape, made, members, shape

T = TypeVar("T")
_PLAIN = (bool, int, float, str)


def from_json(kind: type[T], value: object) -> T:
    """The record of type `kind` that `value` (as `json.loads` gives it) describes.

    Raises:
        ValueError: It describes none; the message says where it goes wrong.
    """
    return cast(T, _read(shape(kind), value, kind.__name__))


def _read(what: Shape, value: object, at: str) -> object:
    if what.optional and value is None:
        return None
    if what.kind is tuple:
        return _tuple(what, value, at)
    if what.kind is dict:
        return {key: _read(what.items[1], part, f"{at}.{key}") for key, part in _object(value, at).items()}
    if what.is_record:
        return _record(what.kind, _object(value, at), at)
    return _value(what.kind, value, at)


def _tuple(what: Shape, value: object, at: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{at}: a list was expected")
    items = what.items * len(value) if what.many else what.items
    if len(value) != len(items):
        raise ValueError(f"{at}: {len(items)} values were expected")
    return tuple(_read(item, part, f"{at}[{i}]") for i, (item, part) in enumerate(zip(items, value, strict=True)))


def _record(kind: Any, given: dict[str, object], at: str) -> object:
    known = {one.name: one for one in members(kind)}
    unknown = given.keys() - known.keys()
    missing = [name for name, one in known.items() if one.required and name not in given]
    if unknown or missing:
        named = f"lacks {', '.join(missing)}" if missing else f"has unknown {', '.join(sorted(unknown))}"
        raise ValueError(f"{at}: {named}")
    return made(kind, {name: _read(known[name].shape, part, f"{at}.{name}") for name, part in given.items()})


def _value(kind: Any, value: object, at: str) -> object:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind in _PLAIN and type(value) is kind:
        return value
    if isinstance(value, str) and kind not in _PLAIN:
        try:
            if kind in (date, datetime):
                return kind.fromisoformat(value)
            if issubclass(kind, Enum):
                return kind(value)
        except ValueError:
            raise ValueError(f"{at}: {value!r} is no {kind.__name__}") from None
    raise ValueError(f"{at}: {type(value).__name__} where {kind.__name__} was expected")


def _object(value: object, at: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{at}: an object was expected")
    return value
