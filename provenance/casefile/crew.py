"""Who reads, extracts and compares for an ingest: this process, or processes beside it, which can be ended.

Beside it every document has a budget of time and memory. One that goes over it is given up and named, and the next is
read by a fresh process. What a document can do to a parser happens there, and this process stays quick for others.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from provenance.casefile.jobs import Here, Job, heard, told
from provenance.casefile.processes import Budget, LostError, Process, Why
from provenance.casefile.steps import Steps
from provenance.casefile.streams import Stream
from provenance.casefile.tasks import prepare
from provenance.casefile.worker import Call, Start
from provenance.errors import Cancelled, ReadingError, TooDemanding
from provenance.progress import told_to

T = TypeVar("T")
R = TypeVar("R")

LOOK = 0.05
"""Seconds between two looks at what a process takes: a fast one fills 100 MB in that time."""
IDLE = 30.0
"""Seconds after which processes that have nothing to do are ended; a new one is ready in less than a second."""


class Crew:
    """Does work with `workers` processes, which are started when the first work comes.

    The work and what it is given have to be such that they can be sent (pickled): functions and classes of modules.

    Args:
        steps: What the work is done with; its first argument.
        workers: How many processes. 0: this process does it when it is begun, and nothing can be ended.
        budget: What one document may take.
        gently: Whether the processes leave the computer to others where it is busy.
        prepares: What each process does first.
        comparer: Who compares articles with the casefile, if not the same processes.
    """

    def __init__(
        self,
        steps: Steps,
        workers: int,
        *,
        budget: Budget | None = None,
        gently: bool = False,
        prepares: Callable[[Steps], None] = prepare,
        comparer: Crew | None = None,
    ) -> None:
        self.steps = steps
        self.budget = budget or Budget()
        self.comparer = comparer or self
        self._prepares = prepares
        self._gently = gently
        self._most = workers
        self._ahead = 2 * workers
        self._changed = threading.Condition()
        self._processes: list[Process] = []
        self._busy: set[Process] = set()
        self._turns: dict[object, Process | None] = {}
        self._closed = self._looking = False
        # More threads than processes: some wait for the one process that holds what they need.
        self._threads = ThreadPoolExecutor(3 * workers, "crew") if workers else None

    @property
    def is_here(self) -> bool:
        """Whether work is done in this process."""
        return self._threads is None

    def begin(self, job: Job, work: Callable[..., T], *args: Any) -> Callable[[], T]:
        """Begins some work; the answer waits until it is done and gives its result.

        The answer raises what the work raised, TooDemanding where it went over its budget, Cancelled, and WorkersLost
        where no process can be started.
        """
        if self._threads is None:
            done: Future[T] = Future()
            try:
                with told_to(Here(job)):
                    done.set_result(work(self.steps, *args))
            except Cancelled as error:
                done.set_exception(error)
            return done.result
        future: Future[T] = self._threads.submit(self._call, job, Call(work, args))
        return future.result

    def stream(
        self, job: Job, work: Callable[..., Iterable[T]], *args: Any
    ) -> Callable[[], Iterator[T | ReadingError]]:
        """Begins to iterate over `work(steps, *args, start=n)`; the answer gives the items, in order.

        Where a document goes over its budget, an error comes in its place, and the iteration goes on behind it: `start`
        is how many documents are passed over. Without a document it ends there. Raises Cancelled and WorkersLost.
        """
        if self._threads is None:
            return lambda: told(job, work(self.steps, *args))
        return Stream(self, self._threads, job, work, args).items

    def ahead(self, items: Iterable[T], begin: Callable[[T], R]) -> Iterator[R]:
        """`begin(item)` of each, in order; so many are begun before the first is handed out that nobody is idle."""
        begun: deque[R] = deque()
        for item in items:
            begun.append(begin(item))
            if len(begun) > self._ahead:
                yield begun.popleft()
        yield from begun

    def warm(self) -> None:
        """Starts the first process, so that it gets ready while something else is done."""
        if self._threads is not None:
            with self._changed:
                if not self._processes:
                    self._processes.append(self._started())

    def _call(self, job: Job, call: Call) -> Any:
        with self.process(None) as process:
            if job.cancelled():
                raise Cancelled(job.source)
            try:
                return process.ask(call, heard(job), cancelled=job.cancelled)
            except LostError as error:
                if error.why is Why.CANCELLED:
                    raise Cancelled(job.source) from None
                raise TooDemanding(job.what or job.source, self.reason(error.why)) from error

    @contextmanager
    def process(self, which: Process | None) -> Iterator[Process]:
        """A process that has nothing to do: this one, or any. Raises LostError where it is gone."""
        process = self._taken(which)
        try:
            yield process
        finally:
            with self._changed:
                self._busy.discard(process)
                if process.is_over or (process.has_grown and not process.streams):
                    self._leave([process])
                self._changed.notify_all()

    def _taken(self, which: Process | None) -> Process:
        turn = object()
        with self._changed:
            self._turns[turn] = which
            try:
                while (process := self._mine(turn)) is None:
                    self._changed.wait()
            finally:
                del self._turns[turn]
                self._changed.notify_all()
            self._busy.add(process)
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="budget", daemon=True).start()
            return process

    def _mine(self, turn: object) -> Process | None:
        """The process that is free for a turn when all before it had theirs; None where it has to wait."""
        self._leave(one for one in self._processes if one.is_over and one not in self._busy)
        free = sorted((one for one in self._processes if one not in self._busy), key=lambda one: len(one.streams))
        for other, wanted in self._turns.items():
            found = next((one for one in free if wanted in (None, one)), None)
            if other is turn and (self._closed or (wanted is not None and wanted not in self._processes)):
                raise LostError(Why.CLOSED)
            if other is turn and found is None and wanted is None and len(self._processes) < self._most:
                found = self._started()
                self._processes.append(found)
            if other is turn:
                return found
            if found is not None:
                free.remove(found)
        raise AssertionError("every turn is among the turns")

    def _started(self) -> Process:
        start = Start(self.steps, self._prepares, self.budget.seconds)
        return Process(start, self.budget, gently=self._gently)

    def _look(self) -> None:
        """Looks at the processes as long as one is busy, and at last ends those that stay idle."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._busy or self._closed, IDLE)
                busy = list(self._busy)
                if self._closed or not busy:
                    self._looking = False
                    self._leave(self._processes)
                    return
            for process in busy:
                process.look()
            time.sleep(LOOK)

    def _leave(self, processes: Iterable[Process]) -> None:
        """Ends processes that nobody uses."""
        for process in list(processes):
            self._processes.remove(process)
            process.close()

    def reason(self, why: Why) -> str:
        """What to say of a document that a process was lost over."""
        if why is Why.TIME:
            return f"it took more than {self.budget.seconds:g} seconds without getting further, and was given up"
        if why is Why.MEMORY:
            return f"it took more than {_size(self.budget.memory)} of memory, and was given up"
        return "the process that read it broke down, perhaps for want of memory, so it was given up"

    def settle(self) -> None:
        """Ends what was begun and is not wanted any more, where an ingest broke off."""
        with self._changed:
            for process in self._processes:
                if process in self._busy or process.streams:
                    process.end()
        if self.comparer is not self:
            self.comparer.settle()

    def close(self) -> None:
        """Ends all processes at once."""
        with self._changed:
            self._closed = True
            for process in self._processes:
                process.end()
            self._changed.notify_all()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        with self._changed:
            self._leave(self._processes)
        if self.comparer is not self:
            self.comparer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _size(size: int) -> str:
    return f"{size / 1_000_000_000:g} GB" if size >= 1_000_000_000 else f"{size / 1_000_000:g} MB"
