"""What waits for a person, stage by stage, in an order that stays while they decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from provenance.language.data import load
from provenance.model import Relation
from provenance.records import Filter, Stage
from provenance.store import tables
from provenance.store.bands import COUNTS
from provenance.store.listing import claim_conditions, page, resolve_target, touching
from provenance.store.loading import contested
from provenance.store.verdicts import ends

_claim, _link = tables.claim.c, tables.link.c
EVERY_STAGE = tuple(Stage)
CLASHES = (Relation.CONFLICTS.value, Relation.UPDATES.value)


class Waiting(NamedTuple):
    """A claim or a link, by number, and the stage that it waits in."""

    stage: Stage
    number: int
    is_link: bool


class Line(NamedTuple):
    """The links, or the claims, that wait in a stage."""

    stage: Stage
    is_link: bool


LINES = (
    Line(Stage.CONTRADICTION, True),
    Line(Stage.CONTRADICTION, False),
    Line(Stage.CLASH, True),
    Line(Stage.SINGLE_ORIGIN, False),
    Line(Stage.DOUBTFUL_LINK, True),
    Line(Stage.REST, False),
)
"""In the order in which they wait."""


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


_SUREST_LINK, _SUREST_CLAIM = (
    Key(((_link.score, True), (_link.id, False))),
    Key(((_claim.confidence, True), (_claim.id, False))),
)
_KEYS = {
    Line(Stage.CONTRADICTION, True): _SUREST_LINK,
    Line(Stage.CONTRADICTION, False): _SUREST_CLAIM,
    Line(Stage.CLASH, True): _SUREST_LINK,
    Line(Stage.SINGLE_ORIGIN, False): Key(
        ((_claim.corroborating, True), (_claim.confidence, True), (_claim.id, False))
    ),
    Line(Stage.DOUBTFUL_LINK, True): Key(((_link.score, False), (_link.id, False))),
    Line(Stage.REST, False): _SUREST_CLAIM,
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
    begun, values = (LINES[0], None) if after is None else _place(connection, after)
    of_links = touching(connection, where)
    found: list[Waiting] = []
    for line in LINES[LINES.index(begun) :]:
        if line.stage not in stages:
            continue
        query = _undecided(connection, line, where, of_links)
        if values is not None and line == begun:
            query = query.where(_KEYS[line].behind(values))
        numbers = connection.execute(page(query.order_by(*_KEYS[line].order()), limit - len(found), 0)).scalars()
        found += [Waiting(line.stage, number, line.is_link) for number in numbers]
        if len(found) >= limit:
            break
    return found


def of_stage(
    connection: Connection, stage: Stage, where: Filter, limit: int, *, relation: Relation | None = None
) -> list[int]:
    """The beginning of one stage, by number; `relation`: only links of this one."""
    line = next(line for line in LINES if line.stage is stage)
    query = _undecided(connection, line, where, touching(connection, where))
    if relation is not None:
        query = query.where(_link.relation == relation.value)
    return list(connection.execute(page(query.order_by(*_KEYS[line].order()), limit, 0)).scalars())


def progress(connection: Connection, where: Filter, stages: Sequence[Stage] = EVERY_STAGE) -> tuple[int, int]:
    """How many of all claims and links that the queue is made of are decided, and how many are left."""
    every = decided = 0
    of_links = touching(connection, where)
    lines = [line for line in LINES if line.stage in stages]
    counts = [
        select(func.count(), func.count(_link.verdict))
        .select_from(tables.link)
        .where(*_line_conditions(connection, line), *of_links)
        for line in lines
        if line.is_link
    ]
    of_claims = [line for line in lines if not line.is_link]
    claims = select(func.count(), func.count(_claim.verdict)).select_from(tables.claim)
    claims = claims.where(*claim_conditions(connection, where))
    every_claim = len(of_claims) == sum(not line.is_link for line in LINES)  # together, they are all claims
    conditions = [[]] if every_claim else [_line_conditions(connection, line) for line in of_claims]
    counts += [claims.where(*only) for only in conditions]
    for query in counts:
        more, done = connection.execute(query).one()
        every, decided = every + more, decided + done
    return decided, every - decided


def _undecided(
    connection: Connection, line: Line, where: Filter, of_links: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """What waits in a line: of claims that pass, of links that fulfil `of_links`."""
    conditions = _line_conditions(connection, line)
    if line.is_link:
        return select(_link.number).where(*conditions, _link.verdict.is_(None), *of_links)
    return select(_claim.number).where(*conditions, _claim.verdict.is_(None), *claim_conditions(connection, where))


def _line_conditions(connection: Connection, line: Line) -> list[ColumnElement[bool]]:
    id_ = _link.id if line.is_link else _claim.id
    open_ = sorted(contested(connection, "review"))  # few, so that they can be named
    if line.stage is Stage.CONTRADICTION:
        return [id_.in_(open_), _link.current.is_(True)] if line.is_link else [id_.in_(open_)]
    return [*_stage_conditions(line.stage), *([id_.not_in(open_)] if open_ else [])]


def _stage_conditions(stage: Stage) -> list[ColumnElement[bool]]:
    match stage:
        case Stage.CLASH:
            return [_link.current.is_(True), COUNTS, _link.relation.in_(CLASHES)]
        case Stage.DOUBTFUL_LINK:
            agreeing = _link.relation == Relation.CORROBORATES.value
            return [_link.current.is_(True), agreeing, COUNTS, _link.score < doubtful_below()]
        case Stage.SINGLE_ORIGIN:
            return [_claim.single_origin.is_(True)]
        case _:
            return [_claim.single_origin.is_(False)]


def _place(connection: Connection, target: str) -> tuple[Line, Sequence[Any]]:
    """The line that a claim or link is in, decided or not, and its values there."""
    what, number, found = resolve_target(connection, target)
    if what == "link":
        clash = ends(connection, number).relation in CLASHES
        stage = Stage.CLASH if clash else Stage.DOUBTFUL_LINK
        of_it = _link.number == number
    else:
        of_it = _claim.number == number
        single = connection.execute(select(_claim.single_origin).where(of_it)).scalar_one()
        stage = Stage.SINGLE_ORIGIN if single else Stage.REST
    line = Line(Stage.CONTRADICTION if found in contested(connection, "review") else stage, what == "link")
    columns = [column for column, _ in _KEYS[line].columns]
    return line, tuple(connection.execute(select(*columns).where(of_it)).one())
