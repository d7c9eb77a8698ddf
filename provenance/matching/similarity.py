"""Similarity: do two claims speak of the same thing? A sum of named features that can be shown as such."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rapidfuzz import fuzz

from provenance.language.data import load
from provenance.matching.terms import Profile, Terms, cosine, profile, story_terms
from provenance.model import Claim, Contribution

_BARE = 1.5
"""An article at most this many times as long as the claim gives it no context, as with a headline."""


def similarity(a: Claim, b: Claim) -> tuple[float, tuple[Contribution, ...]]:
    """How likely it is that two claims of different articles speak of the same thing.

    Needs no corpus. Weights, thresholds ("suggested", "sure") and where they come from: `data/similarity.toml`.

    Returns:
        The score in [0, 1], and what it is made of, in log-odds: the score is the logistic function of their sum.
    """
    return weigh(a, b, profile(a), profile(b))


def weigh(a: Claim, b: Claim, mine: Profile, theirs: Profile) -> tuple[float, tuple[Contribution, ...]]:
    """`similarity`, of claims whose profiles are at hand."""
    data = load("similarity")
    table, notes = data["bare" if is_bare(a) or is_bare(b) else "story"], data["notes"]
    parts = [Contribution("base", table["base"], notes["base"])]
    for name, value in _features(a, b, mine, theirs).items():
        weight = table.get(name, 0.0)
        if weight and value:
            parts.append(Contribution(name, weight * value, notes[name]))
    return 1 / (1 + math.exp(-math.fsum(part.value for part in parts))), tuple(parts)


def features(a: Claim, b: Claim) -> dict[str, float]:
    """The named features of a pair, each in [0, 1] and the same whichever claim comes first."""
    return _features(a, b, profile(a), profile(b))


def _features(a: Claim, b: Claim, mine: Profile, theirs: Profile) -> dict[str, float]:
    words = cosine(mine.terms, theirs.terms)
    story = _story(a.article.text, b.article.text)
    return {
        "words": words,
        "covered": _covered(mine.terms, theirs.terms),
        "letters": fuzz.token_set_ratio(a.content_text, b.content_text) / 100,
        "story": story,
        "words in story": math.sqrt(words * story),
        **_compared("names", mine.names, theirs.names),
        **_compared("numbers", mine.numbers, theirs.numbers),
        **_compared("dates", mine.dates, theirs.dates),
    }


def is_bare(claim: Claim) -> bool:
    """Whether the claim stands alone, as a headline does: its article adds nothing."""
    return len(claim.article.text) <= _BARE * (claim.end - claim.start)


def _covered(a: Terms, b: Terms) -> float:
    """How much of the claim that says less the other holds."""
    shared = a.keys() & b.keys()
    return min(1.0, max(sum(a[term] ** 2 for term in shared), sum(b[term] ** 2 for term in shared)))


def _compared(name: str, a: AbstractSet[str], b: AbstractSet[str]) -> dict[str, float]:
    """The share that both have in common of the fewer, and whether both have some and none in common."""
    if not a or not b:
        return {name: 0.0, f"other {name}": 0.0}
    common = len(a & b)
    return {name: common / min(len(a), len(b)), f"other {name}": float(not common)}


@lru_cache(maxsize=1 << 16)
def _story(a: str, b: str) -> float:
    return cosine(story_terms(a), story_terms(b))
