"""The far side of a `Crew`: a process that does one piece of work after the other and tells how far it is.

It answers on what was its standard output, and ends with the process that started it, whatever it is busy with.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias

from provenance.garbage import look_seldom
from provenance.model import Article, Original
from provenance.progress import told_to

OFTEN = 0.25
"""Seconds between two tellings of how far the work is."""
AT_ONCE = 0.25
"""Seconds; so long a stream goes on by itself before the next piece is asked for."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first request: for whom to work. `seconds`: without a word for so long, this process ends itself."""

    steps: Any
    prepare: Callable[[Any], None]
    seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """Asks for what `work(steps, *args)` returns, with so many bytes of memory more than now."""

    work: Callable[..., Any]
    args: tuple[Any, ...]
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Pull:
    """Asks for the next items of the iterator `work(steps, *args)`, which is kept under a key while it has some."""

    key: int
    work: Callable[..., Any]
    args: tuple[Any, ...]
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Begins:
    """A document was begun (see `progress.Listener`)."""

    what: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Tells:
    """So much is done."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a stream. `same`: its original's bytes are those of the item before, which are not sent again."""

    value: Any
    original: Original | None = field(default=None, repr=False)
    same: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The last message of a request: what the work returned or raised; of a stream, whether it is over."""

    value: Any = None
    error: BaseException | None = None


Request: TypeAlias = Start | Call | Pull
Message: TypeAlias = Begins | Tells | Item | Answer


def serve() -> None:
    """Works until nobody is there to ask. To be called by a fresh process."""
    look_seldom()
    for name in ("SIGINT", "SIGHUP"):  # these reach all processes of a terminal, and the first one acts on them
        if name in signal.Signals.__members__:  # Windows has no SIGHUP
            signal.signal(signal.Signals[name], signal.SIG_IGN)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b", 0) as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)  # whatever a library prints must not get among the answers
        worker = _Worker(answers, nothing)
        with ThreadPoolExecutor(1) as hands:
            while True:
                try:
                    request = pickle.load(requests)
                except (EOFError, OSError):
                    os._exit(0)  # whoever asked is gone: at once, and without the work under way
                hands.submit(worker.do, request).add_done_callback(worker.reply)


class _Worker:
    """Does what is asked; tells on the way."""

    def __init__(self, answers: BinaryIO, nothing: IO[bytes]) -> None:
        self._answers = answers
        self._nothing = nothing
        self._steps: Any = None
        self._seconds = 0.0
        self._streams: dict[int, Iterator[Any]] = {}
        self._original: bytes | None = None
        self._told = self._alive = 0.0
        self._furthest = 0

    def do(self, request: Request) -> Any:
        """The answer to a request."""
        self._told, self._furthest = time.monotonic(), 0
        if isinstance(request, Start):
            self._steps, self._seconds = request.steps, request.seconds
            return request.prepare(request.steps)
        self._stay_alive(anew=True)
        _bound_memory(request.memory)
        with told_to(self):
            if isinstance(request, Call):
                return request.work(self._steps, *request.args)
            return self._pull(request)

    def reply(self, done: Future[Any]) -> None:
        """Sends what a request came to."""
        faulthandler.cancel_dump_traceback_later()
        error = done.exception()
        if error is None:
            self._send(Answer(done.result()))
            return
        error.add_note("".join(traceback.format_exception(error)))  # a traceback itself cannot be sent
        try:
            pickle.dumps(error)
        except (TypeError, AttributeError, pickle.PicklingError):
            error = RuntimeError(f"{type(error).__name__}: {error}")
        self._send(Answer(error=error))

    def begins(self, what: str, number: int | None) -> None:
        """See `progress.Listener`."""
        self._furthest = 0
        self._stay_alive()
        self._send(Begins(what, number))

    def tells(self, done: int, of: int) -> None:
        """See `progress.Listener`; only what is further than before is passed on, and not too often."""
        now = time.monotonic()
        if done > self._furthest and now - self._told >= OFTEN:
            self._furthest, self._told = done, now
            self._stay_alive()
            self._send(Tells(done, of))

    def _pull(self, request: Pull) -> bool:
        stream = self._streams.pop(request.key, None)
        if stream is None:
            stream = iter(request.work(self._steps, *request.args))
        until = time.monotonic() + AT_ONCE
        for item in stream:
            self._send_item(item)
            if time.monotonic() > until:
                self._streams[request.key] = stream
                return False
        return True

    def _send_item(self, item: Any) -> None:
        original = item.original if isinstance(item, Article) else None
        if original is None:
            self._send(Item(item))
            return
        same = original.data is self._original
        self._original = original.data
        sent = replace(original, data=b"") if same else original
        self._send(Item(replace(item, original=None), sent, same))

    def _send(self, message: Message) -> None:
        pickle.dump(message, self._answers, pickle.HIGHEST_PROTOCOL)
        self._answers.flush()

    def _stay_alive(self, *, anew: bool = False) -> None:
        """Puts off the end of this process. It comes by itself even where the one that asked was killed meanwhile and
        the work never lets another thread run.
        """
        now = time.monotonic()
        if anew or now - self._alive > 1:
            self._alive = now
            faulthandler.dump_traceback_later(5 * self._seconds + 5, exit=True, file=self._nothing)


def _bound_memory(more: int) -> None:
    """Lets the system refuse what goes far beyond the budget at once; the other side looks only now and then."""
    if not more or not sys.platform.startswith("linux"):
        return
    import resource  # not there on every system

    status = Path("/proc/self/status").read_text("utf-8")
    used = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmData:")), 0)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (used + 3 * more // 2, hard))
