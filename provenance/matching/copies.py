"""Copies: articles and paragraphs that were taken from one another or from the same text."""

from __future__ import annotations

from functools import lru_cache

from provenance.language.words import stem, words
from provenance.model import Claim

SHINGLE = 5
"""Words that follow each other; two writers seldom choose the same five."""

ARTICLE_SHARE = 0.4
"""Of the shorter article, to be a near-copy.

Of 3,324 pairs of articles on one event in ECB+ train (Cybulska and Vossen 2014) nine in ten share less than 8 %, and
2.6 % share this much or more; of 20,000 pairs on different events none shares more than 6 %.
"""

PARAGRAPH_SHARE = 0.6
"""Of the shorter paragraph, to be a near-copy."""

LEAST = 8
"""Shingles that a text must have before its copies are told."""

Shingles = frozenset[tuple[str, ...]]


def copied(articles: tuple[str, str], paragraphs: tuple[str, str]) -> str | None:
    """In words, whether the texts of two articles, or of two paragraphs in them, are near-copies; None if not.

    Source: containment of word shingles, Broder 1997.
    """
    share = _shared_by(*sorted(articles))
    if share >= ARTICLE_SHARE:
        return f"near-copies: {share:.0%} of the shorter article stands in the other"
    one, other = paragraphs
    share = shared(shingles(one), shingles(other))
    if share >= PARAGRAPH_SHARE:
        return f"a copied paragraph: {share:.0%} of the shorter stands in the other"
    return None


def shared(a: Shingles, b: Shingles) -> float:
    """The share of the smaller set that the other holds, in [0, 1]; 0 for texts too short to tell."""
    fewer = min(len(a), len(b))
    return len(a & b) / fewer if fewer >= LEAST else 0.0


@lru_cache(maxsize=1 << 13)
def _shared_by(a: str, b: str) -> float:
    """Of two articles, whose claims meet again and again."""
    return shared(shingles(a), shingles(b))


@lru_cache(maxsize=1 << 10)
def shingles(text: str) -> Shingles:
    """Every run of `SHINGLE` words of a text, by their stems."""
    stems = [stem(word) for word in words(text)]
    return frozenset(zip(*(stems[at:] for at in range(SHINGLE)), strict=False))


def paragraph(claim: Claim) -> str:
    """The line of the article that the claim begins in."""
    text = claim.article.text
    end = text.find("\n", claim.end)
    return text[text.rfind("\n", 0, claim.start) + 1 : len(text) if end < 0 else end]
