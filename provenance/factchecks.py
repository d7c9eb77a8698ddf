"""Published fact-checks: what of an article is the claim that was checked, and what the checker's verdict.

An article that was read from ClaimReview (schema.org) tells where in the original its parts stood; its claim is the
words of whoever made it, and its verdict a quotation of the checker. Neither is an origin of anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from provenance.model import Article, Claim, Span

CLAIM, VERDICT = "/claimReviewed", "/reviewRating"
"""How the places in the original end where these parts stood."""


class FactCheck(NamedTuple):
    """Where an article gives the claim that it checks and, if it does, the sentence of its verdict."""

    claim: Span
    verdict: Span | None


@lru_cache(maxsize=1 << 12)
def fact_check(article: Article) -> FactCheck | None:
    """The fact-check that an article is; None where it is none."""
    parts = {
        name: (place.start, place.end)
        for place in article.places[:2]  # they open the text
        for name in (CLAIM, VERDICT)
        if place.where.endswith(name)
    }
    return FactCheck(parts[CLAIM], parts.get(VERDICT)) if CLAIM in parts else None


def is_reviewed(claim: Claim) -> bool:
    """Whether a claim is the one that a fact-check is about."""
    check = fact_check(claim.article) if claim.article.places else None
    return check is not None and check.claim[0] <= claim.start < check.claim[1]


def is_verdict(claim: Claim) -> bool:
    """Whether a claim is the verdict of a fact-check."""
    check = fact_check(claim.article) if claim.article.places else None
    return check is not None and check.verdict is not None and check.verdict[0] <= claim.start < check.verdict[1]


def verdict(article: Article) -> str | None:
    """The checker's verdict in their own words; None where there is none."""
    check = fact_check(article)
    if check is None or check.verdict is None:
        return None
    words = article.text[slice(*check.verdict)]
    _, opening, quoted = words.partition("“")
    return quoted.rpartition("”")[0] if opening else None
