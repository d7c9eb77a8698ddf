"""The passages of the claims as annotations on their articles, and people's verdicts as annotations on those.

Spec: W3C Web Annotation Data Model (2017), JSON-LD: TextQuoteSelector (4.2.4), TextPositionSelector (4.2.5), TimeState
(4.3.1), Annotation Collection and Page (5). Positions count code points of the text that was read, as the model asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from provenance.model import Review
from provenance.records import ArticleRecord, Casebook, ClaimRecord, Context
from provenance.reports import wording
from provenance.reports.citations import web_address
from provenance.reports.json import encode
from provenance.reports.names import urn
from provenance.reports.plain import Json

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(book: Casebook, out: BinaryIO) -> None:
    """One collection whose only page holds everything, an annotation at a time."""
    shown = {claim.id for claim in book.claims}
    reviews = [one for one in book.reviews if one.target in shown]
    total = len(book.claims) + len(reviews)
    head = f'{{"@context": "{CONTEXT}", "id": "{urn("collection", "claims")}", "type": "AnnotationCollection",'
    page = f'"first": {{"id": "{urn("page", "claims")}", "type": "AnnotationPage", "startIndex": 0, "items": ['
    out.write(f'{head}\n "label": "Claims and their passages", "total": {total},\n {page}'.encode())
    for i, annotation in enumerate(_annotations(book, reviews)):
        out.write(b",\n  " if i else b"\n  ")
        out.write(encode(annotation))
    out.write(b"\n ]}}\n")


def _annotations(book: Casebook, reviews: list[Review]) -> Iterator[dict[str, Json]]:
    articles = {article.id: article for article in book.articles}
    generator: dict[str, Json] = {"id": urn("program", book.version), "type": "Software", "name": "Provenance"}
    for claim in book.claims:
        yield {
            "id": urn("claim", claim.id),
            "type": "Annotation",
            "motivation": "describing",
            "generator": generator,
            "generated": book.made_at.isoformat(),
            "body": _bodies(claim),
            "target": target(claim, articles.get(claim.article), book.contexts.get(claim.id, Context("", ""))),
        }
    for number, review in enumerate(reviews, 1):
        yield _assessment(review, number)


def _bodies(claim: ClaimRecord) -> Json:
    words = f"{wording.chain(claim.attribution)}: {claim.statement.text}"
    tags = [f"stance: {claim.stance}", f"put as: {wording.put_claim(claim)}"]
    tags += [f"quotation: {claim.quotation}", f"confidence: {claim.confidence:.4f}"]
    bodies: list[Json] = [{"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": words}]
    bodies += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
    return bodies


def target(claim: ClaimRecord, article: ArticleRecord | None, context: Context) -> dict[str, Json]:
    """Where the passage stands: by its words with those around them, and by its place in the text."""
    url = web_address(article.url) if article else None
    quote: dict[str, Json] = {"type": "TextQuoteSelector", "exact": claim.text}
    if context.before:
        quote["prefix"] = context.before
    if context.after:
        quote["suffix"] = context.after
    found: dict[str, Json] = {
        "type": "SpecificResource",
        "source": url or urn("article", claim.article),
        "selector": [quote, {"type": "TextPositionSelector", "start": claim.start, "end": claim.end}],
    }
    if article is not None:
        found["state"] = {"type": "TimeState", "sourceDate": article.ingested_at.isoformat()}
    return found


def _assessment(review: Review, number: int) -> dict[str, Json]:
    said = f"{review.wording or review.verdict}{wording.because(review.why)}"
    return {
        "id": urn("review", f"{review.target}:{number}"),
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"type": "Person", "name": review.by},
        "created": review.at.isoformat(),
        "body": {"type": "TextualBody", "purpose": "assessing", "format": "text/plain", "value": said},
        "target": urn("claim", review.target),
    }
