"""Who reads and extracts for an ingest: this process, or several beside it."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from provenance.errors import WorkersLost

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """Does work with `workers` processes; 1 stands for this process itself, which does it when it is begun.

    The processes are started afresh, so the work and what it is given have to be such that they can be sent (pickled),
    and a program that is a script needs its `if __name__ == "__main__"`.
    """

    def __init__(self, workers: int) -> None:
        self._pool = None
        self._ahead = 0
        if workers > 1:
            # Processes that are forked would share sockets and locks of threads with this one.
            self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_follow_parent)
            self._ahead = 2 * workers

    @property
    def is_several(self) -> bool:
        """Whether work is done beside this process."""
        return self._pool is not None

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Begins some work; the answer waits until it is done and gives its result. Raises WorkersLost."""
        if self._pool is None:
            result = work(*args, **kwargs)
            return lambda: result
        try:
            future = self._pool.submit(work, *args, **kwargs)
        except BrokenProcessPool as error:
            raise WorkersLost from error

        def wait() -> T:
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise WorkersLost from error

        return wait

    def ahead(self, items: Iterable[T], begin: Callable[[T], R]) -> Iterator[R]:
        """`begin(item)` of each, in order; so many are begun before the first is handed out that nobody is idle."""
        begun: deque[R] = deque()
        for item in items:
            begun.append(begin(item))
            if len(begun) > self._ahead:
                yield begun.popleft()
        yield from begun

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """In a worker: signals of the terminal are acted on by the first process only, and its end is the worker's, too."""
    for name in ("SIGINT", "SIGHUP"):  # Windows has no SIGHUP
        if name in signal.Signals.__members__:
            signal.signal(signal.Signals[name], signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()  # also where it was killed, and could tell nobody
        os._exit(1)
