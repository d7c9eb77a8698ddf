"""How much a casefile holds, and what joined it since a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, distinct, func, or_, select

from provenance.model import Relation, Verdict
from provenance.records import Counts
from provenance.store import contradictions, log, readings, tables
from provenance.store.bands import COUNTS

_claim, _article, _link, _hop = tables.claim.c, tables.article.c, tables.link.c, tables.hop.c


def counts(connection: Connection) -> Counts:
    """Of what is listed."""
    by_relation: dict[str, int] = {}
    undecided = 0
    links = select(_link.relation, _link.verdict, func.count().label("links")).where(_link.current.is_(True), COUNTS)
    for row in connection.execute(links.group_by(_link.relation, _link.verdict)):
        if row.verdict != Verdict.REJECT.value:
            by_relation[row.relation] = by_relation.get(row.relation, 0) + row.links
        if row.relation == Relation.CONFLICTS.value and row.verdict is None:
            undecided += row.links
    articles = select(func.count(), func.coalesce(func.sum(_article.claims), 0)).where(_article.current.is_(True))
    listed, claims = connection.execute(articles).one()
    return Counts(
        articles=listed,
        claims=claims,
        sources=connection.execute(select(func.count(distinct(_hop.source)))).scalar_one(),
        corroborations=by_relation.get(Relation.CORROBORATES, 0),
        conflicts=by_relation.get(Relation.CONFLICTS, 0),
        updates=by_relation.get(Relation.UPDATES, 0),
        undecided=undecided,
        reviews=len(log.reviews(connection)),
        contradictions=contradictions.count(connection),
        read_by_others=readings.count_due(connection),
    )


def new_articles(connection: Connection, since: datetime | None, limit: int) -> list[int]:
    """The listed articles that came in after a moment (ever: None), by number, the latest first."""
    query = select(_article.number).where(_article.current.is_(True))
    if since is not None:
        query = query.where(_article.ingested_at > since.isoformat())
    return list(connection.execute(query.order_by(_article.number.desc()).limit(limit)).scalars())


def new_updates(connection: Connection, since: datetime | None, limit: int) -> list[int]:
    """The listed updates that nobody rejected and that joined with an article after a moment, the latest first."""
    query = select(_link.number).where(
        _link.current.is_(True),
        _link.relation == Relation.UPDATES.value,
        or_(_link.verdict.is_(None), _link.verdict != Verdict.REJECT.value),
    )
    if since is not None:
        late = (
            select(_claim.number)
            .join(tables.article, _article.number == _claim.article)
            .where(_article.ingested_at > since.isoformat())
        )
        query = query.where(_link.a.in_(late) | _link.b.in_(late))
    return list(connection.execute(query.order_by(_link.number.desc()).limit(limit)).scalars())
