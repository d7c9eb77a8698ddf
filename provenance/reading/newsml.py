"""News in NewsML 1 of the IPTC (1.0 to 1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.days import day_of
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part
from provenance.reading.news_text import below, document_in, first, is_cut, text_paths, words_of
from provenance.reading.nitf import byline_of, nitf_document
from provenance.reading.packed import parse_xml
from provenance.reading.signatures import NEWSML

ITEMS = 100_000


def open_newsml(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each news item: its longest text; items of pictures alone are passed over.

    Raises:
        DamagedError: There is no news item in it.
    """
    root = parse_xml(data)
    items = list(below(root, "NewsItem"))
    if not items:
        raise DamagedError("there is no NewsItem in it")
    if len(items) > ITEMS:
        raise DamagedError(f"it has more than {ITEMS:,} news items; split it")
    cut, original, paths = is_cut(data, root), Original(data, NEWSML), text_paths(root)
    for number, item in enumerate(items, 1):
        name = f":{number}" if len(items) > 1 else ""
        tell(number - 1, len(items))
        content = max(_contents(item), key=lambda one: len(words_of(one)), default=None)
        if cut and number == len(items):
            yield BadPart(name, f"it is cut off: its news item number {number} has no end")
        elif content is None:
            continue
        elif not allowance.spend(len(words_of(content))):
            yield BadPart(name, "it holds more than is allowed; split it")
            return
        else:
            yield Part(name, partial(_document, item, content, paths), original, in_list=bool(name))


def _contents(item: etree._Element) -> Iterator[etree._Element]:
    """The contents of an item that are text."""
    for holder in below(item, "ContentItem"):
        kind = first(holder, "MediaType")
        content = first(holder, "DataContent")
        if content is not None and (kind is None or kind.get("FormalName", "Text").lower() in ("text", "complextext")):
            yield content


def _document(item: etree._Element, content: etree._Element, paths: Mapping[etree._Element, str]) -> Document:
    facts = Facts()
    lines = next(below(item, "NewsLines"), None)
    if lines is not None:
        facts.tell("title", words_of(first(lines, "HeadLine")), "newsml: HeadLine")
        facts.tell("byline", byline_of(first(lines, "ByLine")), "newsml: ByLine")
    for name in ("Provider", "Source", "Creator"):
        for holder in below(item, name):
            party = first(holder, "Party")
            facts.tell("outlet", None if party is None else party.get("FormalName"), f"newsml: {name}")
    for name, field in (
        ("FirstCreated", "published_on"),
        ("DateId", "published_on"),
        ("ThisRevisionCreated", "modified_on"),
    ):
        facts.tell(field, day_of(words_of(next(below(item, name), None))), f"newsml: {name}")
    nitf = next(below(content, "nitf"), None)
    if nitf is not None:
        return nitf_document(nitf, facts, paths)
    body = next(below(content, "body.content", "body"), content)
    return document_in(body, facts, paths)
