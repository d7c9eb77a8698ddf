"""A casefile moves to another database: from a laptop's file to a newsroom's server, or back."""

from __future__ import annotations

from pathlib import Path

from provenance.errors import InvalidRequest
from provenance.records import MergeSummary, Tell
from provenance.store import copying
from provenance.store.database import Database


def copy(source: Database, target: str | Path, tell: Tell) -> MergeSummary:
    """Copies a casefile as it is, its log included, into a new one. All of it comes or nothing.

    `tell` hears how far it is.

    Raises:
        InvalidRequest: Something is in the target already, or it is the source.
        CasefileUnavailable: One of them cannot be read or written.
    """
    new = Database.open(target)
    try:
        if new.is_same_as(source):
            raise InvalidRequest(f"{new.name}: a casefile cannot be copied into itself")
        with source.reading() as there, new.writing() as here:
            if not copying.is_empty(here):
                raise InvalidRequest(
                    f"{new.name}: something is in it already; name a new casefile, or join the two with merge"
                )
            return copying.copy_rows(there, here, tell)
    finally:
        new.close()
