"""Entries of JSON Feed (version 1.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reading.days import day_of
from provenance.reading.document import Document, Facts
from provenance.reading.json_items import Item
from provenance.reading.passages import document_of_words, words_in


def fits(value: Mapping[str, Any]) -> bool:
    """Whether a value of JSON is an entry of a feed."""
    return "id" in value and ("content_html" in value or "content_text" in value)


def articles(item: Item) -> Iterator[tuple[str, Document | str]]:
    """The article of an entry."""
    entry: Mapping[str, Any] = item.value  # type: ignore[assignment]
    for name in ("content_html", "content_text", "summary"):
        words = words_in(entry.get(name))
        if words:
            break
    else:
        yield "", "this entry has no text"
        return
    facts = Facts()
    facts.tell("title", words_in(entry.get("title")), "json feed: title")
    facts.tell("byline", words_in(entry.get("authors") or entry.get("author")), "json feed: authors")
    facts.tell("published_on", day_of(words_in(entry.get("date_published"))), "json feed: date_published")
    facts.tell("modified_on", day_of(words_in(entry.get("date_modified"))), "json feed: date_modified")
    address = words_in(entry.get("url") or entry.get("id"))
    facts.tell("url", address if address.startswith(("http://", "https://")) else None, "json feed: url")
    facts.tell("outlet", words_in(item.beside.get("title")), "json feed: title of the feed")
    if name == "summary":
        facts.origins["text"] = "json feed: summary (perhaps only a summary)"
    yield "", document_of_words(words, f"{item.pointer}/{name}", facts, markup=name == "content_html")
