"""One worker process, seen from the process that asks it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import psutil

from provenance.casefile.worker import Answer, Begins, Call, Item, Message, Pull, Request, Start, Tells
from provenance.errors import WorkersLost
from provenance.model import Original

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from provenance.casefile.worker import serve; serve()"
STARTING = 120.0
"""Seconds that a process may take to be ready."""
BUSY = 0.5
"""Share of its time that a process has to have worked to be given up when the time is over."""
PATIENCE = 4
"""Times the budget that even one is given that hardly came to work."""
GROWN = 300_000_000
"""Bytes that a process may keep for itself between two pieces of work; one that keeps more is started afresh."""


class Why(StrEnum):
    """Why a process was lost."""

    TIME = "time"
    MEMORY = "memory"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    CRASHED = "crashed"


class LostError(Exception):
    """A process ended in the midst of its work."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may take: seconds without getting further, and bytes above what the process had before.

    The seconds are longer, up to four times, where other programs take more than half of the processor meanwhile.
    """

    seconds: float = 30.0
    memory: int = 1_000_000_000


class Process:
    """A process that does one piece of work at a time."""

    def __init__(self, start: Start, budget: Budget, *, gently: bool) -> None:
        command = [sys.executable, "-P", "-c", _BOOT, json.dumps(sys.path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._seen = psutil.Process(self._process.pid)
        if gently:
            self._seen.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 5)
        self._budget = budget
        self._deadline: float = float("inf")
        self._seen_deadline = self._worked = 0.0
        self._limit: float = float("inf")
        self._at_first: int | None = None
        self._why: Why | None = None
        self._ending = threading.Lock()
        self._cancelled: Callable[[], bool] | None = None
        self._original: Original | None = None
        self.streams: set[int] = set()
        self._send(start)

    def ask(
        self,
        request: Call | Pull,
        hears: Callable[[Begins | Tells | Item], None],
        *,
        cancelled: Callable[[], bool],
        size: int = 0,
    ) -> Any:
        """What the work returned; raises what it raised.

        Args:
            request: The work.
            hears: Called with each message on the way.
            cancelled: Asked now and then whether nobody wants it any more.
            size: Bytes of what is read, which may lie in memory twice beside the budget.

        Raises:
            LostError: The process ended, or was ended.
            WorkersLost: It did not even get ready.
        """
        if self._at_first is None:
            self._get_ready()
        memory = self._budget.memory + 2 * size
        self._limit = self._memory() + memory
        self._deadline = time.monotonic() + self._budget.seconds
        self._cancelled = cancelled
        try:
            self._send(replace(request, memory=memory))
            while not isinstance(message := self._receive(), Answer):
                self._deadline = time.monotonic() + self._budget.seconds
                hears(self._whole(message) if isinstance(message, Item) else message)
        finally:
            self._deadline, self._limit, self._cancelled = float("inf"), float("inf"), None
        if isinstance(message.error, MemoryError):
            self.end(Why.MEMORY)
            raise LostError(Why.MEMORY) from message.error
        if message.error is not None:
            raise message.error
        return message.value

    def look(self) -> None:
        """Ends the process if it is over its budget, or if nobody wants its work any more."""
        if self._is_late():
            self.end(Why.TIME)
        elif self._memory() > self._limit:
            self.end(Why.MEMORY)
        elif (cancelled := self._cancelled) is not None and cancelled():
            self.end(Why.CANCELLED)

    def _is_late(self) -> bool:
        """Whether it was silent for too long; longer is allowed where other programs leave it little time to work."""
        deadline = self._deadline
        if deadline != self._seen_deadline:
            self._seen_deadline, self._worked = deadline, self._seconds_worked()
        late = time.monotonic() - deadline
        if late < 0:
            return False
        return late > (PATIENCE - 1) * self._budget.seconds or (
            self._seconds_worked() - self._worked >= self._budget.seconds * BUSY
        )

    def end(self, why: Why = Why.CLOSED) -> None:
        """Ends the process at once, whatever it does."""
        with self._ending:
            if self._why is None:
                self._why = why
        self._process.kill()

    @property
    def is_over(self) -> bool:
        """Whether it can do no more work."""
        return self._why is not None or self._process.poll() is not None

    @property
    def has_grown(self) -> bool:
        """Whether it keeps much more memory than it had at first."""
        return self._at_first is not None and self._memory() > self._at_first + GROWN

    def close(self) -> None:
        """Ends it, and leaves nothing of it behind."""
        self.end()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:  # a request that nobody will read
                continue

    def _get_ready(self) -> None:
        self._deadline = time.monotonic() + STARTING
        try:
            answer = self._receive()
        except LostError as error:
            if error.why in (Why.CANCELLED, Why.CLOSED):
                raise
            raise WorkersLost from error
        assert isinstance(answer, Answer)
        if answer.error is not None:
            raise answer.error
        self._at_first = self._memory()

    def _seconds_worked(self) -> float:
        try:
            times = self._seen.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def _memory(self) -> int:
        try:
            return int(self._seen.memory_info().rss)
        except psutil.Error:
            return 0

    def _send(self, request: Request) -> None:
        assert self._process.stdin is not None
        data = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)  # what cannot be sent is told before anything is
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except OSError:
            return  # the answer that does not come says it

    def _receive(self) -> Message:
        assert self._process.stdout is not None
        try:
            message: Message = pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            self._process.kill()
            self._process.wait()
            with self._ending:
                self._why = self._why or Why.CRASHED
            raise LostError(self._why) from error
        return message

    def _whole(self, item: Item) -> Item:
        """An item with its original, which the item before may have brought."""
        if item.original is None:
            return item
        original = item.original
        if item.same and self._original is not None:
            original = self._original.retrieved(original.retrieval)
        self._original = original
        return Item(replace(item.value, original=original))
