"""What every question to a casefile goes through."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from provenance.casefile.comparer import Comparer, comparing_crew
from provenance.casefile.crew import Crew
from provenance.casefile.kept import Kept
from provenance.casefile.processes import Budget
from provenance.casefile.steps import Steps
from provenance.casefile.tasks import prepare_nothing
from provenance.store import (
    log,
)
from provenance.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")

ASKED = 2
"""So many long texts are checked side by side."""


class Door:
    """A database, the steps between bytes and links, and what was counted of it already."""

    def __init__(self, database: Database, steps: Steps, budget: Budget | None = None) -> None:
        self._database = database
        self._steps = steps
        self._budget = budget
        self._kept = Kept()
        self._comparing = comparing_crew(steps, budget)
        self._asked = Crew(steps, 0 if budget is None else ASKED, budget=budget, gently=True, prepares=prepare_nothing)

    @property
    def _comparer(self) -> Comparer:
        """Who compares claims within a change."""
        return Comparer(self._steps, self._comparing)

    def _read(self, work: Callable[Concatenate[Connection, P], T], *asked: P.args, **more: P.kwargs) -> T:
        """What `work` answers of the database, in a transaction of its own."""
        with self._database.reading() as connection:
            return work(connection, *asked, **more)

    def _counted(self, work: Callable[..., T], *asked: Hashable) -> T:
        """What `work` answers of the database and what is asked, kept until something changes."""
        with self._database.reading() as connection:
            question = (work.__module__, work.__qualname__, *asked)
            return self._kept.answer(log.state(connection), question, partial(work, connection, *asked))
