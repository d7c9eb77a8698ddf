"""What goes into a casefile: articles from files, folders and addresses, once, again and again, or read anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from provenance.casefile.comparer import comparing_crew
from provenance.casefile.crew import Crew
from provenance.casefile.door import Door
from provenance.casefile.incoming import Orders
from provenance.casefile.ingest import ingest
from provenance.casefile.jobs import OnProgress, never
from provenance.casefile.jobs import untold as untold_progress
from provenance.casefile.overrides import parsed, parsed_columns
from provenance.casefile.processes import Budget
from provenance.casefile.rereading import reread
from provenance.casefile.uploads import Upload
from provenance.casefile.watching import OnTrouble, Watch, patiently
from provenance.records import (
    FileOutcome,
    IngestSummary,
)
from provenance.store import (
    listing,
    readings,
    writing,
)


class TakingIn(Door):
    """Takes articles in, and reads them anew."""

    def ingest(
        self,
        sources: Sequence[str | Path | Upload],
        *,
        on_file: Callable[[FileOutcome, int, int], None] | None = None,
        settings: Sequence[str] = (),
        by: str | None = None,
        allow_private: bool = False,
        workers: int = 1,
        follow_links: bool = False,
        on_progress: OnProgress = untold_progress,
        is_cancelled: Callable[[str], bool] = never,
        crew: Crew | None = None,
        columns: Sequence[str] = (),
    ) -> IngestSummary:
        """Reads files, folders and addresses ("-" is standard input), extracts, matches, stores: one transaction an
        article.

        Content that is already in is left as it is. Other content at the same URL or file is a new version: the old
        one is kept, but not listed. A file that cannot be read becomes a failed outcome, and the others go on.

        Args:
            sources: Files, folders and http(s) addresses; or files that were sent (see `casefile.uploads`).
            on_file: Called after each article with its outcome, how many are done, and how many there are, so far as
                is known: a file may hold several.
            settings: Facts that hold of every article, as `outlet=The Poe Times` (see `casefile.overrides`): the
                person's word, which also holds for later versions.
            by: Whose word that is.
            allow_private: Whether addresses of private networks and of this computer are asked, too.
            workers: How many processes read and extract (see `casefile.crew`), beside one that compares and one that
                stores; nothing else changes.
            follow_links: Whether links lead out of a folder, too (see `reading.find`).
            on_progress: Called, by any thread, with how far a large source is: its name, what of it is under way, and
                how much of how much is done (of a text in characters, of archives in parts or bytes).
            is_cancelled: Asked, by any thread, whether a source is not wanted any more: it is left at once.
            crew: Who reads and extracts, if not processes for this call alone (see `crew`); `workers` then counts not.
            columns: Which column of tables holds what, as `text=Body`; the others are told from the tables.

        Raises:
            CasefileUnavailable: The database cannot be written; the outcomes so far are stored.
            InvalidRequest: A setting sets nothing.
            WorkersLost: No process can be started; the outcomes so far are stored.
        """
        self._database.require_writing()
        known = parsed_columns(columns)
        orders = Orders(parsed(settings), by, allow_private, follow_links, on_progress, is_cancelled, known)
        if crew is not None:
            try:
                return ingest(self._database, crew, self._comparer, sources, on_file, orders)
            finally:
                crew.settle()
        with self.crew(workers) as own:
            return ingest(self._database, own, self._comparer, sources, on_file, orders)

    def reread(
        self,
        articles: Sequence[str] = (),
        *,
        everything: bool = False,
        on_file: Callable[[FileOutcome, int, int], None] | None = None,
        workers: int = 1,
        on_progress: OnProgress = untold_progress,
        is_cancelled: Callable[[str], bool] = never,
        crew: Crew | None = None,
    ) -> IngestSummary:
        """Reads, extracts and links articles anew by this version of the program, from the bytes that they came from:
        one transaction an article, so that what is broken off goes on when it is asked for again.

        Decisions, notes and tags stay with the same words in the same company; those that lost their place are in the
        outcomes (`lost`). An article whose bytes are missing, or fail to be read, keeps what it has.

        Args:
            articles: Ids of listed articles, or their beginnings; none: those that another version read.
            everything: All listed articles.
            on_file: As for `ingest`.
            workers: As for `ingest`.
            on_progress: As for `ingest`.
            is_cancelled: As for `ingest`.
            crew: As for `ingest`.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
            CasefileUnavailable: The database cannot be written; the outcomes so far are stored.
        """
        self._database.require_writing()
        with self._database.reading() as connection:
            ids = [listing.resolve_article(connection, one) for one in articles]
            found = [writing.find_article(connection, one) for one in ids]
            wanted = [one.number for one in found if one] if ids else readings.due(connection, everything=everything)
        orders = Orders(on_progress=on_progress, is_cancelled=is_cancelled)
        if crew is not None:
            try:
                return reread(self._database, crew, self._comparer, wanted, on_file, orders)
            finally:
                crew.settle()
        with self.crew(workers) as own:
            return reread(self._database, own, self._comparer, wanted, on_file, orders)

    def crew(self, workers: int = 1, *, gently: bool = False) -> Crew:
        """Processes that read, extract and compare, for several calls of `ingest`. To be used as a context.

        Args:
            workers: How many read at most; each is started when it is needed.
            gently: Whether they leave the computer to others where it is busy; the same ones compare then.
        """
        beside = workers > 1 or self._budget is not None
        comparer = comparing_crew(self._steps, self._budget or Budget()) if beside and not gently else None
        crew = Crew(self._steps, workers if beside else 0, budget=self._budget, gently=gently, comparer=comparer)
        crew.warm()
        return crew

    def watch(
        self,
        sources: Sequence[str],
        *,
        every: tuple[float, float],
        on_trouble: OnTrouble,
        workers: int = 1,
        allow_private: bool = False,
        follow_links: bool = False,
        on_progress: OnProgress = untold_progress,
        pause: Callable[[float], None] = time.sleep,
    ) -> Iterator[FileOutcome]:
        """Ingests what is new at folders and feeds, again and again; what became of it, as it happens. Never ends.

        Args:
            sources: Folders, files and http(s) addresses.
            every: How often to look, in seconds: at files, and at addresses.
            on_trouble: Called when the database is away, with in how many seconds it is tried again.
            workers: As for `ingest`.
            allow_private: As for `ingest`.
            follow_links: As for `ingest`.
            on_progress: As for `ingest`.
            pause: Waits so many seconds.

        Raises:
            CasefileUnavailable: The database cannot be written, and waiting will not help.
        """
        find = partial(self._steps.find, follow_links=follow_links)
        watched = Watch(find, sources, lambda source: every["://" in source])

        def ingest(names: list[str]) -> list[FileOutcome]:
            outcomes: list[FileOutcome] = []  # of all attempts: what the first one stored is news, too

            def attempt() -> None:
                self.ingest(
                    names,
                    on_file=lambda outcome, _done, _of: outcomes.append(outcome),
                    crew=crew,
                    allow_private=allow_private,
                    follow_links=follow_links,
                    on_progress=on_progress,
                )

            patiently(attempt, on_trouble, pause)
            return outcomes

        with self.crew(workers) as crew:
            while True:
                yield from watched.round(ingest)
                pause(watched.seconds_left())
