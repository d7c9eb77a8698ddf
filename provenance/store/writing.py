"""Putting an article into a casefile: its original bytes, text, passages, claims, hops and keys, and its place.

Every function needs a writing transaction.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, delete, distinct, func, insert, select, update

from provenance.model import Article, Claim, Link, Span
from provenance.store import dialects, log, tables
from provenance.store.columns import Columns
from provenance.store.loading import batches
from provenance.store.rows import (
    article_columns,
    claim_columns,
    hop_columns,
    identity_key,
    link_columns,
    place_key,
)

LEAD = 3
"""How many sentences that hold claims make the lead of an article, from its beginning."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is in the casefile: its number, whether it is listed, and how many claims it has."""

    number: int
    current: bool
    claims: int


class Passage(NamedTuple):
    """A stretch of an article's text; the title, where it is none, stands before the beginning."""

    start: int
    end: int
    text: str


def find_article(connection: Connection, article_id: str) -> Known | None:
    """The article with this id."""
    article = tables.article.c
    row = connection.execute(
        select(article.number, article.current, article.claims).where(article.id == article_id)
    ).first()
    return None if row is None else Known(*row)


def is_in_place(connection: Connection, article: Article) -> bool:
    """Whether this very content was the last one seen at its file (or, without a file, at its URL)."""
    query = (
        select(tables.article.c.id)
        .join(tables.location, tables.location.c.article == tables.article.c.number)
        .where(tables.location.c.key == place_key(article))
    )
    return connection.execute(query).scalar() == article.id


def add_article(connection: Connection, article: Article, claims: Sequence[Claim]) -> tuple[int, list[int]]:
    """Adds an article and its claims, in place nowhere yet; answers with their numbers."""
    add_original(connection, article)
    columns = article_columns(article, at=log.time(connection), claims=len(claims))
    [number] = insert_numbered(connection, tables.article, [columns])
    return number, add_claims(connection, number, article, claims)


def add_claims(connection: Connection, number: int, article: Article, claims: Sequence[Claim]) -> list[int]:
    """Adds the passages and claims of an article that has none; answers with the numbers of the claims."""
    count = update(tables.article).where(tables.article.c.number == number, tables.article.c.claims != len(claims))
    connection.execute(count.values(claims=len(claims)))
    sentences = sorted({(claim.start, claim.end) for claim in claims})
    passages = passages_of(article.text, article.title, sentences)
    rows = [{"article": number, **passage._asdict()} for passage in passages]
    passage_numbers = insert_numbered(connection, tables.passage, rows)
    passage_of = {(one.start, one.end): at for one, at in zip(passages, passage_numbers, strict=True)}
    claim_numbers = insert_numbered(
        connection,
        tables.claim,
        [
            claim_columns(
                claim,
                article=number,
                passage=passage_of[claim.start, claim.end],
                lead=(claim.start, claim.end) in sentences[:LEAD],
            )
            for claim in claims
        ],
    )
    insert_rows(
        connection,
        tables.hop,
        [
            hop_columns(hop, claim=claim_number, article=number, position=position)
            for claim_number, claim in zip(claim_numbers, claims, strict=True)
            for position, hop in enumerate(claim.attribution)
        ],
    )
    index_text(connection, number)
    return claim_numbers


def add_claim(connection: Connection, number: int, claim: Claim) -> list[int]:
    """Adds a claim to an article, by number, that has others; it is listed nowhere yet.

    Returns:
        The claims, by number, that are in the lead of the article now and were not, or the other way round.
    """
    own, passage = tables.claim.c, tables.passage.c
    sentences = set(connection.execute(select(own.start, own.end).where(own.article == number)).all())
    wanted = passages_of(claim.article.text, None, sorted({*sentences, (claim.start, claim.end)}))
    query = select(passage.number, passage.start, passage.end).where(passage.article == number, passage.end > 0)
    stored = {(row.start, row.end): row.number for row in connection.execute(query)}
    if (claim.start, claim.end) not in stored:
        dialects.of(connection).unindex_text(connection, [number])
        missing = [one for one in wanted if one[:2] not in stored]
        rows = [{"article": number, **one._asdict()} for one in missing]
        places = insert_numbered(connection, tables.passage, rows)
        stored |= dict(zip((one[:2] for one in missing), places, strict=True))
        gone = [at for place, at in stored.items() if place not in {one[:2] for one in wanted}]
        for batch in batches(gone):
            connection.execute(delete(tables.passage).where(passage.number.in_(batch)))
        index_text(connection, number)
    columns = claim_columns(claim, article=number, passage=stored[claim.start, claim.end])
    insert_numbered(connection, tables.claim, [columns | {"current": False}])
    leading = select(own.number).where(own.article == number, own.lead.is_(True))
    before = set(connection.execute(leading).scalars())
    connection.execute(update(tables.claim).where(own.article == number, own.lead != leads()).values(lead=leads()))
    return sorted(before ^ set(connection.execute(leading).scalars()))


def remove_claims(connection: Connection, number: int) -> list[str]:
    """Takes out the claims, passages, keys and links of an article; the ids of what was taken out."""
    claim, link = tables.claim.c, tables.link.c
    own = select(claim.number).where(claim.article == number).scalar_subquery()
    touching = link.a.in_(own) | link.b.in_(own)
    gone = [
        *connection.execute(select(claim.id).where(claim.article == number)).scalars(),
        *connection.execute(select(link.id).where(touching)).scalars(),
    ]
    dialects.of(connection).unindex_text(connection, [number])
    connection.execute(delete(tables.link).where(touching))
    for batch in batches(gone):
        connection.execute(delete(tables.reading).where(tables.reading.c.target.in_(batch)))
    for table in (tables.hop, tables.claim_key, tables.claim_pair):
        connection.execute(delete(table).where(table.c.claim.in_(own)))
    connection.execute(delete(tables.article_key).where(tables.article_key.c.article == number))
    connection.execute(update(tables.claim).where(claim.core.in_(own)).values(core=None))
    connection.execute(delete(tables.claim).where(claim.article == number))
    connection.execute(delete(tables.passage).where(tables.passage.c.article == number))
    return gone


def to_unlist(connection: Connection, article: Article) -> int | None:
    """The article, by number, that will lie nowhere when this one, which is not in yet, is put in its place."""
    before = _location(connection, article)
    taken = {identity_key(article), place_key(article)}
    return before["article"] if before is not None and lies_nowhere(connection, before["article"], taken) else None


def place_article(connection: Connection, article: Article, number: int) -> int | None:
    """Notes that this article lies at its URL and file now; answers with the number of what it replaces there.

    Its version counts the contents that have lain there.
    """
    key, before = identity_key(article), _location(connection, article)
    replaces = before is not None and before["article"] != number
    version = 1 if before is None else before["version"] + int(replaces)
    for place in sorted({key, place_key(article)}):
        put(connection, place, number, version)
    connection.execute(
        update(tables.article)
        .where(tables.article.c.number == number, tables.article.c.version < version)
        .values(version=version)
    )
    return int(before["article"]) if before is not None and replaces else None


def _location(connection: Connection, article: Article) -> RowMapping | None:
    query = select(tables.location).where(tables.location.c.key == identity_key(article))
    return connection.execute(query).mappings().first()


def put(connection: Connection, place: str, number: int, version: int) -> None:
    """Notes that an article, by number, is the content so many that lies at a place now."""
    known = update(tables.location).where(tables.location.c.key == place)
    if not connection.execute(known.values(article=number, version=version)).rowcount:
        connection.execute(insert(tables.location), {"key": place, "article": number, "version": version})


def lies_nowhere(connection: Connection, number: int, taken: Collection[str] = ()) -> bool:
    """Whether another content lies now, or will as soon as some places are taken, at every place that made this
    article listed.
    """
    url = connection.execute(select(tables.article.c.url).where(tables.article.c.number == number)).scalar()
    places = select(tables.location.c.key).where(
        tables.location.c.article == number, tables.location.c.key.not_in(taken)
    )
    if url is not None:
        places = places.where(tables.location.c.key == f"url:{url}")
    return connection.execute(places.limit(1)).first() is None


def list_article(connection: Connection, number: int, *, current: bool) -> None:
    """Lists an article with its claims and links, or takes them off the lists; nothing is deleted."""
    claims = select(tables.claim.c.number).where(tables.claim.c.article == number)
    connection.execute(update(tables.article).where(tables.article.c.number == number).values(current=current))
    connection.execute(update(tables.claim).where(tables.claim.c.article == number).values(current=current))
    list_links(connection, claims)


def list_links(connection: Connection, claims: Any) -> None:
    """Lists the links of some claims, by number, of which both are listed, and no others of them."""
    a, b = tables.claim.alias(), tables.claim.alias()
    touched = tables.link.c.a.in_(claims) | tables.link.c.b.in_(claims)
    both = select(a.c.current & b.c.current).where(a.c.number == tables.link.c.a, b.c.number == tables.link.c.b)
    connection.execute(update(tables.link).where(touched).values(current=both.scalar_subquery()))


def add_links(connection: Connection, links: Sequence[Link], numbers: Mapping[str, int]) -> list[int]:
    """Adds the links that are not there yet; `numbers` by claim id. Answers for each that was added where it begins:
    the number of its claim `a`.
    """
    if not links:
        return []
    known: set[str] = set()
    for batch in batches(link.id for link in links):
        known.update(connection.execute(select(tables.link.c.id).where(tables.link.c.id.in_(batch))).scalars())
    new = {link.id: link_columns(link, a=numbers[link.a.id], b=numbers[link.b.id]) for link in links}
    added = [columns for link_id, columns in new.items() if link_id not in known]
    insert_rows(connection, tables.link, added)
    return [columns["a"] for columns in added]


def add_original(connection: Connection, article: Article) -> None:
    """Keeps the bytes that an article was read from, unless they are kept already."""
    original = article.original
    if original is None:
        return
    kept = select(tables.original.c.sha256).where(tables.original.c.sha256 == original.sha256)
    if connection.execute(kept).first() is not None:
        return
    values = {"sha256": original.sha256, "size": len(original.data), "data": zlib.compress(original.data)}
    connection.execute(insert(tables.original), values)


def leads() -> ColumnElement[bool]:
    """Whether a claim is in the lead of its article: what its column `lead` has to hold."""
    claim, before = tables.claim.c, tables.claim.alias("before").c
    earlier = select(func.count(distinct(before.start))).where(
        before.article == claim.article, before.start < claim.start
    )
    return earlier.scalar_subquery().correlate(tables.claim) < LEAD


def passages_of(text: str, title: str | None, sentences: Sequence[Span]) -> list[Passage]:
    """What of an article can be searched: its sentences with claims, the lines between them, and its title, where that
    is not in the text.
    """
    spans = sorted({*sentences, *_between(text, sorted(sentences))})
    passages = [Passage(start, end, text[start:end]) for start, end in spans]
    return [*passages, Passage(0, 0, title)] if title and title not in text else passages


def _between(text: str, sentences: Sequence[Span]) -> list[Span]:
    """The lines outside of the sentences, without the blanks around them."""
    spans: list[Span] = []
    at = 0
    for start, end in [*sentences, (len(text), len(text))]:
        while at < start:
            newline = text.find("\n", at, start)
            stop = start if newline < 0 else newline
            line = text[at:stop]
            if line.strip():
                spans.append((at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
            at = stop + 1 if newline >= 0 else stop
        at = max(at, end)
    return spans


def index_text(connection: Connection, article: int) -> None:
    """Makes the passages of an article, by number, searchable."""
    dialects.of(connection).index_text(connection, [article])


def insert_numbered(connection: Connection, target: Table, rows: Sequence[Columns]) -> list[int]:
    """Adds rows and answers with their numbers, in order."""
    return dialects.of(connection).insert_numbered(connection, target, rows) if rows else []


def insert_rows(connection: Connection, target: Table, rows: Sequence[Columns]) -> None:
    """Adds rows that all have the same columns."""
    if rows:
        dialects.of(connection).insert_rows(connection, target, rows)
