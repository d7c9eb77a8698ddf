"""Typed clashes and agreements: one module a type, each `find(a, b)` over two claims that were read into facets.

A comparison looks only at spans that stand in like words on both sides (see `Facets.role`): De Marneffe, Rafferty and
Manning (2008) show that comparing what is not aligned is the main source of false alarms.
"""

from __future__ import annotations

from collections.abc import Callable

from provenance.matching.clashes import cause, date, degree, identity, number, place, polarity, stage
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets
from provenance.model import ReasonKind

FINDERS: dict[ReasonKind, Callable[[Facets, Facets], list[Evidence]]] = {
    ReasonKind.NUMBER: number.find,
    ReasonKind.DATE: date.find,
    ReasonKind.PLACE: place.find,
    ReasonKind.POLARITY: polarity.find,
    ReasonKind.STAGE: stage.find,
    ReasonKind.DEGREE: degree.find,
    ReasonKind.IDENTITY: identity.find,
    ReasonKind.CAUSE: cause.find,
}


def find(a: Facets, b: Facets) -> list[Evidence]:
    """All clashes and agreements of two claims, of every type."""
    return [evidence for finder in FINDERS.values() for evidence in finder(a, b)]
