"""Where the source of a claim stands to it: whether it asserts it, denies it, or does neither.

What was read of the words decides, inside the content and around it; level, polarity and status are made true to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

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

    So is what somebody does not do ("refused to step down", "cannot pay"). In the article's own voice a negation may
    stand over another clause, and deny that ("It is not true that …").
    """
    found = stance(certainty)
    if found is not Stance.DENIES:
        return found
    over_others = not attributed and any(_OVER_A_CLAUSE.search(text, *span) for span in content)
    own = any(negations("adverb", "determiner", "pronoun").search(text, *span) for span in content)
    undone = any(lies_in(cue, content) and _is_of_a_deed(text, cue) for cue in certainty.cues)
    return Stance.ASSERTS if undone or (own and not over_others) else found


def _is_of_a_deed(text: str, cue: Span) -> bool:
    """Whether words of denial say that somebody does not do a thing, and not that a thing is not so."""
    return _UNDONE.match(text, *cue) is not None or _OF_A_DEED.match(text, cue[1]) is not None


_UNDONE = re.compile(r"(?:can|could|will|would)(?:not\b|n['’]t\b)|.*\b(?:to|from|of)$", re.IGNORECASE)
_OF_A_DEED = re.compile(r"\s+(?:to\s+(?!the\b|an?\b)|from\s|of\s+\w+ing\b)", re.IGNORECASE)
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
