"""Postings: which documents hold a term, growing as documents come. Lookups and joins cost what rare terms cost."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from provenance.matching.terms import Terms

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]


class Overlaps(NamedTuple):
    """Pairs of documents, by number, with the sum of the products of the weights of their common terms."""

    queries: Numbers
    others: Numbers
    weights: Weights


class Postings:
    """Terms with the documents that hold them; documents are numbered from 0 as they come.

    Of a document's terms the rarest are looked up, as many as occur at most `budget` times together (of two as rare
    the one with the lower CRC-32, so that the order of adding does not matter).

    Source: prefix filtering, Chaudhuri, Ganti and Kaushik 2006.
    """

    def __init__(self, budget: int) -> None:
        self.size = 0
        self._budget = budget
        self._terms: dict[str, int] = {}
        self._marks: list[int] = []
        self._documents: list[array[int]] = []
        self._weights: list[array[float]] = []

    def add(self, terms: Terms) -> int:
        """Adds a document and answers with its number."""
        number = self.size
        self.size += 1
        for name, weight in terms.items():
            known = self._terms.get(name)
            if known is None:
                known = self._terms[name] = len(self._terms)
                self._marks.append(crc32(name.encode("utf-8", "surrogatepass")))
                self._documents.append(array("i"))
                self._weights.append(array("f"))
            self._documents[known].append(number)
            self._weights[known].append(weight)
        return number

    def overlap(self, terms: Terms) -> Weights:
        """The overlap of some terms with every document, by number."""
        known = [(self._terms[name], weight) for name, weight in terms.items() if name in self._terms]
        known.sort(key=lambda item: (len(self._documents[item[0]]), self._marks[item[0]]))
        left, documents, weights = self._budget, [], []
        for term, weight in known:
            left -= len(self._documents[term])
            if left < 0:
                break
            documents.append(np.frombuffer(self._documents[term], dtype=np.intc))
            weights.append(np.frombuffer(self._weights[term], dtype=np.single) * weight)
        if not documents:
            return np.zeros(self.size)
        return np.bincount(np.concatenate(documents), np.concatenate(weights), minlength=self.size).astype(np.float64)

    def join(self, block: int = 1 << 20) -> Iterator[Overlaps]:
        """Every document with every other that it shares a rare term with, some `block` common terms at a time.

        All pairs of one `queries` number come in the same block, in rising order of both numbers.
        """
        if not self.size or not self._terms:
            return
        counts = np.fromiter(map(len, self._documents), dtype=np.int64, count=len(self._documents))
        starts = np.cumsum(counts) - counts
        documents = np.concatenate([np.frombuffer(part, dtype=np.intc) for part in self._documents]).astype(np.int64)
        weights = np.concatenate([np.frombuffer(part, dtype=np.single) for part in self._weights])
        terms = np.repeat(np.arange(len(counts)), counts)
        order = np.lexsort((np.array(self._marks)[terms], counts[terms], documents))
        rows, terms, mine = documents[order], terms[order], weights[order]
        rare = _within(rows, counts[terms], self._budget) & (counts[terms] > 1)
        rows, terms, mine = rows[rare], terms[rare], mine[rare]
        for first, last in _blocks(rows, counts[terms], block):
            sizes = counts[terms[first:last]]
            ends = np.cumsum(sizes)
            at = np.repeat(starts[terms[first:last]] - ends + sizes, sizes) + np.arange(sizes.sum())
            pairs = np.repeat(rows[first:last] * self.size, sizes) + documents[at]
            yield self._summed(pairs, np.repeat(mine[first:last], sizes) * weights[at])

    def _summed(self, pairs: Numbers, products: NDArray[np.float32]) -> Overlaps:
        order = np.argsort(pairs)
        pairs = pairs[order]
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        queries, others = np.divmod(pairs[first], self.size)
        return Overlaps(queries, others, np.add.reduceat(products[order].astype(np.float64), first))


def _within(rows: Numbers, costs: Numbers, budget: int) -> NDArray[np.bool_]:
    """Which entries of each row, taken in order, cost at most `budget` together."""
    spent = np.cumsum(costs)
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    before = np.repeat(spent[first] - costs[first], np.diff(first, append=len(rows)))
    return spent - before <= budget


def _blocks(rows: Numbers, costs: Numbers, block: int) -> Iterator[tuple[int, int]]:
    """Ranges of whole rows that cost about `block` each."""
    if not len(rows):
        return
    ends = np.append(np.flatnonzero(np.diff(rows)) + 1, len(rows))
    spent = np.cumsum(costs)[ends - 1]
    first, done = 0, 0
    while first < len(rows):
        last = int(ends[min(int(np.searchsorted(spent, done + block)), len(ends) - 1)])
        yield first, last
        first, done = last, int(np.cumsum(costs[first:last])[-1]) + done
