"""Postings: which documents hold a term, growing as documents come. A look-up costs what the rare terms cost."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from provenance.matching.terms import Terms

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]


class Overlaps(NamedTuple):
    """Pairs of a query, by its place, and a document, by number, with the products of their common terms' weights."""

    queries: Numbers
    others: Numbers
    weights: Weights


class Postings:
    """Terms with the documents that hold them, and the other way round; documents are numbered from 0 as they come.

    Of a query's terms the rarest are looked up, as many as occur at most `budget` times together (of two as rare the
    first in the alphabet, so that the order of adding does not matter).

    Source: prefix filtering, Chaudhuri, Ganti and Kaushik 2006.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._terms: dict[str, int] = {}
        self._entries: list[array[int]] = []  # by term: where it stands among all that is held
        self._starts = array("q", [0])
        self._held = array("i")
        self._held_by = array("i")
        self._held_weights = array("f")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, terms: Terms) -> int:
        """Adds a document and answers with its number."""
        number, known, entries = len(self), self._terms, self._entries
        held = []
        for at, name in enumerate(terms, len(self._held)):
            term = known.get(name)
            if term is None:
                term = known[name] = len(known)
                entries.append(array("i"))
            entries[term].append(at)
            held.append(term)
        self._held.extend(held)
        self._held_by.extend([number] * len(held))
        self._held_weights.extend(terms.values())
        self._starts.append(len(self._held))
        return number

    def overlap(self, terms: Terms) -> Weights:
        """The overlap of the rarest of some terms with every document, by number."""
        found = self.sharing([terms])
        overlap = np.zeros(len(self))
        overlap[found.others] = found.weights
        return overlap

    def sharing(self, queries: Sequence[Terms]) -> Overlaps:
        """The documents that share one of its rarest terms with a query; both numbers rise."""
        rare = [(query, term, weight) for query, terms in enumerate(queries) for term, weight in self._rarest(terms)]
        if not rare:
            none = np.zeros(0, dtype=np.int64)
            return Overlaps(none, none, np.zeros(0))
        looked_up = [self._entries[term] for _, term, _ in rare]
        entries = np.frombuffer(b"".join(looked_up), dtype=np.intc)
        documents = np.frombuffer(self._held_by, dtype=np.intc)[entries]
        weights = np.frombuffer(self._held_weights, dtype=np.single)[entries]
        times = [len(places) for places in looked_up]
        pairs = np.repeat(np.array([query for query, _, _ in rare]) * len(self), times) + documents
        products = np.repeat([weight for _, _, weight in rare], times) * weights
        order = np.argsort(pairs, kind="stable")
        pairs = pairs[order]
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        queries_of, others = np.divmod(pairs[first], len(self))
        return Overlaps(queries_of, others, np.add.reduceat(products[order], first))

    def within(self, queries: Sequence[Terms], documents: Numbers) -> Weights:
        """The overlap of all terms of some queries (rows) with some documents (columns)."""
        asked = [
            (self._terms[name], query, weight)
            for query, terms in enumerate(queries)
            for name, weight in terms.items()
            if name in self._terms
        ]
        if not asked or not len(documents):
            return np.zeros((len(queries), len(documents)))
        asked.sort()
        terms, rows = np.array([term for term, _, _ in asked]), np.array([query for _, query, _ in asked])
        mine = np.array([weight for _, _, weight in asked])
        different, first, times = np.unique(terms, return_index=True, return_counts=True)
        place = np.full(len(self._terms), -1, dtype=np.int32)
        place[different] = np.arange(len(different))

        starts = np.frombuffer(self._starts, dtype=np.int64)
        sizes = starts[documents + 1] - starts[documents]
        entries = ranges(starts[documents], sizes)
        columns = np.repeat(np.arange(len(documents)), sizes)
        at = place[np.frombuffer(self._held, dtype=np.intc)[entries]]
        asked_for = at >= 0
        at, columns, entries = at[asked_for], columns[asked_for], entries[asked_for]
        matches = ranges(first[at], times[at])
        theirs = np.repeat(np.frombuffer(self._held_weights, dtype=np.single)[entries], times[at])
        cells = rows[matches] * len(documents) + np.repeat(columns, times[at])
        found = np.bincount(cells, mine[matches] * theirs, minlength=len(queries) * len(documents))
        return found.reshape(len(queries), len(documents)).astype(np.float64)

    def between(self, queries: Sequence[Terms], asking: Numbers, documents: Numbers) -> Weights:
        """The overlap of all terms of queries, by their places (`asking`), each with a document of its own."""
        asked = sorted(
            (query, self._terms[name], weight)
            for query, terms in enumerate(queries)
            for name, weight in terms.items()
            if name in self._terms
        )
        if not asked or not len(documents):
            return np.zeros(len(documents))
        own = np.array([query * len(self._terms) + term for query, term, _ in asked])
        starts = np.frombuffer(self._starts, dtype=np.int64)
        sizes = starts[documents + 1] - starts[documents]
        entries = ranges(starts[documents], sizes)
        rows = np.repeat(np.arange(len(documents)), sizes)
        theirs = asking[rows] * len(self._terms) + np.frombuffer(self._held, dtype=np.intc)[entries]
        at = np.minimum(np.searchsorted(own, theirs), len(own) - 1)
        same = own[at] == theirs
        mine = np.array([weight for _, _, weight in asked])[at[same]]
        products = mine * np.frombuffer(self._held_weights, dtype=np.single)[entries[same]]
        return np.bincount(rows[same], products, minlength=len(documents)).astype(np.float64)

    def _rarest(self, terms: Terms) -> list[tuple[int, float]]:
        """As many of the terms as stay within the budget together, rarest first, by number with their weights."""
        known, entries = self._terms, self._entries
        found = [(known[name], name, weight) for name, weight in terms.items() if name in known]
        left, kept = self._budget, []
        for count, _, term, weight in sorted((len(entries[term]), name, term, weight) for term, name, weight in found):
            left -= count
            if left < 0:
                break
            kept.append((term, weight))
        return kept


def ranges(starts: Numbers, sizes: Numbers) -> Numbers:
    """The numbers from each start on, as many as its size, one range after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    found: Numbers = np.repeat(starts - ends + sizes, sizes) + np.arange(total)
    return found
