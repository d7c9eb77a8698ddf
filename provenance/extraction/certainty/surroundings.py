"""Conditions and questions: what the rest of the sentence makes of a predicate."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.paths import Step
from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.signatures import CONDITION, PLANNED, PURPOSE, QUESTION, word_set
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class, Form
from provenance.model import Status

_MAIN = (Link.MAIN, Link.COORDINATE, Link.COMPLEMENT)
_CLAUSE_SUBJECTS = (Class.SUBJECT, Class.PRONOUN, Class.WH)


def apply_surroundings(passage: Passage, steps: Sequence[Step], reading: Reading) -> None:
    """Applies conditions on, and questions about, the outermost of `steps`."""
    outer = steps[0].one
    if any(step.ordered for step in steps):
        reading.apply(PLANNED, outer.head)
    if outer.link is Link.INFINITIVE and passage.events:
        reading.apply(PURPOSE, outer.first)
    elif outer.link is Link.INFINITIVE:
        if passage.frame.own_voice and not outer.perfect:
            reading.apply(PLANNED, outer.first)
    elif outer.opener is not None and _is_condition(passage, outer):
        reading.apply(CONDITION, outer.opener)
    elif outer.link in _MAIN:
        _apply_condition(passage, steps, reading)
        asked = not passage.events or reading.status is not Status.PLANNED
        if asked and passage.frame.question and _is_last(passage, outer):
            reading.apply(QUESTION, len(passage.tokens) - 1)
    question = _indirect_question(passage, outer)
    if question is not None:
        reading.apply(QUESTION, question)


def _apply_condition(passage: Passage, steps: Sequence[Step], reading: Reading) -> None:
    for other in passage.found:
        if other.opener is not None and _is_condition(passage, other) and _hangs_on(passage, other, steps):
            reading.apply(CONDITION, other.opener)
            return


def _is_condition(passage: Passage, one: Predicate) -> bool:
    """Whether the clause is opened by "if", "unless" …, but not by "even if" or "as if"."""
    if one.link is not Link.ADVERBIAL or one.opener is None:
        return False
    if passage.word(one.opener) not in word_set("conditional", "openers"):
        return False
    return passage.word(one.opener - 1) not in word_set("conditional", "concessive")


def _hangs_on(passage: Passage, condition: Predicate, steps: Sequence[Step]) -> bool:
    """Whether one of `steps` hangs on `condition`: right behind it, or the clause that it follows."""
    outer = steps[0].one
    if condition.head < outer.first:
        between = (one for one in passage.found if condition.head < one.head < outer.first)
        return not any(one.link in (Link.MAIN, Link.COORDINATE) for one in between)
    return condition.parent is not None and any(step.one is passage.found[condition.parent] for step in steps)


def _is_last(passage: Passage, one: Predicate) -> bool:
    """Whether a question mark at the end is about this predicate rather than a clause behind it."""
    return not any(
        other.link is Link.COORDINATE
        and other.first > one.head
        and any(passage.kind(at) in _CLAUSE_SUBJECTS for at in range(other.start, other.head))
        for other in passage.found
    )


def _indirect_question(passage: Passage, outer: Predicate) -> int | None:
    """The opener of a content that is a question ("whether it was safe") or whose subject is one."""
    if outer.link is Link.COMPLEMENT and outer.governor is None and outer.opener is not None:
        return outer.opener if passage.word(outer.opener) in ("whether", "if") else None
    if outer.link is not Link.MAIN:
        return None
    for other in passage.found:
        if other.link is Link.COMPLEMENT and other.governor is None and other.head < outer.first:
            commas = any(passage.kind(at) is Class.COMMA for at in range(other.head, outer.first))
            if other.opener is not None and passage.word(other.opener) == "whether" and not commas:
                return other.opener
    return None


def is_timeless(passage: Passage, one: Predicate) -> bool:
    """Whether the predicate takes its time from the one over it ("when it arrives", "a man who knows")."""
    if one.modal is not None or one.perfect:
        return False
    if one.link is Link.GERUND:
        return True
    if passage.form(one.head) in (Form.PAST, Form.EITHER_PAST):
        return False
    if any(passage.word(at) in ("was", "were", "had", "did") for at in range(one.first, one.head + 1)):
        return False
    temporal = one.opener is not None and passage.word(one.opener) in word_set("verbs", "temporal")
    return temporal or one.link is Link.RELATIVE


def is_addressed(passage: Passage, one: Predicate) -> bool:
    """Whether the clause is of whatever reader it fits: "when you arrive", "a car you like"."""
    if one.link not in (Link.ADVERBIAL, Link.RELATIVE) or passage.word(one.first - 1) != "you":
        return False
    return is_timeless(passage, one)


def is_in_prospect(passage: Passage, steps: Sequence[Step]) -> bool:
    """Whether the event is only spoken of: "the task of guiding them", "looking forward to leaving"."""
    one = steps[-1].one
    governed = any(step.over for step in steps[:-1])
    return one.link is Link.GERUND and not governed and passage.governor_word(one) in word_set("verbs", "prospects")
