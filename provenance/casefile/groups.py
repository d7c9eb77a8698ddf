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

from provenance.store import links


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
    """The group that each of some claims is in, the same as among all claims of the casefile.

    A claim that is in none stands with those that are linked to it itself, if there are any.
    """
    pairs = links.agreeing_around(connection, claims)
    ranks = {number: (-one.confidence, one.id) for number, one in links.ranks(connection, pairs).items()}
    found = {number: star for star in stars(pairs, ranks) for number in star.claims}
    for claim in claims:
        if claim not in found:
            near = {end for pair in pairs if claim in pair for end in pair} - {claim}
            found[claim] = Star(claim, tuple(sorted(near, key=lambda number: ranks[number])))
    return {claim: found[claim] for claim in claims}
