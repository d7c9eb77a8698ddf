"""The claims that may speak of the same thing as a claim, by terms that they share: joins of keys.

The cost depends on how often the claim's rarest terms occur, up to `POSTINGS`, and not on how many claims there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import CTE, Connection, Float, String, column, func, insert, select, values

from provenance.store import tables

POSTINGS = 2000
"""How many occurrences of its terms are looked up for one claim, rarest terms first."""

STORIES = 2
"""For each candidate asked for, this many are ordered by what their articles are about, too."""

_key, _claim, _story = tables.claim_key.c, tables.claim.c, tables.article_key.c


class _Sharing(NamedTuple):
    """A claim that shares terms, where it stands, and how much it shares; numbers."""

    claim: int
    article: int
    words: float


def add_keys(
    connection: Connection, article: int, story: Mapping[str, float], claims: Mapping[int, Mapping[str, float]]
) -> None:
    """Stores the keys of an article and of its claims, by number."""
    stories = [{"key": key, "article": article, "weight": weight} for key, weight in story.items()]
    words = [
        {"key": key, "claim": claim, "weight": weight} for claim, keys in claims.items() for key, weight in keys.items()
    ]
    for target, rows in ((tables.article_key, stories), (tables.claim_key, words)):
        if rows:
            connection.execute(insert(target), rows)


def nearest(
    connection: Connection,
    article: int,
    story: Mapping[str, float],
    claims: Mapping[int, Mapping[str, float]],
    *,
    score: Callable[[float, float], float],
    limit: int,
) -> dict[int, list[int]]:
    """For each of an article's claims, the listed claims of other articles most likely to speak of the same thing.

    Args:
        article: Its number.
        story: Its keys.
        claims: The keys of its claims, by number.
        score: The order, from how much the claims share and how much their articles do.
        limit: At most this many a claim, best first.
    """
    times = _occurrences(connection, {key for keys in claims.values() for key in keys})
    sharing = {
        number: _sharing(connection, article, _rarest(keys, times), STORIES * limit) for number, keys in claims.items()
    }
    stories = _stories(connection, story, {one.article for found in sharing.values() for one in found})
    return {
        number: [
            one.claim
            for one in sorted(found, key=lambda one: (-score(one.words, stories.get(one.article, 0.0)), one.claim))
        ][:limit]
        for number, found in sharing.items()
    }


def _occurrences(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """How many claims each key has; counting stops above `POSTINGS`."""
    times = {}
    for key in keys:
        some = select(_key.claim).where(_key.key == key).limit(POSTINGS + 1).subquery()
        times[key] = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return times


def _rarest(keys: Mapping[str, float], times: Mapping[str, int]) -> dict[str, float]:
    """As many of the keys as stay within `POSTINGS` together, rarest first; one at least."""
    kept: dict[str, float] = {}
    seen = 0
    for key in sorted(keys, key=lambda key: (times[key], key)):
        seen += times[key]
        if seen > POSTINGS and kept:
            break
        kept[key] = keys[key]
    return kept


def _sharing(connection: Connection, article: int, keys: Mapping[str, float], limit: int) -> list[_Sharing]:
    if not keys:
        return []
    mine = _values(keys)
    words = func.sum(_key.weight * mine.c.weight)
    query = (
        select(_key.claim, _claim.article, words)
        .select_from(mine)
        .join(tables.claim_key, _key.key == mine.c.key)
        .join(tables.claim, _claim.number == _key.claim)
        .where(_claim.current.is_(True), _claim.article != article)
        .group_by(_key.claim, _claim.article)
        .order_by(words.desc(), _key.claim)
        .limit(limit)
    )
    return [_Sharing(*row) for row in connection.execute(query)]


def _stories(connection: Connection, story: Mapping[str, float], articles: Iterable[int]) -> dict[int, float]:
    """How much of `story` each of some articles shares, by number."""
    wanted = sorted(articles)
    if not story or not wanted:
        return {}
    mine = _values(story)
    query = (
        select(_story.article, func.sum(_story.weight * mine.c.weight))
        .select_from(mine)
        .join(tables.article_key, _story.key == mine.c.key)
        .where(_story.article.in_(wanted))
        .group_by(_story.article)
    )
    return dict(connection.execute(query).all())


def _values(keys: Mapping[str, float]) -> CTE:
    return values(column("key", String), column("weight", Float)).data(list(keys.items())).cte("mine")
