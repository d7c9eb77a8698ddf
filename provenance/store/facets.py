"""How many claims have which value: all that a list can be narrowed by, counted from one index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from provenance.model import Kind, Level, Naming, Polarity, Stance, Status
from provenance.records import OWN_VOICE, Facet, FacetValue, Filter, MonthRecord
from provenance.store import tables
from provenance.store.listing import claim_conditions
from provenance.store.rows import source_key, tag_key

OUTLETS = 50
"""How many outlets are counted, the commonest ones; chosen ones always."""

_claim, _article, _tag = tables.claim.c, tables.article.c, tables.tag.c
_COMBINED = (_claim.kind, _claim.naming, _claim.level, _claim.polarity, _claim.status, _claim.stance, _claim.verdict)
Counted = Counter[str]


class _Closed(NamedTuple):
    """A facet of a closed set: its name, its values, how a row of `_COMBINED` says which one it has, and what a filter
    asks of it (None: nothing)."""

    name: str
    values: tuple[str, ...]
    value: Callable[[Row[Any]], str | None]
    asked: Callable[[Filter], frozenset[str] | None]


def _asked_kinds(where: Filter) -> frozenset[str] | None:
    own = frozenset({OWN_VOICE}) if where.own_voice else frozenset()
    if where.own_voice is False and not where.kinds:
        return frozenset(Kind)
    return where.kinds | own or None


def _asked_reviewed(where: Filter) -> frozenset[str] | None:
    return None if where.reviewed is None else frozenset({"yes" if where.reviewed else "no"})


_CLOSED = (
    _Closed("kind", (*Kind, OWN_VOICE), lambda row: row.kind or OWN_VOICE, _asked_kinds),
    _Closed("naming", tuple(Naming), lambda row: row.naming, lambda where: where.namings or None),
    _Closed("stance", tuple(Stance), lambda row: row.stance, lambda where: where.stances or None),
    _Closed("level", tuple(Level), lambda row: row.level, lambda where: where.levels or None),
    _Closed("polarity", tuple(Polarity), lambda row: row.polarity, lambda where: where.polarities or None),
    _Closed("status", tuple(Status), lambda row: row.status, lambda where: where.statuses or None),
    _Closed("reviewed", ("yes", "no"), lambda row: "yes" if row.verdict else "no", _asked_reviewed),
)
_OPEN: dict[str, Any] = {
    "kinds": frozenset(), "own_voice": None, "namings": frozenset(), "levels": frozenset(),
    "polarities": frozenset(), "statuses": frozenset(), "stances": frozenset(), "reviewed": None,
}  # fmt: skip
"""A filter that asks nothing of closed sets."""


def facets(connection: Connection, where: Filter) -> tuple[Facet, ...]:
    """All facets of the claims that pass, each counted without what the filter asks of it itself."""
    described = _described(connection)
    any_outlet, any_month = replace(where, outlets=frozenset()), replace(where, since=None, until=None)
    by_article = {one: _by_article(connection, one) for one in {any_outlet, any_month}}  # most often the same
    return (
        *_closed_facets(connection, where),
        _tag_facet(connection, where),
        _outlet_facet(by_article[any_outlet], where, described),
        _month_facet(by_article[any_month], where, described),
    )


def _closed_facets(connection: Connection, where: Filter) -> list[Facet]:
    """Every combination of the values of closed sets is counted once; what is asked of them is told from that."""
    query = select(*_COMBINED, func.count().label("claims"))
    query = query.where(*claim_conditions(connection, replace(where, **_OPEN))).group_by(*_COMBINED)
    asked = [facet.asked(where) for facet in _CLOSED]
    counted: list[Counted] = [Counter() for _ in _CLOSED]
    for row in connection.execute(query):
        values = [facet.value(row) for facet in _CLOSED]
        failing = [n for n, wanted in enumerate(asked) if wanted is not None and values[n] not in wanted]
        for n, value in enumerate(values):
            if value is not None and failing in ([], [n]):
                counted[n][value] += row.claims
    return [
        _facet(facet.name, facet.values, counts, wanted or ())
        for facet, counts, wanted in zip(_CLOSED, counted, asked, strict=True)
    ]


def _tag_facet(connection: Connection, where: Filter) -> Facet:
    query = select(_tag.tag, func.count()).join(tables.claim, _claim.id == _tag.target).group_by(_tag.tag)
    query = query.where(*claim_conditions(connection, replace(where, tags=frozenset())))
    counted: Counted = Counter(dict(connection.execute(query).all()))
    chosen = {tag_key(tag) for tag in where.tags}
    return _facet("tag", _commonest(counted, chosen), counted, chosen)


def _outlet_facet(by_article: Mapping[int, int], where: Filter, described: Mapping[int, _Described]) -> Facet:
    counted = _summed(by_article, {number: one.outlet for number, one in described.items()})
    keys = {source_key(name) for name in where.outlets}
    chosen = {one.outlet for one in described.values() if one.outlet is not None and one.key in keys}
    return _facet("outlet", _commonest(counted, chosen, OUTLETS), counted, chosen)


def _month_facet(by_article: Mapping[int, int], where: Filter, described: Mapping[int, _Described]) -> Facet:
    counted = _summed(by_article, {number: one.month for number, one in described.items()})
    chosen = {f"{day:%Y-%m}" for day in (where.since, where.until) if day is not None}
    return _facet("month", sorted(counted), counted, chosen)


def _by_article(connection: Connection, where: Filter) -> dict[int, int]:
    query = select(_claim.article, func.count()).where(*claim_conditions(connection, where)).group_by(_claim.article)
    return dict(connection.execute(query).all())


def naming_by_month(connection: Connection, where: Filter) -> list[MonthRecord]:
    """How the claims that pass name their first source, month by month; claims without a date are left out."""
    by_naming = select(_claim.article, _claim.naming, func.count()).where(*claim_conditions(connection, where))
    described = _described(connection)
    months: defaultdict[str, Counted] = defaultdict(Counter)
    for article, naming, claims in connection.execute(by_naming.group_by(_claim.naming, _claim.article)):  # as indexed
        month = described[article].month
        if month is not None:
            months[month][naming or OWN_VOICE] += claims
    return [
        MonthRecord(
            month=month,
            claims=counted.total(),
            named=counted[Naming.NAMED],
            role=counted[Naming.ROLE],
            anonymous=counted[Naming.ANONYMOUS],
            own_voice=counted[OWN_VOICE],
        )
        for month, counted in sorted(months.items())
    ]


class _Described(NamedTuple):
    key: str | None
    outlet: str | None
    month: str | None


def _described(connection: Connection) -> dict[int, _Described]:
    """The outlet and month of each listed article, by number; an outlet is spelt as its first article has it."""
    query = select(_article.number, _article.outlet_key, _article.outlet, _article.published_on)
    spelt: dict[str | None, str | None] = {None: None}
    months: dict[date | None, str | None] = {None: None}
    found = {}
    for number, key, outlet, day in connection.execute(
        query.where(_article.current.is_(True)).order_by(_article.number)
    ):
        if day not in months:
            months[day] = f"{day:%Y-%m}"
        found[number] = _Described(key, spelt.setdefault(key, outlet), months[day])
    return found


def _summed(by_article: Mapping[int, int], values: Mapping[int, str | None]) -> Counted:
    counted: Counted = Counter()
    for article, claims in by_article.items():
        value = values[article]
        if value is not None:
            counted[value] += claims
    return counted


def _commonest(counted: Counted, chosen: Iterable[str], limit: int | None = None) -> list[str]:
    """The values with the most claims first; those chosen are never left out."""
    ordered = sorted({*counted, *chosen}, key=lambda value: (-counted[value], value))
    kept = set(ordered[:limit]) | set(chosen)
    return [value for value in ordered if value in kept]


def _facet(name: str, values: Iterable[str], counted: Counted, chosen: Collection[str]) -> Facet:
    shown = tuple(FacetValue(value=str(value), count=counted[value], chosen=value in chosen) for value in values)
    return Facet(name=name, values=shown)
