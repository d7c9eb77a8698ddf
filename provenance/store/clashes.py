"""Links that conflict or update: which to list, and how many there are of each sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, case, cast, func, or_, select

from provenance.model import ReasonKind, Relation
from provenance.records import Facet, FacetValue, LinkFilter
from provenance.store import tables
from provenance.store.bands import in_band
from provenance.store.listing import page, touching

_link = tables.link.c
RELATIONS = (Relation.CONFLICTS, Relation.UPDATES)
REASONS = tuple(kind for kind in ReasonKind if not kind.value.startswith("same-"))
"""The kinds that are clashes."""


def clash_page(connection: Connection, where: LinkFilter, limit: int | None = None, offset: int = 0) -> list[int]:
    """The listed conflicts and updates that pass, by number, surest first; what was decided moves none of them."""
    query = select(_link.number).where(*_conditions(connection, where)).order_by(_link.score.desc(), _link.id)
    return list(connection.execute(page(query, limit, offset)).scalars())


def count_clashes(connection: Connection, where: LinkFilter) -> int:
    """How many listed conflicts and updates pass."""
    query = select(func.count()).select_from(tables.link).where(*_conditions(connection, where))
    return int(connection.execute(query).scalar_one())


def facets(connection: Connection, where: LinkFilter) -> tuple[Facet, ...]:
    """Of relation, reason and decided, each counted without what the filter asks of it itself."""
    relations: Counter[str] = Counter()
    for row in _counted(connection, replace(where, relations=frozenset())):
        relations[row.relation] += row.links
    reasons: Counter[str] = Counter()
    for row in _counted(connection, replace(where, reasons=frozenset())):
        reasons.update({kind.value: int(getattr(row, kind.name)) for kind in REASONS})
    decided: Counter[str] = Counter()
    for row in _counted(connection, replace(where, decided=None)):
        decided["no" if row.verdict is None else "yes"] += row.links
    asked = set() if where.decided is None else {"yes" if where.decided else "no"}
    return (
        _facet("relation", RELATIONS, relations, where.relations),
        _facet("reason", REASONS, reasons, where.reasons),
        _facet("decided", ("no", "yes"), decided, asked),
    )


def _counted(connection: Connection, where: LinkFilter) -> list[Row[Any]]:
    """By relation and verdict, how many links pass, and how many of them have which reason."""
    by_reason = [func.sum(case((_has(kind), 1), else_=0)).label(kind.name) for kind in REASONS]
    query = select(_link.relation, _link.verdict, func.count().label("links"), *by_reason)
    grouped = query.where(*_conditions(connection, where)).group_by(_link.relation, _link.verdict)
    return list(connection.execute(grouped))


def _conditions(connection: Connection, where: LinkFilter) -> list[ColumnElement[bool]]:
    relations = [one for one in RELATIONS if one in where.relations] if where.relations else RELATIONS
    conditions: list[ColumnElement[bool]] = [
        _link.current.is_(True),
        _link.relation.in_([str(one) for one in relations]),
        in_band(where.band),
    ]
    if where.reasons:
        conditions.append(or_(*(_has(kind) for kind in sorted(where.reasons))))
    if where.decided is not None:
        conditions.append(_link.verdict.is_not(None) if where.decided else _link.verdict.is_(None))
    return conditions + touching(connection, where.claims)


def _has(kind: ReasonKind) -> ColumnElement[bool]:
    """Whether a link has a reason of this kind. A reason is stored as a list that begins with it, and a quotation mark
    within a string has a backslash before it, so that no article's words look like one."""
    return cast(_link.reasons, Text).contains(f'["{kind.value}"', autoescape=True)


def _facet(name: str, values: Iterable[str], counted: Counter[str], chosen: Iterable[str]) -> Facet:
    asked = set(map(str, chosen))
    return Facet(
        name=name,
        values=tuple(
            FacetValue(value=str(value), count=counted[str(value)], chosen=str(value) in asked) for value in values
        ),
    )
