"""Certainty of a predicate: its own words, then everything that stands over it, from the outside in."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.certainty.holding import applicable
from provenance.extraction.certainty.modality import apply_modal
from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.paths import REACH, Step, down, improvised, up
from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.signatures import CONDITION, PLANNED, POSSIBLE, PROBABLE, PURPOSE, Effect, word_set
from provenance.extraction.certainty.signing import apply_infinitive, apply_signature
from provenance.extraction.certainty.surroundings import apply_surroundings, is_addressed, is_in_prospect, is_timeless
from provenance.language.clauses import Link, Predicate, main_predicate
from provenance.language.grammar import Class
from provenance.model import Level, Status

_SUBJECTS = (Class.WORD, Class.SUBJECT, Class.PRONOUN, Class.NUMBER, Class.DETERMINER)


def read_claim(passage: Passage) -> Reading:
    """Judges the main predicate with what completes it ("plans to leave", "it is possible that he left").

    Several full clauses ("…, and a deal is likely") are together as sure as the weakest of them.
    """
    main = main_predicate(passage.found)
    if main is None:
        return _read_verbless(passage)
    joined = [one for one in passage.found if one.link is Link.COORDINATE and one.parent == main]
    clauses = [passage.found[main], *(one for one in joined if _has_subject(passage, one))]
    readings = [_read(passage, down(passage, one), whole=True) for one in clauses]
    return max(readings, key=lambda reading: reading.weakness)


def read_event(passage: Passage, start: int, end: int) -> Reading:
    """Judges the event of the verb at `start`..`end` of the text."""
    at = next((index for index, token in enumerate(passage.tokens) if token.start < end and start < token.end), None)
    if at is None:
        return Reading()
    target = next((one for one in passage.found if one.head == at), None)
    target = target or next((one for one in passage.found if one.first <= at <= one.head), None)
    steps = up(passage, target or improvised(passage, at))
    reading = _read(passage, steps, whole=False)
    if is_in_prospect(passage, steps):
        reading.apply(PURPOSE, steps[-1].one.head)
    if is_addressed(passage, steps[0].one):
        reading.apply(CONDITION, steps[0].one.first)
    elif is_timeless(passage, steps[0].one):
        _inherit(passage, steps[0].one, reading)
    return reading


def _has_subject(passage: Passage, one: Predicate) -> bool:
    return any(passage.tokens[at].kind in _SUBJECTS for at in passage.scope.before(one))


def _read(passage: Passage, steps: Sequence[Step], *, whole: bool) -> Reading:
    """Reads along `steps`; with `whole`, the object of the last predicate counts as well."""
    reading = Reading()
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        _take(passage, step, following.one if following else None, reading, whole=whole)
    apply_surroundings(passage, steps, reading)
    return reading


def _take(passage: Passage, step: Step, following: Predicate | None, reading: Reading, *, whole: bool) -> None:
    one = step.one
    negations = passage.scope.negations(one)
    apply_modal(passage, one, negations, reading)
    for at, effect in passage.scope.adverbs(one):
        reading.apply(effect, at)
    negations = _apply_phrases(passage, one, negations, reading)
    over = step.over if following is not None else (_own_words(passage, one) if whole else ())
    for at in over:
        if at not in passage.scope.hidden:
            negations = apply_signature(passage, at, one, following, negations, reading)
    if following is not None and not any(applicable(passage, at, one, following) for at in over):
        apply_infinitive(passage, one, following, reading)
    if negations:
        reading.deny(*negations)
    reading.excluded = reading.denied and reading.level is Level.CERTAIN
    if (following is None or following.link is Link.INFINITIVE) and passage.is_imperative(one):
        reading.apply(PLANNED, one.head)
    if passage.word(one.head) == "going" and one.progressive and passage.word(one.head + 1) == "to":
        reading.apply(PLANNED, one.head)


def _own_words(passage: Passage, one: Predicate) -> list[int]:
    """Words with a signature that the predicate itself is made of, where no clause completes it."""
    found = [one.head, *passage.complements(one)]
    if passage.tokens[one.head].lemma not in word_set("verbs", "light"):
        return found
    for at in passage.scope.after(one)[:REACH]:
        if passage.tokens[at].kind in (Class.PREPOSITION, Class.EITHER, Class.TO):
            break
        if at in found or at in passage.scope.hidden or passage.word(at - 1) in word_set("measured", "words"):
            continue
        if passage.noun_signature(at) and passage.word(at + 1) in ("of", "for", "about", "that", "to"):
            return [*found, at]
    return found


def _apply_phrases(passage: Passage, one: Predicate, negations: list[int], reading: Reading) -> list[int]:
    """Applies the phrases of the clause; returns the negations that are not part of one."""
    if not passage.scope.matches:
        return negations
    region = {*passage.scope.before(one), *range(one.first, one.head + 1), *passage.scope.after(one)}
    for match in passage.scope.matches:
        if match.first not in region or (match.phrase.before_verb and not _stands_before_verb(passage, match.end)):
            continue
        effect = match.phrase.effect
        reading.apply(effect, *range(match.first, match.end))
        if match.phrase.neutral and effect.level is not None:
            return []
        if match.phrase.neutral or effect.denied or effect.level is not None:
            negations = [at for at in negations if not match.first <= at < match.end]
    return negations


def _stands_before_verb(passage: Passage, end: int) -> bool:
    return any(one.first in (end - 1, end) for one in passage.found)


def _inherit(passage: Passage, outer: Predicate, reading: Reading) -> None:
    """What happens before, when or until something planned is planned as well."""
    parent = outer.parent if outer.parent is not None else main_predicate(passage.found)
    if parent is None or passage.found[parent].link not in (Link.MAIN, Link.COORDINATE):
        return
    above = Reading()
    steps = up(passage, passage.found[parent])
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        _take(passage, step, following.one if following else None, above, whole=False)
    if above.status is not Status.ASSERTED:
        reading.apply(Effect(status=above.status), outer.first if outer.opener is None else outer.opener)


def _read_verbless(passage: Passage) -> Reading:
    """A noun phrase under a reporting word ("denied his role", "warned of possible attacks")."""
    reading = Reading()
    for at, token in enumerate(passage.tokens[:4]):
        if token.word in ("no", "not") and at not in passage.scope.hidden and at < 2:
            reading.deny(at)
            break
        if token.kind in (Class.PREPOSITION, Class.COMMA, Class.STOP):
            break
        if token.word in word_set("attributes", "possible"):
            reading.apply(POSSIBLE, at)
        elif token.word in word_set("attributes", "probable"):
            reading.apply(PROBABLE, at)
    return reading
