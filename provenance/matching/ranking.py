"""Ranking: of all claims that share words with a claim the few worth comparing, in arrays; one way for all who rank.

Documents and keys are numbers here. A casefile, an index in memory and an archive differ in where they look up what
shares a key with what, and in nothing else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from provenance.matching.postings import Numbers, Weights, ranges
from provenance.matching.similarity import SAME_STORY

CLAIM_BUDGET = 500
"""How many occurrences of a claim's terms are looked up, rarest terms first. (See `benchmarks/scale.py`.)"""

PAIR_BUDGET = 1000
"""How many occurrences of the pairs of its heaviest terms are looked up, rarest pairs first."""

ARTICLE_BUDGET = 20_000
"""How many occurrences of an article's terms are looked up, rarest terms first."""

STORY = 30
"""In so many articles, those most about the same, a claim is looked for by all of its terms, however common."""

STORY_MOST = 100
"""In so many where more tell one story (from `SAME_STORY` on), as the papers do that print a wire report."""

CELLS = 20_000_000
"""So many pairs of an article's claims with others' are looked at for all that they share: as many as 600 claims have
with those of 100 articles of 300. Between two texts of thousands only rare terms and pairs of terms are looked up, so
that comparing a text takes as long as the text is.
"""

NEAR = 0.35
"""From this score on claims are candidates however many are nearer, so that near-copies crowd nothing out.

Of the sure pairs in an archive of 100,000 claims the 20 nearest hold 97 %, with these as well all (1 in 10 is one).
"""

MOST = 200
"""So many candidates has a claim at most."""

DIGITS = 9
"""Sums are compared so exactly only: each who adds does so in some order, and copies have to come out alike."""


class Rows(NamedTuple):
    """Keys of documents, a row each: of which document, which key, and its weight there."""

    of: Numbers
    keys: Numbers
    weights: Weights


class Found(NamedTuple):
    """Claims (`other`) for some claims (`of`), the best first, by number."""

    of: Numbers
    other: Numbers


def matches(mine: Numbers, theirs: Numbers) -> tuple[Numbers, Numbers]:
    """Where each two of the same number stand, one among `mine` and one among `theirs`."""
    order = np.argsort(mine, kind="stable")
    keys, first, times = np.unique(mine[order], return_index=True, return_counts=True)
    at, same = _places(keys, theirs)
    at = at[same]
    return order[ranges(first[at], times[at])], np.repeat(np.flatnonzero(same), times[at])


def products(mine: Rows, theirs: Rows) -> tuple[Numbers, Numbers, Weights]:
    """Each two rows with the same key: of which documents, and the product of their weights."""
    own, other = matches(mine.keys, theirs.keys)
    return mine.of[own], theirs.of[other], mine.weights[own] * theirs.weights[other]


def crossed(mine: Rows, theirs: Rows, shape: tuple[int, int]) -> Weights:
    """How much each document of `mine` (by row) shares with each of `theirs` (by column)."""
    of, others, shares = products(mine, theirs)
    cells = np.bincount(of * shape[1] + others, shares, minlength=shape[0] * shape[1])
    return cells.astype(np.float64).reshape(shape)


def summed(of: NDArray[Any], weights: Weights) -> tuple[NDArray[Any], Weights]:
    """The sums of the weights of what is the same, and what that is, rising."""
    if not len(of):
        return of, weights
    order = np.argsort(of, kind="stable")
    of = of[order]
    first = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    return of[first], np.add.reduceat(weights[order], first)


def weights_at(numbers: Numbers, weights: Weights, wanted: Numbers) -> Weights:
    """The weights of some of the rising `numbers`; 0 for what is not among them."""
    if not len(numbers):
        return np.zeros(len(wanted))
    at, same = _places(numbers, wanted)
    return np.where(same, weights[at], 0.0)


def _places(numbers: Numbers, wanted: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Where some numbers stand among others that rise, and which of them are there at all."""
    if not len(numbers):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return at, numbers[at] == wanted


def telling(shares: Weights) -> int:
    """In how many articles a claim is looked for by all of its terms, by how much their stories share with its own."""
    return min(STORY_MOST, max(STORY, int(np.count_nonzero(shares >= SAME_STORY))))


def largest(numbers: Numbers, values: Weights, count: int) -> Numbers:
    """The numbers of the `count` largest values, rising; of two as large the smaller number."""
    if len(values) > count:
        least = np.partition(values, -count)[-count]
        numbers, values = numbers[values >= least], values[values >= least]
        numbers = numbers[np.lexsort((numbers, -values))[:count]]
    return np.sort(numbers)


def fitting(near: Numbers, shares: Weights, sizes: Numbers, claims: int) -> Numbers:
    """Of the articles `near` one with so many claims those that fit, with theirs, into `CELLS` pairs, most alike first.

    Args:
        near: Articles, by rising number.
        shares: How alike each is.
        sizes: How many claims each has.
        claims: How many the one has.
    """
    left, kept = CELLS, []
    for at in np.lexsort((near, -shares)).tolist():
        if (pairs := int(sizes[at]) * claims) <= left:
            left -= pairs
            kept.append(int(near[at]))
    return np.array(sorted(kept), dtype=np.int64)


def best(of: Numbers, others: Numbers, words: Weights, scores: Weights, limit: int) -> Found:
    """Of each claim the `limit` best others, and all from `NEAR` on, up to `MOST`.

    Copies share exactly as much as each other: of them too there are at most `limit`, so that a report that hundreds
    print does not take as many comparisons each time, and leaves room for others. Most are far from being candidates,
    so only those in front are put into order, unless too many of them are copies.

    Args:
        of: The claims, by number.
        others: Those that each is ranked with.
        words: How much the two share, rounded.
        scores: The order.
        limit: So many a claim.
    """
    if not len(of):
        return Found(of, others)
    first = of.min()
    leading = _leading(of - first, scores, 2 * limit)
    found, full = _ranked(of[leading], others[leading], words[leading], scores[leading], limit)
    enough = np.zeros(of.max() - first + 1, dtype=np.bool_)
    enough[full - first] = True
    if enough[of[~leading] - first].all():
        return found
    return _ranked(of, others, words, scores, limit)[0]


def _leading(of: Numbers, scores: Weights, count: int) -> NDArray[np.bool_]:
    """Which rows have one of the `count` largest scores of their claim (from 0), or one that is hardly less."""
    falling = np.sort(of - np.minimum(scores, 1.0) / 2)
    sizes = np.bincount(of)
    last = np.maximum(np.cumsum(sizes) - np.maximum(sizes - count, 0) - 1, 0)
    least = (np.arange(len(sizes)) - falling[last]) * 2
    leading: NDArray[np.bool_] = scores >= least[of] - 1e-6
    return leading


def _ranked(of: Numbers, others: Numbers, words: Weights, scores: Weights, limit: int) -> tuple[Found, Numbers]:
    """As `best`; and, often repeated, the claims that have no place left for what is behind these rows."""
    order = np.lexsort((others, -scores, of))
    of, others, words, scores = of[order], others[order], words[order], scores[order]
    alike = np.lexsort((words, of))
    repeated = np.empty(len(of), dtype=np.int64)
    repeated[alike] = ranks(of[alike], words[alike])
    few = (words == 0.0) | (repeated < limit)
    of, others, scores = of[few], others[few], scores[few]
    rank = ranks(of)
    kept = (rank < limit) | ((scores >= NEAR) & (rank < MOST))
    full = ((rank >= limit) & (scores < NEAR)) | (rank >= MOST)
    return Found(of[kept], others[kept]), of[full]


def ranks(*columns: NDArray[Any]) -> Numbers:
    """Of each row, how many rows before it are the same in all columns; such rows follow each other."""
    size = len(columns[0])
    new = np.ones(size, dtype=np.bool_)
    if size:
        new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    first = np.flatnonzero(new)
    found: Numbers = np.arange(size) - np.repeat(first, np.diff(first, append=size))
    return found
