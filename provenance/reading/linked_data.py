"""JSON-LD of schema.org on a page, as pages write it, and which of its items is the article of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml.html import HtmlElement

Item: TypeAlias = Mapping[str, object]

ARTICLES = frozenset({
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "AskPublicNewsArticle", "ReviewNewsArticle", "AdvertiserContentArticle", "BlogPosting",
    "LiveBlogPosting", "Report", "SatiricalArticle", "ScholarlyArticle", "TechArticle", "SocialMediaPosting",
    "DiscussionForumPosting", "Review", "ClaimReview",
})  # fmt: skip
PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "CollectionPage", "FAQPage"})
_LONGEST = 500_000  # characters of one script
_DEEPEST = 20
_MOST = 2_000  # items of a page
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_TYPE = re.compile(r"^\s*application/ld\+json\b", re.IGNORECASE)
_WRAPPED = re.compile(
    r"^\s*(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|(?://|/\*)?\s*\]\]>(?:\s*\*/)?\s*;?\s*$|^\s*<!--|-->\s*$"
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"|,(?=\s*[\]}])', re.DOTALL)


def article_items(tree: HtmlElement, addresses: frozenset[str]) -> list[Item]:
    """The items that describe the page's own article, then those of the page around it.

    An article that gives an address which is none of `addresses` (what the page calls its own) is a related story.

    Args:
        tree: The page.
        addresses: Without scheme, query, fragment and closing stroke (see `bare`).
    """
    items = _all_items(tree)
    by_id = {str(item["@id"]): item for item in reversed(items) if "@id" in item and len(item) > 1}
    resolved = [_resolved(item, by_id) for item in items]
    articles = [item for item in resolved if types_of(item) & ARTICLES]
    own = [item for item in articles if addresses & set(_addresses_of(item))]
    unnamed = [item for item in articles if not any(_addresses_of(item))]
    if not own and (unnamed or addresses):
        own = unnamed or (articles if len(articles) == 1 else [])
    pages = [item for item in resolved if types_of(item) & PAGES]
    return [*(own or articles[:1]), *pages[:1]]


def types_of(item: Item) -> frozenset[str]:
    """The types of an item, without the address of their vocabulary."""
    value = item.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(name.rpartition("/")[2] for name in names if isinstance(name, str))


def bare(address: str) -> str:
    """An address without what does not tell pages apart: scheme, `www.`, query, fragment, closing stroke."""
    return re.sub(r"^(?:https?:)?//(?:www\.)?|[?#].*$", "", address.strip().lower()).rstrip("/")


def parse(source: str) -> object:
    """The data of a script; None where it cannot be mended. Comments around it and commas too many are taken off."""
    text = _WRAPPED.sub("", _WRAPPED.sub("", source)).strip().rstrip(";")
    for candidate in (text, _STRING.sub(lambda found: found[0] if found[0] != "," else "", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _all_items(tree: HtmlElement) -> list[Item]:
    found: list[Item] = []
    for element in tree.iterfind(".//script[@type]"):
        source = element.text or ""
        if _TYPE.match(element.get("type") or "") and len(source) <= _LONGEST:
            for item in _items(parse(source), 0):
                found.append(item)
                if len(found) >= _MOST:
                    return found
    return found


def _items(data: object, depth: int) -> Iterator[Item]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for part in data:
            yield from _items(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in _INSIDE:
            yield from _items(data.get(name), depth + 1)


def _resolved(item: Item, by_id: Mapping[str, Item]) -> Item:
    """An item, what it only refers to by `@id` put in its place."""

    def whole(value: object) -> object:
        if isinstance(value, list):
            return [whole(one) for one in value[:100]]
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and str(value.get("@id")) in by_id:
            return by_id[str(value["@id"])]
        return value

    return {name: whole(value) if name in ("author", "publisher", "creator") else value for name, value in item.items()}


def _addresses_of(item: Item) -> Iterator[str]:
    """What an article says its page is."""
    main = item.get("mainEntityOfPage")
    for value in (item.get("url"), main, main.get("@id") if isinstance(main, dict) else None, item.get("@id")):
        if isinstance(value, str) and value.startswith(("http://", "https://", "//")):
            yield bare(value)
