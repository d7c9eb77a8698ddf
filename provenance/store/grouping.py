"""The groups of claims that say the same, kept as the core of each claim, so that a list of groups is one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, distinct, func, select, update

from provenance.records import Filter
from provenance.store import tables
from provenance.store.listing import EVERYTHING, claim_conditions, page
from provenance.store.loading import batches

_claim = tables.claim.c


class Grouped(NamedTuple):
    """A claim in a group: its number, and that of the group's core."""

    claim: int
    core: int


def cores(connection: Connection, claims: Iterable[int]) -> dict[int, int | None]:
    """The core of the group that each of some claims is in, by number; None without a group."""
    found: dict[int, int | None] = {}
    for batch in batches(dict.fromkeys(claims)):
        query = select(_claim.number, _claim.core).where(_claim.number.in_(batch))
        found |= dict(connection.execute(query).all())
    return found


def members(connection: Connection, wanted: Sequence[int]) -> dict[int, list[int]]:
    """The claims of some groups, by the core of each: the core first, then the surest."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for batch in batches(wanted):
        query = select(_claim.core, _claim.number).where(_claim.core.in_(batch))
        order = (_claim.core, _claim.number != _claim.core, _claim.confidence.desc(), _claim.id)
        for core, number in connection.execute(query.order_by(*order)):
            found[core].append(number)
    return dict(found)


def put(connection: Connection, changed: Mapping[int, int | None]) -> None:
    """Notes which claims belong to which core."""
    if changed:
        statement = update(tables.claim).where(_claim.number == bindparam("of")).values(core=bindparam("to"))
        connection.execute(statement, [{"of": number, "to": core} for number, core in changed.items()])


def leave(connection: Connection, claims: Iterable[int]) -> None:
    """Takes claims out of their groups."""
    put(connection, {number: None for number, core in cores(connection, claims).items() if core is not None})


def group_page(connection: Connection, where: Filter, limit: int | None, offset: int) -> list[int]:
    """The cores of the groups of which a claim passes: the most origins first, then the most claims, then the surest.

    The origins are those of the core, counted over the claims linked to it.
    """
    of_core = case((_claim.number == _claim.core, _claim.origins_low))
    id_ = case((_claim.number == _claim.core, _claim.id))
    order = (func.max(of_core).desc(), func.count().desc(), func.max(_claim.confidence).desc(), func.max(id_))
    query = select(_claim.core).where(_claim.core.is_not(None)).group_by(_claim.core).order_by(*order)
    if where != EVERYTHING:
        passing = select(_claim.core).where(_claim.core.is_not(None), *claim_conditions(connection, where))
        query = query.where(_claim.core.in_(passing))
    return list(connection.execute(page(query, limit, offset)).scalars())


def count_groups(connection: Connection, where: Filter) -> int:
    """How many groups there are of which a claim passes."""
    query = select(func.count(distinct(_claim.core))).where(_claim.core.is_not(None))
    if where != EVERYTHING:
        query = query.where(*claim_conditions(connection, where))
    return int(connection.execute(query).scalar_one())


def every(connection: Connection) -> list[Grouped]:
    """All claims in groups, with their cores."""
    query = select(_claim.number, _claim.core).where(_claim.core.is_not(None)).order_by(_claim.number)
    return [Grouped(*row) for row in connection.execute(query)]
