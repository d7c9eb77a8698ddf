"""An article joins the casefile: stored, placed, compared with what is there, and the numbers brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import Linking, article_keys, claim_keys, link_article
from provenance.casefile.decisions import around, correct, resettle
from provenance.casefile.relinking import relink
from provenance.casefile.steps import Steps
from provenance.casefile.versions import carry_reviews
from provenance.casefile.weighing import Count, weigh
from provenance.errors import Phase
from provenance.faults import isolated
from provenance.model import Article, Claim
from provenance.records import FileOutcome
from provenance.store import (
    facts,
    incidents,
    loading,
    log,
    places,
    postings,
    readings,
    seals,
    standing,
    writing,
)
from provenance.store.seals import Seals
from provenance.version import __version__

Weighing = Callable[[Connection, Sequence[int], Count], None]
"""Brings the numbers of some claims up to date."""


def join(
    connection: Connection,
    source: str,
    article: Article,
    claims: Sequence[Claim],
    comparer: Comparer,
    linking: Linking | None = None,
    weighing: Weighing = weigh,
    told: Mapping[str, Any] | None = None,
) -> tuple[FileOutcome, int]:
    """Puts an article in its place. Needs a writing transaction; all of it happens or nothing.

    The log hears what else is `told` of it. With `linking` the links are what it adds; else the claims are compared
    with what is there (`link_article`). Another `weighing` may leave the numbers for later.

    Returns:
        What became of it, and how many links were added.
    """
    steps, known = comparer.steps, writing.find_article(connection, article.id)
    if known is not None and writing.is_in_place(connection, article):
        if incidents.is_incomplete(connection, article.id):
            return _complete(connection, source, article, claims, known, comparer, linking or link_article)
        return set_right(connection, source, article, known, comparer)
    sealed = Seals()
    number = _store(connection, article, claims, steps, sealed) if known is None else known.number
    before = writing.place_article(connection, article, number)
    touched = _unlist(connection, before)
    added: list[int] = []
    reworded: set[int] = set()
    listed = known is not None and known.current
    if not listed:
        if known is not None:
            sealed.before_links(connection, loading.claim_numbers(connection, number))
        writing.list_article(connection, number, current=True)
        numbers = loading.claim_numbers(connection, number)
        added = (linking or link_article)(connection, number, article, comparer)
        touched |= around(connection, numbers) | correct(connection, numbers, reworded)
    if before is not None:
        touched |= _carried(connection, before, number, source, reworded)
    touched |= relink(connection, reworded, comparer, sealed)
    weighing(connection, sorted(touched), steps.origins)
    state = "new-version" if before is not None else "unchanged" if listed else "added"
    if not listed:
        sealed.note_links(connection, [number], added)
    sealed.note_place(connection, [number] if before is None else [before, number])
    detail = {**_detail(source, article, sealed), **(told or {})}
    if known is None:
        detail[readings.PROGRAM] = __version__
    if before is not None:
        detail["before"] = loading.article_records(connection, [before])[0].id
    detail |= places.put(connection, article, detail.get("before"))
    log.append(connection, "ingest", article.id, state, detail=detail)
    return FileOutcome(source=source, state=state, article=article.id, claims=len(claims)), len(added)


def set_right(
    connection: Connection, source: str, article: Article, known: writing.Known, comparer: Comparer
) -> tuple[FileOutcome, int]:
    """Brings the facts of an article up to date whose text stayed; without any to change, nothing happens."""
    outcome = FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims)
    differing = facts.differences(connection, known.number, article)
    if not differing:
        return outcome, 0
    numbers = loading.claim_numbers(connection, known.number)
    near = standing.neighbours(connection, numbers)
    sealed = Seals()
    sealed.before_facts(connection, known.number)
    facts.change(connection, known.number, article, differing)
    sealed.note_facts(connection, [known.number])
    added: list[int] = []
    if "published_on" in differing:  # which of two claims is the later one decides between a clash and an update
        sealed.before_links(connection, [*numbers, *facts.where_links_begin(connection, known.number)])
        gone = facts.forget_links(connection, known.number)
        added = link_article(connection, known.number, article, comparer)
        sealed.note_links(connection, [known.number], [*gone, *added])
    touched = {*numbers, *(one.claim for around in near.values() for one in around)}
    weigh(connection, sorted(touched), comparer.steps.origins)
    log.append(connection, "ingest", article.id, "changed", detail=_detail(source, article, sealed))
    return replace(outcome, state="changed"), len(added)


def _complete(
    connection: Connection,
    source: str,
    article: Article,
    claims: Sequence[Claim],
    known: writing.Known,
    comparer: Comparer,
    linking: Linking,
) -> tuple[FileOutcome, int]:
    """Puts in the claims, links and facts of an article anew of which a fault had kept some out; decisions stay."""
    steps, number = comparer.steps, known.number
    before = loading.claim_numbers(connection, number)
    sealed = Seals()
    sealed.before_facts(connection, number)
    ends = [*before, *facts.where_links_begin(connection, number)]
    sealed.before_links(connection, ends)
    holding = {number, *loading.article_numbers(connection, ends).values()}
    touched = {one.claim for around in standing.neighbours(connection, before).values() for one in around}
    differing = facts.differences(connection, number, article)
    if differing:
        facts.change(connection, number, article, differing)
    decided = writing.remove_claims(connection, number)
    numbers = writing.add_claims(connection, number, article, claims)
    readings.note_reader(connection, number)
    add_keys(connection, number, article, dict(zip(numbers, claims, strict=True)), steps, sealed)
    sealed.note_facts(connection, [number])
    added: list[int] = []
    if known.current:
        writing.list_article(connection, number, current=True)
        added = linking(connection, number, article, comparer)
    reworded: set[int] = set()
    touched |= resettle(connection, decided, reworded) | correct(connection, numbers, reworded)
    touched |= relink(connection, reworded, comparer, sealed)
    touched |= around(connection, loading.claim_numbers(connection, number))
    weigh(connection, sorted(touched), steps.origins)
    sealed.note_links(connection, holding, added)
    detail = {**_detail(source, article, sealed), readings.PROGRAM: __version__}
    log.append(connection, "ingest", article.id, "completed", detail=detail)
    return FileOutcome(source=source, state="completed", article=article.id, claims=len(claims)), len(added)


def _carried(connection: Connection, before: int, number: int, source: str, reworded: set[int]) -> set[int]:
    """The claims, by number, that reviews of the earlier version were carried to; where that fails, none is."""

    def work() -> set[int]:
        with connection.begin_nested():
            return carry_reviews(connection, before, number, reworded)

    where = f"{source}: decisions on its earlier version"
    return isolated(Phase.STORING, where, work, passing=(SQLAlchemyError,)) or set()


def _detail(source: str, article: Article, sealed: Seals) -> dict[str, Any]:
    """What the log keeps of an article that came in: from where, how it came from the web, and its seals."""
    detail: dict[str, Any] = {"source": source, "sealed": sealed.detail()}
    retrieval = None if article.original is None else article.original.retrieval
    return detail if retrieval is None else detail | facts.of_retrieval(retrieval)


def _store(connection: Connection, article: Article, claims: Sequence[Claim], steps: Steps, sealed: Seals) -> int:
    number, numbers = writing.add_article(connection, article, claims)
    sealed.note_facts(connection, [number])
    add_keys(connection, number, article, dict(zip(numbers, claims, strict=True)), steps, sealed)
    return number


def add_keys(
    connection: Connection, number: int, article: Article, claims: Mapping[int, Claim], steps: Steps, sealed: Seals
) -> None:
    """Stores and seals what an article and its claims, by number, are found by."""
    story, keys = article_keys(article, steps), {at: claim_keys(claim, steps) for at, claim in claims.items()}
    postings.add_keys(connection, number, story, keys)
    sealed.keys[article.id] = seals.seal_keys(article.id, story, {claims[at].id: terms for at, terms in keys.items()})


def _unlist(connection: Connection, number: int | None) -> set[int]:
    """Takes a replaced article off the lists, if it lies nowhere else; the claims that lose links, its own too."""
    if number is None or not writing.lies_nowhere(connection, number):
        return set()
    claims = loading.claim_numbers(connection, number)
    touched = around(connection, claims)
    writing.list_article(connection, number, current=False)
    return touched
