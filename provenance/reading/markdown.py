"""Markdown (CommonMark with tables), its markup taken off."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime

from markdown_it import MarkdownIt
from markdown_it.token import Token

from provenance.reading.bounds import check_markdown
from provenance.reading.document import Document, Facts, clean, join, line_ends, marked
from provenance.reading.html import read_fragment
from provenance.reading.markup import quoted_lines, raised

_FRONT = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>(?:.*\n)*?)(?P=fence)[ \t]*(?:\n|$)")
_FRONT_LINES = 200  # a fence that does not close within so many lines is a rule, not front matter
_KEY = re.compile(r"([A-Za-z_-]{2,30})\s*:\s*(.*)")
_NOTE = re.compile(r"\[\^[^\]\s]{1,30}\](?!\()(?::[ \t]*)?")  # a note's mark, or the one before the note itself
_STRUCK = ("<s_open", "<s_close", *(f"<{end}{name}>" for end in ("", "/") for name in ("del", "s", "strike")))
_SPACES = re.compile(" {2,}")
_SIGNS = {"<softbreak>": " ", "<hardbreak>": "\n", "<br>": "\n", "<br/>": "\n", "<q>": "“", "</q>": "”"}
_NO_QUOTATION = ("blockquote_open", "heading_open", "table_open", "html_block", "fence")
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
    paragraphs: list[tuple[str, str, bool]] = []
    for text, first, last, is_heading in _blocks(lines):
        where = f"char={starts[first]},{max(starts[first], starts[last] - 1)}"
        paragraphs.extend((clean(line), where, is_heading) for line in text.split("\n") if line.strip())
    text, places = join(((line, where) for line, where, _ in paragraphs), "\n\n")
    furniture = marked(((line, is_heading) for line, _, is_heading in paragraphs), "\n\n")
    return Document(text, places, facts, furniture=furniture)


def _blocks(lines: list[str]) -> Iterator[tuple[str, int, int, bool]]:
    """The text of each block with the lines it stands on, half-open, and whether it is a heading."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse("\n".join(lines))
    row: list[str] = []
    row_map: list[int] | None = None
    item = heading = False
    for token in _quoted(tokens):
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        if token.type == "list_item_open":
            item = True
        elif token.type == "tr_open":
            row, row_map = [], token.map
        elif token.type == "tr_close":
            if row_map:
                yield " | ".join(row), row_map[0], row_map[1], False
            row_map = None
        elif token.type == "inline" and row_map is not None:
            row.append(_inline(token))
        elif token.map and token.type in ("inline", "fence", "code_block", "html_block"):
            text = _inline(token) if token.type != "html_block" else read_fragment(token.content)
            yield ("• " if item else "") + text, token.map[0], token.map[1], heading
            item = False


def _quoted(tokens: list[Token]) -> list[Token]:
    """The tokens, each block that is quoted in quotation marks, as on a page (see `markup.quoted_lines`)."""
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.type == "blockquote_open":
            opened.append(number)
        elif token.type == "blockquote_close" and opened:
            inside = tokens[opened.pop() : number]
            said = [one for one in inside if one.type == "inline"]
            if all(one.type not in _NO_QUOTATION for one in inside[1:]):
                for one, text in zip(said, quoted_lines([_inline(one) for one in said]), strict=True):
                    one.content, one.children = text, None
    return tokens


def _inline(token: Token) -> str:
    """The text of a paragraph, what is struck out left out."""
    if token.children is None:
        return _NOTE.sub("", token.content)
    said, struck, up = "", 0, False
    for child in token.children:
        tag = child.content.lower() if child.type == "html_inline" else f"<{child.type}>"
        if tag.startswith(_STRUCK):
            struck += -1 if tag.endswith("_close>") or tag.startswith("</") else 1
        elif tag.startswith(("<sup", "</sup")):
            up = tag.startswith("<sup")
        elif not struck:
            said += _words(child, tag, is_raised=up)
    return _SPACES.sub(" ", said)


def _words(child: Token, tag: str, *, is_raised: bool) -> str:
    """What a part of a paragraph says."""
    if child.type in ("text", "code_inline"):
        return raised(child.content) if is_raised else _NOTE.sub("", child.content)
    return _SIGNS.get(tag, "")


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
