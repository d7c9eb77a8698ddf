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
from provenance.language.dates import disagree, moments
from provenance.language.names import same_name
from provenance.language.quantities import Quantity
from provenance.language.words import stem, words
from provenance.matching.agreement import agreement_but
from provenance.matching.alignment import overlap
from provenance.matching.clashes.number import counted, is_scoped
from provenance.matching.clashes.polarity import ONE_SIDED, WHOLE
from provenance.matching.clashes.stage import Stage, stages
from provenance.matching.facets import Facets, facets
from provenance.matching.governors import concept, governor
from provenance.model import Claim, Reason, ReasonKind, Span
from provenance.model import Link as ClaimLink

COVERED = 0.3
"""At least this much of the claim that says less, weighed by rarity, the other holds."""
_IN_COURT = 4
"""From this rank of the scale of justice on a case is in court: its steps follow each other and are told together."""
_WISHED = 1
"""Up to this rank of the scale of negotiation a thing is only called for, which says nothing of how far it has come."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SEQUENCE = frozenset({"after", "following", "before", "since", "until", "during"})
_SCORE = re.compile(r"(\d+) ?[-–] ?(\d+)")
_SHORT = 3  # letters of a version's number
_VAGUE = frozenset("one a an dozen several many some few dozens hundreds thousands another half".split())
_STATES = frozenset({"health", "maturity", "election"})
"""Scales whose stages are states, told by adjectives and nouns."""
_LOOSE = frozenset({"release", "course"})
"""Scales whose words are told of too many things: of seven such alarms over ECB+ train two were real."""
_PLANS = frozenset({"maturity"})


def is_firm(link: ClaimLink) -> bool:
    """Whether the strongest clash of a link is firm enough to be shown unasked."""
    reason = link.reasons[0]
    if holds_back(link):
        return True
    if reason.note.endswith(WHOLE):
        return agreement_but(link.a, link.b, link.score) >= load("similarity")["agreed"] and not _of_another_time(link)
    left, right = governor(link.a, reason.a), governor(link.b, reason.b)
    if left is None or right is None or left.aside or right.aside:
        return False
    if not may_clash(link.a, link.b, link.score) or _covered(link) < COVERED or not is_comparable(link):
        return False
    match reason.kind:
        case ReasonKind.STAGE:
            return _steps_apart(link, reason)
        case ReasonKind.POLARITY:
            hanging = left.concept in _concepts(link.a, reason.a) and right.concept in _concepts(link.b, reason.b)
            return hanging and (_is_denial(reason) or _of_the_same(link))
        case ReasonKind.NUMBER:
            return left.concept == right.concept
        case ReasonKind.DATE:
            return (
                _read_alone(link)
                and left.concept == right.concept != "announce"
                and all(not _describes(claim, span) and not _dates_another(claim, span) for claim, span in _sides(link))
            )
        case _:
            return False  # identity, place, cause and degree: their reasons were right too seldom (docs/benchmarks.md)


def is_comparable(link: ClaimLink) -> bool:
    """Whether what clashes most can be set against each other: of one time, and, of numbers, of one scope."""
    if _of_another_time(link):
        return False
    if link.reasons[0].kind is not ReasonKind.NUMBER:
        return True
    labels = any(_is_vague(claim, span) or _is_label(claim, span) for claim, span in _sides(link))
    return not labels and _count_alike(link)


def holds_back(link: ClaimLink) -> bool:
    """Whether the strongest clash is a stage that one side expressly limits ("remains conceptual")."""
    return link.reasons[0].kind is ReasonKind.STAGE and _is_held_back(link, link.reasons[0])


def _sides(link: ClaimLink) -> tuple[tuple[Claim, Span], tuple[Claim, Span]]:
    """Both claims with their words of the strongest clash."""
    return (link.a, link.reasons[0].a), (link.b, link.reasons[0].b)


def may_be_firm(a: Claim, b: Claim, score: float) -> bool:
    """Whether a clash of two claims that are so much alike could be firm, by the words that they use; cheap."""
    return may_clash(a, b, score) or may_hold_back(a) or may_hold_back(b)


def may_clash(a: Claim, b: Claim, score: float) -> bool:
    """Whether two claims are surely about the same thing, by their likeness or by what else they say of it."""
    limits = load("similarity")
    if score >= limits["sure"]:
        return True
    return bool(score >= limits["shown"] and agreement_but(a, b, score) >= limits["clashing"])


@lru_cache(maxsize=1 << 15)
def may_hold_back(claim: Claim) -> bool:
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
    if pair is None or _of_others(link):
        return pair is None and not _of_others(link)
    if pair[0].scale in _LOOSE or _goes_on(link, *pair):
        return False
    if pair[0].scale not in _STATES and not _are_predicates(link, reason):
        return False
    return _far_apart(*pair)


def _far_apart(left: Stage, right: Stage) -> bool:
    """Whether two stages of one scale leave no room for each other."""
    upper, lower = (left, right) if left.reached > right.reached else (right, left)
    if upper.ahead and not lower.ahead:
        return False  # what is still to come leaves room for every step before it
    gap = abs(left.rank - right.rank)
    match left.scale:
        case "treatment":
            return gap >= 2
        case "negotiation":
            return min(left.rank, right.rank) > _WISHED and (gap > 0 or left.branch != right.branch)
        case "justice":
            next_step = left.ahead != right.ahead and gap == 0
            return next_step or (2 <= gap <= 3 and min(left.rank, right.rank) < _IN_COURT)
        case _:
            return True


def _of_others(link: ClaimLink) -> bool:
    """Whether each side tells its stage of names that the other does not tell it of."""
    mine, theirs = ([name for name in facets(claim).names if name.end <= span[0]] for claim, span in _sides(link))
    if not mine or not theirs:
        return False
    return not any(same_name(name.text, other.text) for name in mine for other in theirs)


def _of_the_same(link: ClaimLink) -> bool:
    """Whether both sides tell it of a name that they share."""
    return not _of_others(link) and all(
        any(name.end <= span[0] for name in facets(claim).names) for claim, span in _sides(link)
    )


def _read_alone(link: ClaimLink) -> bool:
    """Whether two dates exclude each other by their own words, wherever and whenever they were printed.

    "Tonight" and "Sunday" are read against the day of the article, which may be that of a copy, or of the words quoted.
    """
    one, other = (moments(claim.article.text, *span) for claim, span in _sides(link))
    return any(disagree(x, y) for x in one for y in other)


def _is_denial(reason: Reason) -> bool:
    """Whether the same word is denied on one side, where other clashes of polarity set two opposites."""
    return reason.note.endswith(ONE_SIDED)


def _goes_on(link: ClaimLink, left: Stage, right: Stage) -> bool:
    """Whether the claim that is further on a scale also tells what the other stops at: "arrested, to be arraigned"."""
    lower, upper = (left, link.b) if left.reached < right.reached else (right, link.a)
    return any(
        (stage.scale, stage.reached, stage.branch, stage.denied)
        == (lower.scale, lower.reached, lower.branch, lower.denied)
        for stage in stages(facets(upper))
    )


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


def _is_held_back(link: ClaimLink, reason: Reason) -> bool:
    """Whether of two stages of a plan one says that it has come so far and no further ("remains conceptual")."""
    left, right = (
        {stage.scale: stage for stage in _stages_at(claim, span) if stage.scale in _PLANS}
        for claim, span in ((link.a, reason.a), (link.b, reason.b))
    )
    return any(left[scale].limited or right[scale].limited for scale in left.keys() & right.keys())


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


def _count_alike(link: ClaimLink) -> bool:
    """Whether both numbers count over the same scope, and the same things where both say what."""
    (a, x), (b, y) = ((facets(claim), span) for claim, span in _sides(link))
    one, other = ({key for each in _at(side, span) for key in counted(side, each)} for side, span in ((a, x), (b, y)))
    return is_scoped(a) == is_scoped(b) and not (one and other and one.isdisjoint(other))


def _at(read: Facets, span: Span) -> list[Quantity]:
    return [quantity for quantity in read.quantities if (quantity.start, quantity.end) == span]


def _dates_another(claim: Claim, span: Span) -> bool:
    """Whether a day may be that of something else: the claim tells two, or "charged after the fire on Friday"."""
    found = governor(claim, span)
    start = min(found.span[1], span[0]) if found else span[0]
    between = claim.article.text[start : span[0]].casefold().split()
    return len(facets(claim).moments) > 1 or not _SEQUENCE.isdisjoint(between)


def _is_label(claim: Claim, span: Span) -> bool:
    """Whether a number tells a version ("Sparrow 7") or how a side stands ("the Otters (11-4)", "a 13-13 tie")."""
    text = claim.article.text
    last = text[claim.start : span[0]].split()[-2:]
    named = len(last) == 2 and last[1][0].isupper() and last[1].isalpha() and span[1] - span[0] <= _SHORT
    ends = _SCORE.fullmatch(text[slice(*span)])
    return named or (ends is not None and (ends[1] == ends[2] or text[span[0] - 1 : span[0]] == "("))


def _describes(claim: Claim, span: Span) -> bool:
    """Whether a date only says which one is meant ("Friday's second semifinal", "the March 11 incident")."""
    text = claim.article.text
    before = text[claim.start : span[0]].split()[-1:]
    return text[slice(*span)].endswith(("'s", "’s")) or (before in (["the"], ["a"]) and text[span[0]].isalpha())


def _stems(claim: Claim, span: Span) -> set[str]:
    return {stem(word.strip("“”\"'’.,;:")) for word in claim.article.text[slice(*span)].split()}


def _concepts(claim: Claim, span: Span) -> set[str]:
    return {concept(word.strip("“”\"'’.,;:")) for word in claim.article.text[slice(*span)].split()}
