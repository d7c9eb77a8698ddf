"""What waits for a person, stage by stage, in an order that stays while they decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from provenance.language.data import load
from provenance.model import Relation
from provenance.records import Filter, Stage
from provenance.store import tables
from provenance.store.listing import claim_conditions, page, resolve_target, touching
from provenance.store.verdicts import ends

_claim, _link = tables.claim.c, tables.link.c
EVERY_STAGE = tuple(Stage)
CLASHES = (Relation.CONFLICTS.value, Relation.UPDATES.value)


class Waiting(NamedTuple):
    """A claim or a link, by number, and the stage that it waits in."""

    stage: Stage
    number: int

    @property
    def is_link(self) -> bool:
        """Whether `number` is that of a link."""
        return self.stage in (Stage.CLASH, Stage.DOUBTFUL_LINK)


class Key(NamedTuple):
    """What a stage is sorted by: columns, each with whether the greater come first. The id decides at last."""

    columns: tuple[tuple[ColumnElement[Any], bool], ...]

    def order(self) -> list[ColumnElement[Any]]:
        """The columns to order by."""
        return [column.desc() if falling else column.asc() for column, falling in self.columns]

    def behind(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """Rows that stand behind these values."""
        alternatives = []
        for place, (column, falling) in enumerate(self.columns):
            same = [earlier == value for (earlier, _), value in zip(self.columns[:place], values, strict=False)]
            alternatives.append(and_(*same, column < values[place] if falling else column > values[place]))
        return or_(*alternatives)


_KEYS = {
    Stage.CLASH: Key(((_link.score, True), (_link.id, False))),
    Stage.SINGLE_ORIGIN: Key(((_claim.corroborating, True), (_claim.confidence, True), (_claim.id, False))),
    Stage.DOUBTFUL_LINK: Key(((_link.score, False), (_link.id, False))),
    Stage.REST: Key(((_claim.confidence, True), (_claim.id, False))),
}


def doubtful_below() -> float:
    """The score under which a corroboration is near the threshold of being shown, and worth a look."""
    limits = load("similarity")
    return float(limits["sure"])


def waiting(
    connection: Connection, where: Filter, limit: int, after: str | None = None, stages: Sequence[Stage] = EVERY_STAGE
) -> list[Waiting]:
    """What nobody decided yet, of claims that pass and links of which a claim passes.

    Args:
        after: Goes on behind this claim or link, decided in the meantime or not.
        stages: Only of these, in the order of their definition.

    Raises:
        NotFound, Ambiguous: There is no such claim or link as `after`, or there are several.
    """
    begun, values = (Stage.CLASH, None) if after is None else _place(connection, after)
    of_links = touching(connection, where)
    found: list[Waiting] = []
    for stage in EVERY_STAGE[EVERY_STAGE.index(begun) :]:
        if stage not in stages:
            continue
        query = _undecided(connection, stage, where, of_links)
        if values is not None and stage is begun:
            query = query.where(_KEYS[stage].behind(values))
        numbers = connection.execute(page(query.order_by(*_KEYS[stage].order()), limit - len(found), 0)).scalars()
        found += [Waiting(stage, number) for number in numbers]
        if len(found) >= limit:
            break
    return found


def of_stage(
    connection: Connection, stage: Stage, where: Filter, limit: int, *, relation: Relation | None = None
) -> list[int]:
    """The beginning of one stage, by number; `relation`: only links of this one."""
    query = _undecided(connection, stage, where, touching(connection, where))
    if relation is not None:
        query = query.where(_link.relation == relation.value)
    return list(connection.execute(page(query.order_by(*_KEYS[stage].order()), limit, 0)).scalars())


def progress(connection: Connection, where: Filter, stages: Sequence[Stage] = EVERY_STAGE) -> tuple[int, int]:
    """How many of all claims and links that the queue is made of are decided, and how many are left."""
    every = decided = 0
    of_links = touching(connection, where)
    counts = [
        select(func.count(), func.count(_link.verdict))
        .select_from(tables.link)
        .where(*_stage_conditions(stage), *of_links)
        for stage in (Stage.CLASH, Stage.DOUBTFUL_LINK)
        if stage in stages
    ]
    of_claims = [stage for stage in (Stage.SINGLE_ORIGIN, Stage.REST) if stage in stages]
    if of_claims:
        claims = select(func.count(), func.count(_claim.verdict)).select_from(tables.claim)
        only = _stage_conditions(of_claims[0]) if len(of_claims) == 1 else []  # together, they are all claims
        counts.append(claims.where(*only, *claim_conditions(connection, where)))
    for query in counts:
        more, done = connection.execute(query).one()
        every, decided = every + more, decided + done
    return decided, every - decided


def _undecided(
    connection: Connection, stage: Stage, where: Filter, of_links: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """What waits in a stage: of claims that pass, of links that fulfil `of_links`."""
    if stage in (Stage.CLASH, Stage.DOUBTFUL_LINK):
        return select(_link.number).where(*_stage_conditions(stage), _link.verdict.is_(None), *of_links)
    return select(_claim.number).where(
        *_stage_conditions(stage), _claim.verdict.is_(None), *claim_conditions(connection, where)
    )


def _stage_conditions(stage: Stage) -> list[ColumnElement[bool]]:
    match stage:
        case Stage.CLASH:
            return [_link.current.is_(True), _link.relation.in_(CLASHES)]
        case Stage.DOUBTFUL_LINK:
            agreeing = _link.relation == Relation.CORROBORATES.value
            return [_link.current.is_(True), agreeing, _link.score < doubtful_below()]
        case Stage.SINGLE_ORIGIN:
            return [_claim.single_origin.is_(True)]
        case Stage.REST:
            return [_claim.single_origin.is_(False)]


def _place(connection: Connection, target: str) -> tuple[Stage, Sequence[Any]]:
    """The stage that a claim or link is in, decided or not, and its values there."""
    what, number, _ = resolve_target(connection, target)
    if what == "link":
        clash = ends(connection, number).relation in CLASHES
        stage = Stage.CLASH if clash else Stage.DOUBTFUL_LINK
        of_it = _link.number == number
    else:
        of_it = _claim.number == number
        single = connection.execute(select(_claim.single_origin).where(of_it)).scalar_one()
        stage = Stage.SINGLE_ORIGIN if single else Stage.REST
    columns = [column for column, _ in _KEYS[stage].columns]
    return stage, tuple(connection.execute(select(*columns).where(of_it)).one())
