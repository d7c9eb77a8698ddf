"""Casefile: what commands, pages and programs call."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from provenance.casefile.adding import Adding
from provenance.casefile.asking import Asking
from provenance.casefile.checking import Checking
from provenance.casefile.deciding import Deciding
from provenance.casefile.decisions import settle
from provenance.casefile.keeping import Keeping
from provenance.casefile.overview import Overview
from provenance.casefile.processes import Budget
from provenance.casefile.published import Published
from provenance.casefile.shelving import Shelving
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.casefile.taking_in import TakingIn
from provenance.casefile.to_check import ToCheck
from provenance.casefile.weighing import weigh
from provenance.casefile.working import Working
from provenance.clock import Clock, now
from provenance.store import contradictions
from provenance.store.database import Database


class Casefile(TakingIn, Asking, Shelving, Checking, ToCheck, Published, Overview, Deciding, Adding, Working, Keeping):
    """A database of articles, claims, links and verdicts. Every answer is read in one transaction, every change
    written in one; any number of processes may do both at once.
    """

    @classmethod
    def open(
        cls,
        where: str | Path = "claims.db",
        *,
        create: bool = True,
        steps: Steps | None = None,
        clock: Clock = now,
        budget: Budget | None = None,
    ) -> Self:
        """Opens the casefile at a path or a database URL, and migrates it where that is needed.

        Args:
            where: The path or URL ("sqlite:///claims.db", "postgresql+psycopg://USER@HOST/DATABASE").
            create: Whether to make one where there is none.
            steps: What reads, extracts and matches, if not the package's own.
            clock: What gives each entry the time that it shows; nothing is ordered by it.
            budget: What one document may take of time and memory while it is read; whoever gives steps of their own
                gives one, too, or they work in this process, where nothing can be ended.

        Raises:
            NotFound: There is none, and it is not to be created.
            NewerCasefile: Written by a later version of the program.
            CasefileUnavailable: It cannot be opened, or is no casefile. (One that can only be read opens: `only_read`.)
            InvalidRequest: `where` is a URL of no supported database.
            MissingExtra: What connects to a database of this kind is not installed.
        """
        if steps is None:
            steps, budget = InstalledSteps(), budget or Budget()
        case = cls(Database.open(where, create=create, clock=clock), steps, budget)
        with ExitStack() as otherwise:
            otherwise.callback(case.close)
            case._look_again()
            otherwise.pop_all()
        return case

    @property
    def name(self) -> str:
        """What to call it: the file, or the URL without its secrets."""
        return self._database.name

    @property
    def only_read(self) -> str | None:
        """Why it can only be read (a locked stick, a read-only folder); None where it can be written."""
        return self._database.only_read

    def close(self) -> None:
        """Lets go of the database, and ends what compares."""
        self._comparing.close()
        self._asked.close()
        self._database.close()

    def release(self) -> None:
        """Lets go of what comparing remembers; for programs that run for long, when nothing is being taken in."""
        if isinstance(self._steps, InstalledSteps):
            self._steps.release()

    def _look_again(self) -> None:
        """Settles what an older version left to the clock, once."""
        with self._database.reading() as connection:
            if self.only_read or not contradictions.unsettled(connection):
                return
        with self._database.writing() as connection:
            touched = settle(connection, contradictions.unsettled(connection))
            weigh(connection, sorted(touched), self._steps.origins)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
