"""Similarity: do two claims speak of the same thing? A sum of named features that can be shown as such."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from operator import mul

from rapidfuzz import fuzz

from provenance.language.data import load
from provenance.matching.odds import chance_of
from provenance.matching.terms import Profile, cosine, profile, story_terms
from provenance.model import Claim, Contribution

NAMES = (
    "words",
    "covered",
    "letters",
    "story",
    "words in story",
    "names",
    "numbers",
    "other numbers",
    "dates",
)
"""The features of a pair; what each means to a reader stands in `data/similarity.toml`."""

LETTERS = NAMES.index("letters")

SAME_STORY = 0.5
"""From this cosine on two articles tell one story; near-copies are no more alike, so that their words must decide."""

_BARE = 1.5
"""An article at most this many times as long as the claim gives it no context, as with a headline."""


def similarity(a: Claim, b: Claim, story: float | None = None) -> tuple[float, tuple[Contribution, ...]]:
    """How likely it is that two claims of different articles speak of the same thing.

    Needs no corpus. Weights, thresholds ("suggested", "sure") and where they come from: `data/similarity.toml`.

    Args:
        a: A claim.
        b: A claim of another article.
        story: The `cosine` of the articles' keys, where it is known; else the articles are read for it.

    Returns:
        The score in [0, 1], and what it is made of, in log-odds: the score is the logistic function of their sum.
    """
    weights, notes = _weights(a, b), load("similarity")["notes"]
    parts = [Contribution("base", weights["base"], notes["base"])]
    for name, value in features(a, b, story).items():
        weight = weights.get(name, 0.0)
        if weight and value:
            parts.append(Contribution(name, weight * value, notes[name]))
    return chance_of(math.fsum(part.value for part in parts)), tuple(parts)


def score(a: Claim, b: Claim, mine: Profile, theirs: Profile) -> float:
    """The score of `similarity` alone, for claims whose profiles are at hand."""
    base, weights = vector(is_bare(a) and is_bare(b))
    return chance_of(math.fsum([base, *map(mul, weights, _values(mine, theirs, _letters(a, b), likeness(a, b, None)))]))


def features(a: Claim, b: Claim, story: float | None = None) -> dict[str, float]:
    """The named features of a pair, each in [0, 1] and the same whichever claim comes first."""
    values = _values(profile(a), profile(b), _letters(a, b), likeness(a, b, story))
    return dict(zip(NAMES, values, strict=True))


def _values(mine: Profile, theirs: Profile, letters: float, story: float) -> tuple[float, ...]:
    one, other = mine.terms, theirs.terms
    shared = [(one[term], other[term]) for term in one if term in other]
    words = min(1.0, math.fsum([x * y for x, y in shared]))
    covered = max(math.fsum([x * x for x, _ in shared]), math.fsum([y * y for _, y in shared]))
    return (
        words,
        min(1.0, covered),
        letters,
        story,
        math.sqrt(words * story),
        _common(mine.names, theirs.names),
        _common(mine.numbers, theirs.numbers),
        float(bool(mine.numbers and theirs.numbers) and mine.numbers.isdisjoint(theirs.numbers)),
        _common(mine.dates, theirs.dates),
    )


def _letters(a: Claim, b: Claim) -> float:
    """How alike the wording is, in [0, 1]."""
    return fuzz.token_set_ratio(a.content_text, b.content_text) / 100


def likeness(a: Claim, b: Claim, story: float | None) -> float:
    """How alike the articles are, in [0, 1]: 1 from `SAME_STORY` on."""
    return min(1.0, (_story(a.article.text, b.article.text) if story is None else story) / SAME_STORY)


def _weights(a: Claim, b: Claim) -> Mapping[str, float]:
    table: Mapping[str, float] = load("similarity")["bare" if is_bare(a) and is_bare(b) else "story"]
    return table


@cache
def vector(bare: bool) -> tuple[float, tuple[float, ...]]:
    """The base and the weights in the order of `NAMES`, for two claims that both stand alone or others."""
    weights = load("similarity")["bare" if bare else "story"]
    return weights["base"], tuple(weights.get(name, 0.0) for name in NAMES)


def is_bare(claim: Claim) -> bool:
    """Whether the claim stands alone, as a headline does: its article adds nothing."""
    return len(claim.article.text) <= _BARE * (claim.end - claim.start)


def _common(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    """The share of the fewer that both have in common."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@lru_cache(maxsize=1 << 16)
def _story(a: str, b: str) -> float:
    return cosine(story_terms(a), story_terms(b))
