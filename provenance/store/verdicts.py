"""The verdict that counts of a claim or a link, kept in its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from provenance.model import Verdict
from provenance.store import tables


class Ends(NamedTuple):
    """A link and the claims at its ends, by number."""

    number: int
    id: str
    a: int
    b: int
    relation: str


def claim_id(connection: Connection, number: int) -> str:
    """The id of the claim with this number."""
    return str(connection.execute(select(tables.claim.c.id).where(tables.claim.c.number == number)).scalar_one())


def give_claim(connection: Connection, number: int, verdict: Verdict) -> None:
    """Notes a verdict on a claim."""
    connection.execute(update(tables.claim).where(tables.claim.c.number == number).values(verdict=_column(verdict)))


def give_link(connection: Connection, number: int, verdict: Verdict) -> None:
    """Notes a verdict on a link."""
    connection.execute(update(tables.link).where(tables.link.c.number == number).values(verdict=_column(verdict)))


def ends(connection: Connection, number: int) -> Ends:
    """The ends of the link with this number."""
    return Ends(*connection.execute(_ENDS.where(tables.link.c.number == number)).one())


def links_alike(connection: Connection, same: Mapping[int, int]) -> list[tuple[Ends, Ends]]:
    """Reviewed links of old claims with what stands in their place, of the same relation: old first.

    Args:
        same: From old claims to the new ones in their place, by number.
    """
    pairs = []
    for old, new in same.items():
        for link in _of(connection, old):
            other = link.b if link.a == old else link.a
            pairs += [
                (link, found)
                for found in _of(connection, new)
                if other in (found.a, found.b) and found.relation == link.relation
            ]
    return pairs


_ENDS = select(*(tables.link.c[name] for name in Ends._fields))


def _of(connection: Connection, claim: int) -> list[Ends]:
    touching = (tables.link.c.a == claim) | (tables.link.c.b == claim)
    return [Ends(*row) for row in connection.execute(_ENDS.where(touching))]


def _column(verdict: Verdict) -> str | None:
    """A verdict that was taken back is none."""
    return None if verdict is Verdict.OPEN else verdict.value
