"""News in JSON of the IPTC (ninjs 1.0 to 3.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from provenance.reading.days import day_of
from provenance.reading.document import DamagedError, Document, Facts
from provenance.reading.json_items import Item
from provenance.reading.news_text import below, text_paths
from provenance.reading.nitf import nitf_document
from provenance.reading.packed import parse_xml
from provenance.reading.passages import document_of_words, words_in

_BODIES = ("body_html", "body_xhtml", "body_text")
_DESCRIPTIONS = ("description_html", "description_text")
_MARKED = ("headline", "headlines", "versioncreated", "versionCreated", "firstcreated", "firstCreated", "pubstatus")
_OUTLETS = ("provider", "copyrightholder", "copyrightHolder", "infoSources", "infosources", "source")


def fits(value: Mapping[str, Any]) -> bool:
    """Whether a value of JSON is a news item of the IPTC."""
    named = "uri" in value or "guid" in value
    return named and any(key in value for key in _MARKED) and (bool(_body(value)) or "type" in value)


def articles(item: Item) -> Iterator[tuple[str, Document | str]]:
    """The article of a news item that is a text; pictures and the like are passed over."""
    news: Mapping[str, Any] = item.value  # type: ignore[assignment]
    if news.get("type", "text") not in ("text", "composite"):
        return
    body = _body(news)
    if body is None:
        yield "", "this news item has no text"
        return
    where, words, markup = body
    facts = Facts()
    facts.tell("title", _first(news.get("headlines") or news.get("headline")), "ninjs: headline")
    for name in ("byline", "by"):
        byline = words_in(news.get(name))
        facts.tell("byline", byline[3:] if byline.lower().startswith("by ") else byline, f"ninjs: {name}")
    for name in _OUTLETS:
        facts.tell("outlet", words_in(news.get(name)), f"ninjs: {name}")
    for name in (
        "firstCreated",
        "firstcreated",
        "contentCreated",
        "contentcreated",
        "versionCreated",
        "versioncreated",
    ):
        facts.tell("published_on", day_of(words_in(news.get(name))), f"ninjs: {name}")
    for name in ("versionCreated", "versioncreated"):
        facts.tell("modified_on", day_of(words_in(news.get(name))), f"ninjs: {name}")
    address = words_in(news.get("uri"))
    facts.tell("url", address if address.startswith(("http://", "https://")) else None, "ninjs: uri")
    yield "", _document(words, f"{item.pointer}/{where}", facts, markup)


def _document(words: str, where: str, facts: Facts, markup: bool) -> Document:
    """The text of a body: plain, of a page, or in the IPTC's own markup, whose passages have the place of the whole."""
    if not words.startswith(("<?xml", "<nitf")):
        return document_of_words(words, where, facts, markup=markup)
    root = parse_xml(words.encode("utf-8", "replace"))  # JSON may hold halves of pairs
    article = next(below(root, "nitf"), None)
    if article is None:
        raise DamagedError("there is no nitf element in it")
    found = nitf_document(article, facts, text_paths(root))
    return replace(found, places=tuple(place._replace(where=where) for place in found.places))


def _body(news: Mapping[str, Any]) -> tuple[str, str, bool] | None:
    """Where the text of a news item stands in it, the text, and whether it is markup."""
    for name in _BODIES:
        words = words_in(news.get(name))
        if words:
            return name, words, name != "body_text"
    for name in ("bodies", "descriptions"):  # since version 2; some have their text in the latter
        values = news.get(name)
        for number, body in enumerate(values if isinstance(values, list) else ()):
            if isinstance(body, dict) and (words := words_in(body.get("value"))):
                kind = words_in(body.get("contenttype") or body.get("contentType"))
                return f"{name}/{number}/value", words, "html" in kind or "xml" in kind
    for name in _DESCRIPTIONS:
        words = words_in(news.get(name))
        if words:
            return name, words, name == "description_html"
    return None


def _first(value: object) -> str:
    """A headline; of several that which is called main, or the first."""
    if isinstance(value, list):
        lines: Sequence[Any] = value
        main = next((one for one in lines if isinstance(one, dict) and one.get("role") == "main"), None)
        return words_in(main if main is not None else lines[0] if lines else None)
    return words_in(value)
