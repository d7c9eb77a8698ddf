"""The one place that asks what time it is for what a casefile keeps.

Times are shown to people; nothing is ordered by them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers with the time, aware and in UTC."""


def now() -> datetime:
    """The time of this computer, which may be wrong, and may go back."""
    return datetime.now(UTC)
