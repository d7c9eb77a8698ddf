"""Similarity: do two claims speak of the same thing? A sum of named features that can be shown as such."""

from __future__ import annotations

import math
from functools import lru_cache

from rapidfuzz import fuzz

from provenance.language.data import load
from provenance.matching.terms import Terms, article_terms, claim_terms, cosine, terms_of
from provenance.model import Claim, Contribution

_BARE = 1.5
"""An article at most this many times as long as the claim gives it no context."""


def similarity(a: Claim, b: Claim) -> tuple[float, tuple[Contribution, ...]]:
    """How likely two claims of different articles speak of the same thing.

    Returns:
        The score in [0, 1], and what it is made of, in log-odds: the score is the logistic function of their sum.
    """
    weights = load("similarity")
    table = weights["bare" if is_bare(a) or is_bare(b) else "story"]
    values = features(a, b)
    parts = [Contribution("base", float(table["base"]), "two claims at random")]
    parts += [
        Contribution(name, round(table[name] * value, 4), weights["notes"].get(name, ""))
        for name, value in values.items()
        if name in table and table[name] * value
    ]
    return 1 / (1 + math.exp(-math.fsum(part.value for part in parts))), tuple(parts)


def features(a: Claim, b: Claim) -> dict[str, float]:
    """The named features of a pair, each in [0, 1] and the same whichever claim comes first."""
    mine, theirs = claim_terms(a), claim_terms(b)
    shared = sorted((mine[term] * theirs[term] for term in mine if term in theirs), reverse=True)
    ours, yours = article_terms(a.article.text), article_terms(b.article.text)
    return {
        "words": min(1.0, sum(shared)),
        "covered": _covered(mine, theirs),
        "letters": fuzz.token_set_ratio(a.content_text, b.content_text) / 100,
        "story": _story(a.article.text, b.article.text),
        "topic": math.sqrt(cosine(mine, yours) * cosine(theirs, ours)),
    }


def is_bare(claim: Claim) -> bool:
    """Whether the claim stands alone, as a headline does: its article adds nothing."""
    return len(claim.article.text) <= _BARE * (claim.end - claim.start)


def _covered(a: Terms, b: Terms) -> float:
    """How much of the claim that says less the other holds."""
    shared = sum(a[term] ** 2 for term in a if term in b), sum(b[term] ** 2 for term in b if term in a)
    return min(1.0, max(shared))


@lru_cache(maxsize=1 << 15)
def _story(a: str, b: str) -> float:
    return cosine(article_terms(a), article_terms(b))
