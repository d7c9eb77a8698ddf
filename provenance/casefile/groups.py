"""Which claims say the same: corroborating links put together without letting meaning drift along a chain.

A says what B says, and B what C says, does not make A and C alike. So each group has a core, the claim with the most
corroborating links that is in no group yet, and a claim joins when it is linked to the core and to most of the members
that joined before it: first those that most of the core's neighbours say the same as.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
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
        members = _members(core, near, near[core] & free, rank) if core in free else set()
        if members:
            ordered = tuple(sorted(members, key=lambda claim: rank[claim]))
            found.append(Star(core, ordered, whole=members == near[core]))
            free -= {core, *members}
    return found


def _members(
    core: int, near: Mapping[int, AbstractSet[int]], wanted: AbstractSet[int], rank: Mapping[int, tuple[float, str]]
) -> set[int]:
    """Those of some claims linked to a core that say the same as most of the group, the core included, as it grows."""
    group = {core}
    for claim in sorted(wanted, key=lambda one: (-len(near[one] & near[core]), *rank[one])):
        if 2 * len(near[claim] & group) > len(group):
            group.add(claim)
    return group - {core}


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
