"""The claims that may speak of the same thing as a claim, by terms that they share: joins of keys, ranked as arrays.

Queries lead from keys to claims and articles, and what is not listed is left out here: were it left out by the
database, SQLite would rather begin with all that is listed than with the few keys, and take as long as the casefile.

A claim is looked for as in `provenance.matching.index`: everywhere by its rarest terms and by pairs of its heaviest,
both up to a budget, and by all of its terms in the articles most about the same. The cost does not depend on how many
claims there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Column, Connection, Select, Table, func, literal, select

from provenance import progress
from provenance.language.pairs import term_pairs
from provenance.matching.postings import Numbers, Weights
from provenance.matching.ranking import (
    ARTICLE_BUDGET,
    CLAIM_BUDGET,
    DIGITS,
    PAIR_BUDGET,
    Rows,
    best,
    crossed,
    fitting,
    largest,
    products,
    summed,
    telling,
    weights_at,
)
from provenance.store import dialects, tables
from provenance.store.postings import Keys, runs

MOST_PAIRS = 500_000
"""Of so many pairs of claims it lies in memory at once how much they share: some 100 MB."""

_key, _pair, _claim = tables.claim_key.c, tables.claim_pair.c, tables.claim.c
_story, _article = tables.article_key.c, tables.article.c

Score = Callable[[Weights, Weights], Weights]


class Listed(NamedTuple):
    """Listed claims, by rising number, and the articles that they stand in."""

    claims: Numbers
    articles: Numbers


def nearest(
    connection: Connection,
    article: int | None,
    story: Keys,
    claims: Mapping[int, Keys],
    *,
    score: Score,
    limit: int,
    budget: int = CLAIM_BUDGET,
    without: int | None = None,
) -> dict[int, list[int]]:
    """For each of an article's claims, the listed claims of other articles most likely to speak of the same thing.

    Args:
        article: Its number; None where it is not stored yet: its keys are counted as if they were.
        story: Its keys.
        claims: The keys of its claims, by number (by any, where they are not stored).
        score: The order, from how much the claims share and how much their articles do.
        limit: So many a claim, best first; up to `MOST` where more are at least `NEAR`.
        budget: How many occurrences of a claim's terms are looked up.
        without: Another article, by number, that is to be looked at as little as its own.
    """
    coming = article is None
    left_out = {article, without}
    stories = _stories(connection, left_out, story, coming=coming)
    search = _Search(connection, left_out, *stories, score, limit, len(claims))
    pairs = {number: dict.fromkeys(term_pairs(keys), 0.0) for number, keys in claims.items()}
    rare = _rare(connection, _key.key, claims, budget, coming=coming)
    rare_pairs = _rare(connection, _pair.key, pairs, PAIR_BUDGET, coming=coming)
    nearest: dict[int, list[int]] = {}
    for run in search.runs(list(claims)):
        progress.tell(len(nearest), len(claims))
        asked = ([keys[number] for number in run] for keys in (claims, rare, rare_pairs))
        of, others = search.of_claims(*asked)
        bounds = np.searchsorted(of, np.arange(len(run) + 1)).tolist()
        for number, start, stop in zip(run, bounds, bounds[1:], strict=False):
            nearest[number] = others[start:stop].tolist()
    return nearest


class _Search:
    """A search for the candidates of an article's claims. `places` are the listed articles that share a key with its
    story, by rising number, and `shares` how much.
    """

    def __init__(
        self,
        connection: Connection,
        left_out: Collection[int | None],
        places: Numbers,
        shares: Weights,
        score: Score,
        limit: int,
        claims: int,
    ) -> None:
        self._connection, self._left_out = connection, [one for one in left_out if one is not None]
        self._places, self._shares = places, shares
        self._score, self._limit = score, limit
        near = largest(places, shares, telling(shares))
        close = _listed(connection, _claim.article, near.tolist())
        sizes = np.bincount(np.searchsorted(near, close.articles), minlength=len(near))
        self._near = fitting(near, weights_at(places, shares, near), sizes, claims)
        fits = np.isin(close.articles, self._near)
        self._close = Listed(close.claims[fits], close.articles[fits])

    def runs(self, claims: list[int]) -> Iterator[list[int]]:
        """Claims in runs that share words with few enough of so many others to lie in memory."""
        size = max(1, MOST_PAIRS // (len(self._close.claims) + CLAIM_BUDGET + PAIR_BUDGET))
        return (claims[start : start + size] for start in range(0, len(claims), size))

    def of_claims(
        self, claims: Sequence[Keys], rare: Sequence[Keys], rare_pairs: Sequence[Keys]
    ) -> tuple[Numbers, Numbers]:
        """The candidates of some claims: of which (by place), and their numbers, best first."""
        close = self._close
        within = self._within(claims)
        of, others, places, words = self._everywhere(claims, rare, rare_pairs)
        words = np.concatenate([within.ravel(), words]).round(DIGITS)
        context = np.concatenate([np.tile(close.articles, len(claims)), places])
        return best(
            np.concatenate([np.repeat(np.arange(len(claims)), len(close.claims)), of]),
            np.concatenate([np.tile(close.claims, len(claims)), others]),
            words,
            self._score(words, weights_at(self._places, self._shares, context)),
            self._limit,
        )

    def _within(self, claims: Sequence[Keys]) -> Weights:
        """How much some claims (rows) share with those of the articles most about the same (columns)."""
        shape = len(claims), len(self._close.claims)
        mine, known = _rows(claims)
        if not known or not shape[1]:
            return np.zeros(shape)
        return crossed(mine, self._held(known, self._close.claims), shape)

    def _everywhere(
        self, claims: Sequence[Keys], rare: Sequence[Keys], rare_pairs: Sequence[Keys]
    ) -> tuple[Numbers, Numbers, Numbers, Weights]:
        """Which listed claims of articles further away share how much of the rarest keys of some claims, or of all keys
        if they share a pair; and where they stand.
        """
        by_word, by_pair = self._sharing(rare, tables.claim_key), self._sharing(rare_pairs, tables.claim_pair)
        listed = _listed(self._connection, _claim.number, np.unique(np.concatenate([by_word[1], by_pair[1]])).tolist())
        away = ~np.isin(listed.articles, [*self._near.tolist(), *self._left_out])
        listed = Listed(listed.claims[away], listed.articles[away])
        words, shares = self._pairs(listed, *by_word)
        paired, _ = self._pairs(listed, *by_pair)
        once = ~np.isin(words, paired)
        measured = self._measured(claims, listed, paired)
        of, at = np.divmod(np.concatenate([words[once], paired]), max(1, len(listed.claims)))
        return of, listed.claims[at], listed.articles[at], np.concatenate([shares[once], measured])

    def _sharing(self, asked: Sequence[Keys], held: Table) -> tuple[Numbers, Numbers, Weights]:
        """The claims that share any of some keys with one of some claims, by place; 0 where `held` has no weights."""
        mine, known = _rows(asked)
        if not known:
            return mine.of, mine.of, mine.weights
        given = dialects.of(self._connection).keys_table(dict.fromkeys(known, 0.0))
        columns = held.c.key, held.c.claim, held.c.get("weight", literal(0.0))
        query = select(*columns).select_from(given).join(held, held.c.key == given.c.key)
        return products(mine, _read(self._connection, query, known))

    def _pairs(self, listed: Listed, of: Numbers, others: Numbers, shares: Weights) -> tuple[Numbers, Weights]:
        """Each two that share something, and how much; a pair is the place of the one times how many are listed, and
        the place of the other among these.
        """
        kept = np.isin(others, listed.claims)
        return summed(of[kept] * len(listed.claims) + np.searchsorted(listed.claims, others[kept]), shares[kept])

    def _measured(self, claims: Sequence[Keys], listed: Listed, pairs: Numbers) -> Weights:
        """How much the two claims of each pair share by all of their keys."""
        of, at = np.divmod(pairs, max(1, len(listed.claims)))
        bounds = np.searchsorted(of, np.arange(len(claims) + 1)).tolist()
        shares = [np.zeros(0)]
        for keys, start, stop in zip(claims, bounds, bounds[1:], strict=False):
            if start < stop:
                mine, known = _rows([keys])
                others = listed.claims[at[start:stop]]
                shares.append(crossed(mine, self._held(known, others), (1, len(others))).ravel())
        return np.concatenate(shares)

    def _held(self, known: Mapping[str, int], claims: Numbers) -> Rows:
        """Which of some keys some claims have, by their places."""
        query = dialects.of(self._connection).keys_within(tables.claim_key, list(known), runs(claims.tolist()))
        rows = _read(self._connection, query, known)
        return rows._replace(of=np.searchsorted(claims, rows.of))


def _rows(claims: Sequence[Keys]) -> tuple[Rows, dict[str, int]]:
    """The keys of some claims, by place, and the number of each key."""
    known: dict[str, int] = {}
    of = np.repeat(np.arange(len(claims)), [len(keys) for keys in claims])
    numbers = [known.setdefault(key, len(known)) for keys in claims for key in keys]
    weights = [weight for keys in claims for weight in keys.values()]
    return Rows(of, np.array(numbers, dtype=np.int64), np.array(weights, dtype=np.float64)), known


def _read(connection: Connection, query: Select[Any], known: Mapping[str, int]) -> Rows:
    """What a query for keys, the claims that have them and their weights finds."""
    rows = dialects.plain_rows(connection, query)
    keys = np.fromiter((known[key] for key, _, _ in rows), dtype=np.int64, count=len(rows))
    claims = np.fromiter((claim for _, claim, _ in rows), dtype=np.int64, count=len(rows))
    return Rows(claims, keys, np.fromiter((weight for _, _, weight in rows), dtype=np.float64, count=len(rows)))


def _listed(connection: Connection, column: Column[int], numbers: Sequence[int]) -> Listed:
    """Which claims are listed that have one of some numbers in a column."""
    query = select(_claim.number, _claim.article, _claim.current)
    rows = dialects.plain_rows(connection, query.where(dialects.of(connection).among(column, numbers)))
    listed = sorted(row for row in rows if row[2])
    claims = np.fromiter((number for number, _, _ in listed), dtype=np.int64, count=len(listed))
    return Listed(claims, np.fromiter((place for _, place, _ in listed), dtype=np.int64, count=len(listed)))


def _rare(
    connection: Connection, where: Column[str], claims: Mapping[int, Keys], budget: int, *, coming: bool
) -> dict[int, Keys]:
    """Of the keys of each claim as many as stay within the budget together, rarest first.

    `coming`: the keys are not stored yet, and count beside those that are.
    """
    own = Counter(key for keys in claims.values() for key in keys)
    times = _occurrences(connection, where, own, budget)
    if coming:
        times = {key: min(budget + 1, number + own[key]) for key, number in times.items()}
    return {number: _rarest(keys, times, budget) for number, keys in claims.items()}


def _occurrences(connection: Connection, where: Column[str], keys: Iterable[str], budget: int) -> dict[str, int]:
    """How many rows each key has; counting stops above the budget."""
    asked = dict.fromkeys(keys, 0.0)
    if not asked:
        return {}
    mine = dialects.of(connection).keys_table(asked)
    some = select(where).where(where == mine.c.key).limit(budget + 1).correlate(mine).subquery()
    times = select(func.count()).select_from(some).correlate(mine).scalar_subquery()
    return dict(connection.execute(select(mine.c.key, times)).all())


def _rarest(keys: Keys, times: Mapping[str, int], budget: int) -> dict[str, float]:
    """As many of the keys as stay within the budget together, rarest first."""
    kept: dict[str, float] = {}
    seen = 0
    for key in sorted(keys, key=lambda key: (times[key], key)):
        seen += times[key]
        if seen > budget:
            break
        kept[key] = keys[key]
    return kept


def _stories(
    connection: Connection, left_out: Collection[int | None], story: Keys, *, coming: bool
) -> tuple[Numbers, Weights]:
    """Which other listed articles share how much of `story`, by rising number."""
    times = _occurrences(connection, _story.key, story, ARTICLE_BUDGET)
    if coming:
        times = {key: min(ARTICLE_BUDGET + 1, number + 1) for key, number in times.items()}
    keys = _rarest(story, times, ARTICLE_BUDGET)
    shared: list[tuple[int, float]] = []
    if keys:
        mine = dialects.of(connection).keys_table(keys)
        sums = (
            select(_story.article, func.sum(_story.weight * mine.c.weight).label("share"))
            .select_from(mine)
            .join(tables.article_key, _story.key == mine.c.key)
            .group_by(_story.article)
            .subquery()
        )
        query = select(sums.c.article, sums.c.share, _article.current).join(
            tables.article, _article.number == sums.c.article
        )
        rows = connection.execute(query).all()
        shared = sorted((place, share) for place, share, listed in rows if listed and place not in left_out)
    places = np.array([place for place, _ in shared], dtype=np.int64)
    return places, np.array([share for _, share in shared], dtype=np.float64).round(DIGITS)
