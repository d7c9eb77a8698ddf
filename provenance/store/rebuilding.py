"""Making again what follows from other rows and from the log. What was read or decided is never touched.

Every function needs a writing transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update

from provenance.store import as_read, contradictions, log, order, readings, seals, tables, writing
from provenance.store.checking import articles
from provenance.store.rows import source_key

_article, _claim, _hop, _link, _passage = (
    table.c for table in (tables.article, tables.claim, tables.hop, tables.link, tables.passage)
)


def places(connection: Connection, held: seals.Held) -> None:
    """Where articles lie, which are listed, and which versions they are: as the log says."""
    numbers = articles(connection)
    said = held.seals.places
    if held.whole:
        connection.execute(delete(tables.location).where(tables.location.c.key.not_in(list(said))))
    for key, (id_, version) in said.items():
        writing.put(connection, key, numbers[str(id_)], int(version))
    for column, values in ((_article.current, held.seals.listed), (_article.version, held.seals.versions)):
        for id_, value in values.items():
            differing = (_article.id == id_, column != value)
            connection.execute(update(tables.article).where(*differing).values({column.name: value}))


def columns(connection: Connection) -> None:
    """Columns that repeat what stands elsewhere, so that lists need not look there."""
    counted = select(func.count()).where(_claim.article == _article.number).correlate(tables.article)
    connection.execute(update(tables.article).values(claims=counted.scalar_subquery()))
    for outlet in connection.execute(select(_article.outlet).distinct()).scalars().all():
        key = None if outlet is None else source_key(outlet)
        of_outlet = _article.outlet.is_not_distinct_from(outlet)
        connection.execute(update(tables.article).where(of_outlet).values(outlet_key=key))
    listed = select(_article.current).where(_article.number == _claim.article).correlate(tables.claim)
    connection.execute(update(tables.claim).values(current=listed.scalar_subquery(), lead=writing.leads()))
    a, b = tables.claim.alias(), tables.claim.alias()
    both = select(and_(a.c.current, b.c.current)).where(a.c.number == _link.a, b.c.number == _link.b)
    connection.execute(update(tables.link).values(current=both.correlate(tables.link).scalar_subquery()))
    holding = select(_claim.article).where(_claim.number == _hop.claim).correlate(tables.hop)
    connection.execute(update(tables.hop).values(article=holding.scalar_subquery()))
    for label in connection.execute(select(_hop.label).distinct()).scalars().all():
        connection.execute(update(tables.hop).where(_hop.label == label).values(source=source_key(label)))


def readers(connection: Connection) -> None:
    """Which version of the program read an article, where the log says so."""
    for id_, version in readings.readers(connection).items():
        connection.execute(update(tables.article).where(_article.id == id_).values(read_by=version))


def readings_gone(connection: Connection) -> None:
    """Forgets what was read of claims that are not there."""
    as_read.drop(connection, as_read.strays(connection))


def passages(connection: Connection, number: int, titles: frozenset[str | None]) -> None:
    """The passages of an article, by number, and which of them each of its claims is in.

    `titles`: those that the article has had, one of which may stand as a passage.
    """
    text, title = connection.execute(select(_article.text, _article.title).where(_article.number == number)).one()
    claims = connection.execute(select(_claim.number, _claim.start, _claim.end).where(_claim.article == number)).all()
    rows = select(_passage.number, _passage.start, _passage.end, _passage.text).where(_passage.article == number)
    stored = {row.number: writing.Passage(row.start, row.end, row.text) for row in connection.execute(rows)}
    sentences = sorted({(one.start, one.end) for one in claims})
    wanted = [writing.passages_of(text, one, sentences) for one in (title, *titles)]
    right = next((one for one in wanted if set(one) <= set(stored.values())), wanted[0])
    kept: dict[writing.Passage, int] = {}
    for at, passage in sorted(stored.items()):
        if passage in right:
            kept.setdefault(passage, at)
    missing = [one for one in right if one not in kept]
    added = writing.insert_numbered(
        connection, tables.passage, [{"article": number, **one._asdict()} for one in missing]
    )
    kept |= dict(zip(missing, added, strict=True))
    places: Mapping[tuple[int, int], int] = {(one.start, one.end): at for one, at in kept.items()}
    for claim in claims:
        own = _claim.number == claim.number
        connection.execute(update(tables.claim).where(own).values(passage=places[claim.start, claim.end]))
    gone = sorted(set(stored) - set(kept.values()))
    if gone:
        connection.execute(delete(tables.passage).where(_passage.number.in_(gone)))


def keys_gone(connection: Connection, article: int) -> None:
    """Takes out the terms of an article, by number."""
    claims = select(_claim.number).where(_claim.article == article)
    claim_keys_gone(connection, claims)
    connection.execute(delete(tables.article_key).where(tables.article_key.c.article == article))


def claim_keys_gone(connection: Connection, claims: Any) -> None:
    """Takes out the terms of some claims, by number."""
    for table in (tables.claim_key, tables.claim_pair):
        connection.execute(delete(table).where(table.c.claim.in_(claims)))


def decided(connection: Connection) -> list[tuple[str, str]]:
    """All that people decided and rows repeat: events and subjects, with those that only the rows know."""
    said = {
        (row["event"], row["subject"])
        for row in log.rows(connection, (order.REVIEW, order.RATING, order.TAG, order.CORRECTION))
    }
    for table in (tables.claim, tables.link):
        judged = select(table.c.id).where(table.c.verdict.is_not(None))
        said |= {(order.REVIEW, id_) for id_ in connection.execute(judged).scalars()}
    corrected = select(_claim.id).where(_claim.corrected.is_not(None))
    said |= {(order.CORRECTION, id_) for id_ in connection.execute(corrected).scalars()}
    said |= {(order.CORRECTION, id_) for id_ in connection.execute(select(tables.reading.c.target)).scalars()}
    said |= {(order.TAG, target) for target in connection.execute(select(tables.tag.c.target)).scalars()}
    return sorted(said | contradictions.stored(connection))
