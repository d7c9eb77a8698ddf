"""The day that a value from outside names, however it is written."""

from __future__ import annotations

from datetime import date
from email.utils import parsedate_to_datetime

from provenance.reading.page_facts import parse_day
from provenance.reading.text_facts import day_in


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
