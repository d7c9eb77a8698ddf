"""Polarity: the same affirmed on one side and denied on the other, by a word or by the whole frame, and opposites.

A denial in the frame ("denied that it failed") counts together with one inside the claim ("had not failed"): it turns
all that stands under it, so that words are only set against each other where both frames, or neither, deny.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import fsum

from provenance.language.data import load
from provenance.language.names import Name, same_name
from provenance.language.words import stem
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, Role, alike
from provenance.model import ReasonKind, Span, Stance

_ALIGNED = 0.1
ONE_SIDED = "is denied on one side only"
WHOLE = f"the whole {ONE_SIDED}"
_REACH = 4
_ADVICE = frozenset({"should", "must", "ought", "shall"})
_TELLING = 2.0  # rarity from which a word is telling enough to be the thing denied


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Words denied on one side only, a frame that denies what the other side says, and pairs of opposites."""
    if _is_framed(a) is not _is_framed(b):
        return _frame(a, b)
    return [*_negations(a, b, turned=False), *_negations(b, a, turned=True), *_opposites(a, b)]


@lru_cache(maxsize=1 << 14)
def _is_framed(facets: Facets) -> bool:
    """Whether the claim is denied from outside, by no word of its own."""
    claim = facets.claim
    inside = any(first <= start and end <= last for start, end in claim.certainty.cues for first, last in claim.content)
    return claim.stance is Stance.DENIES and not inside and not facets.negated


def _frame(a: Facets, b: Facets) -> list[Evidence]:
    """That the frame of one side denies what the other asserts; nothing where that denies it by its own words."""
    sides = a.claim, b.claim
    withheld = any(claim.stance is Stance.WITHHOLDS for claim in sides)
    if withheld or sides[0].certainty.polarity is sides[1].certainty.polarity:
        return []
    strength = fsum([min(weight, b.bag[key]) for key, weight in a.bag.items() if key in b.bag])
    strength /= max(min(a.weight, b.weight), 1.0)
    if strength < _ALIGNED:
        return []
    denied = a if _is_framed(a) else b
    cues = denied.claim.certainty.cues
    words = denied.text[slice(*cues[0])] if cues else "the source"
    spans = [cues[0] if cues and side is denied else _said(side) for side in (a, b)]
    return [Evidence(ReasonKind.POLARITY, spans[0], spans[1], f"{words}: {WHOLE}", "polarity.frame", strength)]


def _said(facets: Facets) -> Span:
    """What is claimed, from its first word to its last."""
    claim = facets.claim
    return (claim.content[0][0], claim.content[-1][1]) if claim.content else (claim.start, claim.end)


def _negations(a: Facets, b: Facets, turned: bool) -> list[Evidence]:
    """Words under a negation in `a` that stand free in `b`."""
    found = []
    for index, negation in a.negated.items():
        key = a.keys[index]
        if key not in b.concepts or a.bag.get(key, 0.0) < _TELLING or _is_no_denial(a, index, negation):
            continue
        there = [other for other, theirs in enumerate(b.keys) if theirs == key]
        if not there:
            continue
        mine = (min(negation[0], a.words[index].start), max(negation[1], a.words[index].end))
        agreeing = [other for other in there if other in b.negated]
        other = (agreeing or there)[0]
        theirs = b.words[other].start, b.words[other].end
        strength = alike(_role(a, index), _role(b, other))
        if agreeing:
            continue
        if strength >= _ALIGNED:
            word = b.words[other].text
            spans = (theirs, mine) if turned else (mine, theirs)
            note = f"“{word}” {ONE_SIDED}"
            found.append(Evidence(ReasonKind.POLARITY, *spans, note, "polarity.negation", strength))
    return found


def _is_no_denial(facets: Facets, index: int, negation: Span) -> bool:
    """Whether the negation only sets a time ("not rescued until noon") or gives advice ("should never")."""
    before = facets.words_in(0, negation[0]).stop - 1
    after = [word.text.lower() for word in facets.words[index + 1 : index + 1 + _REACH]]
    return "until" in after or (before >= 0 and facets.words[before].text.lower() in _ADVICE)


def _opposites(a: Facets, b: Facets) -> list[Evidence]:
    found = []
    antonyms = _antonyms()
    for index, word in enumerate(a.words):
        for opposite in antonyms.get(word.stem, ()):
            if opposite not in b.stems or opposite in a.stems or word.stem in b.stems:
                continue  # who says both on one side may well mean the same
            for other, theirs in enumerate(b.words):
                if theirs.stem != opposite or (index in a.negated) != (other in b.negated):
                    continue
                strength = alike(_role(a, index), _role(b, other))
                if strength >= _ALIGNED and not _of_others(a, index, b, other):
                    spans: tuple[Span, Span] = (word.start, word.end), (theirs.start, theirs.end)
                    note = f"{word.text} against {theirs.text}"
                    found.append(Evidence(ReasonKind.POLARITY, *spans, note, "polarity.opposite", strength))
    return found


def _of_others(a: Facets, index: int, b: Facets, other: int) -> bool:
    """Whether two opposites are told of two names: that one side wins and the other loses is one story."""
    mine, theirs = _told_of(a, index), _told_of(b, other)
    return mine is not None and theirs is not None and not same_name(mine.text, theirs.text)


def _told_of(facets: Facets, index: int) -> Name | None:
    """The last name before a word."""
    return next((name for name in reversed(facets.names) if name.end <= facets.words[index].start), None)


def _role(facets: Facets, index: int) -> Role:
    return facets.role(facets.words[index].start, facets.words[index].end)


@cache
def _antonyms() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for left, right in load("antonyms")["pairs"]:
        table.setdefault(stem(left), set()).add(stem(right))
        table.setdefault(stem(right), set()).add(stem(left))
    return {word: tuple(sorted(opposites)) for word, opposites in table.items()}
