"""Engines: who does the tasks of a step. Nothing of what they do is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from provenance.bulk import EngineName
from provenance.bulk.shelf import Shelf, Task
from provenance.errors import MissingExtra


class Engine(Protocol):
    """Does tasks that do not depend on each other."""

    def perform(self, shelf: Shelf, tasks: Sequence[Task], done: Callable[[], None]) -> None:
        """Does all tasks and puts their results on the shelf; calls `done` after each, where it can tell."""


class Local:
    """This process."""

    def perform(self, shelf: Shelf, tasks: Sequence[Task], done: Callable[[], None]) -> None:
        """See `Engine.perform`."""
        for task in tasks:
            shelf.perform(task)
            done()


@contextmanager
def engine(name: EngineName, master: str | None, folder: Path) -> Iterator[Engine]:
    """An engine that is at work as long as it is in use; `master` is where Spark has its workers.

    Raises:
        MissingExtra: Spark is not installed.
        InvalidRequest: Spark cannot start.
    """
    if name is EngineName.LOCAL:
        yield Local()
        return
    try:
        from provenance.bulk.spark import session
    except ModuleNotFoundError as error:
        raise MissingExtra("the engine spark", "spark") from error
    with session(master, folder) as started:
        yield started
