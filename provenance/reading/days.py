"""The day that a value from outside names, however it is written."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from provenance.reading.text_facts import day_in

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_ADDRESS = re.compile(
    rf"(?<=[/_-])(?P<year>(?:19|20)\d\d)(?P<mark>[/_-])(?P<month>\d\d?|{'|'.join(_MONTHS)})(?P=mark)(?P<day>\d\d?)(?!\d)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_LONGEST_DAY = 60  # characters of a line that holds little else
_UTC = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:Z|[+-]00:?00|GMT|UTC)$")


def day_of(value: str | None) -> date | None:
    """The day in ISO 8601, in the form of RFC 5322, or in English words; None where it could be read in two ways."""
    if not value or len(value) > 200:
        return None
    compact = value.strip()[:8]
    try:
        if len(compact) == 8 and compact.isdigit() and not value.strip()[8:9].isdigit():  # 20260301T101500Z
            return date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
        return parse_day(value) or day_in(value) or parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def day_in_words(value: str) -> date | None:
    """The same, and the day on a short line in German, French or Turkish (htmldate), Chinese, Japanese or Korean."""
    found = day_of(value)
    if found is not None or len(value) > _LONGEST_DAY:
        return found
    signs = _SIGNED.search(value)
    if signs is None:
        from htmldate.extractors import regex_parse  # loads what searches pages for days

        told = regex_parse(value)
        return None if told is None else told.date()
    try:
        return date(int(signs[1]), int(signs[2]), int(signs[3]))
    except ValueError:
        return None


def parse_day(value: str) -> date | None:
    """The day of an ISO 8601 date or time, also with more behind it; None for anything else."""
    text = value.strip()
    for candidate in (text, text[:10]):
        try:
            return datetime.fromisoformat(candidate).date()
        except ValueError:
            continue
    return None


def day_in_address(address: str) -> date | None:
    """The day that stands in the path of an address (`/2026/03/12/`, `/2026/mar/12/`, `/2026-03-12-`)."""
    found = _IN_ADDRESS.search(address)
    if found is None:
        return None
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
    try:
        return date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None


def is_utc(value: str) -> bool:
    """Whether a time is written in UTC, which says nothing of the day where it was published."""
    return _UTC.search(value.strip()) is not None
