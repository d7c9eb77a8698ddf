"""What is in a record, read off its type once: JSON, its schema, flat columns and the tables are derived from it.

A record is a frozen dataclass or a named tuple. A field marked `FLAT` (see `model`) has no place of its own: its fields
stand beside those of the record that holds it, wherever this is written; one marked `UNSTORED` is in no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """A type. `items` are the types of what a tuple holds in turn, or, with `many`, of each of any number of values;
    of a dict they are those of its keys and values. `optional`: None stands for nothing.
    """

    kind: Any
    items: tuple[Shape, ...] = ()
    many: bool = False
    optional: bool = False

    @property
    def is_record(self) -> bool:
        """Whether it has fields of its own."""
        return is_dataclass(self.kind) or hasattr(self.kind, "_fields")

    @property
    def one(self) -> Shape:
        """The type of a single value: of each of many, or this one."""
        return self.items[0] if self.many else self


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record as it is written. `path` leads to it from the record: two names for one of a flat field.

    `stored`: whether the tables have it.
    """

    name: str
    shape: Shape
    path: tuple[str, ...]
    required: bool
    stored: bool = True

    def of(self, record: object) -> Any:
        """Its value in a record."""
        for name in self.path:
            record = getattr(record, name)
        return record


def shape(kind: Any) -> Shape:
    """The shape of a type. Raises TypeError for a choice of several."""
    return _shape(kind)


def members(record: Any) -> tuple[Member, ...]:
    """What a record holds, in the order of its fields."""
    return _members(record)


def made(record: type[T], values: Mapping[str, Any]) -> T:
    """The record with these values, by the names of its members; a flat field may be given as a whole, too."""
    of: Any = record
    kinds = flat(of)
    if not kinds or kinds.keys() <= values.keys():
        return record(**values)
    own, parts = dict(values), {}
    for name, kind in kinds.items():
        if name not in values:
            parts[name] = made(kind, {one.name: own.pop(one.name) for one in members(kind) if one.name in own})
    return record(**own, **parts)


@cache
def _shape(kind: Any) -> Shape:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        several = [one for one in arguments if one is not NoneType]
        if len(several) > 1:
            raise TypeError(f"{kind}: a record holds one type in one place")
        inner = shape(several[0])
        return Shape(inner.kind, inner.items, inner.many, optional=True)
    if origin is tuple and arguments[-1] is Ellipsis:
        return Shape(tuple, (shape(arguments[0]),), many=True)
    return Shape(origin or kind, tuple(map(shape, arguments)))


@cache
def _members(record: Any) -> tuple[Member, ...]:
    found: list[Member] = []
    hints = get_type_hints(record)
    for name, required, marks in _fields(record):
        if marks.get("flat"):
            found += [replace(one, path=(name, *one.path)) for one in members(hints[name])]
        else:
            found.append(Member(name, shape(hints[name]), (name,), required, marks.get("stored", True)))
    return tuple(found)


@cache
def flat(record: Any) -> dict[str, Any]:
    """The types of its flat fields, by name."""
    hints = get_type_hints(record)
    return {name: hints[name] for name, _, marks in _fields(record) if marks.get("flat")}


def _fields(record: Any) -> list[tuple[str, bool, Mapping[str, bool]]]:
    """The name of each field, whether it has to be given, and how it is marked."""
    if not is_dataclass(record):
        return [(name, name not in record._field_defaults, {}) for name in record._fields]
    return [
        (one.name, one.default is MISSING and one.default_factory is MISSING, one.metadata) for one in fields(record)
    ]
