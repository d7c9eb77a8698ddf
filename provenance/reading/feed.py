"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom (RFC 4287). Each entry is an article of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from html import escape

from lxml import etree

from provenance.model import Original, Place
from provenance.progress import tell
from provenance.reading.days import parse_day
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part
from provenance.reading.html import read_visible
from provenance.reading.packed import parse_xml
from provenance.reading.signatures import FEED
from provenance.reading.text import read_text
from provenance.reading.xpaths import paths_of

ENTRIES = 100_000
_ENTRY = ("{*}item", "{*}entry")
_CONTENT = ("encoded", "content", "description", "summary")
_FULL = ("encoded", "content")


def open_feed(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The articles of a feed, as far as it holds their text; the place of each is the element that does.

    Where there is only a summary, the article is the summary, and its `found` says so.

    Raises:
        DamagedError: It is no feed.
    """
    root = parse_xml(data)
    entries = [element for element in root.iter(*_ENTRY) if next(element.iterancestors(*_ENTRY), None) is None]
    if len(entries) > ENTRIES:
        raise DamagedError(f"it has more than {ENTRIES:,} entries")
    if not entries:
        raise DamagedError("there is no entry in this feed")
    channel = next((element for element in root.iter() if _name(element) in ("channel", "feed")), root)
    outlet = _text(_child(channel, "title"))
    original = Original(data, FEED)
    paths = paths_of(child for entry in entries for child in entry if _name(child) in _CONTENT)
    for number, entry in enumerate(entries, 1):
        name = f":{number}"
        tell(number - 1, len(entries))
        holder = _holder(entry)
        if holder is None:
            yield BadPart(name, "this entry has no text")
            continue
        markup = _markup(holder)
        if not allowance.spend(len(markup)):
            yield BadPart(name, "the feed holds more than is allowed")
            return
        read = partial(_document, entry, holder, markup, outlet, paths)
        yield Part(name, read, original, in_list=True)


def _holder(entry: etree._Element) -> etree._Element | None:
    """The element that holds the text of an entry, or its summary."""
    holders = (_child(entry, name) for name in _CONTENT)
    return next((element for element in holders if element is not None and _text(element)), None)


def _document(
    entry: etree._Element,
    element: etree._Element,
    markup: str,
    outlet: str | None,
    paths: Mapping[etree._Element, str],
) -> Document:
    name = _name(element)
    facts = _facts(entry, outlet)
    inner = read_visible(f"<html><body>{markup}</body></html>") if "<" in markup or "&" in markup else read_text(markup)
    where = f"xpath={paths[element]}"
    facts.origins["text"] = f"feed: {name}" + ("" if name in _FULL else " (perhaps only a summary)")
    places = tuple(Place(place.start, place.end, where) for place in inner.places)
    return replace(inner, places=places, facts=facts)


def _markup(element: etree._Element) -> str:
    """The text of an element, or its markup where it holds elements (Atom's type="xhtml")."""
    if len(element):
        return escape(element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    return element.text or ""


def _facts(entry: etree._Element, outlet: str | None) -> Facts:
    facts = Facts()
    facts.tell("title", _text(_child(entry, "title")), "feed: title")
    for name in ("creator", "author"):
        author = _child(entry, name)
        if author is not None:
            person = _child(author, "name")
            facts.tell("byline", _text(author if person is None else person), f"feed: {name}")
    for name in ("pubDate", "published", "date", "issued"):
        facts.tell("published_on", _day(_text(_child(entry, name))), f"feed: {name}")
    for name in ("modified", "updated"):
        facts.tell("modified_on", _day(_text(_child(entry, name))), f"feed: {name}")
    facts.tell("url", _link(entry), "feed: link")
    facts.tell("outlet", outlet, "feed: title of the feed")
    return facts


def _link(entry: etree._Element) -> str | None:
    """The page of an entry: Atom's alternate link, RSS's link, or a guid that is an address."""
    for element in entry:
        kind = _name(element)
        address = None
        if kind == "link" and element.get("rel", "alternate") == "alternate":
            address = element.get("href") or _text(element)
        elif kind == "guid" and element.get("isPermaLink", "true") == "true":
            address = _text(element)
        if address and address.startswith(("http://", "https://")):
            return address
    return None


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if _name(child) == name), None)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else "".join(element.itertext()).strip() or None


def _day(value: str | None) -> date | None:
    """The day of a date as RSS (RFC 822) or Atom (RFC 3339) has it."""
    if value is None:
        return None
    try:
        return parse_day(value) or parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
