"""Standing: what a casefile makes of each claim, from what is tied to it: origins, counts, confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from provenance.bulk import tables
from provenance.bulk.archive import Archive
from provenance.bulk.roster import LISTED
from provenance.bulk.shelf import Parts, Shelf
from provenance.bulk.ties import RELATIONS
from provenance.casefile.steps import Steps
from provenance.casefile.weighing import standing_of
from provenance.confidence import Evidence, confidence
from provenance.model import Claim, Grade, Level, Relation, Status
from provenance.store import tables as casefile
from provenance.store.columns import Columns
from provenance.store.rows import standing_columns
from provenance.store.standing import Neighbour

STANDING = tables.schema(casefile.claim, without=set(casefile.claim.columns.keys()) - {"number", *casefile.FOLLOWING})
CLAIMS = 500
"""So many claims are weighed at a time: those that are tied to them are in memory."""


def standings(shelf: Shelf, order: str, tied: str, piece: int, steps: Steps) -> Parts:
    """The columns of a piece's claims that follow from their ties, as a table `standing`, by number.

    Args:
        shelf: Where all results lie.
        order: The key of the roster.
        tied: The key of the piece's ties.
        piece: Its number.
        steps: What counts origins.
    """
    archive = Archive.on_shelf(shelf, order)
    who = archive.who
    start, stop = who.of_piece(piece)
    first, last = int(who.first[start]), int(who.first[stop])
    leads = shelf.table("claims", archive.pieces[piece].claims, "claim", ["lead"])["lead"].to_numpy()
    cores = shelf.array("ties", tied, "core")
    near = _neighbours(shelf, tied)
    rows = []
    for begin in range(first, last, CLAIMS):
        numbers = range(begin, min(begin + CLAIMS, last))
        known = archive.claims({*numbers, *(one.claim for number in numbers for one in near.get(number, ()))})
        for number in numbers:
            article, core = int(who.article[number]), int(cores[number - first])
            lead = bool(leads[who.at[article] + number - who.first[article]])
            row = _columns(known[number], near.get(number, []), known, lead=lead, steps=steps)
            listed = bool(who.until[article] == LISTED)
            rows.append(row | {"number": number, "current": listed, "core": None if core < 0 else core})
    return {"standing": tables.from_rows(rows, casefile.claim, STANDING)}


def _neighbours(shelf: Shelf, tied: str) -> dict[int, list[Neighbour]]:
    found: defaultdict[int, list[Neighbour]] = defaultdict(list)
    for number, row in enumerate(shelf.table("ties", tied, "tie").to_pylist()):
        relation = RELATIONS[row["relation"]]
        one = Neighbour(number, row["other"], relation, row["score"], verdict=None, later=row["later"])
        found[row["claim"]].append(one)
    return found


def _columns(
    claim: Claim, around: Sequence[Neighbour], claims: Mapping[int, Claim], *, lead: bool, steps: Steps
) -> Columns:
    """See `provenance.casefile.weighing.weigh`; nobody has graded or reviewed anything here."""
    found, origins = standing_of(claim, around, claims, steps.origins)
    agreeing = sum(one.relation is Relation.CORROBORATES for one in around)
    certainty = claim.certainty
    evidence = Evidence(
        certainty=certainty,
        attribution=claim.attribution,
        grades=(Grade.F,) * len(claim.attribution),
        outlet=claim.article.outlet,
        standing=found,
    )
    bearing = certainty.level is Level.CERTAIN and certainty.status is Status.ASSERTED and (lead or agreeing > 0)
    conflicting = sum(one.relation is Relation.CONFLICTS for one in around)
    return standing_columns(found, origins, agreeing, conflicting) | {
        "confidence": confidence(evidence).score,
        "single_origin": bearing and origins.low == 1 and not found.superseded,
    }
