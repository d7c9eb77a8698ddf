"""What a claim speaks of whose frame stands in a relative clause ("a man they say | shot a girl")."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.mentions import RELATIVES
from provenance.extraction.standalone.pointing import persons
from provenance.language.clauses import predicates
from provenance.language.grammar import Class, Form, Token, tokens
from provenance.language.predicates import AUXILIARIES, Link
from provenance.model import Claim, Span

_FINITE = (Form.THIRD, Form.PAST, Form.EITHER_PAST)
_MODIFYING = (Link.PARTICIPLE, Link.GERUND)
_LONGEST = 8
"""So many words a noun phrase has, without what its prepositions add."""
_MOST = 3
"""So many phrases hang together by prepositions."""
_LOOKED_AT = 20


def antecedent(claim: Claim) -> Span | None:
    """The noun phrase that is the subject of a claim, before the words that report it; None where none is certain.

    Prepositions that may belong to it are taken in with all before them: "the fire in the hall, which police said was
    arson" is "the fire in the hall", whichever is meant.
    """
    text = claim.article.text
    hop = claim.attribution[-1] if claim.attribution else None
    start = claim.content[0][0]
    if hop is None or hop.start is None or hop.cue_start is None or hop.cue_end is None:
        return None
    if (hop.holder or "").casefold() in RELATIVES:
        return None
    if not claim.start < hop.start < hop.cue_start < start or text[hop.cue_end : start].strip():
        return None
    first = tokens(text, [(start, min(start + _LOOKED_AT, claim.content[0][1]))])[:1]
    if not first or not (first[0].kind in AUXILIARIES or first[0].form in _FINITE):
        return None
    words = tokens(text, [(claim.start, hop.start)])
    if words and words[-1].kind is Class.DETERMINER:
        words.pop()  # the source's
    relative = bool(words) and words[-1].kind in (Class.RELATIVE, Class.THAT)
    who = relative and words[-1].word == "who"
    words = words[:-1] if relative else words
    apart = bool(words) and words[-1].kind is Class.COMMA
    words = words[:-1] if apart else words
    found = _phrase(words, who=who) if relative or not apart else None
    # After "Orlando, Florida, which" it may be told of what lies there.
    return None if found and apart and text[: found[0]].rstrip().endswith(",") else found


def _phrase(words: Sequence[Token], *, who: bool) -> Span | None:
    """The noun phrase that ends with the last of `words`, with those that it hangs on by a preposition; None for a
    `who` that more than one of them can be."""
    begins, end = len(words), words[-1].end if words else 0
    modifying = {one.head for one in predicates(words) if one.link in _MODIFYING}
    for _ in range(_MOST):
        first = _begins(words[:begins])
        if first is None:
            break
        begins = first
        if not begins or words[begins - 1].kind is not Class.PREPOSITION:
            break
        if begins - 2 in modifying:
            return None  # "a man armed with a gun who": whose the clause is cannot be told
        if who and _tells_of_somebody(words[begins:]):
            return None  # "the father of a boy who"
        if _begins(words[: begins - 1]) is None:
            break
        begins -= 1
    return (words[begins].start, end) if begins < len(words) else None


def _tells_of_somebody(words: Sequence[Token]) -> bool:
    return any(word.capital for word in words) or any(True for _ in persons(words))


def _begins(words: Sequence[Token]) -> int | None:
    """Where the noun phrase that ends with the last of `words` begins: at its determiner, or at a name."""
    at = len(words)
    while at > 0 and len(words) - at < _LONGEST and _is_nominal(words[at - 1], words[at - 2] if at > 1 else None):
        at -= 1
    if at == len(words):
        return None
    if at and words[at - 1].kind is Class.DETERMINER:
        return at - 1
    named = [number for number in range(at, len(words)) if words[number].capital or words[number].kind is Class.NUMBER]
    return named[0] if named and words[-1].capital else None


def _is_nominal(word: Token, before: Token | None) -> bool:
    """Whether a word belongs to a noun phrase: right after a determiner what may be a verb is none ("a fire")."""
    determined = before is not None and before.kind is Class.DETERMINER
    return word.kind in (Class.NUMBER, Class.POSSESSIVE) or (
        word.kind is Class.WORD and (word.form is None or word.capital or determined)
    )
