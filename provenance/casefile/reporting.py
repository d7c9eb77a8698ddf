"""Reports on many claims, written beside this process: what that took of memory goes with the process that did it."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import BinaryIO, TypeAlias, cast

from provenance.casefile import answers
from provenance.casefile.processes import Budget, LostError, Process
from provenance.casefile.steps import Steps
from provenance.casefile.worker import Begins, Item, Pull, Start, Tells
from provenance.errors import CasefileUnavailable
from provenance.records import Filter, Front
from provenance.reports import write_report
from provenance.store.database import Database

FEW = 200
"""Claims; a report on so many takes less time than starting a process."""
CHUNK = 1 << 18
"""Bytes that are sent from one process to the other at once."""
BUDGET = Budget(seconds=600.0, memory=4_000_000_000)
"""What the process may take."""


Wanted: TypeAlias = tuple[str, Filter, str, Front]
"""The format of a report, which claims, in what order, and what is put at its head."""


def written_beside(place: str, steps: Steps, wanted: Wanted, out: BinaryIO) -> None:
    """Writes a report on the casefile at `place`, a URL, by a process that is started for it.

    Raises:
        CasefileUnavailable: The process broke down.
        MissingExtra: The format needs an optional part.
    """

    def heard(message: Begins | Tells | Item) -> None:
        if isinstance(message, Item):
            out.write(message.value)

    process = Process(Start(steps, _prepare, BUDGET.seconds), BUDGET, gently=True)
    try:
        while not process.ask(Pull(0, pieces, (place, wanted)), heard, cancelled=lambda: False):
            pass
    except LostError as error:
        why = "the process that made the report broke down, perhaps for want of memory; choose fewer claims"
        raise CasefileUnavailable(why) from error
    finally:
        process.close()


def pieces(steps: Steps, place: str, wanted: Wanted) -> Iterator[bytes]:
    """A report, in pieces; made whole before the first one, so that one that fails sends nothing."""
    name, where, order, front = wanted
    with TemporaryFile() as made:
        database = Database.open(place, create=False)
        try:
            with database.reading() as connection:
                book = answers.casebook(connection, where, steps.origins, order, front)
            write_report(book, name, cast(BinaryIO, made))
        finally:
            database.close()
        made.seek(0)
        while piece := made.read(CHUNK):
            yield piece


def _prepare(_steps: Steps) -> None:
    """There is nothing to load that reading articles would need."""
