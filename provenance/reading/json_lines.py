"""JSON Lines of articles: `text`, and where known `title`, `url`, `outlet`, `byline`, `published_on`, `modified_on`.

A line without `text` is told by its names, as in any list of articles (`json_articles`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.days import parse_day
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, clean, join, line_ends
from provenance.reading.json_articles import article_of
from provenance.reading.signatures import JSON

LARGEST_LINE = 20_000_000
"""Bytes of one article."""
_NAMES = {
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "outlet": ("outlet", "publisher", "source"),
    "byline": ("byline", "author"),
    "published_on": ("published_on", "published", "date"),
    "modified_on": ("modified_on", "modified"),
}


def open_json_lines(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each line; a line that holds none is named with the reason. Empty lines are passed over.

    What is kept as an article's original is its line; its place is a JSON pointer (`/text`, RFC 6901).
    """
    start, number = (3 if data.startswith(b"\xef\xbb\xbf") else 0), 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        number += 1
        tell(start, len(data))
        line, start = data[start:end].strip(), end + 1
        if not line:
            continue
        name = f":{number}"
        if not allowance.spend(len(line)):
            yield BadPart(name, "there is more than is allowed in one file; split it")
            return
        try:
            yield Part(name, _document(line), Original(line, JSON), in_list=True)
        except DamagedError as error:
            yield BadPart(name, str(error))


def _document(line: bytes) -> Document:
    if len(line) > LARGEST_LINE:
        raise DamagedError(f"this line is over the limit of {LARGEST_LINE // 1_000_000} MB")
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DamagedError("this line is not in UTF-8") from error
    except json.JSONDecodeError as error:
        raise DamagedError(f"this line is not JSON: {error.msg}, at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:
        raise DamagedError(
            "this line is JSON that nobody would write: a number too long, or nested too deep"
        ) from error
    if not isinstance(value, Mapping):
        raise DamagedError('this line is not an article; write {"text": "…", "title": "…", …}')
    text = value.get("text")
    other = article_of(value) if text is None else None
    if other is not None:
        return other
    if not isinstance(text, str) or not text.strip():
        raise DamagedError("this line has no text" if text is None or text == "" else "its text is not text")
    joined, places = join((clean(one), "/text") for one in line_ends(text).split("\n"))
    return Document(joined, places, _facts(value))


def _facts(value: Mapping[str, object]) -> Facts:
    """What the line tells. Raises DamagedError for a date that is none: it was meant to count."""
    facts = Facts()
    for field, names in _NAMES.items():
        for name in names:
            given = value.get(name)
            if given is None or given == "":
                continue
            if not isinstance(given, str):
                raise DamagedError(f"its {name} is not text")
            facts.tell(field, _day(given, name) if field.endswith("_on") else given, f"json: {name}")
    if facts.url is not None and not facts.url.startswith(("http://", "https://")):
        raise DamagedError("its url is not an address that begins with http:// or https://")
    return facts


def _day(given: str, name: str) -> date:
    day = parse_day(given)
    if day is None:
        raise DamagedError(f"its {name} is not a date as in 2026-01-31")
    return day
