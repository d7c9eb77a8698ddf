"""Signals that ask the program to end: Ctrl-C, a service that is stopped, a terminal that is closed.

Each becomes an exception in the main thread, so that whatever is open is closed on the way out: a transaction is taken
back, and what SQLite's write-ahead log holds goes into the file.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if name in signal.Signals.__members__
)
"""Those of them that this system has."""

TOGETHER = 3.0
"""In seconds: signals that come so soon after another one are part of it, as when a terminal is closed or a computer
shut down. They must not break off the closing; only a second Ctrl-C does."""


class Ended(KeyboardInterrupt):
    """A signal asked the program to end. `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def orderly() -> Iterator[None]:
    """Meanwhile a signal to end raises `Ended`. One that is ignored (as by nohup) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last = float("-inf")

    def end(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if number == signal.SIGINT or last - before > TOGETHER:
            raise Ended(number)

    heard = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    handlers = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
