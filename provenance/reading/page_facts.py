"""Title, outlet, byline, date and address of a web page, from what the page says of itself.

What tells something is asked in the order of how far it is trusted: JSON-LD of the article (schema.org), Open Graph
and other meta elements, marked elements, JSON-LD of the page around it; then what trafilatura and htmldate make of the
rest. What cannot be true is passed over, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import islice
from textwrap import shorten

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import extract_metadata

from provenance.reading.addresses import host_of
from provenance.reading.days import day_in_address, day_of, is_utc
from provenance.reading.document import Facts
from provenance.reading.linked_data import PAGES, Item, article_items, bare, types_of
from provenance.reading.plausible import byline, goes_with, outlet, same_name, title

# Attribute values, the most trusted first. Sources: Open Graph, Dublin Core, Parse.ly, what news sites use.
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "headline"),
    "outlet": ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name"),
    "byline": (
        "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
        "citation_author", "twitter:creator",
    ),
    "published_on": (
        "article:published_time", "article:published", "og:published_time", "datepublished", "parsely-pub-date",
        "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date", "date", "pubdate", "pdate",
        "publishdate", "publish-date", "publish_date", "published_time", "publication_date", "sailthru.date",
        "citation_publication_date", "article.published", "displaydate", "cxenseparse:recs:publishtime", "bt:pubdate",
        "datecreated",
    ),
    "modified_on": (
        "article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified",
        "dc.date.modified", "last-modified", "lastmod",
    ),
    "url": ("og:url", "twitter:url", "parsely-link"),
}  # fmt: skip
_AUTHORS: Mapping[str, Callable[[HtmlElement], bool]] = {
    "itemprop='author'": lambda element: element.get("itemprop") == "author",
    "rel='author'": lambda element: element.get("rel") == "author",
    **{
        f"class '{name}'": lambda element, name=name: name in (element.get("class") or "")  # type: ignore[misc]
        for name in ("byline", "author-name", "author_name")
    },
}
"""What marks the element that names who wrote, the most trusted first."""
_MAYBE_AUTHORS = ".//*[@itemprop='author' or @rel='author' or contains(@class, 'byline') or contains(@class, 'author')]"
_DUBLIN = re.compile(r"^(?:dc|dcterms|dcterm):")
_POSTS = ("liveBlogUpdate", "comment")
"""What a page's posts are called, as `itemprop` (schema.org)."""
_OPENING = 60  # characters of a post that tell which it is
_MOST = 20
"""Elements of one sort that are asked."""


def page_facts(tree: HtmlElement | None) -> Facts:
    """What a page tells of itself."""
    facts = Facts()
    if tree is None:
        return facts
    page = _Page(tree, facts)
    page.ask_addresses()
    items = article_items(tree, frozenset(map(bare, page.addresses)))
    for item in items:
        if not types_of(item) & PAGES:
            page.ask_item(item)
    page.ask_metas()
    page.decide_outlet()
    page.ask_elements()
    for item in items:
        if types_of(item) & PAGES:
            page.ask_dates(item)
    page.ask_libraries()
    page.finish()
    return facts


def titles_of(tree: HtmlElement, facts: Facts) -> frozenset[str]:
    """Everything that the page says it is called, in its head and in what it tells of itself."""
    metas = _metas(tree)
    told = [metas[key] for key in _META["title"] if key in metas]
    told += [name for name in (facts.title,) if name]
    told += [element.text_content() for element in tree.iterfind(".//title")]
    return frozenset(told) - {""}


class _Page:
    """A page that is asked, and what it told."""

    def __init__(self, tree: HtmlElement, facts: Facts) -> None:
        self._tree = tree
        self._facts = facts
        self._metas = _metas(tree)
        self._outlets: list[tuple[str, str]] = []
        self._houses: list[
            tuple[str, str]
        ] = []  # bylines that name the outlet itself: taken where nobody else is named
        self.addresses: list[str] = []

    def ask_addresses(self) -> None:
        told = [(self._metas[key], f"html: {key}") for key in _META["url"] if key in self._metas]
        canonical = self._tree.iterfind(".//link[@rel='canonical']")
        told += [(element.get("href") or "", "html: link canonical") for element in canonical]
        for address, origin in told:
            if address.startswith(("http://", "https://")):
                self._facts.tell("url", address, origin)
                self.addresses.append(address)

    def ask_item(self, item: Item) -> None:
        self.ask_dates(item)
        if str(item.get("isAccessibleForFree")).rpartition("/")[2].lower() == "false":
            why = "the page keeps its whole text for those who pay or log in: what was read may be a part of it"
            self._facts.pass_over("text", "…", "html: JSON-LD isAccessibleForFree", why)
        posts = item.get("liveBlogUpdate")
        for post in posts[:_MOST] if isinstance(posts, list) else ():
            if isinstance(post, dict):
                self._tell_post(post.get("datePublished"), _name(post.get("headline")), "html: JSON-LD liveBlogUpdate")
        self._tell("title", _name(item.get("headline") or item.get("name")), "html: JSON-LD headline")
        self._tell("outlet", _name(item.get("publisher")), "html: JSON-LD publisher")
        self._tell("byline", _name(item.get("author") or item.get("creator")), "html: JSON-LD author")

    def ask_dates(self, item: Item) -> None:
        names = (("published_on", "datePublished"), ("modified_on", "dateModified"), ("published_on", "dateCreated"))
        for field, name in names:
            value = item.get(name)
            self._tell(field, value if isinstance(value, str) else None, f"html: JSON-LD {name}")

    def ask_metas(self) -> None:
        for field, keys in _META.items():
            for key in keys:
                if field != "url" and key in self._metas:
                    self._tell(field, self._metas[key], f"html: {key}")

    def decide_outlet(self) -> None:
        """Takes the name that goes with the address of the page, as an agency's story stands on somebody's site."""
        told = self._outlets
        fits = [one for one in told if goes_with(one[0], self.addresses)]
        for name, origin in [*fits[:1], *told]:
            self._facts.tell("outlet", name, origin)
        self._outlets = []

    def ask_elements(self) -> None:
        for path, origin in ((".//h1", "html: h1"), (".//title", "html: title")):
            for element in self._some(path):
                self._tell("title", element.text_content(), origin)
        for name, field in (("datePublished", "published_on"), ("dateModified", "modified_on")):
            for element in self._some(f".//*[@itemprop='{name}']"):
                value = element.get("content") or element.get("datetime") or element.text_content()
                self._tell_own(element, field, value, f"html: itemprop {name}")
        for address in self.addresses:
            self._facts.tell("published_on", day_in_address(address), "html: address")
        for element in self._some(".//time"):
            updated = "updated" in (element.get("class") or "") and "published" not in (element.get("class") or "")
            value = element.get("datetime") or element.text_content()
            self._tell_own(element, "modified_on" if updated else "published_on", value, "html: time")
        marked = list(self._tree.xpath(_MAYBE_AUTHORS))
        for name, is_so in _AUTHORS.items():
            for element in islice(filter(is_so, marked), _MOST):
                names = element.xpath(".//*[@itemprop='name']") or [element]
                words = names[0].get("content") or " ".join(names[0].itertext())
                self._tell("byline", words, f"html: {name}")

    def _tell_own(self, element: HtmlElement, field: str, value: str, origin: str) -> None:
        """Tells what an element says of the page; a time in a post on it is that of the post."""
        post = next((one for one in element.iterancestors() if one.get("itemprop") in _POSTS), None)
        if post is None:
            self._tell(field, value, origin)
        elif post.get("itemprop") == "liveBlogUpdate":
            self._tell_post(value, " ".join(" ".join(post.itertext()).split()), origin)

    def _tell_post(self, at: object, words: str | None, origin: str) -> None:
        if isinstance(at, str) and at.strip():
            opening = shorten(words or "", _OPENING, placeholder="…")
            self._facts.pass_over(
                "published_on", at.strip(), origin, f"it is the time of one post of a live report: {opening}"
            )

    def _some(self, path: str) -> list[HtmlElement]:
        found: list[HtmlElement] = self._tree.xpath(path)
        return found[:_MOST]

    def ask_libraries(self) -> None:
        """What trafilatura and htmldate find by many more rules; asked only for what is missing."""
        facts = self._facts
        url = self.addresses[0] if self.addresses else None
        for extensive in (False, True):  # the second time with dateparser, which takes long to load
            if facts.published_on is None:
                with suppress(ValueError, TypeError, AttributeError, OverflowError, etree.LxmlError):
                    found = find_date(
                        self._tree, extensive_search=extensive, original_date=True, url=url, outputformat="%Y-%m-%d"
                    )
                    self._tell("published_on", found, "html: htmldate")
        if facts.byline is None or facts.outlet is None:
            with suppress(ValueError, TypeError, AttributeError, OverflowError, etree.LxmlError):
                metadata = extract_metadata(self._tree, default_url=url)
                if metadata is not None:
                    self._tell("byline", (metadata.author or "").replace("; ", ", "), "html: trafilatura")
                    self._tell("outlet", metadata.sitename, "html: trafilatura")
        for address in self.addresses:
            self._tell("outlet", host_of(address), "html: address")
        self.decide_outlet()

    def finish(self) -> None:
        """Takes what was kept for the case that nothing better came."""
        facts = self._facts
        for name, origin in self._houses:
            facts.tell("byline", name, origin)
        if facts.title is not None:
            facts.title = title(facts.title, [facts.outlet or "", *self.addresses])

    def _tell(self, field: str, value: str | None, origin: str) -> None:
        """Tells a field what can be true of it, and what cannot, why."""
        if not value or not value.strip():
            return
        told: str | date | None = value
        why: str | None = None
        if field.endswith("_on"):
            told = day_of(value)
            why = None if told else "it is no date, or could be read in two ways"
            local = next(filter(None, map(day_in_address, self.addresses)), None)
            if told and local and field == "published_on" and is_utc(value) and abs(told - local).days == 1:
                self._facts.tell(field, local, f"html: address ({origin.removeprefix('html: ')} is in UTC)")
        elif field == "byline":
            told, why = byline(value)
        elif field == "outlet":
            told, why = outlet(value, self.addresses)
        if why is not None:
            self._facts.pass_over(field, value[:200], origin, why)
        elif field == "outlet" and isinstance(told, str):
            self._outlets.append((told, origin))
        elif field == "byline" and isinstance(told, str) and self._is_house(told):
            self._houses.append((told, origin))
        else:
            self._facts.tell(field, told, origin)

    def _is_house(self, name: str) -> bool:
        known = [self._facts.outlet, *(one for one, _ in self._outlets), *map(host_of, self.addresses)]
        return any(same_name(name, one) for one in known) or any(
            same_name(name, host_of(address).rpartition(".")[0]) for address in self.addresses
        )


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iterfind(".//meta"):
        keys = " ".join(element.get(name) or "" for name in ("property", "name", "itemprop"))
        value = (element.get("content") or "").strip()
        for key in keys.lower().split() if value else ():
            found.setdefault(_DUBLIN.sub(lambda prefix: prefix[0][:-1] + ".", key), value)
    return found


def _name(value: object) -> str | None:
    """The name of a person or organisation, or of several."""
    return ", ".join(dict.fromkeys(name for name in _names(value, 0) if name)) or None


def _names(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield "" if value.startswith(("http:", "https:")) else value.strip()
    elif isinstance(value, dict) and depth < 3:
        yield from _names(value.get("name"), depth + 1)
    elif isinstance(value, list) and depth < 3:
        for one in value[:20]:
            yield from _names(one, depth + 1)
