"""Markdown (CommonMark with tables), its markup taken off."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime

from markdown_it import MarkdownIt
from markdown_it.token import Token

from provenance.reading.bounds import check_markdown
from provenance.reading.document import Document, Facts, clean, join, line_ends

_FRONT = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>(?:.*\n)*?)(?P=fence)[ \t]*(?:\n|$)")
_FRONT_LINES = 200  # a fence that does not close within so many lines is a rule, not front matter
_KEY = re.compile(r"([A-Za-z_-]{2,30})\s*:\s*(.*)")
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_FIELDS = {
    "title": "title", "headline": "title", "author": "byline", "authors": "byline", "byline": "byline",
    "outlet": "outlet", "publisher": "outlet", "site": "outlet", "publication": "outlet", "date": "published_on",
    "published": "published_on", "published_on": "published_on", "url": "url", "link": "url", "source_url": "url",
}  # fmt: skip


def read_markdown(decoded: str) -> Document:
    """Headings, paragraphs, list items, quotations, table rows and code as plain paragraphs.

    A paragraph's place is the lines that it stands on, in characters of the decoded file (RFC 5147).

    Raises:
        DamagedError: It is over a limit.
    """
    source = line_ends(decoded)
    check_markdown(source)
    facts, body_at = _front_matter(source)
    starts = [body_at]
    lines = source[body_at:].split("\n")
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    paragraphs: list[tuple[str, str | None]] = []
    for text, first, last in _blocks(lines):
        where = f"char={starts[first]},{max(starts[first], starts[last] - 1)}"
        paragraphs.extend((clean(line), where) for line in text.split("\n") if line.strip())
    text, places = join(paragraphs, "\n\n")
    return Document(text, places, facts)


def _blocks(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """The text of each block with the lines it stands on, half-open."""
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(lines))
    row: list[str] = []
    row_map: list[int] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row, row_map = [], token.map
        elif token.type == "tr_close":
            if row_map:
                yield " | ".join(row), row_map[0], row_map[1]
            row_map = None
        elif token.type == "inline" and row_map is not None:
            row.append(_inline(token))
        elif token.map and token.type in ("inline", "fence", "code_block", "html_block"):
            text = _inline(token) if token.type == "inline" else _TAG.sub("", token.content)
            yield text, token.map[0], token.map[1]


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)


def _front_matter(source: str) -> tuple[Facts, int]:
    """What the block between `---` (or `+++`) lines at the very beginning tells, and where the text begins."""
    facts = Facts()
    found = _FRONT.match(source, 0, _front_end(source))
    if found is None:
        return facts, 0
    for key, value in _pairs(found["fence"], found["body"]):
        name = _FIELDS.get(key.lower())
        if name == "published_on":
            facts.tell(name, _day(value), f"front matter: {key}")
        elif name:
            facts.tell(name, value, f"front matter: {key}")
    return facts, found.end()


def _front_end(source: str) -> int:
    """Where the search for front matter gives up."""
    end = 0
    for _ in range(_FRONT_LINES):
        end = source.find("\n", end) + 1
        if not end:
            return len(source)
    return end


def _pairs(fence: str, body: str) -> list[tuple[str, str]]:
    if fence == "+++":
        try:
            table = tomllib.loads(body)
        except tomllib.TOMLDecodeError:
            return []
        return [(key, str(value)) for key, value in table.items() if isinstance(value, str | date)]
    pairs = [found.groups() for found in map(_KEY.fullmatch, body.split("\n")) if found]
    return [(key, value.strip().strip("\"'")) for key, value in pairs]


def _day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None
