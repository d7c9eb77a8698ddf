"""Records put together from what the store answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection

import provenance
from provenance.casefile import weighing
from provenance.casefile.weighing import OTHERWISE, Count
from provenance.errors import NotFound
from provenance.language.sentences import paragraphs
from provenance.model import Article, Band, Confidence, Origins, Relation
from provenance.records import (
    PLAIN_FRONT,
    ArticleDetail,
    ArticleRecord,
    Casebook,
    ClaimDetail,
    ClaimRecord,
    Filter,
    Front,
    GroupRecord,
    LinkRecord,
    Order,
    SearchHit,
)
from provenance.store import (
    articles,
    contradictions,
    corrections,
    grouping,
    links,
    listing,
    loading,
    log,
    sources,
    standing,
    writing,
)
from provenance.store.search import Found

PART = 200
"""So many links of a group are in memory at once; a group of a hundred claims has five thousand."""

GroupInParts = tuple[GroupRecord, Iterable[LinkRecord]]
"""A group without its links, and these."""


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
    possible = links.of_claim(connection, number, Band.POSSIBLE)
    both = link_records(connection, [*link_numbers, *possible])
    shown = both[: len(link_numbers)]
    said_on = [record.id, *(link.id for link in shown)]
    return ClaimDetail(
        claim=record,
        article=loading.article_records(connection, [article_number])[0],
        paragraph=claim.article.text[start:end],
        paragraph_start=start,
        where=None if place is None else place.where,
        confidence=why,
        links=tuple(shown),
        reviews=tuple(log.reviews(connection, said_on)),
        contradictions=tuple(contradictions.records(connection, said_on)),
        possible=tuple(both[len(link_numbers) :]),
    )


def _paragraph(article: Article, start: int, end: int) -> tuple[int, int]:
    """The paragraphs that hold the passage: one as a rule."""
    holding = [(a, b) for a, b in paragraphs(article.text) if a < end and start < b]
    return min([start, *(a for a, _ in holding)]), max([end, *(b for _, b in holding)])


def link_records(connection: Connection, numbers: Sequence[int]) -> list[LinkRecord]:
    """The records of some links, in the order of `numbers`."""
    return links.link_records(connection, numbers)


def groups(
    connection: Connection, where: Filter, count: Count, limit: int | None = None, offset: int = 0, linked: bool = True
) -> list[GroupRecord]:
    """The groups of which a claim passes: those with the most independent origins first, then the larger ones; with the
    links within, if they are to come `linked`.
    """
    return _put_together(connection, _of_page(connection, where, limit, offset), count, linked)


def group(connection: Connection, number: int, count: Count) -> GroupRecord:
    """The group that a claim is in; one without any stands with those that are linked to it, if there are any."""
    return _put_together(connection, [_around(connection, number)], count)[0]


def groups_in_parts(
    connection: Connection, where: Filter, count: Count, limit: int | None, offset: int
) -> Iterator[GroupInParts]:
    """As `groups`, one after the other, each with its links as they are asked for."""
    for claims in _of_page(connection, where, limit, offset):
        yield _in_parts(connection, claims, count)


def group_in_parts(connection: Connection, number: int, count: Count) -> GroupInParts:
    """As `group`, with its links as they are asked for."""
    return _in_parts(connection, _around(connection, number), count)


def _in_parts(connection: Connection, claims: Sequence[int], count: Count) -> GroupInParts:
    [record] = _put_together(connection, [claims], count, linked=False)
    within = [link for link, _, _ in links.among(connection, claims)]
    parts = (within[start : start + PART] for start in range(0, len(within), PART))
    return record, (link for part in parts for link in links.link_records(connection, part))


def _of_page(connection: Connection, where: Filter, limit: int | None, offset: int) -> list[Sequence[int]]:
    cores = grouping.group_page(connection, where, limit, offset)
    members = grouping.members(connection, cores)
    return [members[core] for core in cores]


def _around(connection: Connection, number: int) -> Sequence[int]:
    """The claims of the group that a claim is in, its core first."""
    core = grouping.cores(connection, [number])[number]
    if core is not None:
        return grouping.members(connection, [core])[core]
    near = standing.neighbours(connection, [number]).get(number, [])
    return [number, *(one.claim for one in near if one.relation is Relation.CORROBORATES)]


def _put_together(
    connection: Connection, groups: Sequence[Sequence[int]], count: Count, linked: bool = True
) -> list[GroupRecord]:
    """The records of some groups, each its core and then the other members, by number."""
    every = [number for claims in groups for number in claims]
    records = dict(zip(every, loading.claim_records(connection, every), strict=True))
    group_of = {number: place for place, claims in enumerate(groups) for number in claims}
    place_of = {records[number].id: place for number, place in group_of.items()}
    within = [link for link, a, b in links.among(connection, every) if group_of[a] == group_of[b]] if linked else []
    agreeing: list[list[LinkRecord]] = [[] for _ in groups]
    for link in links.link_records(connection, within):
        agreeing[place_of[link.a.id]].append(link)
    return [
        _group([records[number] for number in claims], within, partial(_count_origins, connection, claims, count))
        for claims, within in zip(groups, agreeing, strict=True)
    ]


def _group(
    claims: Sequence[ClaimRecord], agreeing: Sequence[LinkRecord], count_origins: Callable[[], Origins]
) -> GroupRecord:
    """Of a core, which comes first, and the other members."""
    core, *others = claims
    ordered = sorted(claims, key=lambda one: (-one.confidence, one.id))
    # The origins of the core are counted over all that are linked to it.
    whole = core.corroborating == len(others)
    return GroupRecord(
        id=ordered[0].id,
        claims=tuple(ordered),
        links=tuple(agreeing),
        articles=len({one.article for one in claims}),
        origins=core.origins if whole else count_origins(),
    )


def _count_origins(connection: Connection, numbers: Sequence[int], count: Count) -> Origins:
    return count(list(loading.claims(connection, numbers).values()))


def article_detail(connection: Connection, id_: str) -> ArticleDetail:
    """An article with its text and its claims; there has to be one with this id."""
    known = writing.find_article(connection, id_)
    if known is None:
        raise NotFound("article", id_)
    article = loading.articles(connection, [known.number])[known.number]
    numbers = loading.claim_numbers(connection, known.number)
    none = corrections.withdrawn(connection, known.number)
    claims = (one for one in loading.claim_records(connection, numbers) if one.id not in none)
    return ArticleDetail(
        article=loading.article_records(connection, [known.number])[0],
        text=article.text,
        claims=tuple(claims),
        places=article.places,
        furniture=article.furniture,
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


def casebook(
    connection: Connection, where: Filter, count: Count, order: str = Order.CONFIDENCE, front: Front = PLAIN_FRONT
) -> Casebook:
    """The whole casefile as a report shows it: the claims that pass, in order, and what concerns them.

    That is what agrees and what clashes with them, what clashes with those that agree, the articles of all of these,
    and what people decided on them.
    """
    numbers = listing.claim_page(connection, where, order)
    records = loading.claim_records(connection, numbers)
    sums = standing.confidences(connection, numbers)
    found = groups(connection, where, count)
    clashes = links.link_records(connection, _clashes(connection, where, found))
    shown = loading.article_records(connection, articles.article_page(connection))
    reviews = log.reviews(connection)
    if where != listing.EVERYTHING:
        agreeing = [link for group in found for link in group.links]
        ends = [end for link in clashes for end in (link.a, link.b)]
        told = [*records, *(claim for group in found for claim in group.claims), *ends]
        wanted = {record.article for record in told}
        shown = [article for article in shown if article.id in wanted]
        judged = {claim.id for claim in told} | {link.id for link in (*agreeing, *clashes)}
        reviews = [review for review in reviews if review.target in judged]
    return Casebook(
        front=front,
        made_at=datetime.now(UTC),
        version=provenance.__version__,
        articles=tuple(shown),
        claims=tuple(records),
        groups=tuple(found),
        conflicts=tuple(clashes),
        sources=tuple(sources.source_records(connection, where)),
        outlets=tuple(sources.outlet_records(connection)),
        reviews=tuple(reviews),
        confidences={record.id: sums[number] for number, record in zip(numbers, records, strict=True)},
        contexts=loading.contexts(connection, numbers),
        log=log.state(connection),
        contradictions=tuple(contradictions.records(connection)),
    )


def _clashes(connection: Connection, where: Filter, found: Sequence[GroupRecord]) -> list[int]:
    """The conflicts and updates of which a claim passes, by number; then those of the claims that agree with one."""
    own = listing.link_page(connection, OTHERWISE, where)
    if where == listing.EVERYTHING:
        return own
    members = loading.claims_with(connection, [claim.id for group in found for claim in group.claims])
    near = {one.link: one for around in standing.neighbours(connection, members).values() for one in around}
    known = set(own)
    further = [one for one in near.values() if one.relation in OTHERWISE and one.link not in known]
    return [*own, *(one.link for one in sorted(further, key=lambda one: (-one.score, one.link)))]
