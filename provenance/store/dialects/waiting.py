"""How long a writer waits for another."""

from __future__ import annotations

from sqlalchemy import URL

from provenance.errors import InvalidRequest

BUSY_SECONDS = 60.0
"""How long a writer waits for another. An article is one transaction of about a second, so this is many articles."""

LONGEST_WAIT = 86_400.0
"""In seconds. Databases count milliseconds in 31 bits; who waits for longer than a day waits for nothing."""


def seconds_to_wait(url: URL) -> float:
    """What a URL's "?timeout=5" says, else `BUSY_SECONDS`. Raises InvalidRequest."""
    given = url.query.get("timeout", str(BUSY_SECONDS))
    try:
        seconds = float(str(given))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:  # nor is "nan"
        raise InvalidRequest(
            f"timeout={given} is no number of seconds that can be waited for; give one from 0 to {LONGEST_WAIT:.0f}"
        )
    return seconds
