"""Who is cited, and who publishes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from provenance.model import Grade, Kind, Naming
from provenance.records import CitingArticle, Filter, OutletRecord, SourceDetail, SourceRecord
from provenance.store import contradictions, log, tables
from provenance.store.listing import EVERYTHING, claim_conditions, page
from provenance.store.loading import article_records, contested
from provenance.store.rows import source_key

_hop, _claim, _article = tables.hop.c, tables.claim.c, tables.article.c
CITING = 50
"""How many of the articles that cite a source are told."""


def source_records(
    connection: Connection,
    where: Filter,
    limit: int | None = None,
    offset: int = 0,
    named: str | None = None,
    *,
    only: str | None = None,
) -> list[SourceRecord]:
    """The sources cited by the claims that pass, the most cited first; `only` the one with this key, or those that
    have the words `named` in their names."""
    claims, articles = func.count(distinct(_hop.claim)), func.count(distinct(_hop.article))
    query = _cited(connection, where, _hop.source, claims.label("claims"), articles.label("articles"))
    query = query.group_by(_hop.source).order_by(claims.desc(), _hop.source)
    if only is not None:
        query = query.where(_hop.source == only)
    query = query.where(*_called(named))
    found = connection.execute(page(query, limit, offset)).all()
    described = _descriptions(connection, [row.source for row in found], where)
    given, grades = log.ratings(connection), contradictions.grades(connection)
    open_ = contested(connection, "rating")
    records = []
    for row in found:
        labels, kinds, namings, files, outlets = described[row.source]
        ratings = given.get(row.source, ())
        records.append(
            SourceRecord(
                source=_commonest(labels),
                kind=Kind(_commonest(kinds)),
                naming=Naming(_commonest(namings)),
                claims=row.claims,
                articles=row.articles,
                files=tuple(sorted(file for file in files if file is not None)),
                outlets=tuple(sorted(outlet for outlet in outlets if outlet is not None)),
                grade=grades.get(row.source, Grade.F),
                ratings=ratings,
                contested=row.source in open_,
            )
        )
    return records


def count_sources(connection: Connection, where: Filter, named: str | None = None) -> int:
    """How many sources `source_records` would tell of."""
    query = _cited(connection, where, func.count(distinct(_hop.source))).where(*_called(named))
    return int(connection.execute(query).scalar_one())


def _called(named: str | None) -> list[ColumnElement[bool]]:
    """What the key of a source has to fulfil to hold these words."""
    return [_hop.source.contains(word, autoescape=True) for word in source_key(named or "").split()]


def source_detail(connection: Connection, key: str) -> SourceDetail | None:
    """Everything about the source with this key; None where no listed claim cites it."""
    found = source_records(connection, EVERYTHING, only=key)
    if not found:
        return None
    query = _cited(connection, EVERYTHING, _hop.label, _hop.article, func.count(distinct(_hop.claim)).label("claims"))
    query = query.where(_hop.source == key)
    aliases: Counter[str] = Counter()
    by_article: Counter[int] = Counter()
    for row in connection.execute(query.group_by(_hop.label, _hop.article)):
        aliases[row.label] += row.claims
        by_article[row.article] += row.claims
    dated = select(_article.number, _article.outlet, _article.published_on).where(_article.number.in_(by_article))
    outlets: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for number, outlet, day in connection.execute(dated):
        outlets.update({outlet: by_article[number]} if outlet else {})
        months.update({f"{day:%Y-%m}": by_article[number]} if day else {})
    citing = sorted(by_article, key=lambda number: (-by_article[number], number))[:CITING]
    return SourceDetail(
        source=found[0],
        aliases=_most_first(aliases),
        outlets=_most_first(outlets),
        by_month=tuple(sorted(months.items())),
        articles=tuple(
            CitingArticle(article=article, claims=by_article[number])
            for number, article in zip(citing, article_records(connection, citing), strict=True)
        ),
    )


def _most_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def outlet_records(connection: Connection, *, only: str | None = None) -> list[OutletRecord]:
    """The publishers of the listed articles, those with the most articles first; `only` the one with this key."""
    count = func.count()
    query = (
        select(_article.outlet_key, func.min(_article.outlet).label("outlet"), count.label("articles"),
               func.sum(_article.claims).label("claims"))
        .where(_article.current.is_(True), _article.outlet_key.is_not(None))
        .group_by(_article.outlet_key)
        .order_by(count.desc(), _article.outlet_key)
    )  # fmt: skip
    if only is not None:
        query = query.where(_article.outlet_key == only)
    given, grades = log.ratings(connection), contradictions.grades(connection)
    open_ = contested(connection, "rating")
    return [
        OutletRecord(
            outlet=row.outlet,
            articles=row.articles,
            claims=int(row.claims),
            grade=grades.get(row.outlet_key, Grade.F),
            ratings=given.get(row.outlet_key, ()),
            contested=row.outlet_key in open_,
        )
        for row in connection.execute(query)
    ]


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


_Description = tuple[Counter[str], Counter[str], Counter[str], set[str | None], set[str | None]]


def _descriptions(connection: Connection, keys: Sequence[str], where: Filter) -> dict[str, _Description]:
    """By key: how often each label, kind and naming, and the files and outlets that cite it."""
    found: defaultdict[str, _Description] = defaultdict(lambda: (Counter(), Counter(), Counter(), set(), set()))
    places = connection.execute(select(_article.number, _article.path, _article.outlet)).all()
    published = {number: (path, outlet) for number, path, outlet in places}
    named = (_hop.source, _hop.article, _hop.label, _hop.kind, _hop.naming)  # as the index has them
    query = _cited(connection, where, *named, func.count()).where(_hop.source.in_(keys)).group_by(*named)
    for source, article, label, kind, naming, times in connection.execute(query):
        labels, kinds, namings, files, outlets = found[source]
        labels[label] += times
        kinds[kind] += times
        namings[naming] += times
        path, outlet = published[article]
        files.add(path)
        outlets.add(outlet)
    return found


def _cited(connection: Connection, where: Filter, *columns: Any) -> Select[Any]:
    """The steps of the attributions of listed claims that pass."""
    query = select(*columns).select_from(tables.hop)
    if where == EVERYTHING:
        # Looked up in one list of articles: a third of a join's time. "+ 0" keeps SQLite from seeking each of them.
        return query.where((_hop.article + 0).in_(select(_article.number).where(_article.current.is_(True))))
    return query.where(_hop.claim.in_(select(_claim.number).where(*claim_conditions(connection, where))))


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda value: (-counted[value], value))
