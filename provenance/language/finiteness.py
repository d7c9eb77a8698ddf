"""Whether a form that may be a verb is the finite verb of its clause."""

from __future__ import annotations

from provenance.language.grammar import Class, Form, Token
from provenance.language.predicates import AUXILIARIES, OBJECT_STARTS, Link, State, words

_NEVER_BEFORE_VERBS = (
    Class.DETERMINER,
    Class.POSSESSIVE,
    Class.PREPOSITION,
    Class.EITHER,
    Class.TO,
    *AUXILIARIES,
)
_HORIZON = 60
"""How far, in words, a verb is looked for: far beyond any clause, so that no text is slow to read."""


def is_finite(state: State, at: int) -> bool:
    """Whether the verb form at `at` is finite, by the word before it and what the clause still waits for."""
    token = state.tokens[at]
    if token.form in (None, Form.ING, Form.PARTICIPLE):
        return False
    if token.is_base and state.word(at - 1) in words("requests"):
        return True
    before = state.before(at)
    previous = state.tokens[before] if before >= 0 else None
    if previous is None or (previous.kind in (Class.STOP, Class.COMMA) and not state.subject):
        return token.is_base and is_imperative(state, at)
    by_word = _by_word_before(state, token, before)
    if by_word is not None:
        return by_word
    if token.form is Form.BASE:
        return is_plural_present(state, at, previous) or is_subjunctive(state, at)
    if not state.waiting:
        if previous.kind is Class.WORD and (previous.capital or token.form is Form.PAST):
            return has_new_subject(state, at) and not is_reduced(state, at, previous)
        return previous.kind is Class.CONJUNCTION and (token.form is not Form.THIRD or not state.noun_only(at))
    if not state.subject:
        return False
    if token.form is Form.THIRD:
        return is_singular_present(state, at, previous)
    return token.form is Form.PAST or not is_reduced(state, at, previous)


def _by_word_before(state: State, token: Token, before: int) -> bool | None:
    """What a pronoun, determiner, preposition … in front says; None: nothing."""
    previous = state.tokens[before]
    kind = previous.kind
    if kind in (Class.SUBJECT, Class.RELATIVE):
        return True
    if kind is Class.WH and state.waiting and state.waiting[-1].opener != before:
        return True
    if kind is Class.PRONOUN and previous.word not in ("this", "these", "those"):
        return True
    if kind is Class.THAT:
        return bool(state.waiting) and state.waiting[-1].link is Link.RELATIVE
    if previous.word in words("quantifiers"):
        return token.form is not Form.EITHER_PAST or bool(state.waiting)
    if previous.word == "let":
        return token.is_base
    return False if kind in _NEVER_BEFORE_VERBS else None


def has_new_subject(state: State, at: int) -> bool:
    """Whether a noun phrase behind "and" stands right before the verb ("and Brown declined")."""
    for spot in range(at - 1, state.after - 1, -1):
        kind = state.tokens[spot].kind
        if kind is Class.CONJUNCTION:
            return spot < at - 1
        if kind not in (Class.WORD, Class.ADVERB, Class.DETERMINER, Class.NUMBER, Class.POSSESSIVE):
            return False
    return False


def is_imperative(state: State, at: int) -> bool:
    """Whether a base form that opens the passage is an order, not a noun ("Call the police", "Work on it …")."""
    if not state.waiting or state.subject:
        return False
    following = state.kind(at + 1)
    if (
        state.noun_only(at)
        or following is Class.TO
        or (state.tokens[at].word in words("ambiguous") and stronger_follows(state, at))
    ):
        return False
    return following in (*OBJECT_STARTS, Class.PRONOUN, Class.EITHER, Class.PREPOSITION, Class.ADVERB, None) or (
        following is Class.WORD and not stronger_follows(state, at)
    )


def is_plural_present(state: State, at: int, previous: Token) -> bool:
    """Whether a base form is the present of a plural subject ("officials say")."""
    if not state.waiting or not state.subject:
        return False
    if previous.kind is not Class.WORD or state.noun_only(at) or state.word(at + 1) == "of":
        return False
    plural = is_plural(previous) or (
        state.kind(at + 1) is not Class.PREPOSITION
        and any(is_plural(token) or token.word == "and" for token in state.tokens[state.waiting[-1].start : at])
    )
    return plural and (state.tokens[at].lemma in words("clause_takers") or not stronger_follows(state, at))


def is_plural(token: Token) -> bool:
    """Whether a noun looks plural."""
    if token.kind is not Class.WORD:
        return False
    return token.word in words("plurals") or (token.word.endswith("s") and not token.word.endswith(("ss", "us", "is")))


def is_subjunctive(state: State, at: int) -> bool:
    """ "demanded that the army leave" """
    top = state.waiting[-1] if state.waiting else None
    return (
        top is not None
        and top.link is Link.COMPLEMENT
        and state.subject
        and not state.noun_only(at)
        and not stronger_follows(state, at)
    )


def is_singular_present(state: State, at: int, previous: Token) -> bool:
    """Whether a form in -s is a verb, not a plural ("the plan faces", "talks")."""
    if state.noun_only(at):
        return False
    if previous.kind is Class.WORD and not previous.capital and previous.word.endswith("s"):
        return previous.word.endswith(("ss", "us", "is", "ics")) or state.tokens[at].lemma in words("clause_takers")
    return True


def is_reduced(state: State, at: int, previous: Token) -> bool:
    """Whether a form that is past or participle is a participle after its noun ("the deal signed in May")."""
    following = state.beyond(at + 1)
    if state.word(following) == "by":
        return True
    if state.tokens[at].lemma in words("clause_takers") and previous.kind is not Class.COMMA:
        return False
    bare = state.kind(following) in (Class.PREPOSITION, Class.EITHER, Class.TO, Class.COMMA, None)
    return stronger_follows(state, at, participles=bare)


def stronger_follows(state: State, at: int, *, participles: bool = False) -> bool:
    """Whether the clause still has a better candidate for its finite verb after `at`.

    With `participles`, forms in -s and forms that are past or participle count as well.
    """
    commas = False
    for later in range(at + 1, min(at + _HORIZON, len(state.tokens))):
        if _ends_clause(state, later, commas=commas):
            return False
        commas = commas or state.tokens[later].kind is Class.COMMA
        if _is_sure(state, later) or (participles and _is_likely(state, later)):
            return True
    return False


def _ends_clause(state: State, at: int, *, commas: bool) -> bool:
    kind, following = state.kind(at), state.kind(at + 1)
    if kind is Class.CONJUNCTION:
        return not commas and following not in (Class.WORD, Class.DETERMINER)
    if kind is Class.COMMA:
        return following in (Class.CONJUNCTION, Class.RELATIVE, Class.DETERMINER, Class.SUBJECT)
    return kind in (Class.SUBORDINATOR, Class.WH, Class.RELATIVE, Class.THAT, Class.STOP, Class.SUBJECT)


def _is_sure(state: State, at: int) -> bool:
    token = state.tokens[at]
    if token.kind in AUXILIARIES:
        return token.word not in ("be", "been", "being", "having") and state.kind(at - 1) is not Class.TO
    return token.form is Form.PAST and not token.capital


def _is_likely(state: State, at: int) -> bool:
    token, before = state.tokens[at], state.kind(state.before(at))
    if token.capital:
        return False
    if token.form is Form.THIRD:
        return before is Class.WORD and not state.noun_only(at)
    if token.form is not Form.EITHER_PAST or state.word(at + 1) == "by":
        return False
    return before in (Class.WORD, Class.COMMA, Class.NUMBER)
