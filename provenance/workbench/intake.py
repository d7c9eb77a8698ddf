"""Articles on their way into the casefile: read in the background, watched from a page or left alone."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from provenance.casefile import Casefile
from provenance.errors import ProvenanceError
from provenance.records import FileOutcome
from provenance.workbench.sending import Sent

SIDE_BY_SIDE = 2
"""Batches read at once: a slow website holds up no file, and the pages keep the rest of the computer."""
REMEMBERED = 100
"""Batches whose outcome can still be looked at."""
GOODBYE = 5.0
"""Seconds that the article under way gets when the workbench is stopped."""


class StoppedError(Exception):
    """The workbench ends: what is stored stays, the rest of the batch is left."""


@dataclass(slots=True)
class Batch:
    """What was sent together, and what became of each source so far.

    `outcomes` only grows, up to `total`, as far as that is known. `links` were added at the end. `trouble` is what
    ended the batch early, in words.
    """

    sent: Sent
    settings: Sequence[str]
    by: str | None
    allow_private: bool
    outcomes: list[FileOutcome] = field(default_factory=list)
    total: int = 0
    links: int = 0
    trouble: str | None = None
    started: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __post_init__(self) -> None:
        self.outcomes += self.sent.turned_away
        self.total = len(self.outcomes) + len(self.sent.sources)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.ended.is_set()

    def count(self, state: str) -> int:
        """How many outcomes have this state."""
        return sum(outcome.state == state for outcome in list(self.outcomes))


class Intake:
    """Reads batches in threads of their own, a few side by side; the others wait for their turn."""

    def __init__(self, case: Casefile) -> None:
        self._case = case
        self._batches: OrderedDict[str, Batch] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(SIDE_BY_SIDE)
        self._stopping = threading.Event()

    def add(self, batch: Batch) -> None:
        """Takes a batch in; answers at once."""
        with self._lock:
            self._batches[batch.id] = batch
            while len(self._batches) > REMEMBERED and next(iter(self._batches.values())).is_over:
                self._batches.popitem(last=False)
        # A daemon: Ctrl-C ends the program even while a website keeps one waiting.
        threading.Thread(target=self._read, args=(batch,), name="intake", daemon=True).start()

    def find(self, batch: str) -> Batch | None:
        """A batch by its id, as long as it is remembered."""
        with self._lock:
            return self._batches.get(batch)

    def recent(self) -> list[Batch]:
        """The batches, the latest first."""
        with self._lock:
            return list(reversed(self._batches.values()))

    def stop(self) -> None:
        """Ends after the articles under way, which get a moment for it."""
        self._stopping.set()
        until = time.monotonic() + GOODBYE
        for batch in self.recent():
            if batch.started:
                batch.ended.wait(max(0.0, until - time.monotonic()))

    def _read(self, batch: Batch) -> None:
        with self._turns:
            batch.started = True
            try:
                with batch.sent.folder:
                    summary = self._case.ingest(
                        batch.sent.sources,
                        on_file=self._noting(batch),
                        settings=batch.settings,
                        by=batch.by,
                        allow_private=batch.allow_private,
                    )
                batch.links = summary.links
            except StoppedError:
                batch.trouble = "The workbench was stopped: what stands here is stored, the rest was not read."
            except ProvenanceError as error:
                batch.trouble = str(error)
            except BaseException:
                batch.trouble = "Something went wrong here. What stands here is stored; the terminal says more."
                raise
            finally:
                batch.ended.set()

    def _noting(self, batch: Batch) -> Callable[[FileOutcome, int, int], None]:
        before = len(batch.outcomes)

        def note(outcome: FileOutcome, done: int, total: int) -> None:
            batch.outcomes.append(outcome)
            batch.total = before + max(done, total)
            if self._stopping.is_set():
                raise StoppedError

        return note
