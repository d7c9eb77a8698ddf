"""Clauses opened by "that", "who", "whether", "because" …, and ended by commas."""

from __future__ import annotations

from provenance.language.grammar import Class, Form
from provenance.language.predicates import AUXILIARIES, OPENERS, PARTICIPLES, Link, Opening, State, words


def open_clause(state: State, at: int) -> None:
    """Opens the clause of the subordinator, relative or question word at `at`, if it does open one."""
    token = state.tokens[at]
    before = state.before(at)
    previous = state.kind(before)
    if token.word == "however" and state.kind(at + 1) in (Class.COMMA, None):
        return
    if token.kind is Class.THAT:
        open_that(state, at, before, previous)
    elif token.kind is Class.RELATIVE:
        if previous is not None and (state.subject or state.found):
            asked = state.found and state.found[-1].head == before and state.tokens[before].lemma in words("askers")
            state.push(Link.COMPLEMENT if asked else Link.RELATIVE, at, before)
    elif token.kind is Class.WH or token.word in ("whether", "if"):
        open_wh(state, at, before, previous)
    elif token.kind is not Class.EITHER or not is_preposition(state, at, previous):
        state.push(Link.ADVERBIAL, at, None)


def open_that(state: State, at: int, before: int, previous: Class | None) -> None:
    """Opens the clause of "that": a complement, a relative clause, or none ("that man")."""
    following = state.beyond(at + 1)
    verbal = state.kind(following) in AUXILIARIES or state.form(following) in (Form.THIRD, Form.PAST, Form.EITHER_PAST)
    if previous in (None, Class.PREPOSITION, Class.EITHER, Class.STOP, *AUXILIARIES):
        if previous in AUXILIARIES and not verbal:
            state.push(Link.COMPLEMENT, at, before)
        else:
            state.subject = True
    elif previous in (Class.COMMA, Class.CONJUNCTION):
        last = next((one for one in reversed(state.found) if one.link is Link.COMPLEMENT), None)
        if last is not None and not verbal:
            state.push(Link.COMPLEMENT, at, last.governor)
        else:
            state.subject = True
    elif verbal and not (state.found and state.found[-1].head == before):
        state.push(Link.RELATIVE, at, before)
    else:
        state.push(Link.COMPLEMENT, at, before)


def open_wh(state: State, at: int, before: int, previous: Class | None) -> None:
    """Opens the clause of "if", "whether", "why", "where" …"""
    word = state.tokens[at].word
    if word == "if" and not asks(state, before):
        state.push(Link.ADVERBIAL, at, None)
    elif before < 0 and word != "whether" and state.word(len(state.tokens) - 1) == "?":
        return  # a question, not the subject of one
    elif word == "where" and previous in (Class.WORD, Class.COMMA):
        state.push(Link.RELATIVE, at, before)
    else:
        state.push(Link.COMPLEMENT, at, before if before >= 0 else None)


def asks(state: State, before: int) -> bool:
    """Whether an "if" after `before` means "whether"."""
    return before >= 0 and (
        state.tokens[before].lemma in words("askers") or state.tokens[before].word in words("askers")
    )


def is_preposition(state: State, at: int, previous: Class | None) -> bool:
    """Whether "after", "as", "for" … is a preposition here."""
    token = state.tokens[at]
    following = state.kind(at + 1)
    if token.word == "for":
        return True
    if following is Class.SUBJECT or token.word == "when":
        return False
    if following in (Class.NUMBER, None) or state.form(at + 1) in (Form.ING, *PARTICIPLES):
        return True
    if token.word == "as" and previous not in (None, Class.COMMA):
        return True
    return bool(state.waiting) and state.subject


def boundary(state: State, at: int) -> None:
    """A comma ends what an opener began when no verb came (“after brief clashes, …”)."""
    following = state.kind(at + 1)
    if state.tokens[at].kind is Class.STOP:
        if state.tokens[at].word in ";:!?" and state.last_finite is not None:
            state.waiting = [Opening(Link.COORDINATE, at + 1)]
            state.subject = False
        return
    if len(state.waiting) > 1 and following not in OPENERS:
        top = state.waiting[-1]
        if top.link is Link.ADVERBIAL and top.opener != at - 1:
            state.waiting.pop()
            state.subject = True


def contact_clause(state: State, at: int) -> None:
    """Remembers that a clause without an opener may begin after a noun: "the cave you made"."""
    if at and state.waiting and state.subject and state.tokens[at - 1].kind is Class.WORD:
        state.contact = at
