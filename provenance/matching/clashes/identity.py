"""Identity: different names in the same role, and names that both claims share."""

from __future__ import annotations

from provenance.language.names import Name, same_name
from provenance.matching.clashes.pairing import one_to_one
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike, known
from provenance.model import ReasonKind

_ALIGNED = 0.4


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Names on both sides, and names in like words of whom the other article knows nothing."""
    found, alone = [], []
    for x in a.names:
        shared = next((y for y in b.names if same_name(x.text, y.text)), None)
        if shared:
            spans = (x.start, x.end), (shared.start, shared.end)
            note = f"both name {x.text}" if x.parts == shared.parts else f"{x.text} is {shared.text}"
            found.append(Evidence(ReasonKind.SAME_NAME, *spans, note, "same.name", 0.5))
        elif not _is_other(a, x) and not known(b.claim.article) & set(x.parts):
            alone.append(x)
    strangers = [
        y
        for y in b.names
        if alone
        and not _is_other(b, y)
        and not known(a.claim.article) & set(y.parts)
        and not any(same_name(x.text, y.text) for x in a.names)
    ]
    scored = [(alike(a.role(x.start, x.end), b.role(y.start, y.end)), x, y) for x in alone for y in strangers]
    for strength, x, y in one_to_one(each for each in scored if each[0] >= _ALIGNED):
        spans = (x.start, x.end), (y.start, y.end)
        found.append(Evidence(ReasonKind.IDENTITY, *spans, f"{x.text} against {y.text}", "identity.name", strength))
    return found


def _is_other(facets: Facets, name: Name) -> bool:
    """Whether the capitals write no one's name but a place or a number ("Eight-Year Offer")."""
    spans = [(place.start, place.end) for place in facets.places]
    spans += [(number.start, number.end) for number in facets.quantities]
    return any(start < name.end and name.start < end for start, end in spans)
