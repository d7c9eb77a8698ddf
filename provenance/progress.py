"""How far a long piece of work is, told to whoever listens, however many calls lie between the two.

Reading tells which document it begins; reading and extraction tell how much is done. Nobody has to listen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Listener(Protocol):
    """Whoever wants to know."""

    def begins(self, what: str, number: int | None) -> None:
        """A document is begun: the one with this number in its source. None: the source itself is opened on."""

    def tells(self, done: int, of: int) -> None:
        """So much is done of the piece of work under way."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Whatever is told inside the block is told to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def begin(what: str, number: int | None = None) -> None:
    """See `Listener.begins`."""
    listener = _listener.get()
    if listener is not None:
        listener.begins(what, number)


def tell(done: int, of: int) -> None:
    """See `Listener.tells`."""
    listener = _listener.get()
    if listener is not None:
        listener.tells(done, of)


class Stretch:
    """A part of a longer piece of work, from `first` to `last` of `of`."""

    def __init__(self, first: float, last: float, of: int) -> None:
        self._first, self._last, self._of = first, last, of

    def tell(self, share: float) -> None:
        """So much of the stretch is done; `share` is in [0, 1]."""
        tell(int(self._of * (self._first + (self._last - self._first) * share)), self._of)

    def over(self, items: Sequence[T]) -> Iterator[T]:
        """The items, one after the other, telling a hundred times how far they are."""
        step = max(1, len(items) // 100)
        for number, item in enumerate(items):
            if number % step == 0:
                self.tell(number / len(items))
            yield item
