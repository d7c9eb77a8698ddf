"""News in JSON of the IPTC (ninjs 1.0 to 3.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from provenance.reading.days import day_of
from provenance.reading.document import Document, Facts
from provenance.reading.json_items import Item
from provenance.reading.passages import document_of_words, words_in

_BODIES = ("body_html", "body_xhtml", "body_text")
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
    yield "", document_of_words(words, f"{item.pointer}/{where}", facts, markup=markup)


def _body(news: Mapping[str, Any]) -> tuple[str, str, bool] | None:
    """Where the text of a news item stands in it, the text, and whether it is markup."""
    for name in _BODIES:
        words = words_in(news.get(name))
        if words:
            return name, words, name != "body_text"
    bodies = news.get("bodies")  # since version 2
    for number, body in enumerate(bodies if isinstance(bodies, list) else ()):
        if isinstance(body, dict) and (words := words_in(body.get("value"))):
            kind = words_in(body.get("contenttype") or body.get("contentType"))
            return f"bodies/{number}/value", words, "html" in kind or "xml" in kind
    return None


def _first(value: object) -> str:
    """A headline; of several that which is called main, or the first."""
    if isinstance(value, list):
        lines: Sequence[Any] = value
        main = next((one for one in lines if isinstance(one, dict) and one.get("role") == "main"), None)
        return words_in(main if main is not None else lines[0] if lines else None)
    return words_in(value)
