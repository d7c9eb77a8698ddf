"""Spans of a passage, and what is changed in them, as the text of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from provenance.model import Span, Statement

_MARK = re.compile(r"''|``|[\"“”„«»]")
_EDGE = " \t\n,;:—–-"
_END = re.compile(r"\s*[\"'”’»)]*(?P<mark>[.!?…]+)")
_ENDED = (".", "!", "?", "…", '."', '!"', '?"', ".”", "!”", "?”", "[...]", "[…]")
_ASIDE = re.compile(r"(?:\s[\w’']+){1,4}\s")
_GOES_ON = re.compile(r"[\"'”’»]*\s*,\s")


@dataclass(frozen=True, slots=True)
class Change:
    """Words at `span` of the passage give way to `words`; where `span` is empty, they are put in."""

    span: Span
    words: str


def worded(text: str, spans: Sequence[Span], limit: int, changes: Sequence[Change], lead: str | None) -> Statement:
    """The statement made of `spans` of `text`, with a full stop where the passage has no end mark.

    Args:
        text: The article's.
        spans: In order, without overlap.
        limit: Where the passage ends.
        changes: What stands in square brackets in their place, in any order.
        lead: What stands in square brackets before it.
    """
    parts: list[Span | str] = [f"[{lead}] "] if lead else []
    kept = [_trimmed(text, _unquoted(text, span)) for span in spans]
    kept = [span for span in kept if span[0] < span[1]]
    for number, span in enumerate(kept):
        if number:
            parts += _between(text, kept[number - 1][1], span[0])
        parts += _changed(span, changes)
    if kept and not text.endswith(_ENDED, kept[-1][0], kept[-1][1]):
        mark = _END.match(text, kept[-1][1], limit)
        parts.append(mark.span("mark") if mark else ".")
    return Statement.of(text, *parts)


def _changed(span: Span, changes: Sequence[Change]) -> Iterator[Span | str]:
    at, end = span
    for change in sorted(changes, key=lambda change: change.span):
        if at <= change.span[0] and change.span[1] <= end:
            if at < change.span[0]:
                yield at, change.span[0]
            yield f"[{change.words}]" if change.span[0] < change.span[1] else f" [{change.words}]"
            at = change.span[1]
    if at < end:
        yield at, end


def _between(text: str, end: int, start: int) -> Iterator[Span | str]:
    """What stands between two spans: their comma, where the sentence goes on after an aside, else an ellipsis."""
    if not text[end:start].strip():
        yield " "
    elif (comma := _GOES_ON.match(text, end, start)) and text[start].islower():
        at = text.index(",", comma.start())
        yield at, at + 1
        yield " "
    elif text[start].islower() and _ASIDE.fullmatch(text, end, start):
        yield " "
    else:
        yield " … "


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _unquoted(text: str, span: Span) -> Span:
    """Without quotation marks around the whole, and without one at an edge whose partner lies outside."""
    start, end = _trimmed(text, span)
    marks = [mark.span() for mark in _MARK.finditer(text, start, end)]
    if marks and marks[0][0] == start:
        partner = marks[1] if len(marks) > 1 else None
        if partner is None or _opens(text, partner):
            start, marks = marks[0][1], marks[1:]
        elif partner[1] == end and len(marks) == 2:
            return _trimmed(text, (marks[0][1], partner[0]))
    if marks and marks[-1][1] == end and (len(marks) == 1 or not _opens(text, marks[-2])):
        end = marks[-1][0]
    return start, end


def _opens(text: str, mark: Span) -> bool:
    return text[mark[0]] in "“„«`" or (
        text[mark[0]] not in "”»"
        and text[mark[1] : mark[1] + 1].strip() != ""
        and (mark[0] == 0 or text[mark[0] - 1] in " \n\t(—–-[")
    )
