"""Predicates of a passage: verbs with their auxiliaries, what opens their clause, and what stands over them.

One pass from left to right. A clause that has been opened (the passage itself, "because", "who", "that") waits for
its finite verb; the first finite verb goes to the clause opened last. So the verb of the main clause is found behind
"While no date has been set, officials who …" without a parser.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.language.finiteness import is_finite, stronger_follows
from provenance.language.grammar import Class, Form, Token
from provenance.language.openers import boundary, contact_clause, open_clause
from provenance.language.predicates import (
    AUXILIARIES,
    BREAKS,
    NOMINAL,
    OPENERS,
    PARTICIPLES,
    Group,
    Link,
    Opening,
    Predicate,
    State,
    words,
)
from provenance.language.verbgroups import group, is_auxiliary, single, skip

__all__ = ["Link", "Predicate", "main_predicate", "predicates"]


def predicates(tokens: Sequence[Token]) -> list[Predicate]:
    """The predicates of a passage in their order; see `Predicate`."""
    state = State(tokens)
    at = 0
    while at < len(tokens):
        at = _step(state, at)
    return state.found


def main_predicate(found: Sequence[Predicate]) -> int | None:
    """The index of the predicate of the main clause, or None where the passage has no verb."""
    for link in (Link.MAIN, Link.COORDINATE, Link.COMPLEMENT):
        for index, one in enumerate(found):
            if one.link is link:
                return index
    return 0 if found else None


def _step(state: State, at: int) -> int:
    """Takes the token at `at` in; returns where to go on."""
    token = state.tokens[at]
    kind = token.kind
    if token.form is not None:
        return _verb(state, at)
    if kind is Class.WORD and _follows_pronoun(state, at):
        return _finite(state, single(state, at))
    if kind in AUXILIARIES or kind is Class.POSSESSIVE:
        if is_auxiliary(state, at):
            return _finite(state, group(state, at))
    elif kind is Class.TO:
        return _to(state, at)
    elif kind in OPENERS:
        open_clause(state, at)
        return at + 1
    elif kind in (Class.COMMA, Class.STOP):
        boundary(state, at)
    elif kind in (Class.SUBJECT, Class.DETERMINER):
        contact_clause(state, at)
    if kind in NOMINAL or kind is Class.DETERMINER:
        state.subject = True
    return at + 1


def _follows_pronoun(state: State, at: int) -> bool:
    """Whether an unknown word must be a verb ("unless it drizzles")."""
    before = state.before(at)
    return (
        before >= 0
        and bool(state.waiting)
        and (state.tokens[before].kind is Class.SUBJECT or state.tokens[before].word in ("it", "you", "nobody"))
        and state.kind(before - 1) not in (Class.PREPOSITION, Class.TO, *AUXILIARIES)
        and state.tokens[at].kind is Class.WORD
        and (not state.found or state.found[-1].head != before - 1)
    )


def _to(state: State, at: int) -> int:
    beyond, _ = skip(state, at + 1)
    if beyond >= len(state.tokens):
        return at + 1
    token = state.tokens[beyond]
    if not (
        token.kind in (Class.BE, Class.HAVE, Class.DO)
        or token.word == "like"
        or (token.is_base and (not token.capital or not at))
    ):
        return at + 1
    verbs = group(state, at)
    before = state.before(at)
    negation = verbs.negation
    if negation is None and state.kind(at - 1) is Class.NEGATIVE and state.word(at - 1) in ("not", "never"):
        negation = at - 1
    parent = len(state.found) - 1 if state.found else None
    state.add(verbs, Opening(Link.INFINITIVE, at, None, before if before >= 0 else None), parent, negation)
    return verbs.end


def _verb(state: State, at: int) -> int:
    token = state.tokens[at]
    if token.capital and _is_name(state, at):
        state.subject = True
        return at + 1
    if is_finite(state, at):
        return _finite(state, single(state, at))
    before = state.before(at)
    if token.is_base and state.kind(before) in (Class.CONJUNCTION, Class.COMMA):
        first = _bare_partner(state, at)
        if first is not None:
            state.add(single(state, at), Opening(Link.COORDINATE, at), first, None)
            return at + 1
    if token.is_base and _is_caused(state, at):
        state.add(
            single(state, at), Opening(Link.INFINITIVE, at, None, state.found[-1].head), len(state.found) - 1, None
        )
        return at + 1
    if token.form in (*PARTICIPLES, Form.ING) and state.kind(at - 1) not in (Class.DETERMINER, Class.POSSESSIVE):
        link = Link.GERUND if token.form is Form.ING else Link.PARTICIPLE
        parent = len(state.found) - 1 if state.found else None
        state.add(single(state, at), Opening(link, at, None, before if before >= 0 else None), parent, None)
        return at + 1
    state.subject = True
    return at + 1


def _is_name(state: State, at: int) -> bool:
    """Whether a word with a capital is a name: inside a sentence, or right before a verb ("Felt denied it")."""
    if state.kind(state.before(at)) not in (None, Class.STOP):
        return True
    return state.form(at + 1) in (Form.PAST, Form.EITHER_PAST, Form.THIRD) or state.kind(at + 1) in AUXILIARIES


def _bare_partner(state: State, at: int) -> int | None:
    """The predicate that a bare form after "and" is coordinated with: one with a modal, "to" or an imperative."""
    if state.noun_only(at) and state.kind(at - 1) is not Class.CONJUNCTION:
        return None
    for index in range(len(state.found) - 1, max(-1, len(state.found) - 4), -1):
        one = state.found[index]
        verb = state.tokens[one.head]
        bare = one.link is Link.MAIN and (verb.is_base or verb.word in ("do", "be"))
        if one.modal is not None or one.link is Link.INFINITIVE or bare:
            return index
    return None


def _is_caused(state: State, at: int) -> bool:
    """Whether a bare form is what somebody is made, let or helped to do."""
    if not state.found or state.tokens[state.found[-1].head].lemma not in words("causatives"):
        return False
    return state.found[-1].head < at <= state.found[-1].head + 4 and not state.noun_only(at)


def _takes_contact(state: State, verbs: Group) -> bool:
    """Whether the verb belongs to such a clause: the one that waits still has its own verb to come."""
    if state.contact is None or state.contact <= state.waiting[-1].start:
        return False
    return stronger_follows(state, verbs.end - 1, participles=True)


def _finite(state: State, verbs: Group) -> int:
    if _is_bare_coordination(state, verbs):
        opening, parent = Opening(Link.COORDINATE, verbs.first), state.last_finite
    elif state.waiting and _takes_contact(state, verbs):
        opening, parent = Opening(Link.RELATIVE, state.contact or verbs.first), state.last_finite
        state.contact = None
        state.add(verbs, opening, parent, verbs.negation)
        return verbs.end
    elif state.waiting:
        opening, parent = state.waiting.pop(), state.last_finite
    else:
        opening, parent = _late_clause(state, verbs.first)
    state.add(verbs, opening, parent, verbs.negation)
    state.last_finite = len(state.found) - 1
    state.subject = bool(state.waiting) and opening.outer_subject
    return verbs.end


def _is_bare_coordination(state: State, verbs: Group) -> bool:
    """Whether the verb follows "and" at once, after the verb of a clause inside another."""
    before = state.before(verbs.first)
    return (
        state.kind(before) is Class.CONJUNCTION
        and state.last_finite is not None
        and bool(state.waiting)
        and state.waiting[-1].start <= state.found[state.last_finite].start
        and not any(state.tokens[at].kind is Class.COMMA for at in range(state.after, before))
    )


def _late_clause(state: State, at: int) -> tuple[Opening, int | None]:
    """What a finite verb is that no open clause waits for."""
    assert state.last_finite is not None
    last = state.found[state.last_finite]
    marks = [spot for spot in range(last.head + 1, at) if state.tokens[spot].kind in BREAKS]
    if any(state.word(spot) in ("(", "[") for spot in marks):
        return Opening(Link.RELATIVE, marks[-1] + 1), state.last_finite
    if not marks:
        takes = state.tokens[last.head].lemma in words("clause_takers")
        takes = takes and not any(state.kind(spot) is Class.EITHER for spot in range(last.head + 1, at))
        link = Link.COMPLEMENT if takes else Link.RELATIVE
        return Opening(link, last.head + 1, None, last.head), state.last_finite
    parent = state.last_finite
    separate = any(state.tokens[spot].kind is not Class.CONJUNCTION for spot in marks) or marks[-1] + 1 < at
    if separate and state.before(at) != marks[-1]:
        parent = _outermost(state, parent)
    return Opening(Link.COORDINATE, marks[-1] + 1), parent


def _outermost(state: State, index: int) -> int:
    return next((at for at, one in enumerate(state.found) if one.link is Link.MAIN), index)
