"""Places: where the same thing happened, with countries, states and cities inside each other."""

from __future__ import annotations

from provenance.language.places import PlaceName
from provenance.matching.clashes.pairing import one_to_one
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.model import ReasonKind

_ALIGNED = 0.12
_WHERE = frozenset({"in", "at", "near", "off", "outside"})


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Places that both name or that lie in each other, and places in like words that exclude each other."""
    found = []
    scored = []
    for x in a.places:
        fitting = [y for y in b.places if x.within(y)]
        if fitting:
            y = fitting[0]
            found.append(_same(a, x, b, y))
            continue
        others = [y for y in b.places if not any(y.within(z) for z in a.places) and x.people == y.people]
        scored += [
            (_aligned(a, x, b, y), x, y) for y in others if x.people or (_preposition(a, x) and _preposition(b, y))
        ]
    clashing = one_to_one(each for each in scored if each[0] >= _ALIGNED)
    return [*found, *(_clash(a, x, b, y, strength) for strength, x, y in clashing)]


def _aligned(a: Facets, x: PlaceName, b: Facets, y: PlaceName) -> float:
    strength = alike(a.role(x.start, x.end), b.role(y.start, y.end))
    before, after = _preposition(a, x), _preposition(b, y)
    return min(1.0, strength + 0.15) if before and before == after else strength


def _preposition(facets: Facets, place: PlaceName) -> str | None:
    index = facets.words_in(place.start, place.end).start - 1
    word = facets.words[index].text.lower() if index >= 0 else ""
    return word if word in _WHERE else None


def _same(a: Facets, x: PlaceName, b: Facets, y: PlaceName) -> Evidence:
    left, right = a.text[x.start : x.end], b.text[y.start : y.end]
    note = f"both name {left}" if x.path == y.path else f"{left} and {right}: one lies in the other"
    return Evidence(ReasonKind.SAME_PLACE, (x.start, x.end), (y.start, y.end), note, "same.place", 0.5)


def _clash(a: Facets, x: PlaceName, b: Facets, y: PlaceName, strength: float) -> Evidence:
    left, right = a.text[x.start : x.end], b.text[y.start : y.end]
    kind, feature = (ReasonKind.IDENTITY, "identity.people") if x.people else (ReasonKind.PLACE, "place.other")
    return Evidence(kind, (x.start, x.end), (y.start, y.end), f"{left} against {right}", feature, strength)
