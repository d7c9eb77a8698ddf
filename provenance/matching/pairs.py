"""Match: from claims to the links between their articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.language.data import load
from provenance.matching.index import ClaimIndex
from provenance.matching.relation import compare
from provenance.matching.similarity import similarity
from provenance.model import Claim, Link, Relation

SHOWN = frozenset({Relation.CORROBORATES, Relation.CONFLICTS, Relation.UPDATES})
"""What is worth showing: agreement, clash, succession."""


def match(claims: Iterable[Claim]) -> Iterator[Link]:
    """The links between claims of different articles that corroborate, conflict or update.

    Only pairs that the index proposes and whose similarity reaches the suggested threshold are compared.
    """
    suggested = load("similarity")["suggested"]
    for a, b in ClaimIndex(claims).pairs():
        if similarity(a, b)[0] >= suggested:
            link = compare(a, b)
            if link.relation in SHOWN:
                yield link
