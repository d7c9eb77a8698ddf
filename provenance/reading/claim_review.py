"""Fact-checks: ClaimReview of schema.org, alone or in a feed, and the answers of Google's Fact Check Tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reading.days import day_of
from provenance.reading.document import Document, Facts, clean, join
from provenance.reading.json_items import Item
from provenance.reading.passages import words_in

_DEEPEST = 4
_NOBODY = "Somebody"
_HOLDERS = ("item", "@graph", "claimReview", "itemReviewed", "dataFeedElement")


def fits(value: Mapping[str, Any]) -> bool:
    """Whether a value of JSON is a fact-check, or holds one."""
    return next(_reviews(Item("", value, {}), 0), None) is not None


def articles(item: Item) -> Iterator[tuple[str, Document | str]]:
    """An article of each fact-check: what was claimed as the words of who claimed it, the verdict as the reviewer's."""
    for inner in _reviews(item, 0):
        yield inner.pointer[len(item.pointer) :], _document(inner)


def _reviews(item: Item, depth: int) -> Iterator[Item]:
    """The fact-checks in a value, those of Google's answers as ClaimReview."""
    value = item.value
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _reviews(Item(f"{item.pointer}/{number}", inner, item.beside), depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if "ClaimReview" in (kinds if isinstance(kinds, list) else [kinds]):
            yield item
        elif isinstance(value.get("claimReview"), list):
            yield from _answered(item, value)
        else:
            held = [name for name in _HOLDERS if isinstance(value.get(name), list | dict)]
            for name in held:
                yield from _reviews(Item(f"{item.pointer}/{name}", value[name], item.beside), depth + 1)


def _answered(item: Item, claim: Mapping[str, Any]) -> Iterator[Item]:
    """The fact-checks of a claim as Google answers them."""
    for number, review in enumerate(claim["claimReview"]):
        if isinstance(review, dict):
            yield Item(f"{item.pointer}/claimReview/{number}", _as_schema(claim, review), item.beside)


def _as_schema(claim: Mapping[str, Any], review: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "claimReviewed": claim.get("text"),
        "itemReviewed": {"author": {"name": claim.get("claimant")}, "datePublished": claim.get("claimDate")},
        "reviewRating": {"alternateName": review.get("textualRating")},
        "author": review.get("publisher"),
        "datePublished": review.get("reviewDate"),
        "url": review.get("url"),
        "headline": review.get("title"),
    }


def _document(item: Item) -> Document | str:
    review: Mapping[str, Any] = item.value  # type: ignore[assignment]
    claim = words_in(review.get("claimReviewed"))
    if not claim:
        return "this fact-check does not say what was claimed"
    reviewer = words_in(review.get("author")) or words_in(review.get("publisher"))
    facts = Facts()
    facts.tell(
        "title", words_in(review.get("headline")) or words_in(review.get("name")) or claim, "claim review: headline"
    )
    facts.tell("outlet", reviewer, "claim review: author")
    facts.tell("published_on", day_of(words_in(review.get("datePublished"))), "claim review: datePublished")
    facts.tell("modified_on", day_of(words_in(review.get("dateModified"))), "claim review: dateModified")
    address = words_in(review.get("url"))
    facts.tell("url", address if address.startswith(("http://", "https://")) else None, "claim review: url")
    facts.origins["text"] = "claim review: the claim and the verdict, put into sentences"
    reviewed = review.get("itemReviewed")
    claimant = words_in(reviewed.get("author")) if isinstance(reviewed, dict) else ""
    lines = [(f"{claimant or _NOBODY} said: “{_ended(claim)}”", f"{item.pointer}/claimReviewed")]
    rating = review.get("reviewRating")
    verdict = words_in(rating.get("alternateName") or rating.get("name")) if isinstance(rating, dict) else ""
    if verdict and reviewer:
        lines.append(
            (f"According to {reviewer}, the claim is rated “{verdict.rstrip('.')}”.", f"{item.pointer}/reviewRating")
        )
    body = words_in(review.get("reviewBody"))
    lines += [(line, f"{item.pointer}/reviewBody") for line in body.split("\n") if line.strip()]
    text, places = join((" ".join(clean(line).split()), where) for line, where in lines)
    return Document(text, places, facts)


def _ended(words: str) -> str:
    words = words.strip().strip('“”"')
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."
