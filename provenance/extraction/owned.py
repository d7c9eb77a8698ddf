"""What a sentence says in the article's own voice, beside what it attributes to others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.extraction.drafts import trim
from provenance.extraction.standalone.propositions import stands
from provenance.language.clauses import predicates
from provenance.language.grammar import Class, Form, Token, tokens
from provenance.language.predicates import AUXILIARIES
from provenance.language.sentences import Sentence
from provenance.language.words import WORD
from provenance.model import Span

_SHORTEST = 5
"""What remains of a sentence beside its attributed parts is a claim of its own from this many words on."""
_LOOKED_AT = 60
_ON = re.compile(r"[\"'”’»)]*\s*(?P<comma>[,–—-]\s*)?")
_CLAIM = re.compile(r"(?:['’]s?|\b(?:the|his|her|its|their|our|any|this|no))\s+\w+\s+that\s", re.IGNORECASE)
"""A noun that says what is claimed: "the minister's claim that …"."""
_BREAK = re.compile(r"[”\"’']?\s*(?:[,;:—–-]|(?:and|but|while|whereas|although|though|yet)\b)", re.IGNORECASE)
_CONCESSIVE = re.compile(r"(?:while|although|though|whereas)\s+", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"[\s,;:—–-]*(?:after|when|as|in|at|on|under|despite|with|asked|according|following|during|before|until|since|if|"
    r"because|not|by|for|from|to|of|who|whose|which|where|citing|speaking|referring|responding|that|also|later|told|saying|he|she)\b",
    re.IGNORECASE,
)
_RELATIVE = (Class.RELATIVE, Class.WH, Class.THAT)
_LEADING = (
    *(Class.CONJUNCTION, Class.PREPOSITION, Class.SUBORDINATOR, Class.EITHER, Class.TO, Class.COMMA, Class.STOP),
    *_RELATIVE,
)
"""Words that only lead over to an attributed part: no claim ends with them."""


def own_words(text: str, sentence: Sentence, covered: Sequence[Span]) -> list[list[Span]]:
    """What a sentence claims itself beside its attributed parts: the clauses before and after them, or the clause
    that they stand in the midst of.

    Args:
        text: The article's.
        sentence: Of it.
        covered: Its attributed parts with the words that report them, in any order; at least one.
    """
    first, last = min(start for start, _ in covered), max(end for _, end in covered)
    if around := _around(text, sentence, first, last):
        return [around]
    if _restricts(text, sentence.start, first):
        return [[sentence.span]]
    found: list[list[Span]] = []
    for start, end in ((sentence.start, first), (last, sentence.end)):
        if start >= end or _SUBORDINATE.match(text, start, end):
            continue
        if start == last and not _BREAK.match(text, start, end):
            continue  # the sentence goes on with what the source says
        own = trim(text, start, end)
        own = _without_lead_over(text, own) if own and end == first else own
        if own is None:
            continue
        words = WORD.findall(text[slice(*own)])
        if len(words) >= _SHORTEST and stands(text, [(_start(text, own), own[1])], None):
            found.append([own])
    return found


def _restricts(text: str, start: int, first: int) -> bool:
    """Whether the clause before the attributed part at `first` is not whole without it: that is the object of its verb
    or preposition, or a relative clause that tells which one is meant ("It is a rare candidate who hopes to …")."""
    opener = tokens(text, [(first, min(len(text), first + _LOOKED_AT))])[:1]
    before = tokens(text, [(start, first)])
    found = predicates(before)
    last = before[found[-1].head] if found and found[-1].head == len(before) - 1 else None
    if last and last.form is not Form.ING and opener and opener[0].kind is not Class.THAT:
        return before[-1].end + 1 == first
    if len(before) > 1 and before[-1].kind is Class.PREPOSITION and before[-2].kind not in (Class.COMMA, Class.STOP):
        return bool(found)
    if not opener or not before or opener[0].kind not in _RELATIVE:
        return False
    return before[-1].kind in (Class.WORD, Class.NUMBER) and bool(found)


def _without_lead_over(text: str, own: Span) -> Span | None:
    """The words before an attributed part without those that lead over to it, as far as the comma before them where
    a noun does ("…, an idea that [officials compared to …]")."""
    words = tokens(text, [own])
    end = _end(words)
    if any(word.kind in _RELATIVE for word in words[end:]) and end and words[end:][0].start == words[end - 1].end + 1:
        comma = next((at for at in range(end - 1, 0, -1) if words[at].kind in (Class.COMMA, Class.STOP)), 0)
        if comma and not predicates(words[comma:end]):
            end = _end(words[:comma])
    return trim(text, own[0], words[end - 1].end) if end else None


def _end(words: Sequence[Token]) -> int:
    """How many of `words` stand before the last ones that lead over."""
    end = len(words)
    while end and words[end - 1].kind in _LEADING and words[end - 1].form is None:
        end -= 1
    return end


def _start(text: str, span: Span) -> int:
    """Where a clause begins behind the conjunction that sets it against the rest ("While no date is set")."""
    lead = _CONCESSIVE.match(text, *span)
    return lead.end() if lead else span[0]


def _around(text: str, sentence: Sentence, first: int, last: int) -> list[Span]:
    """The clause whose subject ends before the attributed parts and whose verb follows them, if there is one.

    "The walls, believed to date from the fort, were pulled down"; "the claim that the dam is safe was false".
    """
    verb = _ON.match(text, last, sentence.end)
    if verb is None or not _is_finite(text, verb.end(), sentence.end):
        return []
    if verb["comma"] is None:
        return [sentence.span] if _CLAIM.search(text, sentence.start, last) else []
    subject = trim(text, sentence.start, first)
    if subject is None or not text[subject[1] :].startswith((",", " –", " —")) or predicates(tokens(text, [subject])):
        return []
    rest = trim(text, verb.end(), sentence.end)
    return [subject, rest] if rest else []


def _is_finite(text: str, start: int, end: int) -> bool:
    """Whether a verb begins here that goes with a subject before it."""
    words = tokens(text, [(start, min(end, start + _LOOKED_AT))])
    while words and words[0].kind is Class.ADVERB:
        words = words[1:]
    return bool(words) and (words[0].kind in AUXILIARIES or words[0].form in (Form.PAST, Form.EITHER_PAST, Form.THIRD))
