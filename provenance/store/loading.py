"""Reading claims back, as nouns for the matching and as records for people. Both by number, keeping the order asked."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, select

from provenance.errors import CasefileUnavailable
from provenance.model import Article, Claim, Hop, Original
from provenance.records import ArticleRecord, ClaimRecord, Context
from provenance.store import tables
from provenance.store.rows import article_from, article_record, claim_from, claim_record, hop_from

T = TypeVar("T")

BATCH = 5000
"""How many numbers one query names; SQLite allows 32,766."""

AROUND = 32
"""How many characters of context a passage gets on either side: as many as Hypothesis and Apache Annotator take."""

_UNLISTED = ("text", "places", "furniture", "modified_on")
ARTICLE_COLUMNS = [column for column in tables.article.c if column.name not in _UNLISTED]
CLAIM_COLUMNS = [
    *(column for column in tables.claim.c if column.name != "article"),
    tables.passage.c.text,
    tables.article.c.id.label("article"),
    tables.article.c.path.label("file"),
    *(tables.article.c[name] for name in ("title", "outlet", "outlet_key", "published_on")),
]
CLAIM_ROWS = (
    select(*CLAIM_COLUMNS)
    .join(tables.article, tables.article.c.number == tables.claim.c.article)
    .join(tables.passage, tables.passage.c.number == tables.claim.c.passage)
)


def batches(numbers: Iterable[T]) -> Iterator[list[T]]:
    """The numbers, or ids, in runs that fit one query."""
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def attributions(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[Hop, ...]]:
    """The hops of some claims, by claim number; a claim without any is not in it."""
    hops: defaultdict[int, list[Hop]] = defaultdict(list)
    for batch in batches(numbers):
        query = (
            select(tables.hop).where(tables.hop.c.claim.in_(batch)).order_by(tables.hop.c.claim, tables.hop.c.position)
        )
        for row in connection.execute(query).mappings():
            hops[row["claim"]].append(hop_from(row))
    return {number: tuple(found) for number, found in hops.items()}


def tags(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The tags that some claims and links have, by id, in alphabetical order; without any, it is not in it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for batch in batches(dict.fromkeys(ids)):
        query = select(tables.tag.c.target, tables.tag.c.tag).where(tables.tag.c.target.in_(batch))
        for target, tag in connection.execute(query.order_by(tables.tag.c.tag)):
            found[target].append(tag)
    return {target: tuple(given) for target, given in found.items()}


def contested(connection: Connection, event: str) -> frozenset[str]:
    """The claims and links ("review"), or the sources ("rating"), on which people contradict each other; few."""
    kept = tables.contradiction.c
    return frozenset(
        connection.execute(select(kept.subject).where(kept.event == event, kept.settled.is_(True))).scalars()
    )


def articles(connection: Connection, numbers: Iterable[int]) -> dict[int, Article]:
    """Some articles by number, without their original bytes."""
    found: dict[int, Article] = {}
    for batch in batches(dict.fromkeys(numbers)):
        for row in connection.execute(select(tables.article).where(tables.article.c.number.in_(batch))).mappings():
            found[row["number"]] = article_from(row)
    return found


def claims(
    connection: Connection, numbers: Iterable[int], known: Mapping[int, Article] | None = None
) -> dict[int, Claim]:
    """Some claims by number, in the order of their numbers, those of one article sharing one `Article`.

    `known`: articles by number that need not be read.
    """
    wanted = list(dict.fromkeys(numbers))
    hops = attributions(connection, wanted)
    query = select(tables.claim).order_by(tables.claim.c.number)
    rows = [
        row
        for batch in batches(wanted)
        for row in connection.execute(query.where(tables.claim.c.number.in_(batch))).mappings()
    ]
    holding = dict(known or {})
    holding |= articles(connection, (row["article"] for row in rows if row["article"] not in holding))
    return {
        row["number"]: claim_from(row, article=holding[row["article"]], attribution=hops.get(row["number"], ()))
        for row in rows
    }


def claims_with(connection: Connection, ids: Iterable[str]) -> list[int]:
    """The numbers of those of some claims, by id, that are there, listed or not."""
    number, id_ = tables.claim.c.number, tables.claim.c.id
    found: list[int] = []
    for batch in batches(dict.fromkeys(ids)):
        found += connection.execute(select(number).where(id_.in_(batch))).scalars()
    return found


def links_with(connection: Connection, ids: Iterable[str]) -> list[int]:
    """The numbers of those of some links, by id, that are there, listed or not."""
    number, id_ = tables.link.c.number, tables.link.c.id
    found: list[int] = []
    for batch in batches(dict.fromkeys(ids)):
        found += connection.execute(select(number).where(id_.in_(batch))).scalars()
    return found


def article_numbers(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """In which article some claims stand, both by number."""
    found: dict[int, int] = {}
    for batch in batches(dict.fromkeys(numbers)):
        query = select(tables.claim.c.number, tables.claim.c.article).where(tables.claim.c.number.in_(batch))
        found |= dict(connection.execute(query).all())
    return found


def listed(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """Those of some claims, by number, that are listed."""
    number, current = tables.claim.c.number, tables.claim.c.current
    query = select(number).where(current.is_(True))
    return {one for some in batches(numbers) for one in connection.execute(query.where(number.in_(some))).scalars()}


def claim_numbers(connection: Connection, article: int) -> list[int]:
    """The claims of an article, in reading order."""
    query = select(tables.claim.c.number).where(tables.claim.c.article == article)
    return list(connection.execute(query.order_by(tables.claim.c.start, tables.claim.c.ordinal)).scalars())


def beside(connection: Connection, claim: int) -> list[int]:
    """The other listed claims of the sentence of a claim, by number, in their order."""
    own, other = tables.claim.alias(), tables.claim.c
    query = select(other.number).join(own, own.c.passage == other.passage)
    query = query.where(own.c.number == claim, other.number != claim, other.current.is_(True))
    return list(connection.execute(query.order_by(other.ordinal)).scalars())


def numbers_by_id(connection: Connection, article: int) -> dict[str, int]:
    """The numbers of the claims of an article, by their ids."""
    claim = tables.claim.c
    return dict(connection.execute(select(claim.id, claim.number).where(claim.article == article)).all())


def claim_records(connection: Connection, numbers: Sequence[int]) -> list[ClaimRecord]:
    """The records of some claims, in the order of `numbers`."""
    hops = attributions(connection, numbers)
    open_ = contested(connection, "review")
    found: dict[int, ClaimRecord] = {}
    for batch in batches(dict.fromkeys(numbers)):
        rows = connection.execute(CLAIM_ROWS.where(tables.claim.c.number.in_(batch))).mappings().all()
        given = tags(connection, [row["id"] for row in rows])
        for row in rows:
            own = hops.get(row["number"], ()), given.get(row["id"], ())
            found[row["number"]] = claim_record(row, *own, contested=row["id"] in open_)
    return [found[number] for number in numbers]


def contexts(connection: Connection, numbers: Iterable[int]) -> dict[str, Context]:
    """The words around some claims' passages, by claim id; the texts are read an article at a time."""
    places: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for batch in batches(dict.fromkeys(numbers)):
        query = select(tables.claim.c.article, tables.claim.c.id, tables.claim.c.start, tables.claim.c.end)
        for article, *place in connection.execute(query.where(tables.claim.c.number.in_(batch))):
            places[article].append((place[0], place[1], place[2]))
    found = {}
    for article, passages in places.items():
        query = select(tables.article.c.text).where(tables.article.c.number == article)
        text = connection.execute(query).scalar_one()
        for claim, start, end in passages:
            found[claim] = Context(text[max(0, start - AROUND) : start], text[end : end + AROUND])
    return found


def article_records(connection: Connection, numbers: Sequence[int]) -> list[ArticleRecord]:
    """The records of some articles, in the order of `numbers`."""
    found: dict[int, ArticleRecord] = {}
    for batch in batches(dict.fromkeys(numbers)):
        query = select(*ARTICLE_COLUMNS).where(tables.article.c.number.in_(batch))
        for row in connection.execute(query).mappings():
            found[row["number"]] = article_record(row)
    return [found[number] for number in numbers]


def original(connection: Connection, article_id: str) -> Original | None:
    """The bytes that an article was read from, as they came; None where none were kept.

    Raises CasefileUnavailable where they are damaged.
    """
    row = connection.execute(
        select(tables.original.c.data, tables.article.c.media_type)
        .join(tables.article, tables.article.c.sha256 == tables.original.c.sha256)
        .where(tables.article.c.id == article_id)
    ).first()
    if row is None:
        return None
    try:
        return Original(zlib.decompress(row.data), row.media_type)
    except zlib.error as error:
        words = f"the original of article {article_id} is damaged; restore the casefile from a backup"
        raise CasefileUnavailable(words) from error
