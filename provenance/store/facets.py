"""How many claims have which value: all that a list can be narrowed by, counted from one index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from provenance.model import Kind, Level, Naming, Polarity, Status
from provenance.records import Facet, FacetValue, Filter, MonthRecord
from provenance.store import tables
from provenance.store.listing import claim_conditions
from provenance.store.rows import source_key, tag_key

OWN_VOICE = "own-voice"
"""What stands for the kind of a source where the article claims something itself."""
OUTLETS = 50
"""How many outlets are counted, the commonest ones; chosen ones always."""

_claim, _article, _tag = tables.claim.c, tables.article.c, tables.tag.c
_COMBINED = (_claim.kind, _claim.naming, _claim.level, _claim.polarity, _claim.status, _claim.verdict)
Counted = Counter[str]


class _Closed(NamedTuple):
    """A facet of a closed set: its name, its values, and how a row of `_COMBINED` says which one it has."""

    name: str
    values: tuple[str, ...]
    value: Callable[[Row[Any]], str | None]


_CLOSED = (
    _Closed("kind", (*Kind, OWN_VOICE), lambda row: row.kind or OWN_VOICE),
    _Closed("naming", tuple(Naming), lambda row: row.naming),
    _Closed("level", tuple(Level), lambda row: row.level),
    _Closed("polarity", tuple(Polarity), lambda row: row.polarity),
    _Closed("status", tuple(Status), lambda row: row.status),
    _Closed("reviewed", ("yes", "no"), lambda row: "yes" if row.verdict else "no"),
)
_WITHOUT: dict[str, dict[str, Any]] = {
    "kind": {"kinds": frozenset(), "own_voice": None},
    "naming": {"namings": frozenset()},
    "level": {"levels": frozenset()},
    "polarity": {"polarities": frozenset()},
    "status": {"statuses": frozenset()},
    "reviewed": {"reviewed": None},
    "tag": {"tags": frozenset()},
    "outlet": {"outlets": frozenset()},
    "month": {"since": None, "until": None},
}
"""By facet, the filter without what it asks of it."""


class _Counting:
    """Counts the claims that pass a filter, once for all facets that ask the same."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._combined: dict[Filter, list[Row[Any]]] = {}
        self._by_article: dict[Filter, dict[int, int]] = {}

    def combined(self, where: Filter) -> list[Row[Any]]:
        """By every combination of the values of closed sets."""
        if where not in self._combined:
            query = select(*_COMBINED, func.count().label("claims")).where(*claim_conditions(self._connection, where))
            self._combined[where] = list(self._connection.execute(query.group_by(*_COMBINED)))
        return self._combined[where]

    def by_article(self, where: Filter) -> dict[int, int]:
        """By the number of the article."""
        if where not in self._by_article:
            query = (
                select(_claim.article, func.count())
                .where(*claim_conditions(self._connection, where))
                .group_by(_claim.article)
            )
            self._by_article[where] = {value: count for value, count in self._connection.execute(query)}
        return self._by_article[where]

    def tags(self, where: Filter) -> Counted:
        """By tag."""
        query = select(_tag.tag, func.count()).join(tables.claim, _claim.id == _tag.target)
        query = query.where(*claim_conditions(self._connection, where)).group_by(_tag.tag)
        return Counter({value: count for value, count in self._connection.execute(query)})


def facets(connection: Connection, where: Filter) -> tuple[Facet, ...]:
    """All facets of the claims that pass, each counted without what the filter asks of it itself."""
    counting = _Counting(connection)
    chosen = _chosen(where)
    asked = {name: replace(where, **without) for name, without in _WITHOUT.items()}
    found = []
    for closed in _CLOSED:
        counted: Counted = Counter()
        for row in counting.combined(asked[closed.name]):
            value = closed.value(row)
            if value is not None:
                counted[value] += row.claims
        found.append(_facet(closed.name, closed.values, counted, chosen))
    tags = counting.tags(asked["tag"])
    found.append(_facet("tag", _commonest(tags, chosen["tag"]), tags, chosen))
    described = _described(connection)
    outlets = _summed(counting.by_article(asked["outlet"]), {n: one.outlet for n, one in described.items()})
    keys = {source_key(name) for name in where.outlets}
    chosen["outlet"] = {one.outlet for one in described.values() if one.outlet and source_key(one.outlet) in keys}
    found.append(_facet("outlet", _commonest(outlets, chosen["outlet"], OUTLETS), outlets, chosen))
    months = _summed(counting.by_article(asked["month"]), {n: one.month for n, one in described.items()})
    found.append(_facet("month", sorted(months), months, chosen))
    return tuple(found)


def naming_by_month(connection: Connection, where: Filter) -> list[MonthRecord]:
    """How the claims that pass name their first source, month by month; claims without a date are left out."""
    by_naming = select(_claim.article, _claim.naming, func.count().label("claims")).where(
        *claim_conditions(connection, where)
    )
    described = _described(connection)
    months: dict[str, Counted] = {}
    for row in connection.execute(by_naming.group_by(_claim.article, _claim.naming)):
        month = described[row.article].month
        if month is not None:
            months.setdefault(month, Counter())[row.naming or OWN_VOICE] += row.claims
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
    outlet: str | None
    month: str | None


def _described(connection: Connection) -> dict[int, _Described]:
    """The outlet and month of each listed article, by number; an outlet is spelt as its first article has it."""
    query = select(_article.number, _article.outlet_key, _article.outlet, _article.published_on)
    spelt: dict[str, str] = {}
    found = {}
    for number, key, outlet, day in connection.execute(
        query.where(_article.current.is_(True)).order_by(_article.number)
    ):
        name = None if key is None else spelt.setdefault(key, outlet)
        found[number] = _Described(name, None if day is None else f"{day:%Y-%m}")
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


def _chosen(where: Filter) -> dict[str, set[str]]:
    """By facet, what the filter asks for."""
    reviewed = set() if where.reviewed is None else {"yes" if where.reviewed else "no"}
    return {
        "kind": {*map(str, where.kinds), *([OWN_VOICE] if where.own_voice else [])},
        "naming": set(map(str, where.namings)),
        "level": set(map(str, where.levels)),
        "polarity": set(map(str, where.polarities)),
        "status": set(map(str, where.statuses)),
        "reviewed": reviewed,
        "tag": {tag_key(tag) for tag in where.tags},
        "month": {f"{day:%Y-%m}" for day in (where.since, where.until) if day is not None},
    }


def _facet(name: str, values: Iterable[str], counted: Counted, chosen: Mapping[str, set[str]]) -> Facet:
    shown = tuple(FacetValue(value=str(value), count=counted[value], chosen=value in chosen[name]) for value in values)
    return Facet(name=name, values=shown)
