"""Reading links back: as records, and as pairs to group by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from provenance.model import Band, Relation, Verdict
from provenance.records import LinkRecord
from provenance.store import set_links, tables
from provenance.store.bands import COUNTS, in_band, surest_first
from provenance.store.loading import article_numbers, articles, batches, claim_records, contested
from provenance.store.rows import link_record

_link, _claim = tables.link.c, tables.claim.c
_AGREEING = select(_link.a, _link.b).where(
    _link.current.is_(True),
    _link.relation == Relation.CORROBORATES.value,
    COUNTS,
    or_(_link.verdict.is_(None), _link.verdict != Verdict.REJECT.value),
)


class Ranked(NamedTuple):
    """What claims are put in order by."""

    id: str
    confidence: float
    origins: int


def link_records(connection: Connection, numbers: Sequence[int]) -> list[LinkRecord]:
    """The records of some links, in the order of `numbers`."""
    rows = {
        row["number"]: row
        for batch in batches(dict.fromkeys(numbers))
        for row in connection.execute(select(tables.link).where(_link.number.in_(batch))).mappings()
    }
    ends = list(dict.fromkeys(end for row in rows.values() for end in (row["a"], row["b"])))
    claims = dict(zip(ends, claim_records(connection, ends), strict=True))
    where = article_numbers(connection, ends)
    texts = {number: article.text for number, article in articles(connection, where.values()).items()}
    open_ = contested(connection, "review")
    marks = set_links.marks(connection, (row["id"] for row in rows.values()))
    return [
        link_record(
            row,
            claims[row["a"]],
            claims[row["b"]],
            (texts[where[row["a"]]], texts[where[row["b"]]]),
            contested=row["id"] in open_,
            corrected=marks.get(row["id"], ()),
        )
        for row in (rows[number] for number in numbers)
    ]


def of_claim(connection: Connection, claim: int, band: Band = Band.SHOWN) -> list[int]:
    """The listed links of a claim in a band, rejected ones last, else the surest first."""
    touching = or_(_link.a == claim, _link.b == claim)
    query = select(_link.number).where(touching, _link.current.is_(True), in_band(band))
    return list(connection.execute(query.order_by(*surest_first(band))).scalars())


def corroborating(connection: Connection) -> list[tuple[int, int]]:
    """The claims at the ends of all listed corroborating links that no person rejected."""
    return [(row.a, row.b) for row in connection.execute(_AGREEING)]


def agreeing_around(connection: Connection, claims: Iterable[int]) -> list[tuple[int, int]]:
    """Of the pairs of `corroborating`, those that one of `claims` is in, or a claim of such a pair, and so on."""
    found: dict[tuple[int, int], None] = {}
    reached = list(dict.fromkeys(claims))
    seen = set(reached)
    while reached:
        near = [
            (row.a, row.b)
            for batch in batches(reached)
            for end in (_link.a, _link.b)
            for row in connection.execute(_AGREEING.where(end.in_(batch)))
        ]
        found.update(dict.fromkeys(near))
        reached = list({end for pair in near for end in pair} - seen)
        seen.update(reached)
    return list(found)


def between(connection: Connection, claims: Sequence[int]) -> list[int]:
    """The listed links between some claims that are shown, those that a person rejected too, the surest first."""
    found: list[tuple[float, str, int]] = []
    wanted = set(claims)
    for batch in batches(dict.fromkeys(claims)):
        query = select(_link.score, _link.id, _link.number, _link.b)
        rows = connection.execute(query.where(_link.current.is_(True), COUNTS, _link.a.in_(batch)))
        found += [(-row.score, row.id, row.number) for row in rows if row.b in wanted]
    return [number for *_, number in sorted(found)]


def among(connection: Connection, claims: Sequence[int]) -> list[tuple[int, int, int]]:
    """The listed corroborating links between some claims that no person rejected, the surest first, and their ends."""
    query = (
        select(_link.number, _link.a, _link.b)
        .where(
            _link.current.is_(True),
            _link.relation == Relation.CORROBORATES.value,
            COUNTS,
            or_(_link.verdict.is_(None), _link.verdict != Verdict.REJECT.value),
            _link.a.in_(claims),
            _link.b.in_(claims),
        )
        .order_by(_link.score.desc(), _link.id)
    )
    return [(number, a, b) for number, a, b in connection.execute(query)]


def ranks(connection: Connection, pairs: Iterable[tuple[int, int]]) -> dict[int, Ranked]:
    """What the claims of some pairs are put in order by, by number."""
    found: dict[int, Ranked] = {}
    for batch in batches(dict.fromkeys(number for pair in pairs for number in pair)):
        query = select(_claim.number, _claim.id, _claim.confidence, _claim.origins_low)
        for number, *rank in connection.execute(query.where(_claim.number.in_(batch))):
            found[number] = Ranked(*rank)
    return found
