"""Links as people set them: between claims that the program had not linked, with another relation, or none at all.

The subject of such a correction is the link's id, which follows from its claims; its value names these, the relation,
and what it rests on. What the program found is kept (`as_read`: nothing, where it had found no link).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from provenance.bookkeeping import Difference
from provenance.correction import Corrected
from provenance.model import Claim, Link, Reason, ReasonKind, Relation, link_id
from provenance.store import as_read, corrections, loading, log, tables, writing
from provenance.store.columns import Columns, Row
from provenance.store.corrections import Word
from provenance.store.order import CORRECTION
from provenance.store.rows import link_columns

RELATION = "relation"
"""The field of a link that holds how its claims stand to each other."""
_link = tables.link.c


class Now(NamedTuple):
    """What the program found of the link between two claims, by number (nothing: none), and what its row has to hold
    (None: there is to be none).
    """

    a: int
    b: int
    read: Columns
    row: Columns | None


def settle(connection: Connection, subject: str) -> set[int]:
    """Makes the row of a link, by id, follow from what was found and what people set; its claims, by number."""
    stored = _stored(connection, subject)
    now = _now(connection, subject, stored)
    if now is None or now.row == _values(stored):
        return set()
    as_read.drop(connection, [subject])
    if now.row is None:
        connection.execute(delete(tables.link).where(_link.id == subject))
    elif stored is None:
        connection.execute(insert(tables.link), {**now.row, "id": subject, "a": now.a, "b": now.b})
    else:
        connection.execute(update(tables.link).where(_link.id == subject).values(now.row))
    if now.row is not None and now.read != now.row:
        as_read.keep(connection, subject, {"link": now.read})
    writing.list_links(connection, [now.a])
    return {now.a, now.b}


def differing(connection: Connection) -> Iterator[Difference | None]:
    """For each link that people set, as its row or as the log has it: None, or that the two differ."""
    entries = select(tables.log.c.subject).where(tables.log.c.event == CORRECTION, tables.log.c.value == RELATION)
    kept = select(tables.reading.c.target).join(tables.link, _link.id == tables.reading.c.target)
    for subject in sorted({*connection.execute(entries).scalars(), *connection.execute(kept).scalars()}):
        stored = _stored(connection, subject)
        now = _now(connection, subject, stored)
        if now is not None:
            what = "it is not what the program found and people set"
            same = now.row == _values(stored)
            yield None if same else Difference(where=f"link {subject}", what=what, follows=True)


def numbers(connection: Connection) -> list[int]:
    """The links, by number, that people ever set, listed and in the order in which they came."""
    entries = select(tables.log.c.subject).where(tables.log.c.event == CORRECTION, tables.log.c.value == RELATION)
    query = select(_link.number).where(_link.id.in_(entries), _link.current.is_(True)).order_by(_link.number)
    return list(connection.execute(query).scalars())


def ends(said: Iterable[Word]) -> list[str]:
    """The claims, by id, of the links that some words are about."""
    values = [word.value for word in said if word.field == RELATION and isinstance(word.value, dict)]
    return [value[end] for value in values for end in ("a", "b")]


def between(connection: Connection, claims: Container[str]) -> list[tuple[str, tuple[str, str]]]:
    """The links that people set of some claims, by id, with both of their claims; few of all that are in the log."""
    rows = log.rows(connection, (CORRECTION,))
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["value"] == RELATION:
            ends = corrections.set_to(row)["a"], corrections.set_to(row)["b"]
            found |= {row["subject"]: ends} if ends[0] in claims or ends[1] in claims else {}
    return list(found.items())


def marks(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Corrected, ...]]:
    """What people set of some links, by id."""
    if not corrections.has_any(connection):
        return {}
    found = corrections.standing(connection, ids)
    return {id_: tuple(corrections.mark(field, row) for field, row in said.items()) for id_, said in found.items()}


def _now(connection: Connection, subject: str, stored: Row | None) -> Now | None:
    """None where nothing was said of such a link and none is `stored`, or its claims are gone."""
    kept = as_read.readings(connection, [subject]).get(subject, {}).get("link")
    read: Columns = (_values(stored) or {}) if kept is None else dict(kept)
    said = corrections.standing(connection, [subject]).get(subject, {}).get(RELATION)
    if said is None:
        return None if stored is None else Now(stored["a"], stored["b"], read, read or None)
    value = corrections.set_to(said)
    if link_id(value["a"], value["b"]) != subject:
        return None  # made of claims that stand elsewhere now
    numbers = [number for one in ("a", "b") for number in loading.claims_with(connection, [value[one]])]
    ends = numbers if stored is None else [stored["a"], stored["b"]]
    claims = loading.claims(connection, ends)
    if len(claims) < 2:
        return None
    a, b = ends
    return Now(a, b, read, _values(link_columns(_link_as(value, claims[a], claims[b]), a=a, b=b)))


def _link_as(value: Row, a: Claim, b: Claim) -> Link:
    """The link that a person sets: they speak of the same thing, since that person says so."""
    kind = value["reason"]
    spans = [(one.content[0][0], one.content[-1][1]) if one.content else (one.start, one.end) for one in (a, b)]
    reasons = () if kind is None else (Reason(ReasonKind(kind), spans[0], spans[1], "a person says so", 1.0),)
    return Link(a, b, Relation(value["relation"]), 1.0, reasons)


def _stored(connection: Connection, subject: str) -> Row | None:
    return connection.execute(select(tables.link).where(_link.id == subject)).mappings().first()


def _values(row: Row | None) -> Columns | None:
    """The columns of a link's row that the program or a person fills."""
    return None if row is None else {name: row[name] for name in _COLUMNS}


_COLUMNS = ("relation", "score", "reasons", "parts", "agreement", "band")
