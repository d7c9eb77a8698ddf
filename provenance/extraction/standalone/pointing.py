"""Words that point to what was said before: which of them a statement leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import pairwise, zip_longest

from provenance.extraction.mentions import Names, Reference, has_person_shape, is_plural
from provenance.extraction.sources import is_body, kind_of
from provenance.extraction.standalone.wording import Change
from provenance.language.clauses import predicates
from provenance.language.data import load
from provenance.language.grammar import Class, Form, Token, tokens
from provenance.language.predicates import AUXILIARIES
from provenance.model import Kind, Span

_NO_PERSONS = (None, Kind.MEDIA, Kind.DOCUMENT)
_PERSONS = (Kind.PERSON, Kind.WITNESS, Kind.EXPERT)
"""A lone noun of an official ("the president") tells whom it means."""
_OVER = (Class.CONJUNCTION, Class.ADVERB, Class.COMMA, Class.QUOTE, Class.STOP)
"""What stands before the first words of a clause."""
_LEADING_UP = (Class.PREPOSITION, Class.SUBORDINATOR, Class.EITHER, Class.WH)
_ALONE = (*AUXILIARIES, Class.COMMA, Class.STOP, Class.PREPOSITION, Class.CONJUNCTION, Class.ADVERB, Class.NEGATIVE)
"""After these "this" and "these" have no noun."""
_EMPTY = frozenset("is was 's be been seems seemed appears appeared takes took remains remained".split())
_MODAL = frozenset("would will may might could".split())
_CLAUSE_AFTER = frozenset("that to who when if whether for because like".split())
_AGED = "-year-old"
_ELLIPSIS = 7
"""In so few words a verb is known as one, or there is none."""
_LOOKED_AT = 60
"""So many characters are read on after a pronoun."""
_NEAR = 4
"""Who is meant by words that lead up to him is the subject, one of so many words after them."""
_AHEAD = 9
"""An "it" that means nothing has its clause within so many words ("It is not yet clear whether")."""


class Sort(Enum):
    """What a word points to."""

    PERSON = auto()
    GROUP = auto()
    THING = auto()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word that points to what was said before, at `span`; `bridges`: it may be of something only implied there ("The
    driver", after "A lorry hit a bridge")."""

    span: Span
    sort: Sort
    bridges: bool = False


def open_pointer(text: str, spans: Sequence[Span], changes: Sequence[Change], names: Names) -> Pointer | None:
    """The first word in `spans` that points to something of which nothing is told before it there; all of them where
    they are a few words without a verb, which say something only after what was said before ("Nothing.").

    Args:
        text: The article's.
        spans: The words of a statement, in order.
        changes: What gives way to words that explain it.
        names: The names of the article.
    """
    if _is_elliptical(text, spans):
        return Pointer(spans[0], Sort.THING)
    spans = list(_looked_at(text, spans))
    words = tokens(text, spans) if spans else []
    changed = min((change.span[0] for change in changes if change.span[0] < change.span[1]), default=len(text))
    called = [name for span in spans for name in names.within(*span)] if words else []
    for at, word in enumerate(words):
        if word.start >= changed:
            break  # from here on somebody is named
        pointer = _pointer(words, at) if word.word in _pointing() else None
        if pointer is None:
            continue
        if not (_is_explained(text, words[:at], called, names, pointer) or _is_led_up_to(words, at, called, pointer)):
            return pointer
    return None


def _is_elliptical(text: str, spans: Sequence[Span]) -> bool:
    few = sum(text.count(" ", *span) + 1 for span in spans) <= _ELLIPSIS
    return few and bool(spans) and not predicates(tokens(text, spans))


@cache
def _pointing() -> frozenset[str]:
    return _pronoun_words() | _opening_words()


@cache
def _pronoun_words() -> frozenset[str]:
    return _words("person") | _words("group") | _words("thing")


@cache
def _opening_words() -> frozenset[str]:
    return _words("near") | {word.partition("_")[0] for word in _words("fused")}


def _looked_at(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """As much of `spans` as has to be looked at: up to the last pronoun; the first words, where they may point."""
    last = max((one.end() for start, end in spans for one in _pronouns().finditer(text, start, end)), default=0)
    if not last and _openings().match(text, *spans[0]):
        last = spans[0][0]
    if last:
        yield from ((start, min(end, last + _LOOKED_AT)) for start, end in spans if start < last + _LOOKED_AT)


@cache
def _pronouns() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_pronoun_words())})\b", re.IGNORECASE)


@cache
def _openings() -> re.Pattern[str]:
    """What may point at the beginning, after a word or two that lead over to it ("So far, that has not happened")."""
    return re.compile(rf"\W*(?:[\w’']+\W+){{0,3}}?(?:{'|'.join(_opening_words())})\b", re.IGNORECASE)


def persons(words: Sequence[Token]) -> Iterator[Token]:
    """The words that tell of somebody without a name ("the driver")."""
    for word, following in zip_longest(words, words[1:]):
        head = following is None or following.kind is not Class.WORD or following.form is not None
        noun = word.kind is Class.WORD or word.word.endswith(_AGED)
        common = head and noun and not word.capital and not is_body(word.word)
        if common and (kind_of(word.word) not in _NO_PERSONS or _is_somebody(word.word)):
            yield word


def _is_somebody(noun: str) -> bool:
    return noun in _words("people") or noun.endswith(_AGED) or kind_of(noun) in _PERSONS


def _pointer(words: Sequence[Token], at: int) -> Pointer | None:
    word, following = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.word in _words("person"):
        return Pointer((word.start, word.end), Sort.PERSON)
    if word.word in _words("group"):
        return Pointer((word.start, word.end), Sort.GROUP)
    if word.word in _words("thing"):
        return None if _means_nothing(words, at) else Pointer((word.start, word.end), Sort.THING)
    if word.word in _words("near") and _points(words, at, following):
        return Pointer((word.start, word.end), Sort.THING)
    if word.word == "the" and _opens(words, at) and _is_known_from_before(words[at + 1 : at + 3]):
        sort = Sort.PERSON if _is_somebody(words[at + 1].word) else Sort.THING
        return Pointer((word.start, words[at + 1].end), sort, bridges=True)
    if _opens(words, at) and following and following.kind is not Class.PREPOSITION:
        pair = f"{word.word}_{following.word}"
        after = words[at + 2] if at + 2 < len(words) else None
        if pair in _words("fused") and after and after.kind in AUXILIARIES:
            return Pointer((word.start, following.end), Sort.GROUP)
        if word.word in _words("fused") and _is_predicate(words[at + 1 : at + 3]):
            return Pointer((word.start, word.end), Sort.GROUP)
    return None


def _is_predicate(words: Sequence[Token]) -> bool:
    """Whether a verb follows, perhaps after an adverb ("Another | later died")."""
    *_, last = words[:2] if words[0].kind is Class.ADVERB else words[:1]
    return last.kind in AUXILIARIES or last.form in (Form.PAST, Form.EITHER_PAST)


def _is_known_from_before(words: Sequence[Token]) -> bool:
    """Whether only what was said before tells of whom a lone noun after "the" speaks ("The driver was …")."""
    if len(words) < 2 or words[0].kind is not Class.WORD or words[0].capital:
        return False
    noun, following = words
    if following.kind not in AUXILIARIES and following.form not in (Form.PAST, Form.EITHER_PAST, Form.THIRD):
        return False
    return _is_somebody(noun.word) or kind_of(noun.word) is Kind.ORGANISATION


def _points(words: Sequence[Token], at: int, following: Token | None) -> bool:
    """Whether "this", "that" or "such" opens a clause, alone or before a noun that is no time."""
    word = words[at]
    if not _opens(words, at) or following is None:
        return False
    if following.word in _words("time") or following.kind is Class.NUMBER or following.capital:
        return False
    if word.word == "that":
        return following.kind in (*AUXILIARIES, Class.POSSESSIVE) or following.form is Form.THIRD
    if word.word == "such":
        return following.kind is Class.WORD
    return following.kind is Class.WORD or following.kind in _ALONE


def _opens(words: Sequence[Token], at: int) -> bool:
    return all(word.kind in _OVER for word in words[:at])


def _means_nothing(words: Sequence[Token], at: int) -> bool:
    """Whether an "it" stands for a clause that follows, or for nothing ("It is clear that", "It was raining")."""
    after = list(words[at + 1 : at + 1 + _AHEAD])
    if after and after[0].word in _MODAL:
        after.pop(0)
    if words[at].word != "it" or len(after) < 2 or after[0].word not in _EMPTY:
        return False
    if after[1].form in (Form.PARTICIPLE, Form.EITHER_PAST) and not any(word.kind is Class.THAT for word in after):
        return False  # "It was heard by people who"
    return any(word.word in _CLAUSE_AFTER for word in after[1:])


def _is_led_up_to(words: Sequence[Token], at: int, called: Sequence[Reference], pointer: Pointer) -> bool:
    """Whether a pronoun stands in words that lead up to whom or what it means: "In his speech, Duarte said …"."""
    leading = [word for word in words[:at] if word.kind not in (Class.QUOTE, Class.CONJUNCTION)]
    if not leading or leading[0].kind not in _LEADING_UP or any(word.kind is Class.COMMA for word in leading):
        return False
    comma = next((word for word in words[at:] if word.kind is Class.COMMA), None)
    if comma is None:
        return False
    rest = [word for word in words if word.start > comma.start]
    if not predicates(rest):
        return False
    if pointer.sort is Sort.PERSON:
        near = rest[:_NEAR][-1].end
        named = any(comma.start < name.start < near and has_person_shape(name.name) for name in called)
        return named or any(not is_plural(word.word) for word in persons(rest[:_NEAR]))
    return rest[0].word not in _pronoun_words()


def _is_explained(
    text: str, before: Sequence[Token], called: Sequence[Reference], names: Names, pointer: Pointer
) -> bool:
    """Whether the words `before` a pointer speak of somebody or something of its sort."""
    named = [name for name in called if name.start < pointer.span[0]]
    if pointer.sort is Sort.THING:
        return any(not has_person_shape(name.name) for name in named) or any(
            not is_plural(word.word) for word in _nouns(before, named)
        )
    if pointer.sort is Sort.GROUP and named:
        return True
    if any(has_person_shape(name.name) for name in named) or any(word.word in _words("any") for word in before):
        return True
    if pointer.sort is Sort.GROUP and any(is_plural(word.word) or is_body(word.word) for word in _nouns(before, named)):
        return True
    capitals = (text[word.start : word.end] for word in _nouns(before, named, verbs=True) if word.capital)
    return any(map(names.knows, capitals)) or any(persons(before))


def _nouns(words: Sequence[Token], named: Sequence[Reference], *, verbs: bool = False) -> Iterator[Token]:
    """The nouns outside of names that are no time; with `verbs`, what may be a verb, too."""
    for before, word in pairwise((None, *words)):
        if word is None or word.kind is not Class.WORD or word.word in _words("time"):
            continue
        determined = before is not None and before.kind in (Class.DETERMINER, Class.POSSESSIVE)
        noun = verbs or word.form is None or determined
        if noun and not any(name.start <= word.start < name.end for name in named):
            yield word


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("grammar")["deixis"][name].split())
