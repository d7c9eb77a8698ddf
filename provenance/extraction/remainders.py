"""Contents that break off before the words that report them: the rest of the proposition belongs to them, too."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from provenance.extraction.linking import Attribution
from provenance.extraction.tagger import Mark
from provenance.model import Span

_REST = re.compile(r"(?P<rest>[^\n.!?:;,—–()\[\]\"“”«»]*\w),[’'”\"]?\s+(?:(?:the|an?|one|his|her|its|their)\s+)?")
"""From the end of a content to the comma before its frame: words of one clause."""
_THAT = re.compile(r"\s+that\s+(?=\S)")
_FRONT = re.compile(r"[^\n.!?:;,—–()\[\]\"“”«»]*\s")


def with_remainders(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions; contents of a sentence reach to the words that report them, where only words of no mark lie
    between: up to the comma before a frame that follows, and back to the "that" right after a cue.

    Args:
        text: The article's text.
        attributions: In any order.
    """
    marks = [mark for one in attributions for mark in (*one.contents, one.cue, one.source) if mark]
    taken = sorted({(mark.start, mark.end) for mark in marks})
    return [_whole(text, one, taken) for one in attributions]


def _whole(text: str, one: Attribution, taken: Sequence[Span]) -> Attribution:
    if one.cue is None or not one.contents:
        return one
    contents = list(one.contents)
    frame = min(one.cue.start, one.source.start if one.source else one.cue.start)
    contents[-1] = _to_frame(text, contents[-1], frame, taken)
    contents[0] = _from_that(text, one.cue, contents[0], taken)
    return replace(one, contents=tuple(contents))


def _to_frame(text: str, content: Mark, frame: int, taken: Sequence[Span]) -> Mark:
    """A content up to the comma before the frame that follows it."""
    rest = _REST.fullmatch(text, content.end, frame) if content.end < frame else None
    return replace(content, end=rest.end("rest")) if rest and _is_free(taken, content.end, frame) else content


def _from_that(text: str, cue: Mark, content: Mark, taken: Sequence[Span]) -> Mark:
    """A content from the "that" on which follows its cue."""
    that = _THAT.match(text, cue.end, content.start) if cue.end < content.start else None
    if that is None or that.end() >= content.start or not _FRONT.fullmatch(text, that.end(), content.start):
        return content
    return replace(content, start=that.end()) if _is_free(taken, cue.end, content.start) else content


def _is_free(taken: Sequence[Span], start: int, end: int) -> bool:
    """Whether no mark lies between two places."""
    at = bisect_left(taken, (start, start))
    return at == len(taken) or taken[at][0] >= end
