"""News in NewsML-G2 of the IPTC: single items, and messages that carry several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.days import day_of
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part
from provenance.reading.news_text import below, document_in, first, is_cut, name_of, text_paths, words_of
from provenance.reading.nitf import byline_of, nitf_document
from provenance.reading.packed import parse_xml
from provenance.reading.signatures import NEWSML_G2

ITEMS = 100_000
_NO_TEXT = ("picture", "video", "audio", "graphic", "animation", "composite", "event", "planning")


def open_newsml_g2(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each news item whose text is in the file; pictures, packages and the like are passed over.

    Raises:
        DamagedError: There is no news item in it.
    """
    root = parse_xml(data)
    items = list(below(root, "newsItem"))
    if not items:
        raise DamagedError("there is no newsItem in it")
    if len(items) > ITEMS:
        raise DamagedError(f"it has more than {ITEMS:,} news items; split it")
    cut, original, paths = is_cut(data, root), Original(data, NEWSML_G2), text_paths(root)
    for number, item in enumerate(items, 1):
        name = f":{number}" if root is not item else ""
        tell(number - 1, len(items))
        if cut and number == len(items):
            yield BadPart(name, f"it is cut off: its news item number {number} has no end")
        elif _class(item) in _NO_TEXT:
            continue
        elif not allowance.spend(len(words_of(item))):
            yield BadPart(name, "it holds more than is allowed; split it")
            return
        else:
            yield Part(name, partial(_document, item, paths), original, in_list=bool(name))


def _class(item: etree._Element) -> str:
    found = first(item, "itemMeta", "itemClass")
    return "" if found is None else (found.get("qcode") or found.get("uri") or "").rpartition(":")[2].rpartition("/")[2]


def _document(item: etree._Element, paths: Mapping[etree._Element, str]) -> Document:
    content = next(below(item, "contentSet"), None)
    told = [] if content is None else [one for one in content if name_of(one) in ("inlineXML", "inlineData")]
    if not told:
        raise DamagedError("the text of this news item is not in the file")
    facts = _facts(item)
    for one in told:
        nitf = next(below(one, "nitf"), None)
        if nitf is not None:
            return nitf_document(nitf, facts, paths)
    page = next((body for one in told for body in below(one, "body")), told[0])
    return document_in(page, facts, paths)


def _facts(item: etree._Element) -> Facts:
    facts = Facts()
    facts.tell("title", words_of(first(item, "contentMeta", "headline")), "newsml-g2: headline")
    facts.tell("byline", byline_of(first(item, "contentMeta", "by")), "newsml-g2: by")
    facts.tell("byline", _named(first(item, "contentMeta", "creator")), "newsml-g2: creator")
    for path in (("itemMeta", "provider"), ("rightsInfo", "copyrightHolder"), ("contentMeta", "infoSource")):
        facts.tell("outlet", _named(first(item, *path)), f"newsml-g2: {path[-1]}")
    for path in (("itemMeta", "firstCreated"), ("contentMeta", "contentCreated"), ("itemMeta", "versionCreated")):
        facts.tell("published_on", day_of(words_of(first(item, *path))), f"newsml-g2: {path[-1]}")
    for path in (("contentMeta", "contentModified"), ("itemMeta", "versionCreated")):
        facts.tell("modified_on", day_of(words_of(first(item, *path))), f"newsml-g2: {path[-1]}")
    for link in below(item, "link"):
        address = link.get("href", "")
        if address.startswith(("http://", "https://")) and "web" in link.get("rel", ""):
            facts.tell("url", address, "newsml-g2: link")
    return facts


def _named(party: etree._Element | None) -> str:
    if party is None:
        return ""
    return words_of(first(party, "name")) or party.get("literal", "")
