"""The keys of articles and claims: the terms that they are found by, as rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from provenance.language.pairs import term_pairs
from provenance.store import dialects, tables

Keys = Mapping[str, float]
"""Weights by term."""


def add_keys(connection: Connection, article: int, story: Keys, claims: Mapping[int, Keys]) -> None:
    """Stores the keys of an article and of its claims, by number."""
    stories = [{"key": key, "article": article, "weight": weight} for key, weight in story.items()]
    words = [
        {"key": key, "claim": claim, "weight": weight} for claim, keys in claims.items() for key, weight in keys.items()
    ]
    pairs = [{"key": key, "claim": claim} for claim, keys in claims.items() for key in term_pairs(keys)]
    for target, rows in ((tables.article_key, stories), (tables.claim_key, words), (tables.claim_pair, pairs)):
        if rows:
            dialects.of(connection).insert_rows(connection, target, rows)


def story_shares(connection: Connection, story: Keys, articles: Iterable[int]) -> dict[int, float]:
    """How much of `story` some articles share, by number: of all of its keys, however common."""
    shared: defaultdict[int, list[float]] = defaultdict(list)
    wanted = sorted(set(articles))
    if story and wanted:
        query = dialects.of(connection).keys_within(tables.article_key, list(story), runs(wanted))
        for key, article, weight in connection.execute(query).all():
            shared[article].append(story[key] * weight)
    return {article: math.fsum(shared[article]) for article in wanted}


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges: the claims of an article are numbered one after the other."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found
