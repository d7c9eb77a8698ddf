"""Faults of the program in the log: what failed on which article, so that a later ingest does it anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, not_, select

from provenance.errors import Fault
from provenance.store import log, seals, tables

EVENT = "fault"
LISTED = 20
"""So many faults of one article the log holds in words; it may be one of each comparison."""


def note(connection: Connection, subject: str, faults: Sequence[Fault]) -> None:
    """Adds an entry on the faults of an article, by its id, or of a source without one."""
    detail = {"faults": [str(fault) for fault in faults[:LISTED]], "count": str(len(faults))}
    log.append(connection, EVENT, subject, faults[0].phase, why=str(faults[0]), detail=detail)


def is_incomplete(connection: Connection, article_id: str) -> bool:
    """Whether something of an article is missing since it came in the last time."""
    last = select(func.max(tables.log.c.number)).where(tables.log.c.subject == article_id)
    fault = connection.execute(last.where(tables.log.c.event == EVENT)).scalar()
    other_facts = and_(tables.log.c.event == "ingest", tables.log.c.value == "changed")  # puts nothing in
    whole = last.where(tables.log.c.event.in_(("ingest", seals.REREAD)), not_(other_facts))
    return fault is not None and fault > (connection.execute(whole).scalar() or 0)


def are_incomplete(connection: Connection) -> bool:
    """Whether something is missing of any article."""
    subjects = select(tables.log.c.subject).where(tables.log.c.event == EVENT).distinct()
    return any(is_incomplete(connection, subject) for subject in connection.execute(subjects).scalars().all())
