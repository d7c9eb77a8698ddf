"""Match: from claims to the links between their articles that are worth showing unasked, or when asked for more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from provenance.factchecks import is_reviewed, is_verdict
from provenance.language.data import load
from provenance.matching.agreement import agreement, agreement_but
from provenance.matching.comparer import both_told, opinion, opposed
from provenance.matching.firmness import holds_back, is_comparable, is_firm, may_be_firm
from provenance.matching.index import ClaimIndex
from provenance.matching.relation import judged
from provenance.matching.shortlist import PAIRS, shortlist
from provenance.matching.similarity import similarity
from provenance.model import Band, Claim, Link, ReasonKind, Relation, Stance

CLASHING = frozenset({Relation.CONFLICTS, Relation.UPDATES})
_TELLING = frozenset({ReasonKind.SAME_WORDS, ReasonKind.SAME_NUMBER, ReasonKind.SAME_STAGE})
"""Agreements that show that two claims say the same; a name, a place or a day in common is not enough."""


def match(claims: Iterable[Claim], *, possible: bool = False) -> Iterator[Link]:
    """The links between claims of different articles that corroborate, conflict or update.

    Only pairs that the index proposes are compared, and only what is clear enough is told: see `linked` and `chosen`.
    With `possible` also what is only possible.
    """
    pairs = ClaimIndex(claims).pairs()
    runs = iter(lambda: list(islice(pairs, PAIRS)), [])
    found = (linked(a, b) for run in runs for (a, b), worth in zip(run, shortlist(run), strict=True) if worth)
    links = chosen(link for link in found if link is not None)
    yield from (link for link in links if possible or link.band is Band.SHOWN)


def linked(a: Claim, b: Claim, story: float | None = None) -> Link | None:
    """How two claims of different articles stand to each other; None where no relation is at least possible.

    Limits are those of `data/similarity.toml`. What may agree by its words (`shown`, `read`) or clash by typed evidence
    is read by the network. An agreement has a chance by both: from `agreed` on it is shown, unless both are read as
    opposites (`opposed`), and from `possibly_agreed` on it is possible. A firm clash is shown where the network lets it
    stand; else it is possible, unless the network takes both for the same (`same`). Another typed clash that it reads
    as opposites is shown or possible by how surely both say the same of all else (`surely_clashing`,
    `possibly_clashing`). `story` is how alike the articles are (see `similarity`), where that is known. What a source
    withholds neither agrees nor clashes with anything, nor does what a published fact-check quotes.
    """
    if Stance.WITHHOLDS in (a.stance, b.stance) or any(is_reviewed(one) or is_verdict(one) for one in (a, b)):
        return None
    limits = load("similarity")
    alike = similarity(a, b, story)
    chance = agreement(a, b, alike[0]) if alike[0] >= limits["shown"] else 0.0
    firm = may_be_firm(a, b, alike[0])
    if alike[0] < limits["compared"] or not (firm or chance >= limits["read"]):
        return None
    link = judged(a, b, alike, lambda: _as_opposites(a, b, alike[0]) > 0)
    return _clashing(link, firm) or _agreeing(link, chance)


def _as_opposites(a: Claim, b: Claim, score: float) -> float:
    """The chance that two claims that are so much alike say the same of all else, where the network reads them as
    opposites; 0 where it does not, or where that chance is too small for a clash to be possible."""
    limits, chance = load("similarity"), agreement_but(a, b, score)
    possible = chance >= limits["possibly_clashing"] and opposed(a, b) >= limits["opposed"]
    return chance if possible else 0.0


def _clashing(link: Link, firm: bool) -> Link | None:
    """A clash, if it is one: shown, or only possible. `firm`: whether it may be firm by the words of its claims."""
    if link.relation not in CLASHING:
        return None
    limits, opposites = load("similarity"), _as_opposites(link.a, link.b, link.score)
    if opposites >= limits["surely_clashing"] and is_comparable(link):
        return link
    possible = opposites > 0
    if firm and is_firm(link):
        if _stands(link):
            return link
        possible = opinion(link.a, link.b).same < limits["same"]
    return replace(link, band=Band.POSSIBLE) if possible else None


def _stands(link: Link) -> bool:
    """Whether the network lets a firm clash stand: it reads some opposition, or does not take both for the same.

    The latter is enough for numbers and days, which it knows only as words; what is expressly limited stands by itself.
    """
    limits = load("similarity")
    if holds_back(link) or opposed(link.a, link.b) >= limits["clashes"]:
        return True
    typed = link.reasons[0].kind in (ReasonKind.NUMBER, ReasonKind.DATE)
    return typed and opinion(link.a, link.b).same < limits["same"]


def _agreeing(link: Link, chance: float) -> Link | None:
    """An agreement, if it is one: shown, or only possible. `chance`: that by words alone."""
    limits = load("similarity")
    if chance < limits["read"] or not any(reason.kind in _TELLING for reason in link.reasons):
        return None
    if link.relation in CLASHING and any(reason.kind is ReasonKind.POLARITY for reason in link.reasons):
        return None
    chance = both_told(link.a, link.b, chance)
    likely = (
        chance >= limits["agreed"]
        and link.a.certainty.polarity is link.b.certainty.polarity
        and opposed(link.a, link.b) < limits["opposed"]
    )
    if link.relation is Relation.CORROBORATES and chance >= limits["possibly_agreed"]:
        return replace(link, agreement=round(chance, 4), band=Band.SHOWN if likely else Band.POSSIBLE)
    if link.relation in CLASHING and likely:
        same = tuple(reason for reason in link.reasons if reason.kind.startswith("same-"))
        return Link(
            link.a, link.b, Relation.CORROBORATES, link.score, same, link.parts, round(chance, 4), Band.POSSIBLE
        )
    return None


def chosen(links: Iterable[Link]) -> Iterator[Link]:
    """Of `links`, all clashes, sure agreements and possible ones, and of the other agreements the best for each claim.

    Two articles of one story say many like things. Where two claims are not surely the same, each is shown with at most
    one counterpart in another article, that with which it most likely agrees; others are possible.
    """
    sure = load("similarity")["surely_agreed"]
    unsure: dict[tuple[str, ...], list[tuple[float, Link]]] = defaultdict(list)
    taken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for link in links:
        between = tuple(sorted((link.a.article.id, link.b.article.id)))
        if link.agreement is not None and link.band is Band.SHOWN:
            if link.agreement < sure:
                unsure[between].append((-link.agreement, link))
                continue
            taken[between] |= {link.a.id, link.b.id}
        yield link
    for between, several in unsure.items():
        used = taken[between]
        for _, link in sorted(several, key=lambda one: (one[0], one[1].id)):
            if link.a.id in used or link.b.id in used:
                yield replace(link, band=Band.POSSIBLE)
            else:
                used |= {link.a.id, link.b.id}
                yield link
