"""Verbs with their auxiliaries: where a group begins, how far it goes, what negates it."""

from __future__ import annotations

from provenance.language.grammar import Class, Form, Token
from provenance.language.predicates import AUXILIARIES, BREAKS, OPENERS, PARTICIPLES, Group, Link, State, words

_HELPERS = (*AUXILIARIES, Class.POSSESSIVE, Class.TO)
_PRONOUNS = (Class.SUBJECT, Class.PRONOUN, Class.RELATIVE, Class.WH, Class.THAT)
# Modal verbs that are nouns or names as well.
_NOUNS = ("may", "will", "can", "might", "must")


def is_auxiliary(state: State, at: int) -> bool:
    """Whether a word that can be an auxiliary is one here, not a month, a noun, a name or a possessive."""
    token = state.tokens[at]
    if token.kind is Class.POSSESSIVE:
        return is_contracted(state, at)
    if token.word in ("being", "been", "be", "having"):
        return token.word == "be" and not state.subject and bool(state.waiting)
    if token.kind is not Class.MODAL:
        return True
    if token.capital and token.word in _NOUNS and not opens_question(state, at):
        return False
    return token.word not in _NOUNS or at == 0 or not _is_noun_behind(token, state.tokens[at - 1])


def _is_noun_behind(token: Token, before: Token) -> bool:
    """Whether "will", "can" … is a noun because of the word in front ("her will", "a can")."""
    if before.kind is Class.DETERMINER:
        return before.word not in words("quantifiers")
    return before.kind is Class.POSSESSIVE or (token.word == "will" and before.word in words("noun_will"))


def opens_question(state: State, at: int) -> bool:
    """Whether "May", "Will" … with a capital is the verb of a question, not a month or a name."""
    if at and state.kind(at - 1) not in (Class.QUOTE, Class.STOP):
        return False
    subject = state.kind(at + 1) in (Class.SUBJECT, Class.PRONOUN, Class.DETERMINER)
    return subject or state.word(len(state.tokens) - 1) == "?"


def is_contracted(state: State, at: int) -> bool:
    """Whether "'s" is "is" or "has" rather than a possessive."""
    if state.kind(at - 1) in _PRONOUNS or state.word(at - 1) in ("here", "there"):
        return True
    beyond = state.beyond(at + 1)
    return (
        state.kind(at + 1) is Class.NEGATIVE or state.kind(beyond) is Class.DETERMINER or state.word(beyond) == "going"
    )


def group(state: State, at: int) -> Group:
    """The verb group that begins with the auxiliary, "to" or verb at `at`."""
    first = at
    modal = negation = None
    perfect = passive = progressive = False
    while (token := state.tokens[at]).kind in _HELPERS and not (token.word == "having" and at > first):
        if token.kind is Class.MODAL:
            modal = at
        beyond, negative = skip(state, at + 1)
        if negation is None:
            negation = at if token.word == "cannot" else negative
        verb = _next_verb(state, at, beyond)
        if verb is None:
            break
        perfect = perfect or token.kind is Class.HAVE
        if token.kind in (Class.BE, Class.POSSESSIVE) and state.kind(verb) in (Class.WORD, Class.PREPOSITION):
            progressive = state.tokens[verb].form is Form.ING
            passive = not progressive
        at = verb
    progressive = progressive or (at > first and state.tokens[at].word == "having")
    if negation is None and state.word(at + 1) in ("not", "n't", "nt", "never"):
        negation = at + 1
    return Group(first, at, max(at, negation or 0) + 1, modal, negation, perfect, passive, progressive)


def _next_verb(state: State, at: int, beyond: int) -> int | None:
    """The verb or auxiliary that the auxiliary at `at` goes on to; `beyond` is what follows its adverbs."""
    if beyond >= len(state.tokens):
        return None
    if continues(state.tokens[at], state.tokens[beyond]):
        return beyond
    return inverted(state, at)


def skip(state: State, at: int) -> tuple[int, int | None]:
    """Past adverbs, negatives, and the subject of a question; with the negative passed."""
    negation = None
    while at < len(state.tokens):
        token = state.tokens[at]
        if token.kind is Class.NEGATIVE:
            if token.word not in ("not", "n't", "nt", "never", "hardly", "scarcely", "barely"):
                break
            if state.word(at + 1) not in ("only", "just", "merely", "simply"):
                negation = at
        elif token.kind in (Class.SUBJECT, Class.PRONOUN):
            if state.subject or not state.waiting:
                break
        elif not _is_passed(state, at):
            break
        at += 1
    return at, negation


def _is_passed(state: State, at: int) -> bool:
    token = state.tokens[at]
    if token.word == "likely" and at + 1 < len(state.tokens):
        return state.tokens[at + 1].form is not None or state.tokens[at + 1].kind in AUXILIARIES
    return token.kind in (Class.ADVERB, Class.QUOTE) or token.word in ("all", "both", "each")


def continues(token: Token, following: Token) -> bool:
    """Whether the auxiliary `token` goes on to `following`, its verb or the next auxiliary."""
    kind, form = following.kind, following.form
    if token.kind in (Class.MODAL, Class.TO):
        if kind in (Class.BE, Class.HAVE, Class.DO) or following.word == "like":
            return True
        return kind is Class.WORD and form is not Form.ING
    if token.kind is Class.DO:
        return kind in (Class.HAVE, Class.DO, Class.BE) or (kind is Class.WORD and following.is_base)
    if token.kind is Class.HAVE:
        return following.word in ("been", "had", "gotten") or (
            kind is Class.WORD
            and form in (*PARTICIPLES, Form.BASE)
            and (form is not Form.BASE or following.word in words("bare_participles"))
        )
    if following.word in ("being", "been", "having"):
        return True
    return kind in (Class.WORD, Class.PREPOSITION) and (
        form in (Form.ING, *PARTICIPLES) or following.word in words("bare_participles")
    )


def inverted(state: State, at: int) -> int | None:
    """The verb behind the subject of a question ("Did the police arrest …")."""
    token = state.tokens[at]
    if state.subject or not state.waiting or token.kind not in AUXILIARIES or state.waiting[-1].link is not Link.MAIN:
        return None
    for beyond in range(at + 2, min(at + 8, len(state.tokens))):
        following = state.tokens[beyond]
        if following.kind in BREAKS or following.kind in OPENERS:
            return None
        if (
            following.form is not None
            and not following.capital
            and state.tokens[beyond - 1].kind is not Class.DETERMINER
        ):
            return beyond if continues(token, following) else None
    return None


def single(state: State, at: int) -> Group:
    """The group of a verb without auxiliaries."""
    negated = state.kind(at - 1) is Class.NEGATIVE and state.word(at - 1) in words("verb_negatives")
    return Group(at, at, at + 1, None, at - 1 if negated else None, perfect=False, passive=False, progressive=False)
