"""News in NITF of the IPTC (News Industry Text Format, 2.5 to 3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from provenance.model import Original
from provenance.reading.days import day_of
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part
from provenance.reading.news_text import below, document_in, first, is_cut, name_of, text_paths, words_of
from provenance.reading.packed import parse_xml
from provenance.reading.signatures import NITF

_BY = ("by ", "By ", "BY ")


def open_nitf(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each `nitf` element (a file may hold several); its places are elements.

    Raises:
        DamagedError: There is none.
    """
    root = parse_xml(data)
    articles = list(below(root, "nitf"))
    if not articles:
        raise DamagedError("there is no nitf element in it")
    cut, original, paths = is_cut(data, root), Original(data, NITF), text_paths(root)
    for number, article in enumerate(articles, 1):
        name = f":{number}" if len(articles) > 1 else ""
        if cut and number == len(articles):
            yield BadPart(name, f"it is cut off: its article number {number} has no end")
        elif not allowance.spend(len(words_of(article))):
            yield BadPart(name, "it holds more than is allowed; split it")
            return
        else:
            yield Part(name, partial(nitf_document, article, Facts(), paths), original, in_list=bool(name))


def nitf_document(article: etree._Element, facts: Facts, paths: Mapping[etree._Element, str]) -> Document:
    """The article of a `nitf` element; what `facts` know stays; `paths`: see `text_paths`. Raises DamagedError."""
    content = next(below(article, "body.content"), None)
    if content is None:
        content = next(below(article, "body"), None)
    if content is None:
        raise DamagedError("this article has no text")
    _tell(article, facts)
    # Archives repeat the first paragraphs in a block of their own.
    whole = next((one for one in below(content, "block") if one.get("class") == "full_text"), content)
    return document_in(whole, facts, paths)


def _tell(article: etree._Element, facts: Facts) -> None:
    for names in (("body", "body.head", "hedline", "hl1"), ("body", "body.head", "hedline"), ("head", "title")):
        facts.tell("title", words_of(first(article, *names)), f"nitf: {names[-1]}")
    facts.tell("byline", byline_of(first(article, "body", "body.head", "byline")), "nitf: byline")
    published = first(article, "head", "pubdata")
    if published is not None:
        facts.tell("outlet", published.get("name"), "nitf: pubdata")
        facts.tell("published_on", day_of(published.get("date.publication")), "nitf: pubdata")
        facts.tell("url", _address(published.get("ex-ref")), "nitf: pubdata")
    facts.tell("outlet", words_of(first(article, "body", "body.head", "distributor")), "nitf: distributor")
    for name in ("date.issue", "date.release"):
        found = first(article, "head", "docdata", name)
        facts.tell("published_on", None if found is None else day_of(found.get("norm")), f"nitf: {name}")
    rights = first(article, "head", "docdata", "doc.copyright")
    facts.tell("outlet", None if rights is None else rights.get("holder"), "nitf: doc.copyright")


def byline_of(element: etree._Element | None) -> str:
    """Who wrote an article, without "By" and without the job."""
    if element is None:
        return ""
    named = [words_of(one) for one in below(element, "person")]
    words = ", ".join(filter(None, named)) or "".join(
        (element.text or "", *(_kept(child) + (child.tail or "") for child in element))
    )
    words = " ".join(words.split()).strip(" ,;")
    return words[3:].strip() if words.startswith(_BY) else words


def _kept(child: etree._Element) -> str:
    return "" if name_of(child) == "byttl" else words_of(child)


def _address(value: str | None) -> str | None:
    return value if value is not None and value.startswith(("http://", "https://")) else None
