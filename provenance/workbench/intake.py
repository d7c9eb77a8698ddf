"""Articles on their way into the casefile: read in the background, watched from a page or left alone, cancelled or not.

They are read by processes beside the server (`casefile.crew`), so that pages stay quick whatever comes. Several batches
are read side by side, of one visitor at most `OF_ONE`, so that nobody waits for another's large files.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from provenance.casefile import Casefile
from provenance.casefile.crew import Crew
from provenance.errors import ProvenanceError
from provenance.records import BatchRecord, FileOutcome, IngestSummary
from provenance.reports import wording
from provenance.reports.visible import in_a_line
from provenance.workbench.sending import Sent

UPLOADED = "upload:/"
SIDE_BY_SIDE = 6
"""Batches read at once, each by a process of about 250 MB that gives way to the pages."""
OF_ONE = 2
"""Of these, of one visitor: so three who send much leave room for a fourth who sends a page."""
SPARE = 2
"""Crews kept for the next batches; their processes end when nothing comes."""
REMEMBERED = 100
"""Batches whose outcome can still be looked at."""
LOOK = 0.1
"""Seconds between two looks at how far a batch has got."""
GOODBYE = 5.0
"""Seconds that the article under way gets when the workbench is stopped."""


STOPPED = "The workbench was stopped: what stands here is stored, the rest was not read."


class StoppedError(Exception):
    """The workbench ends: what is stored stays, the rest of the batch is left."""


@dataclass(slots=True)
class Batch:
    """What was sent together, and what became of each source so far.

    `outcomes` only grows, up to `total`, as far as that is known. `links` were added at the end. `trouble` is what
    ended the batch early, in words, and `error` what it was. `visitor` tells whose turn it takes.
    """

    sent: Sent
    settings: Sequence[str]
    by: str | None
    allow_private: bool
    visitor: str = ""
    reread: bool = False
    """Whether nothing was sent: what another version of the program read is read anew."""
    outcomes: list[FileOutcome] = field(default_factory=list)
    total: int = 0
    links: int = 0
    trouble: str | None = None
    error: ProvenanceError | None = None
    sent_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    began_at: datetime | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    progress: tuple[str, int, int] | None = None
    """Of a large source: what of it is being read, and how much of how much is done."""
    _cancelled: set[str] = field(default_factory=set)
    _all_cancelled: bool = False
    _begun: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.outcomes += self.sent.turned_away
        self.total = len(self.outcomes) + len(self.sent.sources)

    @property
    def started(self) -> bool:
        """Whether it is being read, or was."""
        return self.began_at is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.ended.is_set()

    @property
    def under_way(self) -> str:
        """What of it is being read and how far that is, in words; "" where nothing is large enough to say so."""
        if self.progress is None:
            return ""
        what, done, of = self.progress
        return f"{in_a_line(what.removeprefix(UPLOADED))}: {wording.share(done, of)}"

    @property
    def waiting(self) -> list[str]:
        """The sources that nobody has begun to read, by name."""
        names = dict.fromkeys(map(str, self.sent.sources))
        return [] if self.is_over else [name for name in names if name not in self._begun | self._cancelled]

    def count(self, state: str) -> int:
        """How many outcomes have this state."""
        return sum(outcome.state == state for outcome in list(self.outcomes))

    def cancel(self, source: str | None = None) -> None:
        """Leaves a source, or all that is not stored yet. What is stored stays."""
        if source is None:
            self._all_cancelled = True
        else:
            self._cancelled.add(source)

    def is_cancelled(self, source: str) -> bool:
        """Whether a source is to be left; it is asked of each when it is begun, and on the way."""
        self._begun.add(source)
        return self._all_cancelled or source in self._cancelled

    def record(self) -> BatchRecord:
        """How it stands, for those who ask from outside."""
        what, done, of = self.progress or (None, 0, 0)
        return BatchRecord(
            id=self.id,
            state="over" if self.is_over else "reading" if self.started else "waiting",
            by=self.by,
            sent_at=self.sent_at,
            began_at=self.began_at,
            done=len(self.outcomes),
            of=self.total,
            under_way=what,
            share=done / of if of else None,
            waiting=tuple(self.waiting),
            trouble=self.trouble,
        )


class Intake:
    """Reads batches in threads of their own, a few side by side; the others wait for their turn."""

    def __init__(self, case: Casefile) -> None:
        self._case = case
        self._batches: OrderedDict[str, Batch] = OrderedDict()
        self._reading: list[Batch] = []
        self._spare: list[Crew] = []
        self._lent: list[Crew] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def add(self, batch: Batch) -> None:
        """Takes a batch in; answers at once."""
        with self._lock:
            self._batches[batch.id] = batch
            while len(self._batches) > REMEMBERED and next(iter(self._batches.values())).is_over:
                self._batches.popitem(last=False)
        self._begin()

    def find(self, batch: str) -> Batch | None:
        """A batch by its id, as long as it is remembered."""
        with self._lock:
            return self._batches.get(batch)

    def recent(self) -> list[Batch]:
        """The batches, the latest first."""
        with self._lock:
            return list(reversed(self._batches.values()))

    @contextmanager
    def lent(self) -> Iterator[Crew]:
        """A crew for what is no batch. What was begun with it, and is not wanted any more, ends."""
        crew = self._crew()
        with self._lock:
            self._lent.append(crew)
        try:
            yield crew
        finally:
            crew.settle()
            with self._lock:
                self._lent.remove(crew)
            self._put_back(crew)

    def stop(self) -> None:
        """Ends after the articles under way, which get a moment for it."""
        self._stopping.set()
        until = time.monotonic() + GOODBYE
        with self._lock:
            reading, spare = list(self._reading), [*self._spare, *self._lent]
            waiting = [batch for batch in self._batches.values() if not batch.started]
        for batch in waiting:
            batch.sent.folder.cleanup()
            batch.trouble = STOPPED
            batch.ended.set()
        for batch in reading:
            if not batch.ended.wait(max(0.0, until - time.monotonic())):
                batch.cancel()  # ends the process that reads for it
                batch.ended.wait(1.0)
        for crew in spare:
            crew.close()

    def _begin(self) -> None:
        """Begins the next batches, as far as there is room: who has least under way comes first."""
        with self._lock:
            while len(self._reading) < SIDE_BY_SIDE and not self._stopping.is_set():
                busy = Counter(batch.visitor for batch in self._reading)
                waiting = [one for one in self._batches.values() if not one.started and busy[one.visitor] < OF_ONE]
                if not waiting:
                    return
                batch = min(waiting, key=lambda one: busy[one.visitor])
                batch.began_at = datetime.now(UTC)
                self._reading.append(batch)
                # A daemon: Ctrl-C ends the program even while a website keeps one waiting.
                threading.Thread(target=self._read, args=(batch,), name="intake", daemon=True).start()

    def _read(self, batch: Batch) -> None:
        crew = None
        try:
            crew = self._crew()
            with batch.sent.folder:
                batch.links = self._work(batch, crew).links
        except StoppedError:
            batch.trouble = STOPPED
        except ProvenanceError as error:
            batch.error, batch.trouble = error, str(error)
        except BaseException:
            batch.trouble = "Something went wrong here. What stands here is stored; the terminal says more."
            raise
        finally:
            self._end(batch, crew)

    def _work(self, batch: Batch, crew: Crew) -> IngestSummary:
        def hear(_: str, what: str, done: int, of: int) -> None:
            batch.progress = what, done, of

        noting, cancelled = self._noting(batch), batch.is_cancelled
        if batch.reread:
            return self._case.reread(on_file=noting, on_progress=hear, is_cancelled=cancelled, crew=crew)
        return self._case.ingest(
            batch.sent.sources,
            on_file=noting,
            settings=batch.settings,
            by=batch.by,
            allow_private=batch.allow_private,
            on_progress=hear,
            is_cancelled=cancelled,
            crew=crew,
        )

    def _end(self, batch: Batch, crew: Crew | None) -> None:
        batch.progress = None
        with self._lock:
            self._reading.remove(batch)
        if crew is not None:
            self._put_back(crew)
        batch.ended.set()
        self._begin()

    def _crew(self) -> Crew:
        with self._lock:
            spare = self._spare.pop() if self._spare else None
        return spare or self._case.crew(gently=True)

    def _put_back(self, crew: Crew) -> None:
        with self._lock:
            kept = len(self._spare) < SPARE and not self._stopping.is_set()
            if kept:
                self._spare.append(crew)
        if not kept:
            crew.close()

    def _noting(self, batch: Batch) -> Callable[[FileOutcome, int, int], None]:
        before = len(batch.outcomes)

        def note(outcome: FileOutcome, done: int, total: int) -> None:
            batch.progress = None
            batch.outcomes.append(outcome)
            batch.total = before + max(done, total)
            self._case.release()  # what it was compared with leaves gaps that nothing fits into later
            if self._stopping.is_set():
                raise StoppedError

        return note
