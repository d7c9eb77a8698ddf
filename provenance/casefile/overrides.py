"""What a person says of an article, against what the article says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from provenance.errors import InvalidRequest, did_you_mean
from provenance.model import Article

PERSON = "person"
"""Where such a fact comes from, in `Article.found`."""
FIELDS = ("title", "outlet", "byline", "published_on", "modified_on", "url", "language")
COLUMNS = ("text", *FIELDS[:-1])
"""What a column of a table may hold."""


def parsed(settings: Sequence[str]) -> dict[str, str]:
    """The facts in settings of the form `outlet=The Poe Times`. Raises InvalidRequest."""
    facts: dict[str, str] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        name, value = name.strip(), " ".join(value.split()).strip("\"'")
        if not sign or name not in FIELDS:
            meant = did_you_mean(name, FIELDS)
            raise InvalidRequest(
                f"{setting!r} sets nothing{meant}; write NAME=VALUE with a name of: {', '.join(FIELDS)}"
            )
        if not value:
            raise InvalidRequest(f"{name}: nothing was given after the =")
        _check(name, value)
        facts[name] = value
    return facts


def parsed_columns(settings: Sequence[str]) -> dict[str, str]:
    """The columns of tables in settings of the form `text=Body`, by field. Raises InvalidRequest."""
    columns: dict[str, str] = {}
    for setting in settings:
        name, sign, column = setting.partition("=")
        if not sign or name.strip() not in COLUMNS or not column.strip():
            raise InvalidRequest(
                f"{setting!r} names no column; write FIELD=COLUMN with a field of: {', '.join(COLUMNS)}"
            )
        columns[name.strip()] = column.strip()
    return columns


def applied(article: Article, facts: Mapping[str, str]) -> Article:
    """`article` with the facts that a person set."""
    if not facts:
        return article
    values = {name: date.fromisoformat(value) if name.endswith("_on") else value for name, value in facts.items()}
    kept = tuple(pair for pair in article.found if pair[0] not in facts)
    found = (*kept, *((name, PERSON) for name in facts))
    return replace(article, **values, found=found)  # type: ignore[arg-type]


def _check(name: str, value: str) -> None:
    if name.endswith("_on"):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise InvalidRequest(f"{name}: {value!r} is not a date as in 2026-01-31") from None
    if name == "url" and not value.startswith(("http://", "https://")):
        raise InvalidRequest(f"url: {value!r} does not begin with http:// or https://")
    if name == "language" and not (len(value) == 2 and value.isalpha() and value.islower()):
        raise InvalidRequest(f"language: {value!r} is not an ISO 639-1 code as in 'en'")
