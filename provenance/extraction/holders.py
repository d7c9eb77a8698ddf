"""The words that say who a source is, within what the tagger marked as the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from provenance.extraction.sources import take_apart
from provenance.extraction.speakers import Cast, bare
from provenance.language.data import load
from provenance.model import Span

_LONGEST = 400
"""A longer mark is no source: only its first characters are looked at."""
_EDGE = re.compile(r"[\s,;:“”\"‘’'()—–-]+")
_CONJUNCTION = re.compile(r"(?:But|And|Yet)\s+(?=\S)")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_TAIL = ' \t\n,;:“”"—–('
_SPLIT = re.compile(r",\s+|\s+[—–-]\s+|\s*\(|;\s+")
_RELATIVE = re.compile(r"\s+(?:who|whose|which|that)\b.*$", re.DOTALL)
_ITSELF = re.compile(r"\s+(?:him|her|it|them)sel(?:f|ves)$")
_AFTER_NAME = re.compile(r"\s+(?:of|at|from|for|with|in|on|based)\s+.*$", re.DOTALL)
_FOLLOWING = 140
"""Words that withhold a name stand at most this many characters after the holder."""


def holder(text: str, source: Span, cast: Cast) -> Span:
    """The shortest phrase in `source` that says who it is, with its title."""
    start, end = _naming_part(text, _trim(text, source[0], min(source[1], source[0] + _LONGEST)), cast)
    for tail in (_RELATIVE, _ITSELF):
        cut = tail.search(text[start:end])
        if cut and cut.start() > 2:
            end = start + cut.start()
    words = text[start:end]
    rest = _AFTER_NAME.search(words)
    held = cast.inside(words[: rest.start()]) if rest else None
    if rest and held is not None and held[0].is_person:
        end = start + rest.start()
    return _trim(text, start, end)


def is_withheld(text: str, end: int) -> bool:
    """Whether the words right after a holder withhold who it is ("a diplomat, who asked not to be named, …")."""
    following = text[end : end + _FOLLOWING].split("\n", 1)[0].split(". ", 1)[0]
    return _withholding().search(following.casefold()) is not None


@cache
def _withholding() -> re.Pattern[str]:
    markers = [marker for marker in load("sources")["hidden"]["anonymity"] if " " in marker]
    return re.compile("|".join(map(re.escape, markers)))


def _naming_part(text: str, span: Span, cast: Cast) -> Span:
    """The first of the parts between commas, or a person named after a description ("the governor, Ana Duarte")."""
    parts = list(_parts(text, span))
    if not parts:
        return span
    first = take_apart(text[slice(*parts[0])])
    return parts[0] if first.name else _person(text, parts[1:], cast) or parts[0]


def _parts(text: str, span: Span) -> Iterator[Span]:
    at, end = span
    for cut in _SPLIT.finditer(text, *span):
        if cut.start() > at:
            yield at, cut.start()
        at = cut.end()
    if end > at:
        yield at, end


def _person(text: str, parts: Sequence[Span], cast: Cast) -> Span | None:
    for part in parts:
        held = cast.inside(text[slice(*part)])
        if held is not None and held[0].is_person:
            return part
    return None


def _trim(text: str, start: int, end: int) -> Span:
    """Without punctuation at the edges, an article at the front, a possessive at the end; never empty."""
    for edge in (_EDGE, _CONJUNCTION, _ARTICLE):
        lead = edge.match(text, start, end)
        if lead and lead.end() < end:
            start = lead.end()
    stop = end
    while stop > start and text[stop - 1] in _TAIL:
        stop -= 1
    words = text[start:stop]
    if words.endswith(("'s", "’s")):
        stop = start + len(bare(words))
    return (start, stop) if stop > start else (start, end)
