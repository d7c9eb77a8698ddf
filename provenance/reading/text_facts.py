"""Title, outlet, byline, date and address of an article from the lines of its own text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from provenance.language.dates import moments
from provenance.language.layout import Line, layout
from provenance.language.lines import LineKind, dateline
from provenance.language.outlets import sounds_like_one
from provenance.reading.document import Facts

_LEAD = re.compile(r"^(?:by|from|written by|reported by|posted by|author|source)\b\s*:?\s+", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?((?:19|20)\d\d)\b")
_IN_ORDER = re.compile(r"[^\W\d_]|^\d{4}")  # a month in words, or the year first
_UPDATED = re.compile(r"\b(?:updated|modified|edited)\b", re.IGNORECASE)
_PARTS = re.compile(r"\||(?=\bupdated\b)|(?=\bpublished\b)", re.IGNORECASE)
# Who wrote and when stands in the first lines, or in the last few: characters and lines looked at.
_HEAD, _HEAD_LINES = 8_000, 12
_TAIL, _TAIL_LINES = 2_000, 4


def text_facts(text: str, facts: Facts) -> str | None:
    """Adds to `facts` what the text tells and nothing told before.

    Returns:
        The agency that the dateline credits ("Reuters"), or None.
    """
    head = layout(text[:_HEAD])[:_HEAD_LINES]
    tail_at = max(len(text) - _TAIL, head[-1].end if head else 0)
    tail = layout(text[tail_at:])[-_TAIL_LINES:]
    signed = [(line, _origin(text, line.start)) for line in head]
    signed += [
        (line, _origin(text, tail_at + line.start)) for line in tail if line.kind in (LineKind.BYLINE, LineKind.DATE)
    ]
    for line, origin in signed:
        if line.kind is LineKind.HEADLINE:
            facts.tell("title", line.text, origin)
        elif line.kind is LineKind.BYLINE:
            names, house = _signed(_LEAD.sub("", line.text))
            facts.tell("byline", names, origin)
            facts.tell("outlet", house, f"{origin} (byline)")
        elif line.kind is LineKind.URL:
            _tell_url(line.text, origin, facts)
    _tell_day([(line.text, origin) for line, origin in signed if line.kind is LineKind.DATE], facts)
    return _wire(head)


def _signed(names: str) -> tuple[str, str | None]:
    """A byline without the outlet at its end ("Ada Poe, Continental Press"), and the outlet."""
    head, comma, tail = (part.strip() for part in names.rpartition(","))
    if comma and " " in head and sounds_like_one(tail):
        return head, tail
    return names, None


def _origin(text: str, start: int) -> str:
    return f"text: line {text.count(chr(10), 0, start) + 1}"


def _tell_url(line: str, origin: str, facts: Facts) -> None:
    url = re.sub(r"\s+", "", line)
    if not url.lower().startswith("http"):
        url = f"http://{url}"
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return
    facts.tell("url", url, origin)
    if host and "." in host:
        facts.tell("outlet", host.removeprefix("www."), f"{origin} (address)")


def _tell_day(lines: Sequence[tuple[str, str]], facts: Facts) -> None:
    """The date of publication; that of an update only where no other stands."""
    for updated in (False, True):
        for words, origin in lines:
            for part in _PARTS.split(words):
                if bool(_UPDATED.search(part)) is updated:
                    facts.tell("published_on", day_in(part), origin + (" (updated)" if updated else ""))


def day_in(words: str) -> date | None:
    """The one full date in a line; None where day and month could be either way round."""
    told = ((moment.day_on, words[moment.start : moment.end]) for moment in moments(words))
    found = next((day for day, written in told if day is not None and _IN_ORDER.search(written)), None)
    numeric = _NUMERIC.search(words)
    if found is not None or numeric is None:
        return found
    first, second, year = map(int, numeric.groups())
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _wire(lines: Sequence[Line]) -> str | None:
    """The agency in the dateline, which opens the first prose or stands on a line before it."""
    for line in lines:
        if line.kind in (None, LineKind.DATELINE):
            found = dateline(line.text)
            if found is not None and found.wire:
                return found.wire
            if line.kind is None:
                return None
    return None
