"""Agreement: do two claims that are alike tell the same, or two things of one story?

All claims of a story share its names and its rare words, so that likeness says more of the story than of the claim.
What tells is how many words two claims have in common that stand in no name and do not run through their articles, and
that one side does not deny what the other affirms. Claims that are much alike are judged by weights of their own.
"""

from __future__ import annotations

import math
from functools import lru_cache

from provenance.language.data import load
from provenance.matching.facets import Facets, facets
from provenance.model import Claim

_MANY, _PLAIN, _SEVERAL, _FEW = 8, 6, 5, 3
"""So many shared words, those of them that stand in no name, those in names, and rare ones count in full."""
_RARE = 4.0
_CERTAIN = 1e-6


def agreement(a: Claim, b: Claim, score: float) -> float:
    """The chance that two claims of different articles tell the same, in [0, 1]; `score` is their similarity.

    Weights of `data/similarity.toml`: from its "sure" on `[sure_agreement]`, by `training/agreement.py`; below,
    `[agreement]`, by `training/similarity.py`.
    """
    weights = load("similarity")["sure_agreement" if is_sure(score) else "agreement"]
    total = weights["base"] + sum(weights.get(name, 0.0) * value for name, value in signs(a, b, score).items())
    return 1 / (1 + math.exp(-total))


def is_sure(score: float) -> bool:
    """Whether two claims are so much alike that they surely speak of one thing, if not that they say the same of it."""
    return bool(score >= load("similarity")["sure"])


def signs(a: Claim, b: Claim, score: float) -> dict[str, float]:
    """What speaks for and against, by name.

    `likeness`: the log-odds of the similarity; `own`: the overlap, with words that run through an article weighing
    less; `shared`: how many telling words both have; `named`, `rare`, `plain`: how many of them stand in names, are
    rare and stand in none, stand in none; `whole`: the share of the last of the claim that has more of them; `denied`:
    whether one side as a whole is denied and the other is not.
    """
    x, y = facets(a), facets(b)
    shared = [key for key in x.bag if key in y.bag]
    named = sum(key in _named(x) or key in _named(y) for key in shared)
    rare = sum(max(x.bag[key], y.bag[key]) >= _RARE and key not in _named(x) and key not in _named(y) for key in shared)
    mine, theirs = _plain(x), _plain(y)
    own = math.fsum(min(weight, y.own[key]) for key, weight in x.own.items() if key in y.own)
    odds = min(max(score, _CERTAIN), 1 - _CERTAIN)
    return {
        "likeness": math.log(odds / (1 - odds)),
        "own": own / max(math.fsum(x.own.values()), math.fsum(y.own.values()), 1e-9),
        "shared": min(len(shared), _MANY) / _MANY,
        "rare": min(rare, _FEW) / _FEW,
        "named": min(named, _SEVERAL) / _SEVERAL,
        "plain": min(len(mine & theirs), _PLAIN) / _PLAIN,
        "whole": len(mine & theirs) / max(1, len(mine), len(theirs)),
        "denied": float(a.certainty.polarity is not b.certainty.polarity),
    }


@lru_cache(maxsize=1 << 14)
def _plain(read: Facets) -> frozenset[str]:
    """The concepts of telling words that stand in no name."""
    return frozenset(key for key, weight in read.bag.items() if weight and key not in _named(read))


@lru_cache(maxsize=1 << 14)
def _named(read: Facets) -> frozenset[str]:
    """The concepts of words that stand in names."""
    spans = [(name.start, name.end) for name in read.names]
    spans += [(place.start, place.end) for place in read.places]
    return frozenset(
        key
        for word, key in zip(read.words, read.keys, strict=True)
        if any(start <= word.start < end for start, end in spans)
    )
