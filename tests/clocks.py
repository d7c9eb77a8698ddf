"""Clocks that go wrong: the casefile asks them for the time of each entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import cycle

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Jumping:
    """A clock that is set by so many hours, in turn, before each look."""

    def __init__(self, hours: Iterable[int], *, start: datetime = NOON) -> None:
        self._at = start
        self._hours = cycle(hours)

    def __call__(self) -> datetime:
        self._at += timedelta(hours=next(self._hours), microseconds=1)
        return self._at
