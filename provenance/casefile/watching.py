"""Folders and feeds are looked at again and again; what is new goes in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias, TypeVar

from provenance.casefile.ingest import outcome_of
from provenance.errors import CasefileUnavailable, ReadingError
from provenance.records import FileOutcome

T = TypeVar("T")
Seen: TypeAlias = tuple[int, int, int]
"""What tells a file from a later content of it: size, time of its last change in nanoseconds, and inode."""
OnTrouble: TypeAlias = Callable[[CasefileUnavailable, float], None]
"""Called with a trouble that may pass, and in how many seconds the next attempt is."""

SETTLED_SECONDS = 2.0
"""A file that changed later than this is perhaps still being written."""
RUN = 20
"""So many files are taken in at once, so that a trouble leaves few of them to be looked at again."""
LONGEST_WAIT = 60.0
"""In seconds, between two attempts to reach a database that is away."""
LONGEST_BACKOFF = 6 * 3600.0
"""In seconds, between two attempts to reach an address that does not answer well."""


def patiently(work: Callable[[], T], on_trouble: OnTrouble, pause: Callable[[float], None] = time.sleep) -> T:
    """What `work` answers, as often as it has to be tried while the database is away, ever less often.

    Raises CasefileUnavailable where waiting will not help.
    """
    seconds = 1.0
    while True:
        try:
            return work()
        except CasefileUnavailable as error:
            if not error.passing:
                raise
            on_trouble(error, seconds)
            pause(seconds)
            seconds = min(2 * seconds, LONGEST_WAIT)


class Watch:
    """What was seen so far at some sources: folders, files and addresses of feeds.

    It is kept in memory only. Whoever starts anew looks at everything once more, and what is in is left as it is.
    """

    def __init__(
        self,
        find: Callable[[str], Iterable[str | ReadingError]],
        sources: Iterable[str],
        every: Callable[[str], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find = find
        self._due = dict.fromkeys(sources, 0.0)
        self._every = every
        self._clock = clock
        self._seen: dict[str, Seen] = {}
        self._failed: dict[str, str | None] = {}
        self._failures = dict.fromkeys(self._due, 0)

    def round(self, ingest: Callable[[list[str]], Iterable[FileOutcome]]) -> Iterator[FileOutcome]:
        """Takes in what is new at the sources that are due. A failure that goes on is told once.

        An address that does not answer well is asked ever less often, and not before its server wants to be.
        """
        now = self._clock()
        due = [source for source, moment in self._due.items() if moment <= now]
        new, bad = self._new(due)
        yield from filter(self._is_news, bad)
        names = iter(new)
        outcomes: dict[str, FileOutcome] = {}
        while run := list(islice(names, RUN)):
            for outcome in ingest(run):
                outcomes[outcome.source] = outcome
                if self._is_news(outcome):
                    yield outcome
            self._seen |= {name: seen for name in run if (seen := new[name]) is not None}
        for source in due:
            self._due[source] = self._clock() + self._wait(source, outcomes.get(source))

    def _wait(self, source: str, outcome: FileOutcome | None) -> float:
        """The seconds until a source is looked at again, after what became of it as a whole."""
        seconds = self._every(source)
        if "://" not in source or outcome is None or outcome.state != "failed":
            self._failures[source] = 0
            return seconds
        self._failures[source] += 1
        longest = max(seconds, LONGEST_BACKOFF)
        backoff = min(seconds * 2.0 ** min(self._failures[source], 20), longest)
        return max(backoff, outcome.again_in or 0.0)

    def seconds_left(self) -> float:
        """Until the next source is due."""
        return max(0.0, min(self._due.values()) - self._clock())

    def _new(self, sources: Iterable[str]) -> tuple[Mapping[str, Seen | None], Sequence[FileOutcome]]:
        """The files that were not seen as they are now, and all that is no file; and what is not to be read."""
        found: dict[str, Seen | None] = {}
        bad: list[FileOutcome] = []
        for name in (name for source in sources for name in self._find(source)):
            if isinstance(name, ReadingError):
                bad.append(outcome_of(name))
                continue
            try:
                status = Path(name).stat()
            except (OSError, ValueError):
                found[name] = None
                continue
            seen = (status.st_size, status.st_mtime_ns, status.st_ino)
            if self._seen.get(name) != seen and time.time() - status.st_mtime >= SETTLED_SECONDS:
                found[name] = seen
        return found, bad

    def _is_news(self, outcome: FileOutcome) -> bool:
        if outcome.state not in ("failed", "skipped"):
            self._failed.pop(outcome.source, None)
            return outcome.state != "unchanged"
        told = self._failed.get(outcome.source, "") == outcome.reason
        self._failed[outcome.source] = outcome.reason
        return not told
