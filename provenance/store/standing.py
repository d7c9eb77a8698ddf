"""How claims stand to each other, and the numbers that follow from it: origins, counts, confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from provenance.confidence import Evidence, Standing, confidence
from provenance.model import Confidence, Grade, Hop, Level, Origins, Relation, Status, Verdict
from provenance.store import contradictions, tables
from provenance.store.bands import COUNTS
from provenance.store.columns import Row
from provenance.store.loading import CLAIM_ROWS, attributions, batches
from provenance.store.rows import certainty_from, source_key, standing_columns

_claim = tables.claim.c
SINGLE_ORIGIN = and_(
    _claim.level == Level.CERTAIN.value,
    _claim.status == Status.ASSERTED.value,
    _claim.origins_low == 1,
    _claim.superseded.is_(False),
    or_(_claim.lead.is_(True), _claim.corroborating > 0),
)
"""Load-bearing, but resting on one origin: put as a certain fact, in the lead of an article or repeated by other
articles, perhaps of the same origin as it, and not overtaken by a later one. A person's verdict has no part in it.
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A claim at the other end of a listed link. `later`: its article was published on a later day."""

    link: int
    claim: int
    relation: Relation
    score: float
    verdict: Verdict | None
    later: bool

    @property
    def strength(self) -> float:
        """How far the link is to be believed: its score, 1 where a person accepted it."""
        return 1.0 if self.verdict is Verdict.ACCEPT else self.score


def neighbours(connection: Connection, numbers: Iterable[int]) -> dict[int, list[Neighbour]]:
    """The claims that each of some claims is linked to, by links that are listed and not rejected, surest first."""
    found: defaultdict[int, list[Neighbour]] = defaultdict(list)
    for batch in batches(dict.fromkeys(numbers)):
        for here, query in _NEIGHBOURS:
            for row in connection.execute(query.where(here.in_(batch))).mappings():
                found[row["here"]].append(_neighbour(row))
    return {number: sorted(near, key=lambda one: (-one.score, one.link)) for number, near in found.items()}


def _neighbour_rows(here: Any, there: Any) -> Any:
    near, far = tables.claim.alias(), tables.claim.alias()
    near_article, far_article = tables.article.alias(), tables.article.alias()
    link = tables.link.c
    return (
        select(
            here.label("here"),
            there.label("claim"),
            link.number.label("link"),
            link.relation,
            link.score,
            link.verdict,
            (far_article.c.published_on > near_article.c.published_on).label("later"),
        )
        .join(near, near.c.number == here)
        .join(far, far.c.number == there)
        .join(near_article, near_article.c.number == near.c.article)
        .join(far_article, far_article.c.number == far.c.article)
        .where(link.current.is_(True), COUNTS, or_(link.verdict.is_(None), link.verdict != Verdict.REJECT.value))
    )


_NEIGHBOURS = tuple(
    (here, _neighbour_rows(here, there))
    for here, there in ((tables.link.c.a, tables.link.c.b), (tables.link.c.b, tables.link.c.a))
)


def _neighbour(row: Row) -> Neighbour:
    return Neighbour(
        link=row["link"],
        claim=row["claim"],
        relation=Relation(row["relation"]),
        score=row["score"],
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        later=bool(row["later"]),
    )


def write_standing(connection: Connection, standings: Mapping[int, tuple[Standing, Origins, int, int]]) -> None:
    """Notes for claims, by number: their standing, origins, and counts of corroborating and conflicting links."""
    changes = [{"of": number, **standing_columns(*standing)} for number, standing in standings.items()]
    _update_claims(connection, changes)


def set_columns(connection: Connection, rows: Iterable[Row]) -> None:
    """Notes what was worked out elsewhere: columns that follow from others, of claims by `number`."""
    changes = [{name: value for name, value in row.items() if name != "number"} | {"of": row["number"]} for row in rows]
    _update_claims(connection, changes)


def rescore(connection: Connection, numbers: Iterable[int]) -> None:
    """Computes the confidence of some claims again from what is stored."""
    wanted = list(dict.fromkeys(numbers))
    for batch in batches(wanted):
        scores = confidences(connection, batch)
        _update_claims(connection, [{"of": number, "confidence": sum_.score} for number, sum_ in scores.items()])
        single = update(tables.claim).where(tables.claim.c.number.in_(batch)).values(single_origin=SINGLE_ORIGIN)
        connection.execute(single)


def confidences(connection: Connection, numbers: Sequence[int]) -> dict[int, Confidence]:
    """The sum behind the confidence of some claims, by number."""
    return {number: confidence(known) for number, known in evidence(connection, numbers).items()}


def evidence(connection: Connection, numbers: Sequence[int]) -> dict[int, Evidence]:
    """What the confidence of some claims rests on, by number."""
    grades = contradictions.grades(connection)
    hops = attributions(connection, numbers)
    return {
        row["number"]: _evidence(row, hops.get(row["number"], ()), grades)
        for batch in batches(numbers)
        for row in connection.execute(CLAIM_ROWS.where(tables.claim.c.number.in_(batch))).mappings()
    }


def _evidence(row: Row, attribution: tuple[Hop, ...], grades: Mapping[str, Grade]) -> Evidence:
    return Evidence(
        certainty=certainty_from(row),
        attribution=attribution,
        grades=tuple(grades.get(source_key(hop.label), Grade.F) for hop in attribution),
        outlet=row["outlet"],
        outlet_grade=grades.get(row["outlet_key"] or "", Grade.F),
        standing=Standing(
            origins=row["origins_low"],
            support=row["support"],
            opposing=row["opposing_origins"],
            opposition=row["opposition"],
            superseded=row["superseded"],
        ),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
    )


def _update_claims(connection: Connection, changes: Sequence[dict[str, Any]]) -> None:
    if changes:
        columns: dict[str, Any] = {name: bindparam(name) for name in changes[0] if name != "of"}
        statement = update(tables.claim).where(tables.claim.c.number == bindparam("of")).values(columns)
        connection.execute(statement, list(changes))
