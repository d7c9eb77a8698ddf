"""Cause: two different causes of the same effect."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.model import ReasonKind, Span

_MARKER = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|caused by|(?:blamed|blames?) on|as a result of|resulting from|thanks to"
    r"|(?:died|dies|death)\b[^.,;]{0,30}?\b(?:of|from)|succumbed to|motivated by|sparked by|triggered by"
    r"|in retaliation for|related to|by accident|accidentally|deliberately|on purpose|intentionally|for no reason|arson"
    r"|in self[- ]defence|in self[- ]defense|cause (?:is|was) (?:unknown|unclear))\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(r"by accident|accidentally|deliberately|on purpose|intentionally|arson|in self.+", re.IGNORECASE)
"""Markers that are the cause, whatever follows."""
_FALL = re.compile(r"\bto (?:his|her|their|its) $")  # "fell to his death from the roof" tells a place
_END = re.compile(r"[,.;:!?]|\b(?:at|in|on|said|who|which|and|a week|after|when)\b")
_REACH = 80  # characters of a stated cause
_ALIGNED = 0.04


class Cause(NamedTuple):
    """A stated cause: its span with the marker, and the telling words of it (of the marker where it stands alone)."""

    span: Span
    words: frozenset[str]


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Stated causes that share no word, of effects in like words."""
    found = []
    for x in _causes(a):
        for y in _causes(b):
            if x.words & y.words:
                continue
            strength = alike(a.role(*x.span), b.role(*y.span))
            if strength >= _ALIGNED:
                note = f"{a.text[slice(*x.span)]} against {b.text[slice(*y.span)]}"
                found.append(Evidence(ReasonKind.CAUSE, x.span, y.span, note, "cause.other", strength))
    return found


@lru_cache(maxsize=1 << 14)
def _causes(facets: Facets) -> tuple[Cause, ...]:
    claim = facets.claim
    found = []
    for start, end in claim.content or ((claim.start, claim.end),):
        for match in _MARKER.finditer(facets.text, start, end):
            stop = _END.search(facets.text, match.end() + 1, min(end, match.end() + _REACH))
            until = stop.start() if stop else min(end, match.end() + _REACH)
            until -= len(facets.text[match.end() : until]) - len(facets.text[match.end() : until].rstrip())
            if _FALL.search(facets.text, max(start, match.start() - 20), match.start()):
                continue
            named = _telling(facets, match.end(), until)
            if not named or _ITSELF.fullmatch(match[0]):
                named = _telling(facets, match.start(), match.end())
            found.append(Cause((match.start(), until), named))
    return tuple(found)


def _telling(facets: Facets, start: int, end: int) -> frozenset[str]:
    return frozenset({facets.keys[index] for index in facets.words_in(start, end)} & facets.bag.keys())
