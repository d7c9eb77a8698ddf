"""An article joins the casefile: stored, placed, compared with what is there, and the numbers brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from provenance.casefile.steps import Steps
from provenance.casefile.versions import carry_reviews
from provenance.casefile.weighing import Count, weigh
from provenance.model import Article, Claim, Link
from provenance.records import FileOutcome
from provenance.store import candidates, facts, loading, log, standing, writing
from provenance.store.seals import seal

CANDIDATES = 50
"""How many claims each new claim is compared with."""


Linking = Callable[[Connection, int, Article, Steps], int]
"""Adds the links of an article, by number, to those that are in; answers with how many."""
Weighing = Callable[[Connection, Sequence[int], Count], None]
"""Brings the numbers of some claims up to date."""


def join(
    connection: Connection,
    source: str,
    article: Article,
    claims: Sequence[Claim],
    steps: Steps,
    linking: Linking | None = None,
    weighing: Weighing = weigh,
) -> tuple[FileOutcome, int]:
    """Puts an article in its place. Needs a writing transaction; all of it happens or nothing.

    With `linking` the links are what it adds; else the claims are compared with what is there (`link_article`). Another
    `weighing` may leave the numbers for later.

    Returns:
        What became of it, and how many links were added.
    """
    known = writing.find_article(connection, article.id)
    if known is not None and writing.is_in_place(connection, article):
        return _set_right(connection, source, article, known, steps)
    number = _store(connection, article, claims, steps) if known is None else known.number
    before = writing.place_article(connection, article, number)
    touched = _unlist(connection, before)
    added = 0
    listed = known is not None and known.current
    if not listed:
        writing.list_article(connection, number, current=True)
        numbers = loading.claim_numbers(connection, number)
        added = (linking or link_article)(connection, number, article, steps)
        touched |= {one.claim for around in standing.neighbours(connection, numbers).values() for one in around}
        touched |= set(numbers)
    if before is not None:
        touched |= carry_reviews(connection, before, number)
    weighing(connection, sorted(touched), steps.origins)
    state = "new-version" if before is not None else "unchanged" if listed else "added"
    detail = _detail(connection, source, article, number)
    if before is not None:
        detail["before"] = loading.article_records(connection, [before])[0].id
    log.append(connection, "ingest", article.id, state, detail=detail)
    return FileOutcome(source=source, state=state, article=article.id, claims=len(claims)), added


def _set_right(
    connection: Connection, source: str, article: Article, known: writing.Known, steps: Steps
) -> tuple[FileOutcome, int]:
    """Brings the facts of an article up to date whose text stayed; without any to change, nothing happens."""
    outcome = FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims)
    differing = facts.differences(connection, known.number, article)
    if not differing:
        return outcome, 0
    numbers = loading.claim_numbers(connection, known.number)
    near = standing.neighbours(connection, numbers)
    facts.change(connection, known.number, article, differing)
    added = 0
    if "published_on" in differing:  # which of two claims is the later one decides between a clash and an update
        facts.forget_links(connection, known.number)
        added = link_article(connection, known.number, article, steps)
    touched = {*numbers, *(one.claim for around in near.values() for one in around)}
    weigh(connection, sorted(touched), steps.origins)
    log.append(connection, "ingest", article.id, "changed", detail=_detail(connection, source, article, known.number))
    return replace(outcome, state="changed"), added


def _detail(connection: Connection, source: str, article: Article, number: int) -> dict[str, Any]:
    """What the log keeps of an article that came in: from where, how it came from the web, and its seal."""
    detail: dict[str, Any] = {"source": source, "seal": seal(connection, number)}
    retrieval = None if article.original is None else article.original.retrieval
    return detail if retrieval is None else detail | facts.of_retrieval(retrieval)


def _store(connection: Connection, article: Article, claims: Sequence[Claim], steps: Steps) -> int:
    number, numbers = writing.add_article(connection, article, claims)
    keys = {at: steps.claim_keys(claim) for at, claim in zip(numbers, claims, strict=True)}
    candidates.add_keys(connection, number, steps.article_keys(article), keys)
    return number


def _unlist(connection: Connection, number: int | None) -> set[int]:
    """Takes a replaced article off the lists, if it lies nowhere else; the claims that lose links, its own too."""
    if number is None or not writing.lies_nowhere(connection, number):
        return set()
    claims = loading.claim_numbers(connection, number)
    near = standing.neighbours(connection, claims)
    writing.list_article(connection, number, current=False)
    return {*claims, *(one.claim for around in near.values() for one in around)}


def link_article(connection: Connection, number: int, article: Article, steps: Steps) -> int:
    """Compares each claim of an article with its candidates in others and keeps what agrees or clashes."""
    claims = loading.claims(connection, loading.claim_numbers(connection, number))
    story = steps.article_keys(article)
    near = candidates.nearest(
        connection,
        number,
        story,
        {at: steps.claim_keys(claim) for at, claim in claims.items()},
        score=steps.candidate_score,
        limit=CANDIDATES,
    )
    others = {other for found in near.values() for other in found}
    claims |= loading.claims(connection, others)
    places = loading.article_numbers(connection, others)
    shares = candidates.story_shares(connection, story, places.values())
    links: dict[str, Link] = {}
    for at, found in near.items():
        for other in found:
            link = steps.link(claims[at], claims[other], shares[places[other]])
            if link is not None:
                links.setdefault(link.id, link)
    kept = list(steps.chosen(links.values()))
    return writing.add_links(connection, kept, {claim.id: at for at, claim in claims.items()})
