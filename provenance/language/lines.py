"""What a line of an article is when it is not prose: a date, a byline, a caption, navigation …, by its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from provenance.language.data import load


class LineKind(StrEnum):
    """What a line is that makes no claim."""

    HEADLINE = "headline"
    SUBHEADING = "subheading"
    SECTION = "section"
    DATE = "date"
    DATELINE = "dateline"
    BYLINE = "byline"
    CAPTION = "caption"
    NAVIGATION = "navigation"
    URL = "url"
    COPYRIGHT = "copyright"
    SEPARATOR = "separator"
    LABEL = "label"
    ASIDE = "aside"
    FURNITURE = "furniture"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and by which agency a report was filed ("LONDON (Reuters) —"); `end` is where the prose begins."""

    start: int
    end: int
    place: str
    wire: str | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The tables of lines.toml."""

    sections: frozenset[str]
    navigation: frozenset[str]
    navigation_starts: tuple[str, ...]
    caption_starts: tuple[str, ...]
    caption_ends: tuple[str, ...]
    bylines: frozenset[str]
    agencies: frozenset[str]
    byline_starts: tuple[str, ...]
    byline_ends: tuple[str, ...]
    date_words: frozenset[str]
    copyright_starts: tuple[str, ...]


_WHOLES = ("sections", "navigation", "bylines", "agencies")


@cache
def _lexicon() -> _Lexicon:
    data = load("lines")
    wholes = {name: frozenset(part.strip() for part in data[name].split("|")) for name in _WHOLES}
    edges = {name: tuple(words) for name, words in data.items() if isinstance(words, list)}
    tables: dict[str, Any] = {**wholes, **edges, "date_words": frozenset(data["date_words"].split())}
    return _Lexicon(**tables)


LONGEST = 400  # characters; a longer line is prose
_LONGEST_ASIDE = 8
_ASIDE = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]")
"""What a transcript notes between its words: "(Laughter.)", "[CROSSTALK]"."""
_WORD = re.compile(r"[^\W_]")
_URL = re.compile(r"(?:https?\s?:\s?/\s?/\s?|www\s?\.\s?)\S.*", re.IGNORECASE)
_DATE_PART = re.compile(r"[^\W\d_]+(?:\.[^\W\d_])*|\d+(?:st|nd|rd|th)?", re.IGNORECASE)
_BY = re.compile(r"(?:by|from)\s+(?:the\s+)?[A-ZÀ-ÞŁŚŽ@]", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:[^\W\d_a-z][\w.'’-]*|and|de|van|von|der|al|bin|el|la|&)){1,5}")
_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][\w.'’/ ,-]{1,60}?)"
    r"(?:\s*,?\s*(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s+\d{4})?))?"
    r"\s*(?:\((?P<wire>[A-Z][\w /&.-]{1,40})\))?\s*(?P<dash>--|—|–|:|-)(?:\s|$|(?=[\"“]))\s*"
)


def line_kind(line: str) -> LineKind | None:
    """What `line` is by its own words, or None for prose (and for headlines, which only their place tells)."""
    if not line or len(line) > LONGEST:
        return None
    if not has_word(line):
        return LineKind.SEPARATOR
    lexicon = _lexicon()
    lowered = " ".join(line.lower().split())
    words = lowered.count(" ") + 1
    if _URL.fullmatch(line.strip()) and (words == 1 or " / " in line):
        return LineKind.URL
    if lowered.startswith(lexicon.copyright_starts) and words <= 40:
        return LineKind.COPYRIGHT
    if is_date(lowered):
        return LineKind.DATE
    if _is_navigation(line, lowered, words, lexicon):
        return LineKind.NAVIGATION
    if words <= 40 and (lowered.startswith(lexicon.caption_starts) or lowered.endswith(lexicon.caption_ends)):
        return LineKind.CAPTION
    if lowered in lexicon.bylines or _is_byline(line, lowered, words, lexicon):
        return LineKind.BYLINE
    if lowered.rstrip(":") in lexicon.sections or _is_trail(line):
        return LineKind.SECTION
    return _apart(line, words)


def _apart(line: str, words: int) -> LineKind | None:
    """A line that is all dateline, or what a transcript notes between its words."""
    if words <= _LONGEST_ASIDE and _ASIDE.fullmatch(line):
        return LineKind.ASIDE
    found = dateline(line)
    return LineKind.DATELINE if found and found.end == len(line) else None


def has_word(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether there is a letter or a digit in `text[start:end]`."""
    return _WORD.search(text, start, len(text) if end is None else end) is not None


def _is_navigation(line: str, lowered: str, words: int, lexicon: _Lexicon) -> bool:
    if lowered in lexicon.navigation or lowered.rstrip(" :.»>…").strip() in lexicon.navigation:
        return True
    return words <= 12 and lowered.startswith(lexicon.navigation_starts) and not _is_sentence(line, words)


def is_date(line: str) -> bool:
    """Whether `line` is nothing but a date or a time ("UPDATED 3:09 AM EST Dec 19, 2008")."""
    parts = _DATE_PART.findall(line.lower()) if len(line) <= 120 else []
    if not any(part[0].isdigit() for part in parts) or len(parts) < 2:
        return False
    words = _lexicon().date_words
    return all(part[0].isdigit() or part in words for part in parts)


def dateline(text: str, start: int = 0) -> Dateline | None:
    """The dateline that the paragraph at `start` begins with, or None.

    A place in capitals, perhaps a date, and a dash; a place in mixed case needs a known agency in brackets.
    """
    found = _DATELINE.match(text, start, start + 160)
    if found is None:
        return None
    place, wire = found["place"].strip(" ,"), found["wire"]
    capitals = place.split(",")[0].isupper() and len(place) > 2
    if not capitals and (wire or "").lower() not in _lexicon().agencies:
        return None
    if wire is None and found["dash"] in ":-":
        return None
    return Dateline(start, found.end(), place, wire)


def ends_like_a_sentence(line: str) -> bool:
    """Whether `line` has an end mark, perhaps with closing marks after it."""
    return _END.search(line[-12:]) is not None


def _is_sentence(line: str, words: int) -> bool:
    return words >= 7 and ends_like_a_sentence(line)


def _is_byline(line: str, lowered: str, words: int, lexicon: _Lexicon) -> bool:
    if words > 16:
        return False
    if lowered.startswith(lexicon.byline_starts):
        return words <= 12 or not ends_like_a_sentence(line)
    if ends_like_a_sentence(line):
        return False
    if _BY.match(line) and words <= 12:
        name = line.split(None, 1)[1].split(",")[0].split(" and ")[0].split("|")[0].strip()
        return _NAME.fullmatch(name) is not None or name.isupper() or name.lower() in lexicon.bylines
    return lowered.endswith(lexicon.byline_ends) and _NAME.match(line) is not None and words <= 10 and "," in line


def _is_trail(line: str) -> bool:
    """Whether `line` is a path through a site: "Home > World > Asia"."""
    parts = re.split(r"\s*[>»›]\s*", line.strip())
    return len(parts) > 1 and all(0 < len(part) <= 30 for part in parts)
