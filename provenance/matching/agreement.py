"""Agreement: do two claims that are alike tell the same, or two things of one story?

All claims of a story share its names and its rare words, so that likeness says more of the story than of the claim.
What tells is whether both say the same of it: words in common that stand in no name and do not run through their
articles, the same words in a row, the same predicates, numbers and days that agree; and that one source does not deny
what the other asserts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from provenance.language.data import load
from provenance.language.dates import agree, disagree
from provenance.matching.facets import Facets, facets
from provenance.matching.governors import main_concepts
from provenance.matching.odds import chance_of, log_odds
from provenance.model import Claim

_PLAIN, _ROW = 6, 10
"""So many shared words that stand in no name, and so many words in a row, count in full."""
_CLASHES = frozenset({"denied", "other numbers", "other days"})
_UNKNOWN = 0.5
_CERTAIN = 1e-6


def agreement(a: Claim, b: Claim, score: float) -> float:
    """The chance that two claims of different articles tell the same, in [0, 1]; `score` is their similarity.

    Weights: `[agreement]` of `data/similarity.toml`, by `training/agreement.py`.
    """
    return _chance(signs(a, b, score))


def agreement_but(a: Claim, b: Claim, score: float) -> float:
    """The chance that two claims tell the same but for what clashes: another number, another day, or a denial."""
    return _chance({name: value for name, value in signs(a, b, score).items() if name not in _CLASHES})


def _chance(values: Mapping[str, float]) -> float:
    weights = load("similarity")["agreement"]
    total = weights["base"] + math.fsum(weights[name] * value for name, value in values.items())
    return chance_of(total)


@lru_cache(maxsize=1 << 6)  # a pair is judged for its agreement and for its clashes, one after the other
def signs(a: Claim, b: Claim, score: float) -> Mapping[str, float]:
    """What speaks for and against, by name; each but `likeness` in [0, 1], and the same whichever claim comes first.

    `likeness`: the log-odds of the similarity; `own`, `own covered`: the share of the words of the longer and of the
    shorter claim that the other has, those that run through an article weighing less; `plain`: how many telling words
    both have that stand in no name; `whole`: their share of the claim that has more of them; `row`: the longest row of
    words that both have; `done`, `all done`: the share of main predicates of one claim that the other speaks of, of
    the claim that has more and of the other; `numbers`, `days`: whether some agree; `other numbers`, `other days`:
    whether both tell some and none agree; `denied`: whether the sources stand otherwise to what they say; `voice`:
    whether only one article says it in its own voice.
    """
    x, y = facets(a), facets(b)
    mine, theirs = _plain(x), _plain(y)
    own = math.fsum(min(weight, y.own[key]) for key, weight in x.own.items() if key in y.own)
    sizes = math.fsum(x.own.values()), math.fsum(y.own.values())
    done = _told(main_concepts(a), y), _told(main_concepts(b), x)
    numbers = [p.agrees(q) for p in x.quantities for q in y.quantities if p.kind == q.kind]
    days = [agree(p, q) for p in x.moments for q in y.moments if agree(p, q) or disagree(p, q)]
    return {
        "likeness": log_odds(score, _CERTAIN),
        "own": own / max(*sizes, _CERTAIN),
        "own covered": own / max(min(sizes), _CERTAIN),
        "plain": min(len(mine & theirs), _PLAIN) / _PLAIN,
        "whole": len(mine & theirs) / max(1, len(mine), len(theirs)),
        "row": min(_longest_row(x.keys, y.keys), _ROW) / _ROW,
        "done": max(done),
        "all done": min(done),
        "numbers": float(any(numbers)),
        "other numbers": float(bool(numbers) and not any(numbers)),
        "days": float(any(days)),
        "other days": float(bool(days) and not any(days)),
        "denied": float(a.certainty.polarity is not b.certainty.polarity),
        "voice": float(bool(a.attribution) is not bool(b.attribution)),
    }


def _told(predicates: frozenset[str], other: Facets) -> float:
    """The share of some predicates that another claim speaks of, in whatever form."""
    return len(predicates & other.concepts) / len(predicates) if predicates else _UNKNOWN


def _longest_row(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words in a row both have, at most."""
    best = 0
    before: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for at, key in enumerate(b):
        places.setdefault(key, []).append(at)
    for key in a:
        row = {at: before.get(at - 1, 0) + 1 for at in places.get(key, ())}
        best = max(best, max(row.values(), default=0))
        before = row
    return best


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
