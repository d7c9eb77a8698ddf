"""Which claims say the same: corroborating links put together without letting meaning drift along a chain.

A says what B says, and B what C says, does not make A and C alike. So each group has a core: the claim with the most
corroborating links that is in no group yet; its group are the claims linked to it itself. Every member is then one
tested comparison away from the core, and any two members at most two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from provenance.model import Relation
from provenance.store import grouping, standing


@dataclass(frozen=True, slots=True)
class Star:
    """A core and claims linked to it, by number. `whole`: these are all that are linked to it."""

    core: int
    members: tuple[int, ...]
    whole: bool = True

    @property
    def claims(self) -> tuple[int, ...]:
        """The core first."""
        return (self.core, *self.members)


def stars(links: Iterable[tuple[int, int]], rank: Mapping[int, tuple[float, str]]) -> list[Star]:
    """Groups of at least two claims; every linked claim is in at most one.

    Args:
        links: Pairs of claims that corroborate each other.
        rank: By claim, what decides between cores with equally many links: the smaller first.
    """
    near: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in links:
        near[a].add(b)
        near[b].add(a)
    free = set(near)
    found = []
    for core in sorted(near, key=lambda claim: (-len(near[claim]), *rank[claim])):
        members = near[core] & free
        if core in free and members:
            ordered = tuple(sorted(members, key=lambda claim: rank[claim]))
            found.append(Star(core, ordered, whole=members == near[core]))
            free -= {core, *members}
    return found


def stars_of(connection: Connection, claims: Sequence[int]) -> dict[int, Star]:
    """The group that each of some claims is in; one that is in none stands with those that are linked to it, if any."""
    cores = grouping.cores(connection, claims)
    members = grouping.members(connection, sorted({core for core in cores.values() if core is not None}))
    near = standing.neighbours(connection, [claim for claim, core in cores.items() if core is None])
    found = {}
    for claim, core in cores.items():
        same = [one.claim for one in near.get(claim, ()) if one.relation is Relation.CORROBORATES]
        found[claim] = Star(claim, tuple(same)) if core is None else Star(core, tuple(members[core][1:]))
    return found
