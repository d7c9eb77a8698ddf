"""Articles from Nexis (Nexis Uni, Lexis+, and LexisNexis Academic before): what stands between their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from provenance.reading.blocks import Block
from provenance.reading.days import day_in_words
from provenance.reading.document import Facts

_NUMBER = re.compile(r"\d+ of \d+ DOCUMENTS?")
_END = "End of Document"
_BODY = "Body"
_AFTER = ("Classification", "Graphic", "Notes", "Correction")
_LABEL = re.compile(r"([^\W\d_](?:[^\W\d_]|[ /-](?=\w)){2,30}):\s*(.*)", re.DOTALL)
_RIGHTS = re.compile(r"copyright\b|©|\(c\)|.*all rights reserved", re.IGNORECASE)
_BRACKETS = re.compile(r"\(.*\)")
_ADDRESS = re.compile(r"https?://\S+")
_FOUND = {"byline": "byline", "headline": "title", "url": "url"}
_LONGEST_LABEL = 4  # words
_TAIL = 4  # blocks, one of which closes an article in any language of the page


def nexis_articles(blocks: Sequence[Block]) -> Iterator[tuple[Facts, Sequence[Block]] | str]:
    """The facts and the body of each article, or why there are none."""
    if any(one.text == _END for one in blocks):
        yield from _modern(blocks)
    else:
        yield from _older(blocks)


def _modern(blocks: Sequence[Block]) -> Iterator[tuple[Facts, Sequence[Block]] | str]:
    start = 0
    for at, one in enumerate(blocks):
        if one.text == _END:
            yield _with_body(blocks[start:at])
            start = at + 1
    if any(one.text == _BODY for one in blocks[start:]):
        yield f"it is cut off: this article, which begins at {blocks[start].where}, has no end"


def _with_body(blocks: Sequence[Block]) -> tuple[Facts, Sequence[Block]] | str:
    """An article whose body stands under a heading that says so."""
    at = next((number for number, one in enumerate(blocks) if one.text == _BODY), None)
    if at is None:
        return f"this article, at {blocks[0].where}, has no text" if blocks else "this article has no text"
    head, body = blocks[:at], blocks[at + 1 :]
    facts = Facts()
    first = next((number for number, one in enumerate(head) if number > 1 and _RIGHTS.match(one.text)), None)
    masthead = list(head[:first]) if first is not None else [one for one in head if not _label(one)]
    day = next((number for number in reversed(range(len(masthead))) if day_in_words(masthead[number].text)), None)
    if day is not None:
        facts.tell("published_on", day_in_words(masthead[day].text), "nexis: date")
    # Without a day, something else stands in its place, such as "Correction Appended".
    before = [one for one in masthead[: len(masthead) - 1 if day is None else day] if not _BRACKETS.fullmatch(one.text)]
    for name, one in zip(("outlet", "title"), reversed(before[-2:]), strict=False):
        facts.tell(name, one.text, f"nexis: {name}")
    _tell(head, facts)
    end = next((number for number, one in enumerate(body) if one.text in _AFTER), len(body))
    return _article(facts, body[:end], blocks[0])


def _older(blocks: Sequence[Block]) -> Iterator[tuple[Facts, Sequence[Block]] | str]:
    starts = [at for at, one in enumerate(blocks) if _NUMBER.fullmatch(one.text)]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        article = blocks[start + 1 : end]
        if not article:
            yield f"it is cut off: nothing stands behind {blocks[start].text!r}, at {blocks[start].where}"
        elif end == len(blocks) and not _has_tail(article):
            yield f"it is cut off: this article, which begins at {blocks[start].where}, has no end"
        else:
            yield _labelled(article)


def _labelled(blocks: Sequence[Block]) -> tuple[Facts, Sequence[Block]] | str:
    """An article whose facts stand in lines with labels in capitals."""
    facts = Facts()
    at = _head_end(blocks)
    head = [one for one in blocks[:at] if not _RIGHTS.match(one.text)]
    if head:
        facts.tell("outlet", head[0].text, "nexis: source")
    day = next((number for number, one in enumerate(head) if number and day_in_words(one.text)), None)
    if day is not None:
        facts.tell("published_on", day_in_words(head[day].text), "nexis: date")
    if len(head) > (2 if day is None else day + 1):  # the day may be in another language
        facts.tell("title", head[-1].text, "nexis: title")
    start = _body_start(blocks, at)
    _tell(blocks[at:start], facts)
    end = len(blocks)
    while end > start and _closes(blocks[end - 1], capitals=True):
        end -= 1
    _tell(blocks[end:], facts)
    return _article(facts, blocks[start:end], blocks[0])


def _has_tail(blocks: Sequence[Block]) -> bool:
    start = _body_start(blocks, _head_end(blocks))
    return any(_closes(one, capitals=True) for one in blocks[max(start, len(blocks) - _TAIL) :])


def _head_end(blocks: Sequence[Block]) -> int:
    """Where the first label in capitals stands."""
    return next((number for number, one in enumerate(blocks) if _label(one, capitals=True)), 0)


def _body_start(blocks: Sequence[Block], at: int) -> int:
    """Where the labels end that begin at a place."""
    while at < len(blocks) and _label(blocks[at], capitals=True):
        at += 1
    return at


def _article(facts: Facts, body: Sequence[Block], first: Block) -> tuple[Facts, Sequence[Block]] | str:
    body = list(body)
    while body and _closes(body[-1], capitals=False) and len(body) > 1:
        _tell([body.pop()], facts)
    if not body:
        return f"this article, at {first.where}, has no text"
    return facts, body


def _closes(one: Block, *, capitals: bool) -> bool:
    """Whether a block belongs to what stands behind the text of an article."""
    label = _label(one, capitals=capitals)
    known = label is not None and (capitals or label[0] in ("load-date", "url", "language", "publication-type"))
    return known or _RIGHTS.match(one.text) is not None or _ADDRESS.fullmatch(one.text) is not None


def _tell(blocks: Sequence[Block], facts: Facts) -> None:
    for one in blocks:
        label = _label(one)
        address = _ADDRESS.fullmatch(one.text)
        if address is not None and urlsplit(one.text).path.strip("/"):  # not only the outlet's
            facts.tell("url", one.text, "nexis: address")
        if label is not None and label[0] in _FOUND:
            value = re.sub(r"^by\s+", "", label[1], flags=re.IGNORECASE) if label[0] == "byline" else label[1]
            facts.tell(_FOUND[label[0]], value, f"nexis: {label[0]}")


def _label(one: Block, *, capitals: bool = False) -> tuple[str, str] | None:
    """The label that a block begins with, in small letters, and what stands behind it."""
    found = _LABEL.fullmatch(one.text)
    if found is None or len(found[1].split()) > _LONGEST_LABEL or (capitals and found[1] != found[1].upper()):
        return None
    return found[1].lower(), found[2]
