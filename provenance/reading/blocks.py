"""Paragraphs with their places, as exports of databases are taken apart: from plain text, rich text, Word or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from provenance.errors import MissingExtra
from provenance.reading.bounds import check_html
from provenance.reading.decoding import decode
from provenance.reading.document import DamagedError, Document, Facts, clean, join, line_ends
from provenance.reading.docx import read_docx
from provenance.reading.lines import WIDEST, unwrapped
from provenance.reading.signatures import DOCX, HTML, RTF, TEXT
from provenance.reading.xpaths import paths_of

_CELL = re.compile(r"(?<=\w)\|(?=\S)|\|\s*$")
_UNSEEN = frozenset({"head", "title", "script", "style", "noscript", "template", "svg"})
_INLINE = frozenset("a abbr b bdi cite code em font i mark q s small span strong sub sup time tt u wbr".split())


class Block(NamedTuple):
    """A paragraph: its words on one line, and its lines as they stood, each with its place.

    `marks`: what a page calls the elements that it stands in, as far as they are near.
    """

    text: str
    lines: tuple[tuple[str, str], ...]
    marks: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place of its first line."""
        return self.lines[0][1]


def form_of(data: bytes) -> str:
    """The media type of what the blocks stand in: DOCX, RTF, HTML or plain text."""
    if data.startswith(b"PK"):
        return DOCX
    if data.startswith(b"{\\rtf"):
        return RTF
    return HTML if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--|<!doctype|<html|<\?xml)", data[:500], re.I) else TEXT


def blocks_of(data: bytes) -> list[Block]:
    """Every paragraph in order. Raises DamagedError, and MissingExtra for rich text."""
    form = form_of(data)
    if form == TEXT:
        return list(_of_text(line_ends(decode(data))))
    if form == HTML:
        return list(_of_page(decode(data)))
    document = read_docx(data) if form == DOCX else _rich(data)
    pieces = ((document.text[place.start : place.end], place.where) for place in document.places)
    return [block(words, where) for line, where in pieces for words in _CELL.split(line) if words.strip()]


def block(words: str, where: str) -> Block:
    """A paragraph of one line."""
    return Block(" ".join(clean(words).split()), ((words, where),))


def is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether the lines that blocks stand on were broken at a width."""
    return all(len(line) <= WIDEST for one in blocks for line, _ in one.lines)


def document_of(blocks: Sequence[Block], facts: Facts, *, wrapped: bool) -> Document:
    """The text of blocks; lines that were broken at a width are put together again."""
    if wrapped and any(len(one.lines) > 1 for one in blocks):
        text, places = unwrapped([line for one in blocks for line in (*one.lines, ("", one.where))])
    else:
        lines = ((" ".join(clean(line).split()), where) for one in blocks for line, where in one.lines)
        text, places = join(lines)
    return Document(text, places, facts)


def _rich(data: bytes) -> Document:
    try:
        from provenance.reading.rtf import read_rtf
    except ImportError as error:
        raise MissingExtra("reading rich text (RTF)", "formats") from error
    return read_rtf(data)


def paragraph(lines: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """The block of some lines with their places, where there are any."""
    if lines:
        yield Block(" ".join(clean(" ".join(line for line, _ in lines)).split()), tuple(lines))


def _of_text(text: str) -> Iterator[Block]:
    lines: list[tuple[str, str]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((line, f"char={at},{at + len(line)}"))
        else:
            yield from paragraph(lines)
            lines = []
        at += len(line) + 1
    yield from paragraph(lines)


def _of_page(page: str) -> Iterator[Block]:
    """Whatever can be seen on a page, its forms and headers as well: there a database puts the articles."""
    check_html(page)
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, AssertionError) as error:
        raise DamagedError("there is no element in this page") from error
    found: list[tuple[etree._Element, str]] = []
    parts: list[str] = []
    owner, skipped = tree, 0

    def end() -> None:
        words = " ".join(clean("".join(parts)).split())
        if words:
            found.append((owner, words))
        parts.clear()

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag not in _INLINE:
            end()
        hidden = element.tag in _UNSEEN
        if event == "start":
            skipped += hidden
            text, holder = element.text, element
        else:
            skipped -= hidden
            text, holder = element.tail, element.getparent()
        if text and not skipped and holder is not None:
            if not parts:
                owner = holder
            parts.append(text)
    end()
    paths = paths_of(element for element, _ in found)
    for element, words in found:
        near = (element, element.getparent())
        marks = tuple(mark for one in near if one is not None for mark in (one.get("id"), one.get("class")) if mark)
        yield block(words, f"xpath={paths[element]}")._replace(marks=marks)
