"""Where the source of a claim stands to it: whether it asserts it, denies it, or does neither.

What was read of the words decides, inside the content and around it; level, polarity and status are made true to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from provenance.language.data import load
from provenance.language.grammar import negations
from provenance.model import Certainty, Level, Polarity, Span, Stance, Status


class Stances(Protocol):
    """Anything that tells where the sources of an article stand to its claims."""

    def chances(self, sentence: Span, content: Sequence[Span], certainty: Certainty) -> Mapping[Stance, float] | None:
        """How likely each stance is (the sum is 1); None where nothing was read.

        Args:
            sentence: Of the article that was read.
            content: The claim's words in it, one span at least.
            certainty: How surely its words put it.
        """
        ...


def settled(stances: Stances | None, sentence: Span, content: Sequence[Span], certainty: Certainty) -> Certainty:
    """`certainty` made true to the likeliest stance; as it is where nobody tells one."""
    chances = stances.chances(sentence, content, certainty) if stances else None
    return _true_to(max(chances, key=lambda one: chances[one]), certainty) if chances else certainty


def stance(certainty: Certainty) -> Stance:
    """Where the source stands to a claim that is put like this."""
    if certainty.status is Status.QUESTION or certainty.level is Level.UNKNOWN:
        return Stance.WITHHOLDS
    return Stance.DENIES if certainty.polarity is Polarity.DENIED else Stance.ASSERTS


def lies_in(cue: Span, content: Sequence[Span]) -> bool:
    """Whether words that deny, withhold or hedge begin within a claim and not around it."""
    return any(start <= cue[0] < end for start, end in content)


def towards(text: str, content: Sequence[Span], certainty: Certainty, *, attributed: bool) -> Stance:
    """Where the source stands to a claim as it is worded: what has its own "not" is asserted so, and denies nothing.

    So is what somebody does not do or get ("refused to step down", "was denied bail"), and a plea of innocence. In the
    article's own voice a negation may stand over another clause, and deny that ("It is not true that …").
    """
    found = stance(certainty)
    if found is not Stance.DENIES:
        return found
    over_others = not attributed and any(_OVER_A_CLAUSE.search(text, *span) for span in content)
    own = any(negations("adverb", "determiner", "pronoun").search(text, *span) for span in content)
    undone = any(
        _PLEA.fullmatch(text, *cue) or (lies_in(cue, content) and _is_of_a_deed(text, cue)) for cue in certainty.cues
    )
    return Stance.ASSERTS if undone or (own and not over_others) else found


def _is_of_a_deed(text: str, cue: Span) -> bool:
    """Whether words of denial say that somebody does not do or get a thing, and not that a thing is not so."""
    if _UNDONE.match(text, *cue) or _OF_A_DEED.match(text, cue[1]):
        return True
    passive = _PASSIVE.search(text, max(0, cue[0] - _BEFORE), cue[0]) is not None
    return _DENIED.fullmatch(text, *cue) is not None and (
        _asked_for().match(text, cue[1]) is not None or (passive and _OBJECT.match(text, cue[1]) is not None)
    )


@cache
def _asked_for() -> re.Pattern[str]:
    """What somebody asks for, as the object of a verb ("a request", "his early release")."""
    nouns = "|".join(load("grammar")["government"]["granted"].split())
    return re.compile(rf"\s+(?:(?!by\b|that\b)[\w’'-]+\s+){{0,3}}?(?:{nouns})\b", re.IGNORECASE)


_UNDONE = re.compile(r"(?:can|could|will|would)(?:not\b|n['’]t\b)|.*\b(?:to|from|of)$", re.IGNORECASE)
_OF_A_DEED = re.compile(r"\s+(?:to\s+(?!the\b|an?\b)|from\s|of\s+\w+ing\b)", re.IGNORECASE)
_PLEA = re.compile(r"(?:plead|pled)\w*\s+not\s+\w+", re.IGNORECASE)
_DENIED = re.compile(r"den(?:y|ies|ied|ying)", re.IGNORECASE)
_BEFORE = 20
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_OBJECT = re.compile(r"\s+(?!(?:by|that|in|on|at|and|to|as|when|after|for|but)\b)[\w’'-]", re.IGNORECASE)
_OVER_A_CLAUSE = re.compile(r"(?:\b(?:no|not|never|nothing)|n['’]t)(?:\s+\w+){1,3}\s+that\b", re.IGNORECASE)


def _true_to(stands: Stance, certainty: Certainty) -> Certainty:
    """What is withheld is unknown, what is denied is denied, and neither is a question."""
    if stands is stance(certainty):
        return certainty
    if stands is Stance.WITHHOLDS:
        return replace(certainty, level=Level.UNKNOWN, likelihood=None)
    return replace(
        certainty,
        level=Level.CERTAIN if certainty.level is Level.UNKNOWN else certainty.level,
        polarity=Polarity.DENIED if stands is Stance.DENIES else Polarity.AFFIRMED,
        status=Status.ASSERTED if certainty.status is Status.QUESTION else certainty.status,
    )
