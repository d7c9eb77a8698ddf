"""An article is compared with a casefile before it is stored: while others may write, beside this process if it can be.

There comparing can be ended, as reading can, and what it leaves behind in memory goes with the process that did it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from provenance.casefile.comparing import Comparison, compare_ahead, holds
from provenance.casefile.crew import Crew
from provenance.casefile.elsewhere import opened
from provenance.casefile.jobs import Here, Job
from provenance.casefile.steps import Steps
from provenance.errors import Fault, Phase, TooDemanding
from provenance.model import Article, Claim
from provenance.progress import told_to
from provenance.store.database import Database

ATTEMPTS = 3
"""So often an article is compared while others may write."""


def compared(database: Database, crew: Crew, job: Job, article: Article, claims: Sequence[Claim]) -> Comparison | None:
    """What an article's claims are linked with, found by a process of the crew where it has one.

    None where that is left to the transaction that stores it. An article whose comparison goes over its budget has no
    links, and a fault that says so. Raises Cancelled, CasefileUnavailable and WorkersLost.
    """
    where = database.elsewhere
    if crew.is_here or where is None:
        with told_to(Here(job)):
            return compare(crew.steps, database, article, claims)
    try:
        return crew.comparer.begin(job, compare_at, where, replace(article, original=None), claims)()
    except TooDemanding as error:
        fault = Fault(Phase.COMPARISON, article.path or article.id, error.reason)
        return Comparison((), {}, faults=(fault,), given_up=True)


def compare_at(steps: Steps, where: str, article: Article, claims: Sequence[Claim]) -> Comparison | None:
    """As `compare`, of the database at a path or URL; to be called by another process, which keeps it open."""
    return compare(steps, opened(where), article, claims)


def compare(steps: Steps, database: Database, article: Article, claims: Sequence[Claim]) -> Comparison | None:
    """What an article's claims are linked with, found while others may write; again if another article came meanwhile.

    Where articles come without end it is the last that was found, which holds no longer.
    """
    ahead = None
    for _ in range(ATTEMPTS):
        with database.reading() as connection:
            ahead = compare_ahead(connection, article, claims, steps)
        if ahead is None:
            return None
        with database.reading() as connection:
            if holds(connection, ahead):
                return ahead
    return ahead
