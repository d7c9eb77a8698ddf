"""The claims that may speak of the same thing as a claim, by terms that they share: a join of keys.

The cost depends on how often the claim's rare terms occur, not on how many claims there are.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select

from provenance.store import tables


def add_keys(
    connection: Connection,
    article: int,
    article_keys: Mapping[str, float],
    claim_keys: Mapping[int, Mapping[str, float]],
) -> None:
    """Stores the keys of an article and of its claims, by number."""
    rows = [{"key": key, "article": article, "weight": weight} for key, weight in article_keys.items()]
    if rows:
        connection.execute(insert(tables.article_key), rows)
    rows = [
        {"key": key, "claim": claim, "weight": weight}
        for claim, keys in claim_keys.items()
        for key, weight in keys.items()
    ]
    if rows:
        connection.execute(insert(tables.claim_key), rows)


def nearest(connection: Connection, claim: int, limit: int) -> list[int]:
    """The listed claims of other articles that share the most weight of keys with `claim`, best first."""
    mine, theirs = tables.claim_key.alias(), tables.claim_key.alias()
    here, there = tables.claim.alias(), tables.claim.alias()
    shared = func.sum(mine.c.weight * theirs.c.weight)
    query = (
        select(theirs.c.claim)
        .select_from(mine)
        .join(theirs, theirs.c.key == mine.c.key)
        .join(here, here.c.number == mine.c.claim)
        .join(there, there.c.number == theirs.c.claim)
        .where(mine.c.claim == claim, there.c.article != here.c.article, there.c.current.is_(True))
        .group_by(theirs.c.claim)
        .order_by(shared.desc(), theirs.c.claim)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())
