"""Title, outlet, byline, date and address of a web page, from what the page says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from lxml.html import HtmlElement

from provenance.reading.document import Facts

# Attribute values, the most trusted first. Sources: Open Graph, Dublin Core, Parse.ly, what news sites use.
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "headline"),
    "outlet": ("og:site_name", "dc.publisher", "publisher", "application-name"),
    "byline": ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "twitter:creator"),
    "published_on": (
        "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "dc.date",
        "dcterms.created", "dc.date.issued", "date", "pubdate", "publishdate", "publish-date",
        "sailthru.date", "article.published",
    ),
    "modified_on": (
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "last-modified",
    ),
    "url": ("og:url", "twitter:url", "parsely-link"),
}  # fmt: skip
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
                  "BackgroundNewsArticle", "BlogPosting", "LiveBlogPosting", "Report", "WebPage")  # fmt: skip
_LONGEST_JSON = 500_000  # characters
_DEEPEST_JSON = 20


def page_facts(tree: HtmlElement | None) -> Facts:
    """What a page tells of itself: JSON-LD (schema.org), then Open Graph and other meta elements, then its own text."""
    facts = Facts()
    if tree is None:
        return facts
    for item in _linked_data(tree):
        _from_linked_data(item, facts)
    metas = _metas(tree)
    for name, keys in _META.items():
        for key in keys:
            if key in metas:
                value = metas[key]
                if name == "byline" and value.startswith(("http:", "https:", "@")):
                    continue
                facts.tell(name, parse_day(value) if name.endswith("_on") else value, f"html: {key}")
    for element in tree.iterfind(".//link[@rel='canonical']"):
        facts.tell("url", element.get("href"), "html: link canonical")
    _from_elements(tree, facts)
    if facts.url is not None and not facts.url.startswith(("http://", "https://")):
        facts.url = facts.origins.pop("url") and None
    return facts


def titles_of(tree: HtmlElement) -> frozenset[str]:
    """Everything that the page says it is called, in its head and its data."""
    metas = _metas(tree)
    told = [metas[key] for key in _META["title"] if key in metas]
    told += [_name(item.get("headline")) or "" for item in _linked_data(tree) if item.get("@type") != "WebPage"]
    told += [element.text_content() for element in tree.iterfind(".//title")]
    return frozenset(told) - {""}


def _from_elements(tree: HtmlElement, facts: Facts) -> None:
    for element in tree.iterfind(".//h1"):
        facts.tell("title", element.text_content(), "html: h1")
    for element in tree.iterfind(".//title"):
        facts.tell("title", element.text_content(), "html: title")
    for element in tree.iterfind(".//time"):
        if element.get("datetime") and "updated" not in (element.get("class") or ""):
            facts.tell("published_on", parse_day(element.get("datetime") or ""), "html: time")
    for element in tree.iterfind(".//a[@rel='author']"):
        facts.tell("byline", element.text_content(), "html: a author")


def _metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iterfind(".//meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        value = element.get("content")
        if key and value and value.strip():
            found.setdefault(key.strip().lower(), value.strip())
    return found


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The schema.org items on the page that describe an article."""
    for element in tree.iterfind(".//script[@type='application/ld+json']"):
        source = element.text or ""
        if len(source) > _LONGEST_JSON:
            continue
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data, 0):
            types = item.get("@type")
            if any(kind in _ARTICLE_TYPES for kind in (types if isinstance(types, list) else [types])):
                yield item


def _items(data: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST_JSON:
        return
    if isinstance(data, list):
        for part in data:
            yield from _items(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)


def _from_linked_data(item: dict[str, object], facts: Facts) -> None:
    published = item.get("datePublished")
    facts.tell(
        "published_on", parse_day(published) if isinstance(published, str) else None, "html: JSON-LD datePublished"
    )
    modified = item.get("dateModified")
    facts.tell("modified_on", parse_day(modified) if isinstance(modified, str) else None, "html: JSON-LD dateModified")
    if item.get("@type") == "WebPage":
        return  # the page around the article: its name and publisher are the site's
    facts.tell("title", _name(item.get("headline")), "html: JSON-LD headline")
    facts.tell("byline", _name(item.get("author")), "html: JSON-LD author")
    facts.tell("outlet", _name(item.get("publisher")), "html: JSON-LD publisher")


def _name(value: object) -> str | None:
    """The name of a person or organisation, or of several."""
    if isinstance(value, str):
        return None if value.startswith(("http:", "https:")) else value
    if isinstance(value, dict):
        return _name(value.get("name"))
    if isinstance(value, list):
        return (
            ", ".join(name for name in map(_name, value[:20]) if name)
            if value and not isinstance(value[0], list)
            else None
        )
    return None


def parse_day(value: str) -> date | None:
    """The day of an ISO 8601 date or time, also with more behind it; None for anything else."""
    text = value.strip()
    for candidate in (text, text[:10]):
        try:
            return datetime.fromisoformat(candidate).date()
        except ValueError:
            continue
    return None
