"""When a server is asked again that did not answer well."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_ASKED = 86_400.0
"""In seconds; a server that asks for more time is asked after a day all the same."""


def seconds_to_wait(value: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for, at most a day; None where it says nothing that is understood.

    Source: RFC 9110, section 10.2.3: a number of seconds, or a date.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_ASKED)
