"""Terms: what a claim and its article are found by, as unit vectors of rarity.

A term is a stem or a number. The weights need no corpus, so the same keys can
be stored as rows and joined by any SQL engine.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from provenance.language.words import Token, rarity, tokens
from provenance.model import Article, Claim, Span

ARTICLE_TERMS = 60
"""How many of its heaviest terms stand for an article."""

Terms: TypeAlias = Mapping[str, float]
"""Weights by term; the sum of their squares is 1 (or 0 for no terms)."""


def keys(claim: Claim) -> Terms:
    """The terms of a claim, heaviest first, with their weights in (0, 1]."""
    return _sorted(claim_terms(claim))


def article_keys(article: Article) -> Terms:
    """The heaviest terms of an article, heaviest first, with their weights in (0, 1]."""
    return dict(list(_sorted(article_terms(article.text)).items())[:ARTICLE_TERMS])


def claim_terms(claim: Claim) -> Terms:
    """The terms of what is claimed (of the whole sentence, where no content is marked)."""
    return terms_of(claim.article.text, claim.content or ((claim.start, claim.end),))


@lru_cache(maxsize=1 << 15)
def terms_of(text: str, spans: tuple[Span, ...]) -> Terms:
    """The terms of some spans of an article's text."""
    words = article_words(text)
    starts = _starts(text)
    return _unit(
        token.stem
        for start, end in spans
        for token in words[bisect_left(starts, start) : bisect_left(starts, end)]
    )


@lru_cache(maxsize=1 << 12)
def article_terms(text: str) -> Terms:
    """All terms of an article."""
    return _unit(token.stem for token in article_words(text))


@lru_cache(maxsize=64)
def article_words(text: str) -> tuple[Token, ...]:
    """The tokens of an article's text; few are kept, for claims come article by article."""
    return tuple(tokens(text))


@lru_cache(maxsize=64)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(token.start for token in article_words(text))


def cosine(a: Terms, b: Terms) -> float:
    """Of two unit vectors, in [0, 1]."""
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, sum(weight * b[term] for term, weight in a.items() if term in b))


def _unit(stems: Iterable[str]) -> Terms:
    weights = {
        stem: rare * (1 + math.log(count)) for stem, count in Counter(stems).items() if (rare := rarity(stem)) > 0
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {stem: weight / length for stem, weight in weights.items()}


def _sorted(terms: Terms) -> Terms:
    return dict(sorted(terms.items(), key=lambda item: (-item[1], item[0])))
