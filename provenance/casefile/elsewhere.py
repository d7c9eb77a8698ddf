"""A casefile's database, as a process beside the one that has it sees it."""

from __future__ import annotations

from functools import lru_cache

from provenance.store.database import Database


@lru_cache(maxsize=1)
def opened(where: str) -> Database:
    """The database at a path or URL, kept open. Raises as `Database.open`."""
    return Database.open(where, create=False)
