"""What work is for, who hears how far it is, and who may cancel it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from provenance.casefile.worker import Begins, Item, Tells
from provenance.errors import Cancelled
from provenance.progress import told_to

T = TypeVar("T")

OnProgress: TypeAlias = Callable[[str, str, int, int], None]
"""Called with a source, what of it is under way, and how much of how much of that is done: characters, bytes, parts."""


def untold(_source: str, _what: str, _done: int, _of: int) -> None:
    """An `OnProgress` for those who do not ask."""


def never(_source: str) -> bool:
    """For those who never cancel."""
    return False


@dataclass(frozen=True, slots=True)
class Job:
    """What some work is for: a source, what of it (else the whole), who hears how far, and who may have cancelled it.

    `size` is that of the source, in bytes: so much memory is granted beside the budget, twice.
    """

    source: str
    what: str = ""
    size: int = 0
    on_progress: OnProgress = untold
    is_cancelled: Callable[[str], bool] = never

    def cancelled(self) -> bool:
        """Whether nobody wants it any more."""
        return self.is_cancelled(self.source)


class Here:
    """Hears of work that this process does itself, and breaks it off where it is cancelled."""

    def __init__(self, job: Job) -> None:
        self._job, self._what = job, job.what or job.source

    def begins(self, what: str, _number: int | None) -> None:
        """See `progress.Listener`."""
        self._what = what
        if self._job.cancelled():
            raise Cancelled(self._job.source)

    def tells(self, done: int, of: int) -> None:
        """See `progress.Listener`."""
        if self._job.cancelled():
            raise Cancelled(self._job.source)
        self._job.on_progress(self._job.source, self._what, done, of)


def told(job: Job, items: Iterable[T]) -> Iterator[T]:
    """The items as this process makes them, while it is heard how far it is."""
    here = Here(job)
    iterator = iter(items)
    while True:
        if job.cancelled():
            raise Cancelled(job.source)
        with told_to(here):
            item = next(iterator, None)
        if item is None:
            return
        yield item


def heard(job: Job) -> Callable[[Begins | Tells | Item], None]:
    """What to call with the messages of a process that works on a job."""
    what = job.what or job.source

    def hear(message: Begins | Tells | Item) -> None:
        nonlocal what
        if isinstance(message, Begins):
            what = message.what
        elif isinstance(message, Tells):
            job.on_progress(job.source, what, message.done, message.of)

    return hear
