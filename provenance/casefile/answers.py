"""Records put together from what the store answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

import provenance
from provenance.casefile import weighing
from provenance.casefile.weighing import OTHERWISE, Count
from provenance.errors import NotFound
from provenance.language.sentences import paragraphs
from provenance.model import Article, Confidence, Relation
from provenance.records import (
    ArticleDetail,
    ArticleRecord,
    Casebook,
    ClaimDetail,
    ClaimRecord,
    Filter,
    GroupRecord,
    LinkRecord,
    SearchHit,
)
from provenance.store import grouping, links, listing, loading, log, sources, standing, writing
from provenance.store.search import Found


def detail(connection: Connection, number: int) -> ClaimDetail:
    """Everything about the claim with this number."""
    record = loading.claim_records(connection, [number])[0]
    sums = standing.confidences(connection, [number])
    return _detail(connection, number, record, sums[number], links.of_claim(connection, number))


def detail_without(connection: Connection, number: int, source: str, count: Count) -> ClaimDetail:
    """The same as if the source or outlet with this key had said nothing."""
    silent = set(sources.claims_resting_on(connection, source))
    around = [one for one in standing.neighbours(connection, [number]).get(number, []) if one.claim not in silent]
    claims = loading.claims(connection, [number, *(one.claim for one in around)])
    known = standing.evidence(connection, [number])[number]
    heard = number not in silent
    result, origins = weighing.without(known, claims[number], around, claims, count, heard=heard)
    record = replace(
        loading.claim_records(connection, [number])[0],
        confidence=result.score,
        origins=origins,
        corroborating=sum(one.relation is Relation.CORROBORATES for one in around),
        conflicting=sum(one.relation is Relation.CONFLICTS for one in around),
    )
    return _detail(connection, number, record, result, [one.link for one in around])


def _detail(
    connection: Connection, number: int, record: ClaimRecord, why: Confidence, link_numbers: Sequence[int]
) -> ClaimDetail:
    claim = loading.claims(connection, [number])[number]
    article_number = loading.article_numbers(connection, [number])[number]
    start, end = _paragraph(claim.article, claim.start, claim.end)
    place = claim.article.place(claim.start)
    shown = link_records(connection, link_numbers)
    return ClaimDetail(
        claim=record,
        article=loading.article_records(connection, [article_number])[0],
        paragraph=claim.article.text[start:end],
        paragraph_start=start,
        where=None if place is None else place.where,
        confidence=why,
        links=tuple(shown),
        reviews=tuple(log.reviews(connection, [record.id, *(link.id for link in shown)])),
    )


def _paragraph(article: Article, start: int, end: int) -> tuple[int, int]:
    """The paragraphs that hold the passage: one as a rule."""
    holding = [(a, b) for a, b in paragraphs(article.text) if a < end and start < b]
    return min([start, *(a for a, _ in holding)]), max([end, *(b for _, b in holding)])


def link_records(connection: Connection, numbers: Sequence[int]) -> list[LinkRecord]:
    """The records of some links, in the order of `numbers`."""
    return links.link_records(connection, numbers)


def groups(
    connection: Connection, where: Filter, count: Count, limit: int | None = None, offset: int = 0
) -> list[GroupRecord]:
    """The groups of which a claim passes: those with the most independent origins first, then the larger ones."""
    page = grouping.group_page(connection, where, limit, offset)
    return _groups(connection, page, count)


def group(connection: Connection, number: int, count: Count) -> GroupRecord:
    """The group that a claim is in; one without any stands with those that are linked to it, if there are any."""
    core = grouping.cores(connection, [number])[number]
    if core is not None:
        return _groups(connection, [core], count)[0]
    near = standing.neighbours(connection, [number]).get(number, [])
    same = [one.claim for one in near if one.relation is Relation.CORROBORATES]
    return _group(connection, [number, *same], whole=True, count=count)


def _groups(connection: Connection, cores: Sequence[int], count: Count) -> list[GroupRecord]:
    members = grouping.members(connection, cores)
    return [_group(connection, members[core], whole=None, count=count) for core in cores]


def _group(connection: Connection, claims: Sequence[int], *, whole: bool | None, count: Count) -> GroupRecord:
    """Of a core, which comes first, and the other members. `whole`: they are all that are linked to it."""
    records = loading.claim_records(connection, claims)
    core = records[0]
    origins = core.origins  # counted over the same claims if the group is whole
    if not (core.corroborating == len(claims) - 1 if whole is None else whole):
        origins = count(list(loading.claims(connection, claims).values()))
    records.sort(key=lambda one: (-one.confidence, one.id))
    return GroupRecord(
        id=records[0].id,
        claims=tuple(records),
        links=tuple(links.link_records(connection, links.among(connection, claims))),
        articles=len({one.article for one in records}),
        origins=origins,
    )


def article_detail(connection: Connection, id_: str) -> ArticleDetail:
    """An article with its text and its claims; there has to be one with this id."""
    known = writing.find_article(connection, id_)
    if known is None:
        raise NotFound("article", id_)
    article = loading.articles(connection, [known.number])[known.number]
    return ArticleDetail(
        article=loading.article_records(connection, [known.number])[0],
        text=article.text,
        claims=tuple(loading.claim_records(connection, loading.claim_numbers(connection, known.number))),
        places=article.places,
    )


def hits(connection: Connection, found: Sequence[Found]) -> list[SearchHit]:
    """The records behind what a search found, in its order."""
    articles = loading.article_records(connection, [one.article for one in found])
    numbers = [one.claim for one in found if one.claim is not None]
    claims = dict(zip(numbers, loading.claim_records(connection, numbers), strict=True))
    return [
        SearchHit(
            article=article,
            claim=None if one.claim is None else claims[one.claim],
            start=one.start,
            end=one.end,
            snippet=one.snippet,
            marks=one.marks,
        )
        for one, article in zip(found, articles, strict=True)
    ]


def claims_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, ClaimRecord]:
    """Those of some claims that are there, listed or not, by id."""
    records = loading.claim_records(connection, loading.claims_with(connection, ids))
    return {record.id: record for record in records}


def article_by_id(connection: Connection, id_: str) -> ArticleRecord | None:
    """The article with this id, listed or not."""
    known = writing.find_article(connection, id_)
    return None if known is None else loading.article_records(connection, [known.number])[0]


def casebook(connection: Connection, where: Filter, count: Count) -> Casebook:
    """The whole casefile as a report shows it: the claims that pass, and what concerns them."""
    numbers = listing.claim_page(connection, where, "confidence")
    records = loading.claim_records(connection, numbers)
    sums = standing.confidences(connection, numbers)
    clashes = links.link_records(connection, listing.link_page(connection, OTHERWISE, where))
    shown = loading.article_records(connection, listing.article_page(connection))
    if where != listing.EVERYTHING:
        wanted = {record.article for record in records}
        shown = [article for article in shown if article.id in wanted]
    return Casebook(
        made_at=datetime.now(UTC),
        version=provenance.__version__,
        articles=tuple(shown),
        claims=tuple(records),
        groups=tuple(groups(connection, where, count)),
        conflicts=tuple(clashes),
        sources=tuple(sources.source_records(connection, where)),
        outlets=tuple(sources.outlet_records(connection)),
        reviews=tuple(log.reviews(connection)),
        confidences={record.id: sums[number] for number, record in zip(numbers, records, strict=True)},
        contexts=loading.contexts(connection, numbers),
        log=log.state(connection),
    )
