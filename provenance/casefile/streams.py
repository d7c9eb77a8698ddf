"""The items of one source, from processes that may be lost over its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import count
from typing import Any, Protocol

from provenance.casefile.jobs import Job, heard
from provenance.casefile.processes import LostError, Process, Why
from provenance.casefile.worker import Begins, Item, Pull, Tells
from provenance.errors import Cancelled, TooDemanding

MOST_GIVEN_UP = 20
"""Documents of one source; one that has more is made to keep the program busy."""
_keys = count()


class Processes(Protocol):
    """Whoever has processes to give."""

    def process(self, which: Process | None) -> AbstractContextManager[Process]:
        """One that has nothing to do: this one, or any. Raises LostError where it is gone."""

    def reason(self, why: Why) -> str:
        """What to say of a document that a process was lost over."""


class Stream:
    """The items of one source, pulled from the process that holds it a few at a time."""

    def __init__(
        self, crew: Processes, threads: ThreadPoolExecutor, job: Job, work: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        self._crew, self._threads, self._job = crew, threads, job
        self._work, self._args = work, args
        self._key = next(_keys)
        self._process: Process | None = None
        self._what = job.source
        self._at: int | None = None
        self._passed = 0
        self._given_up = 0
        self._next: Future[tuple[list[Any], bool]] = threads.submit(self._pull)

    def items(self) -> Iterator[Any]:
        """All of them, in order."""
        while True:
            items, is_over = self._next.result()
            yield from items
            if is_over:
                return
            self._next = self._threads.submit(self._pull)

    def _pull(self) -> tuple[list[Any], bool]:
        """The next items, and whether they are the last."""
        items: list[Any] = []
        try:
            with self._crew.process(self._process) as process:
                if self._job.cancelled():
                    raise Cancelled(self._job.source)
                request = Pull(self._key, self._work, (*self._args, self._passed))
                process.streams.add(self._key)
                self._process = process
                hears = heard(self._job)

                def note(message: Begins | Tells | Item) -> None:
                    if isinstance(message, Item):
                        items.append(message.value)
                    elif isinstance(message, Begins):
                        self._what, self._at = message.what, message.number
                        self._passed = max(self._passed, message.number or 0)
                    hears(message)

                is_over = True
                try:
                    is_over = process.ask(request, note, cancelled=self._job.cancelled, size=self._job.size)
                finally:
                    if is_over:
                        process.streams.discard(self._key)
                return items, is_over
        except LostError as error:
            return self._lost(error, items)

    def _lost(self, error: LostError, items: list[Any]) -> tuple[list[Any], bool]:
        """Goes on in another process, behind the document that took this one."""
        self._process, self._key = None, next(_keys)
        if error.why is Why.CANCELLED:
            raise Cancelled(self._job.source) from None
        if error.why is Why.CLOSED:  # it was lost over other work, between two documents of this one
            return items, False
        self._given_up += 1
        items.append(TooDemanding(self._what, self._crew.reason(error.why)))
        if self._at is None:
            return items, True
        self._at = None
        if self._given_up == MOST_GIVEN_UP:
            words = f"{MOST_GIVEN_UP} documents in it had to be given up, so the rest was not read"
            items.append(TooDemanding(self._job.source, words))
            return items, True
        return items, False
