"""The claims as schema.org `Claim`, and as `ClaimReview` those that a person has rated in words of their own.

Spec: https://schema.org/Claim and https://schema.org/ClaimReview (version 29), JSON-LD. The program rates nothing: a
ClaimReview is written only from a review with a wording, and only while that review is the last on its claim
and nobody contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from provenance.model import Kind, Naming, Review, Verdict
from provenance.records import ArticleRecord, Casebook, ClaimRecord
from provenance.reports import wording
from provenance.reports.citations import web_address
from provenance.reports.json import encode
from provenance.reports.names import urn
from provenance.reports.plain import Json

_AUTHORS = {
    **dict.fromkeys((Kind.MEDIA, Kind.ORGANISATION), "Organization"),
    **dict.fromkeys((Kind.PERSON, Kind.EXPERT, Kind.WITNESS), "Person"),
}
"""What sort of author a kind of source surely is. An official may be a minister or a ministry: no author is given."""


def write(book: Casebook, out: BinaryIO) -> None:
    """One graph, a node at a time."""
    out.write(b'{"@context": "https://schema.org", "@graph": [')
    for i, node in enumerate(_nodes(book)):
        out.write(b",\n " if i else b"\n ")
        out.write(encode(node).replace(b"<", b"\\u003c"))  # so that it may be pasted into a page
    out.write(b"\n]}\n")


def _nodes(book: Casebook) -> Iterator[dict[str, Json]]:
    articles = {article.id: article for article in book.articles}
    latest = {review.target: review for review in book.reviews}  # in the order in which they were made
    for claim in book.claims:
        item = _claim(claim, articles.get(claim.article))
        review = latest.get(claim.id)
        rated = review is not None and review.wording is not None and review.verdict is not Verdict.OPEN
        rated = rated and not claim.contested
        yield _review(claim, item, review) if review and rated else item


def _claim(claim: ClaimRecord, article: ArticleRecord | None) -> dict[str, Json]:
    appearance: dict[str, Json] = {"@type": "NewsArticle", "@id": urn("article", claim.article)}
    if article is not None:
        url = web_address(article.url)
        facts = (("headline", article.title), ("url", url), ("inLanguage", article.language))
        appearance |= {name: value for name, value in facts if value}
        if article.published_on:
            appearance["datePublished"] = article.published_on.isoformat()
        if article.outlet:
            appearance["publisher"] = {"@type": "Organization", "name": article.outlet}
        if article.byline:
            appearance["creditText"] = article.byline
    found: dict[str, Json] = {
        "@type": "Claim",
        "@id": urn("claim", claim.id),
        "text": claim.statement.text,
        "appearance": appearance,
    }
    if claim.attribution:
        found["creditText"] = wording.chain(claim.attribution)
    author = _author(claim)
    return found | ({"author": author} if author else {})


def _author(claim: ClaimRecord) -> dict[str, Json] | None:
    """Who vouches for the claim: the innermost source, where it is named and plainly a person or an organisation."""
    innermost = claim.attribution[-1] if claim.attribution else None
    if innermost is None or innermost.naming is not Naming.NAMED or innermost.kind not in _AUTHORS:
        return None
    return {"@type": _AUTHORS[innermost.kind], "name": innermost.label}


def _review(claim: ClaimRecord, item: dict[str, Json], review: Review) -> dict[str, Json]:
    rating: dict[str, Json] = {"@type": "Rating", "alternateName": review.wording}
    if review.wording in review.scale:
        rating |= {
            "ratingValue": review.scale.index(review.wording) + 1,
            "worstRating": 1,
            "bestRating": len(review.scale),
        }
    return {
        "@type": "ClaimReview",
        "@id": urn("review", claim.id),
        "datePublished": review.at.date().isoformat(),
        "claimReviewed": claim.statement.text,
        "itemReviewed": item,
        "author": {"@type": "Person", "name": review.by},
        **({"reviewBody": review.why} if review.why else {}),
        "reviewRating": rating,
    }
