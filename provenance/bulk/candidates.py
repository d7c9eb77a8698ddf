"""Candidates: for each claim those of earlier articles that may speak of the same thing, in the casefile's own way.

What `provenance.store.candidates.nearest` asks of a database for an article that joins is answered here from stretches
of the archive: the articles most about the same, all claims of these, and the claims anywhere that share rare terms.
The result is the same, because how often a key occurs, and who is listed, are taken as they were when the article came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from provenance.bulk import roster, stretch
from provenance.bulk.postings import Postings
from provenance.bulk.roster import Roster
from provenance.bulk.shelf import Parts, Shelf
from provenance.bulk.stretch import KINDS, KeyRows, Stretch, key_rows
from provenance.casefile.comparing import CANDIDATES
from provenance.matching.postings import Numbers, Weights, ranges
from provenance.matching.ranking import (
    ARTICLE_BUDGET,
    CLAIM_BUDGET,
    DIGITS,
    PAIR_BUDGET,
    Found,
    best,
    fitting,
    largest,
    summed,
    telling,
    weights_at,
)

Score = Callable[[Weights, Weights], Weights]
Which = NDArray[np.bool_] | slice


class Asked(NamedTuple):
    """Keys of some documents (`of`, rising), and where each stretch (by row) has their place and their documents."""

    of: Numbers
    weights: Weights
    places: Numbers
    starts: Numbers
    stops: Numbers

    def only(self, which: Which) -> Asked:
        """Some of the keys."""
        return Asked(self.of[which], self.weights[which], *(each[:, which] for each in self[2:]))

    def of_documents(self, first: int, last: int) -> Asked:
        """The keys of the documents from one number to another."""
        return self.only(slice(*np.searchsorted(self.of, [first, last]).tolist()))


@dataclass(frozen=True, slots=True)
class Search:
    """A search for the candidates of the articles of one piece.

    `stories` are the rarest keys of the articles, `words` all keys of their claims, `rare` the rarest of these, `pairs`
    the rarest of their pairs.
    """

    who: Roster
    stretches: Sequence[Stretch]
    stories: Asked
    words: Asked
    rare: Asked
    pairs: Asked
    score: Score

    def of_article(self, number: int) -> Found:
        """The candidates of the claims of an article."""
        who = self.who
        first, last = int(who.first[number]), int(who.first[number + 1])
        stories, alike = self._stories(number)
        near = largest(stories, alike, telling(alike))
        sizes = who.first[near + 1] - who.first[near]
        near = fitting(near, weights_at(stories, alike, near), sizes, last - first)
        close = ranges(who.first[near], who.first[near + 1] - who.first[near])
        context = alike[np.searchsorted(stories, who.article[close])]
        within = self._within(first, last, close)
        of, others, words = self._everywhere(number, near)
        words = np.concatenate([within.ravel(), words]).round(DIGITS)
        place = who.article[others].astype(np.int64)
        return best(
            np.concatenate([np.repeat(np.arange(first, last), len(close)), of]),
            np.concatenate([np.tile(close, last - first), others]),
            words,
            self.score(words, np.concatenate([np.tile(context, last - first), weights_at(stories, alike, place)])),
            CANDIDATES,
        )

    def _stories(self, number: int) -> tuple[Numbers, Weights]:
        """Which listed articles share how much of the story of one, by rising number."""
        asked = self.stories.of_documents(number, number + 1)
        _, others, shares = _looked_up(asked, [one.articles for one in self.stretches])
        others, shares = summed(others, shares)
        listed = self.who.until[others] > number
        return others[listed], shares[listed].round(DIGITS)

    def _everywhere(self, number: int, near: Numbers) -> tuple[Numbers, Numbers, Weights]:
        """Which listed claims of articles that are not `near` share how much of the rarest terms of an article's
        claims, or of all terms if they share a pair.
        """
        who = self.who
        first, last = int(who.first[number]), int(who.first[number + 1])

        def far(others: Numbers) -> NDArray[np.bool_]:
            place = who.article[others]
            return (who.until[place] > number) & ~np.isin(place, near)

        asked = self.rare.of_documents(first, last)
        of, others, shares = _looked_up(asked, [one.claims for one in self.stretches])
        kept = far(others)
        pairs, shares = summed((of[kept] - first) * who.claims + others[kept], shares[kept])
        asked = self.pairs.of_documents(first, last)
        of, others, _ = _looked_up(asked, [one.pairs for one in self.stretches])
        kept = far(others)
        paired = np.unique((of[kept] - first) * who.claims + others[kept])
        once = ~np.isin(pairs, paired)
        measured = self._between(first, last, paired)
        of, others = np.divmod(np.concatenate([pairs[once], paired]), who.claims)
        return of + first, others, np.concatenate([shares[once], measured])

    def _between(self, first: int, last: int, pairs: Numbers) -> Weights:
        """How much the two claims of each pair share, however common the terms."""
        asked = self.words.of_documents(first, last)
        of, others = np.divmod(pairs, self.who.claims)
        found = np.zeros(len(pairs))
        for one, known, places, held, rows in self._held(asked, others):
            size = len(one.claims.keys)
            own = (asked.of[known] - first) * size + places
            rising = np.argsort(own, kind="stable")
            own, weights = own[rising], asked.weights[known[rising]]
            theirs = of[rows] * size + one.held[held]
            at = np.minimum(np.searchsorted(own, theirs), len(own) - 1)
            same = own[at] == theirs
            found += np.bincount(rows[same], weights[at[same]] * one.weights[held[same]], minlength=len(found))
        return found

    def _within(self, first: int, last: int, close: Numbers) -> Weights:
        """How much some claims (rows) share with others (columns), however common the terms."""
        asked = self.words.of_documents(first, last)
        found = np.zeros((last - first) * len(close))
        for one, known, places, held, columns in self._held(asked, close):
            rising = np.argsort(places, kind="stable")
            known = known[rising]
            keys, begin, times = np.unique(places[rising], return_index=True, return_counts=True)
            at = np.minimum(np.searchsorted(keys, one.held[held]), len(keys) - 1)
            same = keys[at] == one.held[held]
            at, columns, theirs = at[same], columns[same], one.weights[held[same]]
            mine = known[ranges(begin[at], times[at])]
            cells = (asked.of[mine] - first) * len(close) + np.repeat(columns, times[at])
            products = asked.weights[mine] * np.repeat(theirs, times[at])
            found += np.bincount(cells, products, minlength=len(found))
        return found.reshape(last - first, len(close))

    def _held(self, asked: Asked, claims: Numbers) -> Iterator[tuple[Stretch, Numbers, Numbers, Numbers, Numbers]]:
        """Stretch by stretch, which keys are known there (and where), and what some claims hold.

        Yields:
            The stretch; which of the keys it knows, and their places in it; where the keys of the claims stand in
            `Stretch.held`, and of which of the claims each is.
        """
        for number, one in enumerate(self.stretches):
            here = np.flatnonzero((claims >= one.first) & (claims < one.first + len(one.starts) - 1))
            known = np.flatnonzero(asked.places[number] >= 0)
            if len(here) and len(known):
                start = one.starts[claims[here] - one.first]
                sizes = one.starts[claims[here] - one.first + 1] - start
                yield one, known, asked.places[number][known], ranges(start, sizes), np.repeat(here, sizes)


def candidates(shelf: Shelf, order: str, stretches: Sequence[str], piece: int, score: Score) -> Parts:
    """The candidates of the claims of a piece: a table `pair` of `claim` and `other`, by number, the best first.

    Args:
        shelf: Where all results lie.
        order: The key of the roster.
        stretches: The keys of the stretches up to the one that the piece is in.
        piece: Its number.
        score: The order, from how much the claims share and how much their articles do.
    """
    who, keys = roster.on_shelf(shelf, order), roster.pieces(shelf, order)[piece]
    parts = [stretch.on_shelf(shelf, key) for key in stretches]
    start, stop = who.of_piece(piece)
    article, claim, pair = (key_rows(shelf, keys, who, piece, kind) for kind in KINDS)
    own = who.article[claim.of]
    stories, often = _asked(article, article.of, article.of + 1, [one.articles for one in parts])
    words, often_said = _asked(claim, who.first[own], who.first[own + 1], [one.claims for one in parts])
    own = who.article[pair.of]
    pairs, often_paired = _asked(pair, who.first[own], who.first[own + 1], [one.pairs for one in parts])
    search = Search(
        who,
        parts,
        stories.only(_within_budget(article, often, ARTICLE_BUDGET)),
        words,
        words.only(_within_budget(claim, often_said, CLAIM_BUDGET)),
        pairs.only(_within_budget(pair, often_paired, PAIR_BUDGET)),
        score,
    )
    found = [search.of_article(number) for number in range(start, stop)]
    empty = Found(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    of, others = (np.concatenate(each) for each in zip(empty, *found, strict=True))
    return {"pair": arrow.table({"claim": of, "other": others})}


def _asked(rows: KeyRows, before: Numbers, after: Numbers, stretches: Sequence[Postings]) -> tuple[Asked, Numbers]:
    """Where the keys of some rows occur before their own article, and how often up to it (`after` is the next)."""
    different, place = np.unique(rows.hashes, return_inverse=True)
    places = np.stack([one.find(different)[place] for one in stretches])
    bounds = [one.everything(at) for one, at in zip(stretches[:-1], places, strict=False)]
    starts, stops = (np.stack(each) for each in zip(*bounds, stretches[-1].ranges(places[-1], before), strict=True))
    _, upto = stretches[-1].ranges(places[-1], after)
    often = (stops[:-1] - starts[:-1]).sum(axis=0) + upto - starts[-1]
    return Asked(rows.of, rows.weights, places, starts, stops), often


def _within_budget(rows: KeyRows, often: Numbers, budget: int) -> NDArray[np.bool_]:
    """Of the keys of each document the rarest, as many as occur at most `budget` times together."""
    order = np.lexsort((rows.ranks, often, rows.of))
    of, total = rows.of[order], np.cumsum(often[order])
    first = np.flatnonzero(np.diff(of, prepend=-1))
    before = np.repeat(total[first] - often[order][first], np.diff(first, append=len(of)))
    kept = np.zeros(len(of), dtype=np.bool_)
    kept[order] = total - before <= budget
    return kept


def _looked_up(asked: Asked, stretches: Sequence[Postings]) -> tuple[Numbers, Numbers, Weights]:
    """The documents that hold some keys: by whom each is asked for, its number, and the product of the weights."""
    each: list[tuple[NDArray[Any], ...]] = []
    for one, start, stop in zip(stretches, asked.starts, asked.stops, strict=True):
        sizes = stop - start
        at = ranges(start, sizes)
        each.append((np.repeat(asked.of, sizes), one.documents(at), np.repeat(asked.weights, sizes) * one.weights[at]))
    of, others, products = (np.concatenate(parts) for parts in zip(*each, strict=True))
    return of, others, products
