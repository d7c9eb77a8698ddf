"""How the API answers: records as `--json` writes them, and their description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse

from provenance.reports.json import encode
from provenance.reports.plain import Json
from provenance.reports.schema import Definitions, record_schema

COMPONENTS = "#/components/schemas/"
TOTAL = "X-Total-Count"
JSON = "application/json"
_PROBLEMS = {
    400: "The request itself cannot be read.",
    401: "A password is set: send Authorization: Bearer PASSWORD.",
    403: "A change without the token of `GET /api/csrf`, or from a page of another site.",
    404: "There is no such thing; the nearest names are told where there are some.",
    409: "Several ids begin so.",
    413: "More than can be sent at once.",
    415: "A form in an encoding that is not read here.",
    421: "Not served under this name.",
    422: "A value is not acceptable; it is told which one, and what is.",
    429: "Too many wrong passwords were given; the header Retry-After says how many seconds to wait.",
    501: "An optional part of the program is not installed.",
    503: "The casefile cannot be read or written at the moment, or too much is asked at once: Retry-After tells.",
}
_definitions: Definitions = {
    "Problem": {
        "description": "What went wrong, in words for a person.",
        "type": "object",
        "properties": {"error": {"type": "string"}},
        "required": ["error"],
        "additionalProperties": False,
    }
}
"""The schemas of all records that the API answers with; `described` fills it while the routes are defined."""


class Answer(JSONResponse):
    """JSON as `--json` writes it."""

    def render(self, content: object) -> bytes:
        """A record, or several."""
        return encode(content)


def listed(records: Sequence[object], total: int | None = None) -> Answer:
    """A part of a list, and how long the whole is, where that is known."""
    return Answer(list(records), headers={} if total is None else {TOTAL: str(total)})


def problem(status: int, words: str, headers: dict[str, str] | None = None) -> Answer:
    """An error."""
    return Answer({"error": words}, status, headers)


def described(kind: Any, what: str, *, status: int = 200, total: bool = False) -> dict[int | str, dict[str, Any]]:
    """The description of a route's answers, for FastAPI's `responses`.

    Args:
        kind: The type of what it answers with: a record, `tuple[Record, ...]`, `dict[str, str]`.
        what: The answer in words.
        status: Of the answer.
        total: Whether the answer says how long the whole list is.
    """
    good: dict[str, Any] = {"description": what, "content": _json(record_schema(kind, _definitions, COMPONENTS))}
    if total:
        words = "How many there are in all."
        good["headers"] = {TOTAL: {"description": words, "required": True, "schema": {"type": "integer"}}}
    answers: dict[int | str, dict[str, Any]] = {status: good}
    for wrong, words in _PROBLEMS.items():
        answers[wrong] = {"description": words, "content": _json({"$ref": f"{COMPONENTS}Problem"})}
    return answers


def _json(schema: dict[str, Json]) -> dict[str, Any]:
    return {JSON: {"schema": schema}}


def description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description of an application's routes under /api, with the records in it."""
    made = app.openapi()  # made once, and kept by the application
    made.setdefault("components", {}).setdefault("schemas", {}).update(_definitions)
    return made
