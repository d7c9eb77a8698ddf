"""A file that is written beside its place, and takes it when it is whole: whatever ends the program, no half of one is
ever found there.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

SUFFIX = ".draft"
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file while it is open."""

LEFT_OVER = 86_400
"""Seconds without a change after which a draft is one that a killed program left."""


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A new, empty file beside `target`; it takes its place at the end, and after an exception it is gone.

    Raises:
        OSError: It cannot be made, or not take the place; told of `target`.
    """
    _sweep(target)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=SUFFIX, dir=target.parent)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(target)) from error
    os.close(handle)
    made = Path(name)
    try:
        yield made
        _settle(made)
        try:
            made.replace(target)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, str(target)) from error
        _sync(target.parent)
    finally:
        _remove(made)


def _settle(made: Path) -> None:
    """On the disk, and readable for whom a new file is."""
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o666 & ~mask)
    with made.open("rb+") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """So that the name is on the disk as well; not every system can, nor has to be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(target: Path) -> None:
    """Removes drafts of the same target that a program left when it was killed."""
    for left in target.parent.glob(f".{escape(target.name)}.*{SUFFIX}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_OVER:
                _remove(left)


def _remove(made: Path) -> None:
    for one in (made, *(made.with_name(f"{made.name}{ending}") for ending in BESIDE)):
        with suppress(OSError):
            one.unlink(missing_ok=True)
