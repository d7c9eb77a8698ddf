"""What embedding words make of their complement."""

from __future__ import annotations

from provenance.extraction.certainty.holding import holds
from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.signatures import PLANNED, PURPOSE, Signature, word_set
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class


def apply_signature(
    passage: Passage, at: int, one: Predicate, following: Predicate | None, negations: list[int], reading: Reading
) -> list[int]:
    """Applies what the word at `at` of `one` makes of `following`; returns the negations it has not taken up."""
    if following is not None and following.governor == at and passage.kind(at) in (Class.BE, Class.HAVE):
        apply_infinitive(passage, one, following, reading)
        return negations
    each = next((each for each in passage.signatures(at) if holds(passage, each, at, one, following)), None)
    if each is None:
        return negations
    cues = _cue_words(passage, at, each)
    taken_up = bool(negations) and each.negative is not None
    effect = each.negative if negations and each.negative is not None else each.positive
    reading.apply(effect, *cues)
    if taken_up:
        reading.cues.update([at, *negations])
        if effect.keep_denied:
            reading.denied = not reading.denied
    if effect.future and _lies_ahead(passage, at, one, following):
        reading.apply(PLANNED, at)
    return [] if taken_up else negations


def _cue_words(passage: Passage, at: int, each: Signature) -> list[int]:
    """The word with its degree ("highly likely") and its particle ("ruled out")."""
    first = at - 1 if passage.word(at - 1) in word_set("verbs", "degrees") else at
    return list(range(first, at + 2 if each.particle else at + 1))


def _lies_ahead(passage: Passage, at: int, one: Predicate, following: Predicate | None) -> bool:
    """ "is likely to leave" plans; "is likely to have left" and "it is likely that he left" do not."""
    if following is not None:
        return not following.perfect and following.link is not Link.COMPLEMENT
    return at != one.head + 1 or passage.kind(at - 1) is not Class.DETERMINER


def apply_infinitive(passage: Passage, one: Predicate, following: Predicate, reading: Reading) -> None:
    """An infinitive under a word without a signature: "was to leave", "has to leave", "went to see"."""
    if following.link is not Link.INFINITIVE or following.governor is None:
        return
    governor = passage.tokens[following.governor]
    if governor.word in ("had", "having"):
        return
    if governor.kind is Class.BE and (one.modal is not None or passage.tokens[following.head].lemma == "blame"):
        return
    in_prospect = passage.events and governor.kind not in (Class.BE, Class.HAVE)
    reading.apply(PURPOSE if in_prospect else PLANNED, following.governor, following.first)
