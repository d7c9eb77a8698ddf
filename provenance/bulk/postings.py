"""Postings of a stretch of the archive, as arrays that are mapped into memory: which documents hold a key.

A key is a hash of its term. Documents have their numbers in the whole archive, and a stretch holds those from one
number to another, so that each document is found in one place only. Of a key only as many documents are kept as will
ever be looked up, the first ones: a key that has occurred more often than the budget of a query finds nothing any more.
That is also why no key is held by so many documents that the look-up of one costs more than that of another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenance.bulk.roster import Numbers
from provenance.bulk.shelf import Parts

Hashes = NDArray[np.uint64]
Weights = NDArray[np.float64]

BITS = np.uint64(32)
"""An entry is the place of its key among all keys, and the number of a document in the lower bits."""
_LOW = np.uint64((1 << 32) - 1)


@dataclass(frozen=True, slots=True)
class Postings:
    """`keys` rise; `entries[starts[k]:starts[k + 1]]` are those of key `k`, by rising document."""

    keys: Hashes
    starts: Numbers
    entries: Hashes
    weights: Weights

    def find(self, hashes: Hashes) -> Numbers:
        """The places of some keys; -1 for those that nothing here holds."""
        if not len(self.keys):
            return np.full(len(hashes), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        return np.where(self.keys[at] == hashes, at, -1)

    def everything(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """From where to where the documents of some keys lie."""
        if not len(self.keys):
            return np.zeros(len(places), dtype=np.int64), np.zeros(len(places), dtype=np.int64)
        known = np.maximum(places, 0)
        start = self.starts[known]
        return start, np.where(places < 0, start, self.starts[known + 1])

    def ranges(self, places: Numbers, before: Numbers) -> tuple[Numbers, Numbers]:
        """From where to where the documents of some keys lie that have a number less than `before`, each its own."""
        known = np.maximum(places, 0)
        limit = (known.astype(np.uint64) << BITS) | before.astype(np.uint64)
        start = self.starts[known]
        stop = np.searchsorted(self.entries, limit)
        return start, np.where(places < 0, start, stop)

    def documents(self, at: Numbers) -> Numbers:
        """The documents of some entries."""
        found: Numbers = (self.entries[at] & _LOW).astype(np.int64)
        return found


def built(hashes: Hashes, documents: Numbers, weights: Weights, budget: int) -> tuple[Postings, Numbers]:
    """The postings of some rows, one a key of a document, by rising document; and the place of each row's key."""
    keys, place = np.unique(hashes, return_inverse=True)
    entries = (place.astype(np.uint64) << BITS) | documents.astype(np.uint64)
    order = np.argsort(entries, kind="stable")
    counts = np.bincount(place, minlength=len(keys))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    order = order[rank <= budget]
    starts = np.concatenate([[0], np.cumsum(np.minimum(counts, budget + 1))]).astype(np.int64)
    return Postings(keys, starts, entries[order], weights[order]), place


def parts(postings: Postings, name: str) -> Parts:
    """As arrays for the shelf."""
    return {f"{name}-{field}": getattr(postings, field) for field in Postings.__slots__}
