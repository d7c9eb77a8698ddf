"""The JSON Schema (2020-12) of reports and checks, read off the types of their records; published in docs/schema/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias

from provenance.checks import CheckRecord
from provenance.records import Casebook
from provenance.reports.plain import Json
from provenance.shapes import Shape, members, shape

Definitions: TypeAlias = "dict[str, Json]"
_DEFINITIONS = "#/$defs/"
_PLAIN = {bool: "boolean", int: "integer", float: "number", str: "string"}


def casebook_schema() -> dict[str, Json]:
    """The schema of what `json.write` writes."""
    about = "What `provenance report --format json` writes. Spans count Unicode code points, half-open."
    definitions: Definitions = {}
    return _document("Casebook", about, record_schema(Casebook, definitions), definitions)


def check_schema() -> dict[str, Json]:
    """The schema of what `provenance check` writes as JSON."""
    about = "What `provenance check --json` writes, an item a text; spans as in a casebook, into the text."
    definitions: Definitions = {}
    items = record_schema(CheckRecord, definitions)
    return _document("Checks", about, {"type": "array", "items": items}, definitions)


def _document(title: str, about: str, root: Mapping[str, Json], definitions: Definitions) -> dict[str, Json]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": about,
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
    return _schema(shape(kind), definitions, at)


def _schema(what: Shape, definitions: Definitions, at: str) -> dict[str, Json]:
    if what.optional:
        return {"anyOf": [_schema(replace(what, optional=False), definitions, at), {"type": "null"}]}
    if what.many:
        return {"type": "array", "items": _schema(what.items[0], definitions, at)}
    items: list[Json] = [_schema(one, definitions, at) for one in what.items]
    if what.kind is tuple:
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if what.kind is dict:
        return {"type": "object", "additionalProperties": items[1]}
    if what.kind in (date, datetime):
        return {"type": "string", "format": "date" if what.kind is date else "date-time"}
    if what.kind in _PLAIN:
        return {"type": _PLAIN[what.kind]}
    return _definition(what.kind, definitions, at)


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
    known = members(kind)
    return {
        "type": "object",
        "properties": {one.name: _schema(one.shape, definitions, at) for one in known},
        "required": [one.name for one in known if one.required],
        "additionalProperties": False,
    }
