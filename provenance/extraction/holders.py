"""The words that say who a source is, within what the tagger marked as the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from provenance.extraction.mentions import RELATIVES, Names, opening_words
from provenance.extraction.sources import kind_of, take_apart
from provenance.language.data import load
from provenance.model import Span

_LONGEST = 400
"""A longer mark is no source: only its first characters are looked at."""
_EDGE = re.compile(r"[\s,;:“”\"‘’'()—–-]+")
_CONJUNCTION = re.compile(r"(?:But|And|Yet)\s+(?=\S)")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_WHO = re.compile(r"(?:who|whom|which|that)\s+(?=\S)")
_WORD = re.compile(r"(?P<word>[^\W\d_]+)\s+(?=[A-Z])")
_TAIL = ' \t\n,;:“”"—–('
_SPLIT = re.compile(r",\s+|\s+[—–-]\s+|\s*\(|;\s+")
_RELATIVE = re.compile(r"\s+(?:who|whose|which|that)\b.*$", re.DOTALL)
_SMALL = r"(?:the|an?|to|of|in|on|at|by|for|with|from|and|or|that|who|which|is|are|was|were|has|have|had)\b"
_DETERMINER = r"(?:the|an?|this|these|those|its|his|her|their|our|my|some|many|several|two|three|four|five)"
_NOUNS = rf"(?:(?:{_DETERMINER}\s+)?(?:(?!{_SMALL})[\w.'’-]+\s+){{0,3}}(?!{_SMALL})[\w'’-]+)"
_BEFORE_WHICH = re.compile(
    rf"(?<![\w'’-]){_DETERMINER}\s+(?:(?!{_SMALL})[\w.'’-]+\s+){{0,3}}(?!{_SMALL})[\w'’-]+,?\s$", re.I
)
_BEFORE_WHO = re.compile(rf"(?<![\w'’-]){_NOUNS}(?:\s(?:of|at|from|in|with|for)\s{_NOUNS})?,?\s$", re.I)
_ITSELF = re.compile(r"\s+(?:him|her|it|them)sel(?:f|ves)$")
_AFTER_NAME = re.compile(r"\s+(?:of|at|from|for|with|in|on|based)\s+.*$", re.DOTALL)
_FOLLOWING = 140
"""Words that withhold a name stand at most this many characters after the holder."""


def holder(text: str, source: Span, names: Names) -> Span:
    """The shortest phrase in `source` that says who it is, with its title; for a lone "who", what it goes on from."""
    source = _antecedent(text, source)
    start, end = _naming_part(text, _trim(text, source[0], min(source[1], source[0] + _LONGEST)), names)
    for tail in (_RELATIVE, _ITSELF):
        cut = tail.search(text[start:end])
        if cut and cut.start() > 2:
            end = start + cut.start()
    rest = _AFTER_NAME.search(text[start:end])
    if rest and names.person(start, start + rest.start()):
        end = start + rest.start()
    return _trim(text, start, end)


def _antecedent(text: str, source: Span) -> Span:
    """What a relative pronoun goes on from ("the report, which said …"); anything else, or unclear, as it is given."""
    pronoun = text[slice(*source)].casefold()
    if pronoun not in RELATIVES:
        return source
    before = text[max(0, text.rfind("\n", 0, source[0]) + 1, source[0] - _FOLLOWING) : source[0]]
    found = (_BEFORE_WHO if pronoun == "who" else _BEFORE_WHICH).search(before)
    return source if found is None else (source[0] - len(before) + found.start(), source[0] - len(before) + found.end())


def is_withheld(text: str, end: int) -> bool:
    """Whether the words right after a holder withhold who it is ("a diplomat, who asked not to be named, …")."""
    following = text[end : end + _FOLLOWING].split("\n", 1)[0].split(". ", 1)[0]
    return _withholding().search(following.casefold()) is not None


@cache
def _withholding() -> re.Pattern[str]:
    markers = [marker for marker in load("sources")["hidden"]["anonymity"] if " " in marker]
    return re.compile("|".join(map(re.escape, markers)))


def _naming_part(text: str, span: Span, names: Names) -> Span:
    """The first of the parts between commas, or a person named after a description ("the governor, Ana Duarte")."""
    parts = list(_parts(text, span))
    if not parts:
        return span
    first = take_apart(text[slice(*parts[0])])
    return parts[0] if first.name else _person(parts[1:], names) or parts[0]


def _parts(text: str, span: Span) -> Iterator[Span]:
    at, end = span
    for cut in _SPLIT.finditer(text, *span):
        if cut.start() > at:
            yield at, cut.start()
        at = cut.end()
    if end > at:
        yield at, end


def _person(parts: Sequence[Span], names: Names) -> Span | None:
    return next((part for part in parts if names.person(*part)), None)


def _trim(text: str, start: int, end: int) -> Span:
    """Without punctuation at the edges, an article at the front, a possessive at the end; never empty."""
    for edge in (_EDGE, _CONJUNCTION, _ARTICLE):
        lead = edge.match(text, start, end)
        if lead and lead.end() < end:
            start = lead.end()
    while (word := _WORD.match(text, start, end)) and word["word"].casefold() in opening_words():
        start = word.end()
    relative = _WHO.match(text, start, end)
    if relative and kind_of(text[relative.end() : end]) is not None:
        start = relative.end()  # "a boy [who police] say"
    stop = end
    while stop > start and text[stop - 1] in _TAIL:
        stop -= 1
    if text.endswith(("'s", "’s"), start, stop):
        stop -= 2
    return (start, stop) if stop > start else (start, end)
