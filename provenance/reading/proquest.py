"""Articles from ProQuest: lines with labels, the text behind "Full text:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from provenance.reading.blocks import Block, block
from provenance.reading.days import day_of
from provenance.reading.document import Facts

_RULE = re.compile(r"_{10,}")
_NUMBER = re.compile(r"Document \d+ of \d+")
_LABEL = re.compile(r"([A-Z][A-Za-z/ -]{1,40}):(?:\s+(.*)|$)", re.DOTALL)
_TEXT = re.compile(r"full text", re.IGNORECASE)
_ID = "proquest document id"
# What may stand first behind the text. Source: ProQuest's own exports.
_AFTER = frozenset(
    "subject|business indexing term|location|people|company / organization|identifier / keyword|classification|title"
    "|publication title|illustration|references|credit|alternate title|url".split("|")
)
_FACTS = {
    "title": "title", "author": "byline", "publication title": "outlet", "publication date": "published_on",
    "document url": "url",
}  # fmt: skip


def proquest_articles(blocks: Sequence[Block]) -> Iterator[tuple[Facts, Sequence[Block]] | str]:
    """The facts and the body of each article, or why there are none."""
    part: list[Block] = []
    for one in _lines(blocks):
        if _RULE.fullmatch(one.text) or _NUMBER.fullmatch(one.text):
            if any(_label(other) for other in part):
                yield _article(part)
            part = []
        else:
            part.append(one)
    if any(_label(other) for other in part) and _named(part, _ID) is None and _named(part, "full text") is not None:
        yield f"it is cut off: this article, which begins at {part[0].where}, has no end"
    elif any(_named(part, name) is not None for name in (_ID, "full text")):
        yield _article(part)


def _lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, one of several lines with labels taken apart."""
    for one in blocks:
        lines = one.lines
        if len(lines) > 1 and sum(_LABEL.fullmatch(line.strip()) is not None for line, _ in lines) * 2 > len(lines):
            yield from (block(line, where) for line, where in lines)
        else:
            yield one


def _article(blocks: Sequence[Block]) -> tuple[Facts, Sequence[Block]] | str:
    facts = Facts()
    start = _named(blocks, "full text")
    if start is None:
        return f"this article, which begins at {blocks[0].where}, has no full text in the export"
    end = next((at for at in range(start + 1, len(blocks)) if (_label(blocks[at]) or ("",))[0] in _AFTER), len(blocks))
    for one in (*blocks[:start], *blocks[end:]):
        label = _label(one)
        name = None if label is None else _FACTS.get(label[0])
        if label is not None and name is not None:
            value = label[1].partition(";")[0] if name == "outlet" else label[1]
            facts.tell(name, day_of(value) if name == "published_on" else value, f"proquest: {label[0]}")
    if not _label(blocks[0]):
        facts.tell("title", blocks[0].text, "proquest: heading")
    first = _label(blocks[start])
    body = [block(first[1], blocks[start].where)] if first is not None and first[1] else []
    if body and len(blocks[start].lines) > 1:
        head, *others = blocks[start].lines
        body = [Block(body[0].text, ((_LABEL.sub(r"\2", head[0].strip()), head[1]), *others))]
    body += blocks[start + 1 : end]
    return (facts, body) if body else f"this article, which begins at {blocks[0].where}, has no text"


def _named(blocks: Sequence[Block], name: str) -> int | None:
    return next((at for at, one in enumerate(blocks) if (_label(one) or ("",))[0] == name), None)


def _label(one: Block) -> tuple[str, str] | None:
    """The label that a block begins with, in small letters, and what stands behind it."""
    found = _LABEL.fullmatch(one.text)
    return None if found is None else (found[1].strip().lower(), found[2] or "")
