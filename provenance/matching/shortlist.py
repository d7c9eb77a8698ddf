"""The shortlist: which pairs of claims are worth reading. All pairs of an article are judged at once, in arrays.

Of the pairs that share rare words hardly one in a hundred is linked. What the others lack shows in the bounds of their
`similarity`: the letters, which cost the most, are compared only where they could decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from provenance.language.data import load
from provenance.matching.firmness import may_hold_back
from provenance.matching.odds import log_odds
from provenance.matching.postings import Numbers, Weights
from provenance.matching.ranking import Rows, matches
from provenance.matching.similarity import LETTERS, is_bare, likeness, vector
from provenance.matching.terms import Profile, profile
from provenance.model import Claim, Stance

PAIRS = 10_000
"""So many pairs are judged at a time."""

CELLS = 1_000_000
"""So many pairs there may be of all first claims and all second ones that are judged at a time: some 50 MB."""

_SLACK = 1e-9
"""In log-odds: sums that are made in another order may differ by less."""

_TERMS, *_SETS = range(len(Profile._fields))
_NUMBERS = Profile._fields.index("numbers")

Pair = tuple[Claim, Claim]


def shortlist(pairs: Sequence[Pair], stories: Sequence[float | None] | None = None) -> list[bool]:
    """Which pairs of claims of different articles `linked` may link; the others it surely does not.

    Args:
        pairs: In any order; it is quickest where those of one first claim follow each other.
        stories: How alike the articles of each pair are (see `similarity`), where that is known.
    """
    told: Sequence[float | None] = [None] * len(pairs) if stories is None else stories
    near = np.array([likeness(a, b, story) for (a, b), story in zip(pairs, told, strict=True)], dtype=np.float64)
    return [worth for run in _runs(pairs) for worth in _worth(pairs[run], near[run]).tolist()]


def _runs(pairs: Sequence[Pair]) -> Iterator[slice]:
    """Stretches of pairs that are few enough, and whose claims are, to be judged at a time."""
    start = 0
    ours: set[int] = set()
    others: set[int] = set()
    for at, (a, b) in enumerate(pairs):
        ours.add(id(a))
        others.add(id(b))
        if at - start == PAIRS or (len(ours) * len(others) > CELLS and at > start):
            yield slice(start, at)
            start, ours, others = at, {id(a)}, {id(b)}
    if pairs:
        yield slice(start, len(pairs))


class _Read(NamedTuple):
    """What a claim is judged by: its profile, whether its article adds nothing, whether its source withholds it, and
    whether it may say that a plan goes no further.
    """

    profile: Profile
    bare: bool
    withheld: bool
    held_back: bool


@lru_cache(maxsize=1 << 14)
def _read(claim: Claim) -> _Read:
    return _Read(profile(claim), is_bare(claim), claim.stance is Stance.WITHHOLDS, may_hold_back(claim))


def _worth(pairs: Sequence[Pair], near: Weights) -> NDArray[np.bool_]:
    claims, mine = _numbered([a for a, _ in pairs])
    others, theirs = _numbered([b for _, b in pairs])
    ours, given = [_read(claim) for claim in claims], [_read(claim) for claim in others]

    def flags(name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        left, right = (np.array([getattr(one, name) for one in side], dtype=np.bool_) for side in (ours, given))
        return left[mine], right[theirs]

    bare = np.logical_and(*flags("bare")).astype(np.int64)
    open_ = ~np.logical_or(*flags("withheld"))
    limits = load("similarity")
    least = np.where(np.logical_or(*flags("held_back")), log_odds(limits["compared"]), log_odds(limits["shown"]))
    bases, weights = (np.array(each) for each in zip(vector(False), vector(True), strict=True))
    values = _values([one.profile for one in ours], [one.profile for one in given], mine, theirs, near)
    needed = least - bases[bare] - (weights[bare] * values).sum(axis=1) - _SLACK
    heavy = weights[bare, LETTERS]
    worth: NDArray[np.bool_] = open_ & (needed <= 0)
    doubtful = np.flatnonzero(open_ & (needed > 0) & (needed <= heavy))
    alike = _are_alike(claims, others, mine[doubtful], theirs[doubtful], needed[doubtful] / heavy[doubtful])
    worth[doubtful] = alike
    return worth


def _values(
    ours: Sequence[Profile], given: Sequence[Profile], mine: Numbers, theirs: Numbers, near: Weights
) -> Weights:
    """The features of each pair in the order of `similarity.NAMES`, but for the letters; `near` is the story."""
    known: dict[tuple[str, int], int] = {}
    left, right = _keys(ours, known, learning=True), _keys(given, known, learning=False)
    own, other = matches(left.keys, right.keys)
    kinds = np.array([kind for _, kind in known], dtype=np.int64)[left.keys[own]]
    cells = left.of[own] * len(given) + right.of[other]

    def shared(kind: int, weights: Weights) -> Weights:
        of_kind = kinds == kind
        sums = np.bincount(cells[of_kind], weights[of_kind], minlength=len(ours) * len(given))
        found: Weights = sums[mine * len(given) + theirs].astype(np.float64)
        return found

    def fewer(kind: int) -> Numbers:
        sizes = (np.array([len(one[kind]) for one in side], dtype=np.int64) for side in (ours, given))
        return np.minimum(*[each[at] for each, at in zip(sizes, (mine, theirs), strict=True)])

    x, y = left.weights[own], right.weights[other]
    words = np.minimum(shared(_TERMS, x * y), 1.0)
    covered = np.minimum(np.maximum(shared(_TERMS, x * x), shared(_TERMS, y * y)), 1.0)
    names, numbers, dates = (shared(kind, x) / np.maximum(fewer(kind), 1) for kind in _SETS)
    others_only = (fewer(_NUMBERS) > 0) & (numbers == 0)
    columns = (words, covered, np.zeros(len(mine)), near, np.sqrt(words * near), names, numbers, others_only, dates)
    return np.column_stack(columns)


def _keys(profiles: Sequence[Profile], known: dict[tuple[str, int], int], *, learning: bool) -> Rows:
    """What profiles hold that is `known`; if `learning`, all that they hold, which is known from then on."""
    rows: list[tuple[int, int, float]] = []
    for of, one in enumerate(profiles):
        held = [((term, _TERMS), weight) for term, weight in one.terms.items()]
        held += [((word, kind), 1.0) for kind in _SETS for word in one[kind]]
        if learning:
            rows += [(of, known.setdefault(key, len(known)), weight) for key, weight in held]
        else:
            rows += [(of, known[key], weight) for key, weight in held if key in known]
    numbers = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    return Rows(numbers[:, 0], numbers[:, 1], np.array([row[2] for row in rows], dtype=np.float64))


def _are_alike(
    claims: Sequence[Claim], others: Sequence[Claim], mine: Numbers, theirs: Numbers, least: Weights
) -> NDArray[np.bool_]:
    """Whether the letters of each pair are as much alike as it needs."""
    letters = np.zeros(len(mine))
    for claim in np.unique(mine).tolist():
        at = np.flatnonzero(mine == claim)
        words = [others[other].content_text for other in theirs[at].tolist()]
        letters[at] = process.cdist(
            [claims[claim].content_text],
            words,
            scorer=fuzz.token_set_ratio,
            score_cutoff=100 * least[at].min(),
            dtype=np.float64,
        )[0]
    alike: NDArray[np.bool_] = letters / 100 >= least
    return alike


def _numbered(claims: Sequence[Claim]) -> tuple[list[Claim], Numbers]:
    """The different ones of some claims, and which of these each is."""
    different = {id(claim): claim for claim in claims}
    number = {key: at for at, key in enumerate(different)}
    return list(different.values()), np.array([number[id(claim)] for claim in claims], dtype=np.int64)
