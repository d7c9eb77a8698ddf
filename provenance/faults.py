"""Fault isolation: an unexpected exception in one file, article, claim or pair becomes a record, and the rest goes on.

This is the only module that catches `Exception`. Whoever works through many things runs each step of each of them as
`isolated` inside a `collecting` block, and tells what was collected. Outside of such a block nothing is caught: a
program that calls one function on one article gets the exception itself.

Errors of `provenance.errors` are no faults: they say what a person can do, and have places that handle them.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from provenance.errors import Fault, Phase, ProvenanceError

T = TypeVar("T")

logger = logging.getLogger("provenance")
logger.addHandler(logging.NullHandler())  # a library says nothing by itself; `--debug` and the workbench add a handler

_collected: ContextVar[list[Fault] | None] = ContextVar("collected", default=None)


@contextmanager
def collecting() -> Iterator[list[Fault]]:
    """What `isolated` catches inside the block, in order."""
    faults: list[Fault] = []
    token = _collected.set(faults)
    try:
        yield faults
    finally:
        _collected.reset(token)


def isolated(
    phase: Phase,
    where: str,
    work: Callable[[], T],
    *,
    passing: tuple[type[Exception], ...] = (),
    memory: bool = False,
) -> T | None:
    """What `work` answers; None where it failed unexpectedly, with a fault in the innermost `collecting` block.

    Args:
        phase: What is being done.
        where: To what: a file, an article, a claim, a pair.
        work: Does it.
        passing: Exceptions that are not this step's, such as those of a database that is away.
        memory: Whether a lack of memory is caught as well: by whoever lets go of a whole article or file with it.
    """
    try:
        return work()
    except ProvenanceError:
        raise
    except Exception as error:
        faults = _collected.get()
        if faults is None or isinstance(error, passing) or (isinstance(error, MemoryError) and not memory):
            raise
        fault = _fault(phase, where, error)
        if fault not in faults:  # terms are asked for when a claim is stored, and again when it is compared
            faults.append(fault)
        return None


def add(faults: Iterable[Fault]) -> None:
    """Hands on faults that were collected elsewhere, in another process perhaps."""
    collected = _collected.get()
    if collected is not None:
        collected.extend(faults)


def log(faults: Iterable[Fault]) -> None:
    """Logs each fault with the place in the program where it happened."""
    for fault in faults:
        logger.error("%s\n%s", fault, fault.trace)


def _fault(phase: Phase, where: str, error: Exception) -> Fault:
    words = str(error).strip().partition("\n")[0]
    cause = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return Fault(phase, where, cause, "".join(traceback.format_exception(error)).rstrip())
