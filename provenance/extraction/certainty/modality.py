"""Modal verbs: possibility, future, duty, and the uses that are none of these."""

from __future__ import annotations

from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.signatures import PLANNED, POSSIBLE, PROBABLE, Effect, Modal, modals
from provenance.language.clauses import Predicate
from provenance.language.grammar import Class
from provenance.model import Level, Status

_NOTHING = Effect()


def apply_modal(passage: Passage, one: Predicate, negations: list[int], reading: Reading) -> None:
    """Applies the modal verb of `one`, if it has one; `negations` are the words that negate it."""
    if one.modal is None or one.modal in passage.scope.hidden:
        return
    modal = modals().get(passage.word(one.modal))
    if modal is None:
        return
    effect = _effect(passage, one, modal, negated=bool(negations))
    reading.apply(effect, one.modal)
    if effect is _NOTHING and negations:
        reading.cues.add(one.modal)


def _effect(passage: Passage, one: Predicate, modal: Modal, *, negated: bool) -> Effect:
    """What the modal does here; the exceptions are explained in the data file."""
    verb = passage.tokens[one.head].lemma
    if modal.name == "would":
        return _would(passage, one, modal, negated=negated)
    if modal.name == "could" and (negated or verb in modal.exceptions["ability"]) and not one.perfect:
        return _NOTHING
    if modal.name == "should" and _is_expectation(passage, one, modal):
        return Effect(level=Level.PROBABLE, status=None if one.perfect else Status.PLANNED)
    if modal.name == "must" and (one.perfect or one.progressive):
        return PROBABLE
    if modal.name == "can":
        return POSSIBLE if passage.events else _NOTHING
    return modal.effect


def _would(passage: Passage, one: Predicate, modal: Modal, *, negated: bool) -> Effect:
    verb = passage.tokens[one.head].lemma
    if verb in modal.exceptions["polite"]:
        return PLANNED
    if negated and passage.frame.own_voice and verb in modal.exceptions["refusal"]:
        return _NOTHING
    return PLANNED if passage.frame.past_report and not one.perfect else modal.effect


def _is_expectation(passage: Passage, one: Predicate, modal: Modal) -> bool:
    """Whether "should" expects rather than advises ("should arrive by noon", "should be able to")."""
    if passage.kind(one.head) is Class.BE:
        return passage.word(one.head + 1) in modal.exceptions["expectation"]
    if passage.tokens[one.head].lemma not in modal.exceptions["expected_verbs"]:
        return False
    if any(passage.kind(at) is Class.SUBJECT for at in passage.scope.before(one)):
        return False
    return any(passage.word(at) in modal.exceptions["expected_times"] for at in passage.scope.after(one))
