"""Keeping the numbers of claims true: origins, counts and confidence, whenever something that they rest on changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from provenance.casefile.grouping import regroup
from provenance.casefile.readable import readable_claims
from provenance.confidence import Evidence, Standing, confidence
from provenance.errors import Phase
from provenance.faults import isolated
from provenance.model import Claim, Confidence, Origins, Relation
from provenance.store import standing
from provenance.store.standing import Neighbour

Count = Callable[[Sequence[Claim]], Origins]
"""How many independent origins stand behind some claims."""

OTHERWISE = (Relation.CONFLICTS, Relation.UPDATES)


def weigh(connection: Connection, numbers: Iterable[int], count: Count) -> None:
    """Computes origins, counts and confidence of some claims again from their links."""
    wanted = list(dict.fromkeys(numbers))
    near = standing.neighbours(connection, wanted)
    claims = readable_claims(connection, {*near, *(one.claim for around in near.values() for one in around)})
    results = {}
    for number in wanted:
        around = [one for one in near.get(number, []) if one.claim in claims]
        if number in near and number not in claims:
            continue  # its own row cannot be read, which is a fault already
        found, origins = standing_of(claims.get(number), around, claims, count)
        agreeing = sum(one.relation is Relation.CORROBORATES for one in around)
        clashing = sum(one.relation is Relation.CONFLICTS for one in around)
        results[number] = (found, origins, agreeing, clashing)
    standing.write_standing(connection, results)
    standing.rescore(connection, wanted)
    regroup(connection, wanted)


def standing_of(
    claim: Claim | None, around: Sequence[Neighbour], claims: Mapping[int, Claim], count: Count
) -> tuple[Standing, Origins]:
    """How the claims `around`, perhaps none, stand to `claim`, and their origins; nothing is told where that fails.

    `claim` may be None where nothing is around it.
    """
    if claim is None or not around:
        return Standing(), Origins(1, 1)
    where = f"claim {claim.id}"
    stood = isolated(Phase.SCORING, where, partial(stand, claim, around, claims, count))
    return stood or (Standing(), Origins(1, 1 + len(around)))


def stand(
    claim: Claim | None, around: Sequence[Neighbour], claims: Mapping[int, Claim], count: Count
) -> tuple[Standing, Origins]:
    """How the claims `around` stand to `claim`, and the origins of it and of those that say the same.

    Without `claim`, only the origins of the others are counted.
    """
    same = [one for one in around if one.relation is Relation.CORROBORATES]
    other = [one for one in around if one.relation is Relation.CONFLICTS]
    saying = [*([] if claim is None else [claim]), *(claims[one.claim] for one in same)]
    origins = _origins(saying, count)
    found = Standing(
        origins=origins.low,
        support=max((one.strength for one in same), default=0.0),
        opposing=_origins([claims[one.claim] for one in other], count).low,
        opposition=max((one.strength for one in other), default=0.0),
        superseded=any(one.relation is Relation.UPDATES and one.later for one in around),
    )
    return found, origins


def _origins(claims: Sequence[Claim], count: Count) -> Origins:
    """Of up to one claim without asking the matching."""
    return count(claims) if len(claims) > 1 else Origins(len(claims), len(claims))


def without(
    evidence: Evidence,
    claim: Claim,
    around: Sequence[Neighbour],
    claims: Mapping[int, Claim],
    count: Count,
    *,
    heard: bool,
) -> tuple[Confidence, Origins]:
    """What the confidence of `claim` would be with only the claims `around`, itself `heard` or left out as well."""
    found, origins = stand(claim if heard else None, around, claims, count)
    return confidence(replace(evidence, standing=found, heard=heard)), origins
