"""Who else stands in the frame of an attribution: whoever quotes its source, and whom its source cites."""

from __future__ import annotations

import re
from functools import cache

from provenance.extraction.linking import Attribution
from provenance.language.data import load
from provenance.model import Span

_QUOTED_BY = re.compile(
    r"[^.“\"]*?\bquoted\s+(?:as\s+(?:saying|telling)\s+)?by\s+(?P<who>[^,;.:“”\"]{2,60}?)"
    r"(?=\s+as\s+saying|[,;.:“\"]|$)"
)
_REACH = 100
"""A source that quotes another stands at most this many characters after the frame."""


def relayed(text: str, attribution: Attribution) -> tuple[Span | None, Span | None]:
    """Who else stands in the frame of `attribution`: (who quotes its source, whom its source cites).

    "Ana Duarte was quoted by AFP as saying" has AFP outside, "Reuters, citing officials, said" the officials inside.
    """
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None:
        return None, None
    low, high = min(source.end, cue.end), max(source.start, cue.start)
    tail = max(source.end, cue.end)
    if source.start < cue.start:
        quoted = _QUOTED_BY.match(text[cue.start : tail + _REACH])
        if quoted:
            return (cue.start + quoted.start("who"), cue.start + quoted.end("who")), None
    between, after = _relays()
    inside = between.search(text, low, high) or after.match(text, tail, tail + _REACH)
    return None, (inside.span("who") if inside else None)


@cache
def _relays() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Whom a source cites, between it and its cue, and right after both."""
    words = "|".join(re.escape(words) for words in load("cues")["relays"])
    return (
        re.compile(rf"\b(?:{words})\s+(?P<who>[^,;.]+)"),
        re.compile(rf",?\s+(?:{words})\s+(?P<who>[^,;.:“\"]{{2,80}})"),
    )
