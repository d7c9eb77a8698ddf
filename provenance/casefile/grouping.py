"""Keeping the groups true: which claims are told together, whenever links come or go."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from provenance.casefile.groups import stars
from provenance.store import grouping, links


def regroup(connection: Connection, claims: Iterable[int]) -> None:
    """Puts claims whose links changed, and all that hang together with them, into their groups again."""
    touched = set(claims)
    pairs = links.agreeing_around(connection, touched)
    reached = touched.union(*pairs)
    expected = cores_of(connection, pairs)
    stored = grouping.cores(connection, reached)
    changed = {claim: expected.get(claim) for claim in reached if stored[claim] != expected.get(claim)}
    grouping.put(connection, changed)


def cores_of(connection: Connection, pairs: list[tuple[int, int]]) -> dict[int, int]:
    """The core of each claim that is in a group, where all of these pairs, and no others, say the same.

    Between two claims with equally many links the id decides: it changes with nothing.
    """
    ranks = {number: (0.0, one.id) for number, one in links.ranks(connection, pairs).items()}
    return {claim: star.core for star in stars(pairs, ranks) for claim in star.claims}
