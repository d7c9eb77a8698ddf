"""The JSON Schema (2020-12) of the JSON report, read off the types of its records; published in docs/schema/."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from provenance.records import Casebook
from provenance.reports.plain import Json

Definitions: TypeAlias = "dict[str, Json]"
_DEFINITIONS = "#/$defs/"
_PLAIN = {bool: "boolean", int: "integer", float: "number", str: "string"}


def casebook_schema() -> dict[str, Json]:
    """The schema of what `json.write` writes."""
    definitions: Definitions = {}
    root = record_schema(Casebook, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Casebook",
        "description": "What `provenance report --format json` writes. Spans count Unicode code points, half-open.",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def record_schema(kind: Any, definitions: Definitions, at: str = _DEFINITIONS) -> dict[str, Json]:
    """The schema of what `plain.as_json` makes of a value of this type.

    Args:
        kind: A record, or any type that stands in one.
        definitions: Gets the schema of each record and closed set that is met, by its name.
        at: Where `definitions` will stand in the document.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [record_schema(one, definitions, at) for one in arguments]}
    if origin is tuple:
        items = [record_schema(one, definitions, at) for one in arguments if one is not Ellipsis]
        if arguments[-1] is Ellipsis:
            return {"type": "array", "items": items[0]}
        return {"type": "array", "prefixItems": [*items], "minItems": len(items), "maxItems": len(items)}
    if origin is dict:
        return {"type": "object", "additionalProperties": record_schema(arguments[1], definitions, at)}
    if kind is NoneType:
        return {"type": "null"}
    if kind in (date, datetime):
        return {"type": "string", "format": "date" if kind is date else "date-time"}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    return _definition(kind, definitions, at)


def _definition(kind: Any, definitions: Definitions, at: str) -> dict[str, Json]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # taken, before its fields ask for it
        body = _choices(kind) if issubclass(kind, Enum) else _record(kind, definitions, at)
        definitions[name] = {"description": " ".join((kind.__doc__ or "").split()), **body}
    return {"$ref": f"{at}{name}"}


def _choices(kind: type[Enum]) -> dict[str, Json]:
    return {"type": "string", "enum": [str(one.value) for one in kind]}


def _record(kind: Any, definitions: Definitions, at: str) -> dict[str, Json]:
    hints = get_type_hints(kind)
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        optional = {f.name for f in fields(kind) if f.default is not MISSING or f.default_factory is not MISSING}
    else:
        names, optional = list(kind._fields), set(kind._field_defaults)
    return {
        "type": "object",
        "properties": {name: record_schema(hints[name], definitions, at) for name in names},
        "required": [name for name in names if name not in optional],
        "additionalProperties": False,
    }
