"""The claims that may speak of the same thing as a claim, by terms that they share: joins of keys.

The cost depends on how often the rarest terms occur, up to a budget, and not on how many claims there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import CTE, Column, Connection, Float, String, column, func, insert, select, values

from provenance.store import tables

CLAIM_BUDGET = 1000
"""How many occurrences of a claim's terms are looked up, rarest terms first, where nobody says otherwise."""

ARTICLE_BUDGET = 20_000
"""How many occurrences of an article's terms are looked up, rarest terms first."""

STORY = 30
"""For a claim of common terms only, so many articles are looked at that are most about the same."""

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
    budget: int = CLAIM_BUDGET,
) -> dict[int, list[int]]:
    """For each of an article's claims, the listed claims of other articles most likely to speak of the same thing.

    Args:
        article: Its number.
        story: Its keys.
        claims: The keys of its claims, by number.
        score: The order, from how much the claims share and how much their articles do.
        limit: At most this many a claim, best first.
        budget: How many occurrences of a claim's terms are looked up.
    """
    terms = {key for keys in claims.values() for key in keys}
    times = _occurrences(connection, _key.key, terms, budget)
    stories = _stories(connection, story)
    story_claims = _claims_of(connection, sorted(stories, key=lambda number: (-stories[number], number)), article)
    near = {}
    for number, keys in claims.items():
        rare = _rarest(keys, times, budget)
        found = _sharing(connection, article, rare) if rare else _sharing_in(connection, keys, story_claims)
        found.sort(key=lambda one: (-score(one.words, stories.get(one.article, 0.0)), one.claim))
        near[number] = [one.claim for one in found[:limit]]
    return near


def _occurrences(connection: Connection, where: Column[str], keys: Iterable[str], budget: int) -> dict[str, int]:
    """How many rows each key has; counting stops above the budget."""
    times = {}
    for key in keys:
        some = select(where).where(where == key).limit(budget + 1).subquery()
        times[key] = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return times


def _rarest(keys: Mapping[str, float], times: Mapping[str, int], budget: int) -> dict[str, float]:
    """As many of the keys as stay within the budget together, rarest first."""
    kept: dict[str, float] = {}
    seen = 0
    for key in sorted(keys, key=lambda key: (times[key], key)):
        seen += times[key]
        if seen > budget:
            break
        kept[key] = keys[key]
    return kept


def _sharing(connection: Connection, article: int, keys: Mapping[str, float]) -> list[_Sharing]:
    """The listed claims of other articles that share any of some keys."""
    if not keys:
        return []
    mine = _values(keys)
    query = (
        select(_key.claim, _claim.article, func.sum(_key.weight * mine.c.weight))
        .select_from(mine)
        .join(tables.claim_key, _key.key == mine.c.key)
        .join(tables.claim, _claim.number == _key.claim)
        .where(_claim.current.is_(True), _claim.article != article)
        .group_by(_key.claim, _claim.article)
    )
    return [_Sharing(*row) for row in connection.execute(query)]


def _claims_of(connection: Connection, articles: Sequence[int], article: int) -> dict[int, int]:
    """The listed claims of the first `STORY` of some articles without `article`, and where they stand."""
    wanted = [number for number in articles if number != article][:STORY]
    query = select(_claim.number, _claim.article).where(_claim.article.in_(wanted), _claim.current.is_(True))
    return dict(connection.execute(query).all())


def _sharing_in(connection: Connection, keys: Mapping[str, float], claims: Mapping[int, int]) -> list[_Sharing]:
    """Those of some claims that share any of some keys: one look-up for each of both, however common the keys are."""
    query = select(_key.claim, _key.key, _key.weight).where(_key.key.in_(list(keys)), _key.claim.in_(list(claims)))
    shared: dict[int, float] = {}
    for claim, key, weight in connection.execute(query):
        shared[claim] = shared.get(claim, 0.0) + weight * keys[key]
    return [_Sharing(claim, claims[claim], words) for claim, words in shared.items()]


def _stories(connection: Connection, story: Mapping[str, float]) -> dict[int, float]:
    """How much of `story` other articles share, by number."""
    times = _occurrences(connection, _story.key, story, ARTICLE_BUDGET)
    keys = _rarest(story, times, ARTICLE_BUDGET)
    if not keys:
        return {}
    mine = _values(keys)
    query = (
        select(_story.article, func.sum(_story.weight * mine.c.weight))
        .select_from(mine)
        .join(tables.article_key, _story.key == mine.c.key)
        .group_by(_story.article)
    )
    return dict(connection.execute(query).all())


def _values(keys: Mapping[str, float]) -> CTE:
    return values(column("key", String), column("weight", Float)).data(list(keys.items())).cte("mine")
