"""Dates and times: moments of the same happening that exclude each other."""

from __future__ import annotations

from provenance.language.dates import Moment, agree, disagree
from provenance.matching.clashes.pairing import one_to_one
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.matching.governors import governor
from provenance.model import ReasonKind

_ALIGNED = 0.08
_SAME_PREDICATE = 0.3


def find(a: Facets, b: Facets) -> list[Evidence]:
    """For each moment of `a` that one of `b` agrees with the best aligned such pair; of all others the clashes."""
    found = []
    alone = []
    for x in a.moments:
        scored = [(_sure(a, b) * _aligned(a, x, b, y), y) for y in b.moments]
        same = [(strength, y) for strength, y in scored if agree(x, y)]
        if same:
            strength, y = max(same, key=lambda pair: pair[0])
            found.append(_evidence(a, x, b, y, max(strength, 0.3), None))
        else:
            alone += [(strength, x, y) for strength, y in scored if strength >= _ALIGNED and disagree(x, y)]
    alone = [each for each in alone if not any(agree(other, each[2]) for other in a.moments)]
    return [*found, *(_evidence(a, x, b, y, strength, disagree(x, y)) for strength, x, y in one_to_one(alone))]


def _aligned(a: Facets, x: Moment, b: Facets, y: Moment) -> float:
    """How alike the words around two moments are, in [0, 1]; the predicates that they date weigh most."""
    strength = alike(a.role(x.start, x.end), b.role(y.start, y.end))
    return min(1.0, strength + _SAME_PREDICATE * _same_predicate(a, x, b, y))


def _same_predicate(a: Facets, x: Moment, b: Facets, y: Moment) -> bool:
    mine, theirs = governor(a.claim, (x.start, x.end)), governor(b.claim, (y.start, y.end))
    return mine is not None and theirs is not None and mine.concept == theirs.concept


def _sure(a: Facets, b: Facets) -> float:
    """Half where a side also says "today" or the like and nobody knows which day that was."""
    return 0.5 if any(moment.relative and not moment.day_on for side in (a, b) for moment in side.moments) else 1.0


def _evidence(a: Facets, x: Moment, b: Facets, y: Moment, strength: float, unit: str | None) -> Evidence:
    left, right = a.text[x.start : x.end], b.text[y.start : y.end]
    spans = (x.start, x.end), (y.start, y.end)
    if unit is None:
        return Evidence(ReasonKind.SAME_DATE, *spans, f"{left} agrees with {right}", "same.date", strength)
    feature = f"date.{unit}" if _same_predicate(a, x, b, y) else "date.loose"
    return Evidence(ReasonKind.DATE, *spans, f"{left} against {right}: another {unit}", feature, strength)
