"""A casefile moves to another database: from a laptop's file to a newsroom's server, or back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from provenance.bookkeeping import MergeSummary
from provenance.errors import CasefileUnavailable, InvalidRequest
from provenance.records import Tell
from provenance.store import copying
from provenance.store.database import Database, file_of
from provenance.store.drafts import BESIDE, draft


def copy(source: Database, target: str | Path, tell: Tell) -> MergeSummary:
    """Copies a casefile as it is, its log included, into a new one. All of it comes or nothing.

    `tell` hears how far it is.

    Raises:
        InvalidRequest: Something is in the target already, or it is the source.
        CasefileUnavailable: One of them cannot be read or written.
    """
    path = file_of(target)
    with source.reading() as there:
        if path is None or size(path):
            return fill(there, target, tell, source)
        with new_file(path) as made:
            return fill(there, made, tell)


def fill(there: Connection, target: str | Path, tell: Tell, source: Database | None = None) -> MergeSummary:
    """Copies all rows of `there` into an empty casefile, or none. `source`: of `there`, if it may be the target."""
    new = Database.open(target)
    try:
        if source is not None and new.is_same_as(source):
            raise InvalidRequest(f"{new.name}: a casefile cannot be copied into itself")
        with new.writing() as here:
            if not copying.is_empty(here):
                raise InvalidRequest(
                    f"{new.name}: something is in it already; name a new casefile, or join the two with merge"
                )
            return copying.copy_rows(there, here, tell)
    finally:
        new.close()


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A draft of the casefile at `path`, where there is none yet (or one that is to be replaced).

    Raises:
        InvalidRequest: Beside it lies what belongs to another casefile of that name.
        CasefileUnavailable: Nothing can be written there.
    """
    for ending in BESIDE:
        beside = path.with_name(f"{path.name}{ending}")
        if size(beside):
            raise InvalidRequest(
                f"{path}: {beside.name} lies beside it: a program has that casefile open, or was killed while it had; "
                "name another file"
            )
    try:
        with draft(path) as made:
            yield made
    except OSError as error:
        raise CasefileUnavailable(
            f"{path}: it cannot be written ({error.strerror}); check that its folder is there and writable"
        ) from error


def size(path: Path) -> int:
    """In bytes; 0 where there is no such file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
