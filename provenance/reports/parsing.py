"""JSON back into records: the way back of `plain.as_json`, led by the records' types."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = (bool, int, float, str)


def from_json(kind: type[T], value: object) -> T:
    """The record of type `kind` that `value` (as `json.loads` gives it) describes.

    Raises:
        ValueError: It describes none; the message says where it goes wrong.
    """
    return cast(T, _read(kind, value, kind.__name__))


def _read(kind: Any, value: object, at: str) -> object:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        [inner] = [one for one in arguments if one is not NoneType]
        return None if value is None else _read(inner, value, at)
    if origin is tuple:
        return _tuple(arguments, value, at)
    if origin is dict:
        return {key: _read(arguments[1], part, f"{at}.{key}") for key, part in _object(value, at).items()}
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return _record(kind, _object(value, at), at)
    return _value(kind, value, at)


def _tuple(kinds: tuple[Any, ...], value: object, at: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{at}: a list was expected")
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], part, f"{at}[{i}]") for i, part in enumerate(value))
    if len(value) != len(kinds):
        raise ValueError(f"{at}: {len(kinds)} values were expected")
    return tuple(_read(kind, part, f"{at}[{i}]") for i, (kind, part) in enumerate(zip(kinds, value, strict=True)))


def _record(kind: Any, given: dict[str, object], at: str) -> object:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(kind._fields)
    unknown = given.keys() - set(names)
    missing = [name for name in names if name not in given and not _has_default(kind, name)]
    if unknown or missing:
        named = f"lacks {', '.join(missing)}" if missing else f"has unknown {', '.join(sorted(unknown))}"
        raise ValueError(f"{at}: {named}")
    return kind(**{name: _read(hints[name], part, f"{at}.{name}") for name, part in given.items()})


def _has_default(kind: Any, name: str) -> bool:
    if not is_dataclass(kind):
        return name in kind._field_defaults
    [field] = [one for one in fields(kind) if one.name == name]
    return field.default is not MISSING or field.default_factory is not MISSING


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
