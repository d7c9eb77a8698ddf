"""Which sentences of an article are its content, and what the others are, told from the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from provenance.language.data import load
from provenance.language.lines import LineKind, ends_like_a_sentence, line_kind
from provenance.language.sentences import Sentence, sentences

LONG_LINE = 20
"""A line of at least this many words is content although it lacks an end mark."""
LONG_LEAD = 5
"""A line that ends in a colon leads to a quotation or a list when it has at least this many words."""


@dataclass(slots=True)
class _Line:
    """A paragraph and what it is; None is content."""

    parts: Sequence[Sentence]
    text: str
    kind: LineKind | None = None

    @property
    def words(self) -> int:
        return len(self.text.split(None, LONG_LINE))

    @property
    def ended(self) -> bool:
        return ends_like_a_sentence(self.text)


def content_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` that can hold claims, in order.

    Left out are headlines, subheadings, section labels, dates, bylines, captions and navigation. A text that is one
    line and nothing else yields its sentences, whatever they look like.
    """
    return [part for line in _lines(text) if line.kind is None for part in line.parts]


def boilerplate(text: str) -> list[tuple[Sentence, LineKind]]:
    """The sentences that `content_sentences` leaves out, in order, each with what it is."""
    return [(part, line.kind) for line in _lines(text) if line.kind is not None for part in line.parts]


def _lines(text: str) -> list[_Line]:
    lines = []
    for _, group in groupby(sentences(text), key=lambda part: part.paragraph):
        parts = list(group)
        lines.append(_Line(parts, text[parts[0].start : parts[-1].end]))
    if len(lines) < 2:
        return lines
    for line in lines:
        line.kind = line_kind(line.text)
    _mark_headings(lines)
    if all(line.kind is not None for line in lines):
        for line in [line for line in lines if line.kind in (LineKind.HEADLINE, LineKind.SUBHEADING)][1:]:
            line.kind = None
    return lines


def _mark_headings(lines: Sequence[_Line]) -> None:
    """Headlines and subheadings: lines without an end mark that are too short for prose."""
    begun = False
    before: _Line | None = None
    for line in lines:
        if line.kind is None:
            if _is_heading(line, before, begun):
                line.kind = LineKind.SUBHEADING if begun else LineKind.HEADLINE
            else:
                begun = True
        if line.kind is None or line.kind in (LineKind.SUBHEADING, LineKind.HEADLINE):
            before = line


def _is_heading(line: _Line, before: _Line | None, begun: bool) -> bool:
    if line.ended:
        return not begun and before is None and line.text.endswith(("?", "!")) and _in_title_case(line)
    if len(line.parts) > 1 or line.words >= LONG_LINE:
        return False
    if line.text.endswith(":"):
        return not (line.words >= LONG_LEAD or _reports(line.text))
    if not begun:
        return True
    listed = before is not None and before.kind is None and before.text.endswith((":", ";", ",", " or", " and"))
    goes_on = before is not None and before.kind is None and not before.ended and line.text[0].islower()
    return not (listed or goes_on or line.text.endswith((",", ";", " or", " and")))


def _in_title_case(line: _Line) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", line.text)
    return len(line.parts) == 1 and len(words) > 2 and sum(word[0].isupper() for word in words) * 4 >= len(words) * 3


def _reports(text: str) -> bool:
    verbs = load("abbreviations")["reporting"].split()
    return any(word in verbs for word in text.lower().rstrip(":").split())
