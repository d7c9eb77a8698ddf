"""Match: from claims to the links between their articles that are worth showing unasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from provenance.language.data import load
from provenance.matching.agreement import agreement, is_sure
from provenance.matching.firmness import is_firm, may_be_firm
from provenance.matching.index import ClaimIndex
from provenance.matching.relation import judged
from provenance.matching.similarity import may_reach, similarity
from provenance.model import Claim, Link, ReasonKind, Relation

CLASHING = frozenset({Relation.CONFLICTS, Relation.UPDATES})
_TELLING = frozenset({ReasonKind.SAME_WORDS, ReasonKind.SAME_NUMBER, ReasonKind.SAME_STAGE})
"""Agreements that show that two claims say the same; a name, a place or a day in common is not enough."""


def match(claims: Iterable[Claim]) -> Iterator[Link]:
    """The links between claims of different articles that corroborate, conflict or update.

    Only pairs that the index proposes are compared, and only what is clear enough is told: see `linked` and `chosen`.
    """
    found = (linked(a, b) for a, b in ClaimIndex(claims).pairs())
    yield from chosen(link for link in found if link is not None)


def linked(a: Claim, b: Claim, story: float | None = None) -> Link | None:
    """How two claims of different articles stand to each other; None where that is not clear enough to be shown.

    An agreement must be likely by its words (`shown`, `agreed` and `surely_agreed` of `data/similarity.toml`), a clash
    firm. `story` is how alike the articles are (see `similarity`), where that is known.
    """
    limits = load("similarity")
    firm = may_be_firm(a, b, 0.0)
    least = limits["compared"] if firm else limits["shown"]
    if not may_reach(a, b, least, story):
        return None  # most pairs by far, and neither claim nor its article needs to be read for it
    alike = similarity(a, b, story)
    likely = alike[0] >= least and _is_likely(a, b, alike[0])
    if alike[0] < least or not (firm or likely):
        return None
    link = judged(a, b, alike)
    if link.relation in CLASHING:
        return link if is_firm(link) else None
    telling = any(reason.kind in _TELLING for reason in link.reasons)
    return link if link.relation is Relation.CORROBORATES and likely and telling else None


def _is_likely(a: Claim, b: Claim, score: float) -> bool:
    """Whether two claims that are so much alike likely tell the same."""
    limits = load("similarity")
    least = limits["surely_agreed" if is_sure(score) else "agreed"]
    return bool(score >= limits["shown"] and agreement(a, b, score) >= least)


def chosen(links: Iterable[Link]) -> Iterator[Link]:
    """Of `links`, all clashes and sure agreements, and of the other agreements the best for each claim.

    Two articles of one story say many like things. Where two claims are not surely the same, each has at most one
    counterpart in another article: that with which it most likely agrees.
    """
    sure = load("similarity")["sure"]
    unsure: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    taken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for link in links:
        between = tuple(sorted((link.a.article.id, link.b.article.id)))
        if link.relation is Relation.CORROBORATES and link.score < sure:
            unsure[between].append(link)
            continue
        if link.relation is Relation.CORROBORATES:
            taken[between] |= {link.a.id, link.b.id}
        yield link
    for between, several in unsure.items():
        used = taken[between]
        for link in sorted(several, key=lambda link: (-agreement(link.a, link.b, link.score), link.id)):
            if link.a.id not in used and link.b.id not in used:
                used |= {link.a.id, link.b.id}
                yield link
