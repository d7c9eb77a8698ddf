"""Whether a signature holds where its word stands."""

from __future__ import annotations

from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.signatures import Signature
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class, Form


def applicable(passage: Passage, at: int, one: Predicate, following: Predicate | None) -> bool:
    """Whether the word at `at` of `one` changes what `following` (None: an object) stands for."""
    if following is not None and following.link is Link.INFINITIVE and passage.kind(at) in (Class.BE, Class.HAVE):
        return True
    return any(holds(passage, each, at, one, following) for each in passage.signatures(at))


def holds(passage: Passage, each: Signature, at: int, one: Predicate, following: Predicate | None) -> bool:
    """Whether `each` is meant by the word at `at` of `one`, over `following` or over an object."""
    if not _stands(passage, each, at, one):
        return False
    if each.from_only:
        return following is not None and passage.governor_word(following) == "from"
    if each.object:
        return following is not None or each.noun or passage.word(at + 1) != "of"
    if following is None:
        return _links(passage, at) if each.linking else each.noun and not each.completed
    return _completes(passage, each, following)


def _stands(passage: Passage, each: Signature, at: int, one: Predicate) -> bool:
    """Whether the word has the part of speech, voice, tense and particle that the signature asks for."""
    is_head = at == one.head
    if each.noun if at <= one.head else not each.noun and at not in passage.complements(one):
        return False
    if is_head and (each.active if one.passive else each.passive):
        return False
    if each.progressive and passage.form(at) is not Form.ING and not _is_present(passage, one):
        return False
    if each.particle and passage.word(at + 1) not in each.particle:
        return False
    return not any(passage.word(spot) in each.lures for spot in range(at + 1, at + 4))


def _completes(passage: Passage, each: Signature, following: Predicate) -> bool:
    """Whether the clause or infinitive is of the kind that the signature asks for."""
    is_clause = following.link is Link.COMPLEMENT
    asks = is_clause and following.opener is not None and passage.word(following.opener) != "that"
    if each.wh_only or asks:
        return asks and (each.wh_only or each.over_questions)
    if each.clause_only:
        return is_clause or (each.noun and following.link is not Link.INFINITIVE)
    if each.infinitive_only:
        return following.link in (Link.INFINITIVE, Link.GERUND)
    return not each.gerund_only or following.link is Link.GERUND


def _links(passage: Passage, at: int) -> bool:
    """Whether "seems", "looks" … stands before what something seems to be ("looked tired", not "looked away")."""
    beyond = at + 1
    while passage.kind(beyond) in (Class.ADVERB, Class.NEGATIVE, Class.QUOTE):
        beyond += 1
    if passage.kind(beyond) is Class.DETERMINER:
        return passage.tokens[at].lemma == "seem"
    return passage.kind(beyond) is Class.WORD or passage.word(beyond) == "like"


def _is_present(passage: Passage, one: Predicate) -> bool:
    return one.progressive or passage.form(one.head) in (Form.BASE, Form.THIRD)
