"""Who is cited, and who publishes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, distinct, func, select

from provenance.model import Grade, Kind, Naming
from provenance.records import Filter, OutletRecord, SourceRecord
from provenance.store import log, tables
from provenance.store.listing import claim_conditions
from provenance.store.rows import source_key

_hop, _claim, _article = tables.hop.c, tables.claim.c, tables.article.c


def source_records(
    connection: Connection, where: Filter, limit: int | None = None, offset: int = 0
) -> list[SourceRecord]:
    """The sources cited by the claims that pass, the most cited first."""
    claims, articles = func.count(distinct(_hop.claim)), func.count(distinct(_claim.article))
    query = _cited(_hop.source, claims.label("claims"), articles.label("articles"), where=where)
    query = query.group_by(_hop.source).order_by(claims.desc(), _hop.source).offset(offset)
    page = connection.execute(query if limit is None else query.limit(limit)).all()
    described = _descriptions(connection, [row.source for row in page], where)
    given = log.ratings(connection)
    records = []
    for row in page:
        labels, kinds, namings, files, outlets = described[row.source]
        ratings = given.get(row.source, ())
        records.append(
            SourceRecord(
                source=_commonest(labels),
                kind=Kind(_commonest(kinds)),
                naming=Naming(_commonest(namings)),
                claims=row.claims,
                articles=row.articles,
                files=tuple(sorted(files)),
                outlets=tuple(sorted(outlets)),
                grade=ratings[-1].grade if ratings else Grade.F,
                ratings=ratings,
            )
        )
    return records


def outlet_records(connection: Connection) -> list[OutletRecord]:
    """The publishers of the listed articles, those with the most articles first."""
    count = func.count()
    query = (
        select(_article.outlet_key, func.min(_article.outlet).label("outlet"), count.label("articles"),
               func.sum(_article.claims).label("claims"))
        .where(_article.current.is_(True), _article.outlet_key.is_not(None))
        .group_by(_article.outlet_key)
        .order_by(count.desc(), _article.outlet_key)
    )  # fmt: skip
    given = log.ratings(connection)
    records = []
    for row in connection.execute(query):
        ratings = given.get(row.outlet_key, ())
        grade = ratings[-1].grade if ratings else Grade.F
        records.append(
            OutletRecord(outlet=row.outlet, articles=row.articles, claims=int(row.claims), grade=grade, ratings=ratings)
        )
    return records


def claims_resting_on(connection: Connection, key: str) -> list[int]:
    """The claims, listed or not, that cite the source with this key, or stand in an article of that outlet."""
    citing = select(_hop.claim).where(_hop.source == key)
    published = select(_claim.number).join(tables.article, _article.number == _claim.article)
    return list(connection.execute(citing.union(published.where(_article.outlet_key == key))).scalars())


def known_label(connection: Connection, key: str) -> str | None:
    """What the source or outlet with this key is called most often; None when nobody has it."""
    times = func.count()
    cited = select(_hop.label).where(_hop.source == key).group_by(_hop.label).order_by(times.desc(), _hop.label)
    publishes = select(_article.outlet).where(_article.outlet_key == key).order_by(_article.number)
    for query in (publishes, cited):
        label = connection.execute(query.limit(1)).scalar()
        if label is not None:
            return str(label)
    return None


def nearest_names(connection: Connection, name: str, limit: int = 5) -> list[str]:
    """The sources and outlets whose names are most like `name`, best first."""
    cited = select(_hop.source, func.min(_hop.label)).group_by(_hop.source)
    published = (
        select(_article.outlet_key, func.min(_article.outlet))
        .where(_article.outlet_key.is_not(None))
        .group_by(_article.outlet_key)
    )
    names: dict[str, str] = {key: label for query in (cited, published) for key, label in connection.execute(query)}
    best = process.extract(source_key(name), list(names), scorer=fuzz.WRatio, limit=limit, score_cutoff=50)
    return [names[key] for key, _score, _place in best]


_Description = tuple[Counter[str], Counter[str], Counter[str], set[str], set[str]]


def _descriptions(connection: Connection, keys: Sequence[str], where: Filter) -> dict[str, _Description]:
    """By key: how often each label, kind and naming, and the files and outlets that cite it."""
    found: defaultdict[str, _Description] = defaultdict(lambda: (Counter(), Counter(), Counter(), set(), set()))
    named = (_hop.label, _hop.kind, _hop.naming, _article.path, _article.outlet)
    query = _cited(_hop.source, *named, func.count().label("times"), where=where)
    query = query.join(tables.article, _article.number == _claim.article)
    for row in connection.execute(query.where(_hop.source.in_(keys)).group_by(_hop.source, *named)):
        labels, kinds, namings, files, outlets = found[row.source]
        labels[row.label] += row.times
        kinds[row.kind] += row.times
        namings[row.naming] += row.times
        files.update({row.path} - {None})
        outlets.update({row.outlet} - {None})
    return found


def _cited(*columns: Any, where: Filter) -> Any:
    return select(*columns).join(tables.claim, _claim.number == _hop.claim).where(*claim_conditions(where))


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda value: (-counted[value], value))
