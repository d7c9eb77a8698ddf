"""What the program read of claims in whose rows a person's word stands: kept beside them, and sealed in their place.

So a correction changes nothing that the log holds a hash of, and can be taken back. Of a claim that a person added
nothing was read: what they gave is kept in its place, marked as `ADDED`, and no seal holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, insert, select

from provenance.model import Article, Claim
from provenance.store import loading, tables
from provenance.store.columns import Row, packed
from provenance.store.loading import batches
from provenance.store.rows import claim_columns, claim_from, hop_columns, hop_from, source_key

Reading: TypeAlias = Mapping[str, Any]
"""`claim`: columns of its row; `hops`: those of its hops, in order."""

CLAIM = frozenset(
    (
        *(
            one
            for one in claim_columns(Claim(article=Article(text=""), start=0, end=0, content=()), article=0, passage=0)
        ),
    )
) - {"id", "article", "passage", "start", "end", "ordinal", "lead", "corrected", "merges"}
"""The columns of a claim that a correction may change."""
ADDED = "added"
"""Marks the reading of a claim that a person added."""
_WHERE = ("claim", "article")
_reading = tables.reading.c


def reading_of(claim: Claim) -> Reading:
    """A claim as its row and the rows of its hops hold it."""
    row = claim_columns(claim, article=0, passage=0)
    hops = [hop_columns(hop, claim=0, article=0, position=at) for at, hop in enumerate(claim.attribution)]
    return {
        "claim": {name: packed(row[name]) for name in sorted(CLAIM)},
        "hops": [{name: packed(value) for name, value in hop.items() if name not in _WHERE} for hop in hops],
    }


def given(claim: Claim) -> Reading:
    """The reading of a claim as a person added it."""
    return {**reading_of(claim), ADDED: True}


def claim_as(reading: Reading, claim: Claim) -> Claim:
    """A claim of the same place, as a reading has it."""
    place = {"start": claim.start, "end": claim.end, "ordinal": claim.ordinal}
    return claim_from(
        {**reading["claim"], **place}, article=claim.article, attribution=tuple(map(hop_from, reading["hops"]))
    )


def stored(connection: Connection, numbers: Iterable[int]) -> dict[int, Reading]:
    """What the rows of some claims hold, by number, as they stand."""
    claim, hop = tables.claim.c, tables.hop.c
    found: dict[int, Reading] = {}
    hop_names = [column.name for column in tables.hop.columns if column.name not in _WHERE]
    for batch in batches(dict.fromkeys(numbers)):
        columns = [claim[name] for name in sorted(CLAIM)]
        rows = connection.execute(select(claim.number, *columns).where(claim.number.in_(batch))).mappings()
        found |= {row["number"]: {"claim": {one: row[one] for one in sorted(CLAIM)}, "hops": []} for row in rows}
        hops = select(tables.hop).where(hop.claim.in_(batch)).order_by(hop.claim, hop.position)
        for row in connection.execute(hops).mappings():
            found[row["claim"]]["hops"].append({name: row[name] for name in hop_names})
    return found


def readings(connection: Connection, ids: Iterable[str]) -> dict[str, Reading]:
    """What was read of those of some claims, by id, in whose rows a person's word stands."""
    found: dict[str, Reading] = {}
    for batch in batches(dict.fromkeys(ids)):
        rows = connection.execute(select(_reading.target, _reading.row).where(_reading.target.in_(batch)))
        found |= dict(rows.all())
    return found


def of_article(connection: Connection, article: int) -> dict[str, Reading]:
    """The same of the claims of an article, by number."""
    claim = tables.claim.c
    query = select(_reading.target, _reading.row).join(tables.claim, claim.id == _reading.target)
    return dict(connection.execute(query.where(claim.article == article)).all())


def claims(connection: Connection, numbers: Iterable[int]) -> dict[int, Claim]:
    """Some claims by number, as the program read them."""
    found = loading.claims(connection, numbers)
    read = readings(connection, (claim.id for claim in found.values()))
    return {at: claim_as(read[one.id], one) if one.id in read else one for at, one in found.items()}


def added(connection: Connection, article: int | None = None) -> dict[int, str]:
    """The claims (of an article, by number) that people ever added: ids by number."""
    claim = tables.claim.c
    query = select(claim.number, claim.id, _reading.row).join(tables.reading, _reading.target == claim.id)
    query = query if article is None else query.where(claim.article == article)
    return {number: id_ for number, id_, row in connection.execute(query) if row.get(ADDED)}


def citing(connection: Connection, key: str) -> list[str]:
    """The corrected claims, by id, that cite the source with this key in what was read."""
    rows = connection.execute(select(_reading.target, _reading.row))
    return [target for target, row in rows if any(source_key(hop["label"]) == key for hop in row.get("hops", ()))]


def strays(connection: Connection) -> list[str]:
    """The ids of claims and links that are not there, of which a reading is kept."""
    query = select(_reading.target)
    for table in (tables.claim, tables.link):
        query = query.where(_reading.target.not_in(select(table.c.id)))
    return list(connection.execute(query).scalars())


def keep(connection: Connection, target: str, reading: Reading) -> None:
    """Keeps what was read of a claim, before a person's word takes its place."""
    connection.execute(insert(tables.reading), {"target": target, "row": reading})


def drop(connection: Connection, ids: Iterable[str]) -> None:
    """Forgets what was read of some claims: it stands in their rows again, or they are gone."""
    for batch in batches(dict.fromkeys(ids)):
        connection.execute(delete(tables.reading).where(_reading.target.in_(batch)))


def legible(row: Row) -> None:
    """Raises ValueError, TypeError or LookupError where a row of the table holds no reading."""
    if "link" not in row["row"]:
        claim_as(row["row"], Claim(article=Article(text=""), start=0, end=0, content=()))
