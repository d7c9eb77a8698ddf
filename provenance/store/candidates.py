"""The claims that may speak of the same thing as a claim, by terms that they share: joins of keys.

Queries lead from keys to claims and articles, and what is not listed is left out here: were it left out by the
database, SQLite would rather begin with all that is listed than with the few keys, and take as long as the casefile.

A claim is looked for as in `provenance.matching.index`: everywhere by its rarest terms and by pairs of its heaviest,
both up to a budget, and by all of its terms in the articles most about the same. The cost does not depend on how many
claims there are.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import Column, Connection, Table, func, literal, select

from provenance import progress
from provenance.language.pairs import term_pairs
from provenance.store import dialects, tables

CLAIM_BUDGET = 500
"""How many occurrences of a claim's terms are looked up, rarest terms first, where nobody says otherwise."""

PAIR_BUDGET = 1000
"""How many occurrences of the pairs of a claim's heaviest terms are looked up, rarest pairs first."""

ARTICLE_BUDGET = 20_000
"""How many occurrences of an article's terms are looked up, rarest terms first."""

STORY = 30
"""In so many articles, those most about the same, a claim is looked for by all of its terms, however common."""

STORY_MOST = 100
"""In so many where more tell one story, as the papers do that print a wire report."""

SAME_STORY = 0.5
"""From sharing so much on two articles tell one story."""

NEAR = 0.35
"""From this score on claims are candidates however many are nearer, so that near-copies crowd nothing out."""

MOST = 200
"""So many candidates has a claim at most."""

MOST_PAIRS = 500_000
"""Of so many pairs of claims it lies in memory at once how much they share: some 100 MB."""

DIGITS = 9
"""Sums are compared so exactly only: a database adds in the order it likes, and copies have to come out alike."""

Keys = Mapping[str, float]
"""Weights by term."""

_key, _pair, _claim = tables.claim_key.c, tables.claim_pair.c, tables.claim.c
_story, _article = tables.article_key.c, tables.article.c


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


def nearest(
    connection: Connection,
    article: int | None,
    story: Keys,
    claims: Mapping[int, Keys],
    *,
    score: Callable[[float, float], float],
    limit: int,
    budget: int = CLAIM_BUDGET,
) -> dict[int, list[int]]:
    """For each of an article's claims, the listed claims of other articles most likely to speak of the same thing.

    Args:
        article: Its number; None where it is not stored yet: its keys are counted as if they were.
        story: Its keys.
        claims: The keys of its claims, by number (by any, where they are not stored).
        score: The order, from how much the claims share and how much their articles do.
        limit: So many a claim, best first; up to `MOST` where more are at least `NEAR`.
        budget: How many occurrences of a claim's terms are looked up.
    """
    stories = _stories(connection, article, story)
    pairs = {number: dict.fromkeys(term_pairs(keys), 0.0) for number, keys in claims.items()}
    coming = article is None
    rare = _rare(connection, _key.key, claims, budget, coming=coming)
    rare_pairs = _rare(connection, _pair.key, pairs, PAIR_BUDGET, coming=coming)
    telling = min(STORY_MOST, max(STORY, sum(share >= SAME_STORY for share in stories.values())))
    close = _claims_of(connection, heapq.nlargest(telling, stories, key=lambda number: (stories[number], -number)))
    # A clash may share no word: "remains conceptual", "talks are far advanced". The first of these are alike for all.
    wordless = sorted((-score(0.0, stories.get(place, 0.0)), other) for other, place in close.items())
    nearest: dict[int, list[int]] = {}
    for run in _runs_of(list(claims), len(close)):
        progress.tell(len(nearest), len(claims))
        own = {number: claims[number] for number in run}
        paired = _everywhere(connection, article, {number: rare_pairs[number] for number in run}, tables.claim_pair)
        found = {
            **_everywhere(connection, article, {number: rare[number] for number in run}, tables.claim_key),
            **_measured(connection, {pair: place for pair, (place, _) in paired.items() if pair[1] not in close}, own),
            **{pair: (close[pair[1]], words) for pair, words in _within(connection, close, own).items()},
        }
        ranked: dict[int, list[tuple[float, int, float]]] = {number: [] for number in run}
        for (number, other), (place, sum_) in found.items():
            words = round(sum_, DIGITS)
            ranked[number].append((-score(words, stories.get(place, 0.0)), other, words))
        for number, others in ranked.items():
            known = {other for _, other, _ in others}
            first = islice((one for one in wordless if one[1] not in known), MOST)
            nearest[number] = _best([*others, *((order, other, 0.0) for order, other in first)], limit)
    return nearest


def _runs_of(claims: list[int], close: int) -> Iterator[list[int]]:
    """Claims in runs that share words with few enough of so many others to lie in memory."""
    size = max(1, MOST_PAIRS // max(1, close))
    return (claims[start : start + size] for start in range(0, len(claims), size))


def story_shares(connection: Connection, story: Keys, articles: Iterable[int]) -> dict[int, float]:
    """How much of `story` some articles share, by number: of all of its keys, however common."""
    shared: defaultdict[int, list[float]] = defaultdict(list)
    wanted = sorted(set(articles))
    if story and wanted:
        query = dialects.of(connection).keys_within(tables.article_key, list(story), _runs(wanted))
        for key, article, weight in connection.execute(query).all():
            shared[article].append(story[key] * weight)
    return {article: math.fsum(shared[article]) for article in wanted}


def _best(others: list[tuple[float, int, float]], limit: int) -> list[int]:
    """The best of some claims, each with its score turned negative and how much it shares.

    Copies share exactly as much as each other: of them too there are at most `limit`, so that a report that hundreds
    print does not take as many comparisons each time, and leaves room for others.
    """
    best: list[int] = []
    alike: dict[float, int] = {}
    for score, other, words in sorted(others):
        if len(best) >= limit and (-score < NEAR or len(best) >= MOST):
            break
        alike[words] = alike.get(words, 0) + 1
        if not words or alike[words] <= limit:
            best.append(other)
    return best


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


def _everywhere(
    connection: Connection, article: int | None, claims: Mapping[int, Keys], held: Table
) -> dict[tuple[int, int], tuple[int, float]]:
    """For some claims the listed claims of other articles that share any of some keys: where, and how much.

    Args:
        article: Of the claims.
        claims: Their keys that are looked up, by number.
        held: The table of keys; where it has no weights, nothing is said of how much.
    """
    mine = dialects.of(connection).keys_table({key: 0.0 for keys in claims.values() for key in keys})
    query = (
        select(held.c.key, held.c.claim, held.c.get("weight", literal(0.0)), _claim.article, _claim.current)
        .select_from(mine)
        .join(held, held.c.key == mine.c.key)
        .join(tables.claim, _claim.number == held.c.claim)
    )
    if not any(claims.values()):
        return {}
    asking = _by_key(claims)
    found: dict[tuple[int, int], tuple[int, float]] = {}
    for key, other, weight, place, listed in connection.execute(query).all():
        if listed and place != article:
            for number, own in asking[key]:
                _, words = found.get((number, other), (place, 0.0))
                found[number, other] = place, words + own * weight
    return found


def _measured(
    connection: Connection, pairs: Mapping[tuple[int, int], int], claims: Mapping[int, Keys]
) -> dict[tuple[int, int], tuple[int, float]]:
    """How much the claims of some pairs share by all of their keys; `pairs` says where the other one stands."""
    others: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for (number, other), place in pairs.items():
        others[number][other] = place
    return {
        pair: (found[pair[1]], words)
        for number, found in others.items()
        for pair, words in _within(connection, found, {number: claims[number]}).items()
    }


def _within(
    connection: Connection, others: Mapping[int, int], claims: Mapping[int, Keys]
) -> dict[tuple[int, int], float]:
    """How much some claims share with some others, however common the keys are."""
    asking = _by_key(claims)
    if not asking or not others:
        return {}
    query = dialects.of(connection).keys_within(tables.claim_key, list(asking), _runs(others))
    found: dict[tuple[int, int], float] = defaultdict(float)
    for key, other, weight in connection.execute(query).all():
        if other in others:
            for number, own in asking[key]:
                found[number, other] += own * weight
    return found


def _by_key(claims: Mapping[int, Keys]) -> dict[str, list[tuple[int, float]]]:
    """Which claims have a key, and with what weight."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, keys in claims.items():
        for key, weight in keys.items():
            found[key].append((number, weight))
    return found


def _claims_of(connection: Connection, articles: Iterable[int]) -> dict[int, int]:
    """The listed claims of some articles, and where they stand."""
    query = select(_claim.number, _claim.article, _claim.current).where(_claim.article.in_(list(articles)))
    return {number: place for number, place, listed in connection.execute(query) if listed}


def _stories(connection: Connection, article: int | None, story: Keys) -> dict[int, float]:
    """How much of `story` other listed articles share, by number."""
    times = _occurrences(connection, _story.key, story, ARTICLE_BUDGET)
    if article is None:
        times = {key: min(ARTICLE_BUDGET + 1, number + 1) for key, number in times.items()}
    keys = _rarest(story, times, ARTICLE_BUDGET)
    if not keys:
        return {}
    mine = dialects.of(connection).keys_table(keys)
    shared = (
        select(_story.article, func.sum(_story.weight * mine.c.weight).label("share"))
        .select_from(mine)
        .join(tables.article_key, _story.key == mine.c.key)
        .group_by(_story.article)
        .subquery()
    )
    query = select(shared.c.article, shared.c.share, _article.current).join(
        tables.article, _article.number == shared.c.article
    )
    rows = connection.execute(query)
    return {place: round(share, DIGITS) for place, share, listed in rows if listed and place != article}


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges: the claims of an article are numbered one after the other."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs
