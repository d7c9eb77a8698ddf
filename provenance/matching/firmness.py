"""Which clashes are firm enough to be shown unasked.

`compare` answers for two claims that somebody put side by side. Among the thousands of pairs that an index proposes
hardly one in a hundred clashes, so there more is asked of a conflict: both claims are surely about the same thing, and
the clashing words hang on the same predicate on both sides, in what the claims themselves assert (not in a relative
clause or an aside). A stage that is expressly limited ("remains conceptual") is firm by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from provenance.language.data import load
from provenance.language.words import stem, words
from provenance.matching.alignment import overlap
from provenance.matching.clashes.stage import Stage, stages
from provenance.matching.facets import facets
from provenance.matching.governors import concept, governor
from provenance.model import Claim, Reason, ReasonKind, Span
from provenance.model import Link as ClaimLink

COVERED = 0.5
"""At least this much of the claim that says less, weighed by rarity, the other holds."""
_IN_COURT = 4
"""From this rank of the scale of justice on a case is in court: its steps follow each other and are told together."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_VAGUE = frozenset("one a an several many some few dozens hundreds thousands another half".split())
_STATES = frozenset({"health", "maturity", "election"})
"""Scales whose stages are states, told by adjectives and nouns."""
_LOOSE = frozenset({"release", "course"})
"""Scales whose words are told of too many things: of seven such alarms over ECB+ train two were real."""
_PLANS = frozenset({"maturity"})


def is_firm(link: ClaimLink) -> bool:
    """Whether the strongest clash of a link is firm enough to be shown unasked."""
    reason = link.reasons[0]
    if reason.kind is ReasonKind.STAGE and (_is_held_back(link.a, reason.a) or _is_held_back(link.b, reason.b)):
        return True
    left, right = governor(link.a, reason.a), governor(link.b, reason.b)
    if left is None or right is None or left.aside or right.aside:
        return False
    if link.score < load("similarity")["sure"] or _covered(link) < COVERED or _of_another_time(link):
        return False
    match reason.kind:
        case ReasonKind.STAGE:
            return _steps_apart(link, reason)
        case ReasonKind.POLARITY:
            return {left.concept} <= _concepts(link.a, reason.a) and {right.concept} <= _concepts(link.b, reason.b)
        case ReasonKind.NUMBER:
            return left.concept == right.concept and not (_is_vague(link.a, reason.a) or _is_vague(link.b, reason.b))
        case ReasonKind.DATE:
            return left.concept == right.concept and not (_describes(link.a, reason.a) or _describes(link.b, reason.b))
        case _:
            return False  # identity, place, cause and degree: their reasons were right too seldom (docs/benchmarks.md)


def may_be_firm(a: Claim, b: Claim, score: float) -> bool:
    """Whether a clash of two claims that are so much alike could be firm, by the words that they use; cheap."""
    return score >= load("similarity")["sure"] or _may_hold_back(a) or _may_hold_back(b)


@lru_cache(maxsize=1 << 15)
def _may_hold_back(claim: Claim) -> bool:
    """Whether a claim has the words to say that a plan has come so far and no further."""
    text, spans = claim.article.text, claim.content or ((claim.start, claim.end),)
    found = {stem(word) for start, end in spans for word in words(text, start, end)}
    return not (found.isdisjoint(_limits()) or found.isdisjoint(_openings()))


@cache
def _limits() -> frozenset[str]:
    """The stems that say "and no further"."""
    return frozenset(stem(word) for word in load("stages")["modifiers"]["limited"] if " " not in word)


@cache
def _openings() -> frozenset[str]:
    """The stems that phrases of plans begin with."""
    phrases = [phrase for scale in _PLANS for stage in load("stages")[scale]["stages"] for phrase in stage["words"]]
    return frozenset(stem(re.split("[ -]", phrase.lstrip("="))[0]) for phrase in phrases)


def _steps_apart(link: ClaimLink, reason: Reason) -> bool:
    """Whether two stages can be news of each other.

    Not the same word on both sides, and not the steps of one case that a report tells in passing: a charge and the
    hearing after it, a verdict and its sentence.
    """
    if _concepts(link.a, reason.a) & _concepts(link.b, reason.b) or _stems(link.a, reason.a) & _stems(link.b, reason.b):
        return False
    pair = _on_one_scale(link, reason)
    if pair is not None and pair[0].scale in _LOOSE:
        return False
    if pair is not None and pair[0].scale not in _STATES and not _are_predicates(link, reason):
        return False
    if pair is None or pair[0].scale != "justice":
        return pair is None or pair[0].scale != "treatment" or abs(pair[0].rank - pair[1].rank) >= 2
    left, right = pair
    if left.ahead != right.ahead and left.rank == right.rank:
        return True
    return 2 <= abs(left.rank - right.rank) <= 3 and min(left.rank, right.rank) < _IN_COURT


def _are_predicates(link: ClaimLink, reason: Reason) -> bool:
    """Whether both stages are what their clause says, not nouns in passing ("the former candidate")."""
    return all(
        found is not None and found.concept in _concepts(claim, span)
        for claim, span in ((link.a, reason.a), (link.b, reason.b))
        for found in (governor(claim, span),)
    )


def _stages_at(claim: Claim, span: Span) -> Iterator[Stage]:
    """What the words at `span` say on each scale."""
    return (stage for stage in stages(facets(claim)) if stage.span == span)


def _on_one_scale(link: ClaimLink, reason: Reason) -> tuple[Stage, Stage] | None:
    """The two stages that clash."""
    right = {stage.scale: stage for stage in _stages_at(link.b, reason.b)}
    return next(((stage, right[stage.scale]) for stage in _stages_at(link.a, reason.a) if stage.scale in right), None)


def _is_held_back(claim: Claim, span: Span) -> bool:
    """Whether the words at `span` say that a plan has come so far and no further ("remains conceptual")."""
    return any(stage.limited and stage.scale in _PLANS for stage in _stages_at(claim, span))


def _covered(link: ClaimLink) -> float:
    """How much of the claim that says less the other holds."""
    return overlap(facets(link.a), facets(link.b))["covered"]


def _of_another_time(link: ClaimLink) -> bool:
    """Whether dates tell the two apart, or only one names a year: then they speak of two occasions."""
    kinds = {reason.kind for reason in link.reasons}
    if link.reasons[0].kind is ReasonKind.DATE:
        return False
    return ReasonKind.DATE in kinds or _names_year(link.a) != _names_year(link.b)


def _names_year(claim: Claim) -> bool:
    return any(_YEAR.search(claim.article.text, start, end) for start, end in claim.content)


def _is_vague(claim: Claim, span: Span) -> bool:
    return claim.article.text[slice(*span)].casefold().split()[0] in _VAGUE


def _describes(claim: Claim, span: Span) -> bool:
    """Whether a date only says which one is meant ("Friday's second semifinal")."""
    return claim.article.text[slice(*span)].endswith(("'s", "’s"))


def _stems(claim: Claim, span: Span) -> set[str]:
    return {stem(word.strip("“”\"'’.,;:")) for word in claim.article.text[slice(*span)].split()}


def _concepts(claim: Claim, span: Span) -> set[str]:
    return {concept(word.strip("“”\"'’.,;:")) for word in claim.article.text[slice(*span)].split()}
