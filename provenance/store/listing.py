"""Which claims, links and articles to list, and in what order: filters and orders as SQL, pages as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Select, case, exists, func, or_, select

from provenance.errors import Ambiguous, NotFound
from provenance.model import Band, Level, Polarity, Relation, Stance, Status
from provenance.records import Filter, Order
from provenance.store import tables
from provenance.store.bands import in_band, surest_first
from provenance.store.fulltext import holds
from provenance.store.rows import source_key, tag_key

Group = TypeVar("Group")
EVERYTHING = Filter()
FEW = 5000
"""Up to so many claims are named to find their links; of more, each link's are looked at. So are articles of a page."""


def _rank(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[int]:
    """The place of a closed set's value in the order of its definition."""
    return case({str(value): place for place, value in enumerate(values)}, value=column)


_claim, _article, _link, _hop, _tag = tables.claim.c, tables.article.c, tables.link.c, tables.hop.c, tables.tag.c

_NOTABLE = case(
    (_claim.stance == Stance.DENIES.value, 0),
    (_claim.stance == Stance.WITHHOLDS.value, 1),
    (_claim.level == Level.POSSIBLE.value, 2),
    (_claim.level == Level.PROBABLE.value, 3),
    (_claim.status != Status.ASSERTED.value, 4),
    else_=5,
)
"""What departs from a plain statement of fact first: denied, not confirmed, hedged, planned."""

ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    Order.CONFIDENCE: (_claim.confidence.desc(),),
    Order.LEAST_CONFIDENT: (_claim.confidence.asc(),),
    Order.DATE: (_article.published_on.desc().nulls_last(),),
    Order.FILE: (func.coalesce(_article.path, _article.url, ""), _claim.article, _claim.start, _claim.ordinal),
    Order.LEVEL: (_rank(_claim.level, Level), _claim.confidence.desc()),
    Order.POLARITY: (_rank(_claim.polarity, Polarity), _claim.confidence.desc()),
    Order.STATUS: (_rank(_claim.status, Status), _claim.confidence.desc()),
    Order.LIKELIHOOD: ((_claim.likelihood_low + _claim.likelihood_high).desc().nulls_last(), _claim.confidence.desc()),
    Order.NOTABLE: (_NOTABLE, _claim.confidence.desc()),
    Order.ORIGINS: (_claim.origins_low.desc(), _claim.origins_high.desc(), _claim.confidence.desc()),
    Order.REPEATED: (_claim.corroborating.desc(), _claim.confidence.desc()),
    Order.LOAD_BEARING: (_claim.single_origin.desc(), _claim.corroborating.desc(), _claim.confidence.desc()),
    Order.CONFLICTS: (_claim.conflicting.desc(), _claim.confidence.desc()),
}


def claim_page(
    connection: Connection, where: Filter, order: str, limit: int | None = None, offset: int = 0
) -> list[int]:
    """The numbers of the listed claims that pass, in order; ties stand by id, so that pages never overlap.

    Raises:
        NotFound: An order that is not in `ORDERS`.
    """
    if order not in ORDERS:
        raise NotFound("order", order, tuple(ORDERS))
    if order == "file" and limit is not None:
        return _page_by_file(connection, where, limit, offset)
    conditions = claim_conditions(connection, where)
    if order == "date" and limit is not None:
        articles, skipped = _articles_of_days(connection, where, limit, offset)
        if len(articles) <= FEW:  # asked plainly whether a claim is listed, SQLite would begin with all that are
            listed = func.coalesce(_claim.current, False).is_(True)
            conditions = [_claim.article.in_(articles), listed, *_passing(connection, where)]
            offset -= skipped
    query = select(_claim.number).where(*conditions).order_by(*ORDERS[order], _claim.id)
    if order in ("date", "file"):
        query = query.join(tables.article, _article.number == _claim.article)
    return list(connection.execute(page(query, limit, offset)).scalars())


def _articles_of_days(connection: Connection, where: Filter, limit: int, offset: int) -> tuple[list[int], int]:
    """The articles of the days whose claims fill a page, latest first, and how many claims stand before theirs.

    Found by counting: no database need sort all claims by what their articles have.
    """
    day = _article.published_on
    counted = select(day, func.sum(_article.claims)).where(_article.current.is_(True), _article.claims > 0)
    if where != EVERYTHING:
        counted = select(day, func.count()).join(tables.claim, _article.number == _claim.article)
        counted = counted.where(*claim_conditions(connection, where))
    claims: dict[date | None, int] = dict(connection.execute(counted.group_by(day)).all())
    falling = sorted(claims, key=lambda one: one or date.min, reverse=True)
    wanted, skipped = _filling([(one, claims[one]) for one in falling], limit, offset)
    dated = [one for one in wanted if one is not None]
    of_days = day.in_(dated) | day.is_(None) if None in wanted else day.in_(dated)
    articles = connection.execute(select(_article.number).where(_article.current.is_(True), of_days).limit(FEW + 1))
    return list(articles.scalars()), skipped


def _page_by_file(connection: Connection, where: Filter, limit: int, offset: int) -> list[int]:
    """A page in the order of files, found by counting: no database need sort all claims by what their articles have."""
    conditions = claim_conditions(connection, where)
    counted = select(_claim.article, func.count()).where(*conditions).group_by(_claim.article)
    claims: dict[int, int] = dict(connection.execute(counted).all())
    placed = select(func.coalesce(_article.path, _article.url, ""), _article.number)
    rising = sorted(tuple(row) for row in connection.execute(placed) if row.number in claims)
    wanted, skipped = _filling([(article, claims[article]) for _, article in rising], limit, offset)
    query = select(_claim.article, _claim.number).where(*conditions, _claim.article.in_(wanted))
    rows = connection.execute(query.order_by(_claim.article, _claim.start, _claim.ordinal, _claim.id)).all()
    ordered = [number for article in wanted for of, number in rows if of == article]
    return ordered[offset - skipped :][:limit]


def _filling(groups: Iterable[tuple[Group, int]], limit: int, offset: int) -> tuple[list[Group], int]:
    """Of groups of so many claims those that a page begins, goes on and ends in, and how many claims stand before."""
    wanted: list[Group] = []
    skipped = seen = 0
    for group, claims in groups:
        if seen + claims > offset:
            wanted.append(group)
        else:
            skipped += claims
        seen += claims
        if seen >= offset + limit:
            break
    return wanted, skipped


def count_claims(connection: Connection, where: Filter) -> int:
    """How many listed claims pass."""
    query = select(func.count()).select_from(tables.claim).where(*claim_conditions(connection, where))
    return int(connection.execute(query).scalar_one())


def claim_conditions(connection: Connection, where: Filter) -> list[ColumnElement[bool]]:
    """What a claim has to fulfil to be listed and to pass."""
    return [_claim.current.is_(True), *_passing(connection, where)]


def _passing(connection: Connection, where: Filter) -> list[ColumnElement[bool]]:
    """What a listed claim has to fulfil to pass."""
    conditions = own_conditions(where)
    if where.text is not None:
        conditions.append(holds(connection, where.text))
    of_article = article_conditions(where)
    if of_article:
        conditions.append(_claim.article.in_(select(_article.number).where(*of_article)))
    return conditions


def own_conditions(where: Filter) -> list[ColumnElement[bool]]:
    """The part of a filter that asks for the claim itself, but for the words of its passage; empty where other
    passages pass as well."""
    sets = (
        (_claim.naming, where.namings),
        (_claim.level, where.levels),
        (_claim.polarity, where.polarities),
        (_claim.status, where.statuses),
        (_claim.stance, where.stances),
    )
    conditions: list[ColumnElement[bool]] = [
        column.in_(sorted(str(value) for value in values)) for column, values in sets if values
    ]
    conditions += _voice_conditions(where)
    if where.min_confidence > 0:
        conditions.append(_claim.confidence >= where.min_confidence)
    if where.max_confidence < 1:
        conditions.append(_claim.confidence <= where.max_confidence)
    if where.reviewed is not None:
        conditions.append(_claim.verdict.is_not(None) if where.reviewed else _claim.verdict.is_(None))
    if where.verdict is not None:
        conditions.append(_claim.verdict == where.verdict.value)
    if where.claims:
        begun = (one.strip().lower() for one in where.claims)
        conditions.append(or_(*(_claim.id.between(one, f"{one}g") for one in sorted(begun))))
    for links, wanted in ((_claim.corroborating, where.corroborated), (_claim.conflicting, where.conflicting)):
        if wanted is not None:
            conditions.append(links > 0 if wanted else links == 0)
    if where.source is not None:
        conditions.append(_claim.number.in_(select(_hop.claim).where(_hop.source == source_key(where.source))))
    for tag in sorted(where.tags):
        conditions.append(_claim.id.in_(select(_tag.target).where(_tag.tag == tag_key(tag))))
    return conditions


def _voice_conditions(where: Filter) -> list[ColumnElement[bool]]:
    """Of these kinds, or (`own_voice`) without any source."""
    own, wanted = _claim.kind.is_(None), sorted(str(kind) for kind in where.kinds)
    if where.own_voice is True:
        return [own | _claim.kind.in_(wanted)] if wanted else [own]
    if wanted:
        return [_claim.kind.in_(wanted)]
    return [] if where.own_voice is None else [~own]


def article_conditions(where: Filter) -> list[ColumnElement[bool]]:
    """The part of a filter that asks for the article only."""
    conditions: list[ColumnElement[bool]] = []
    if where.outlets:
        conditions.append(_article.outlet_key.in_(sorted(source_key(outlet) for outlet in where.outlets)))
    if where.article is not None:
        conditions.append(_article.id.between(where.article, where.article + "g"))
    if where.since is not None:
        conditions.append(_article.published_on >= where.since)
    if where.until is not None:
        conditions.append(_article.published_on <= where.until)
    return conditions


def link_page(
    connection: Connection,
    relations: Sequence[Relation],
    where: Filter,
    limit: int | None = None,
    offset: int = 0,
    *,
    band: Band = Band.SHOWN,
) -> list[int]:
    """The listed links of a band with one of these relations of which a claim passes, by number: see `surest_first`."""
    query = select(_link.number).where(*_linked(connection, relations, where, band)).order_by(*surest_first(band))
    return list(connection.execute(page(query, limit, offset)).scalars())


def count_links(
    connection: Connection, relations: Sequence[Relation], where: Filter, *, band: Band = Band.SHOWN
) -> int:
    """How many links of a band have one of these relations, and a claim that passes."""
    query = select(func.count()).select_from(tables.link).where(*_linked(connection, relations, where, band))
    return int(connection.execute(query).scalar_one())


def _linked(
    connection: Connection, relations: Sequence[Relation], where: Filter, band: Band
) -> list[ColumnElement[bool]]:
    wanted = _link.relation.in_([str(relation) for relation in relations])
    return [_link.current.is_(True), wanted, in_band(band), *touching(connection, where)]


def touching(connection: Connection, where: Filter) -> list[ColumnElement[bool]]:
    """What a link has to fulfil so that a claim of it passes: nothing where everything passes."""
    if where == EVERYTHING:
        return []
    conditions = claim_conditions(connection, where)
    ends = (_link.a, _link.b)
    some = list(connection.execute(select(_claim.number).where(*conditions).limit(FEW + 1)).scalars())
    if len(some) <= FEW:
        return [or_(*(end.in_(some) for end in ends))]
    return [or_(*(exists().where(_claim.number == end, *conditions) for end in ends))]


def resolve_article(connection: Connection, prefix: str) -> str:
    """The id of the article that `prefix` stands for. Raises NotFound, Ambiguous."""
    return _resolve(connection, "article", prefix, tables.article)[1]


def resolve_claim(connection: Connection, prefix: str) -> tuple[int, str]:
    """The number and id of the claim that `prefix` stands for. Raises NotFound, Ambiguous."""
    return _resolve(connection, "claim", prefix, tables.claim)


def resolve_link(connection: Connection, prefix: str) -> tuple[int, str]:
    """The number and id of the link that `prefix` stands for. Raises NotFound, Ambiguous."""
    return _resolve(connection, "link", prefix, tables.link)


def resolve_target(connection: Connection, prefix: str) -> tuple[str, int, str]:
    """ "claim" or "link", its number and its id. Raises NotFound, Ambiguous."""
    what, number, found = _one("claim or link", prefix, [
        *(("claim", *row) for row in _matching(connection, prefix, tables.claim)),
        *(("link", *row) for row in _matching(connection, prefix, tables.link)),
    ])  # fmt: skip
    return what, number, found


def resolve_noted(connection: Connection, prefix: str) -> tuple[str, int, str]:
    """ "claim", "link" or "article", its number and its id. Raises NotFound, Ambiguous."""
    what, number, found = _one("claim, link or article", prefix, [
        (what, *row)
        for what, table in (("claim", tables.claim), ("link", tables.link), ("article", tables.article))
        for row in _matching(connection, prefix, table)
    ])  # fmt: skip
    return what, number, found


def _resolve(connection: Connection, what: str, prefix: str, table: FromClause) -> tuple[int, str]:
    _, number, found = _one(what, prefix, [(what, *row) for row in _matching(connection, prefix, table)])
    return number, found


def _matching(connection: Connection, prefix: str, table: FromClause) -> list[tuple[int, str, bool]]:
    """Up to ten rows whose id begins so: number, id, whether it is listed."""
    start = prefix.strip().lower()
    if not start:
        return []
    query = select(table.c.number, table.c.id, table.c.current).where(table.c.id >= start, table.c.id < start + "g")
    return [(row.number, row.id, row.current) for row in connection.execute(query.order_by(table.c.id).limit(10))]


def _one(what: str, prefix: str, found: list[tuple[str, int, str, bool]]) -> tuple[str, int, str]:
    """The only match; where there are several, the only listed one."""
    listed = [match for match in found if match[3]]
    matches = listed if len(found) > 1 and listed else found
    if not matches:
        raise NotFound(what, prefix)
    if len(matches) > 1:
        raise Ambiguous(what, prefix, [match[2] for match in matches])
    return matches[0][:3]


def page(query: Select[Any], limit: int | None, offset: int) -> Select[Any]:
    """The query with a limit and an offset."""
    if limit is not None:
        query = query.limit(limit)
    return query.offset(offset) if offset else query
