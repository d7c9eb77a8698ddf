"""From a list of sources to what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from provenance import faults
from provenance.casefile import tasks
from provenance.casefile.ahead import compared
from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import Comparison, linking
from provenance.casefile.crew import Crew
from provenance.casefile.incoming import NO_ORDERS, Found, Orders, begin_reading, each, find_files
from provenance.casefile.jobs import Here, Job
from provenance.casefile.joining import join
from provenance.casefile.overrides import applied
from provenance.casefile.tasks import Extracted
from provenance.casefile.uploads import Upload, free_place
from provenance.errors import (
    Cancelled,
    Fault,
    FaultyReading,
    InvalidRequest,
    LeftOut,
    NotNow,
    Phase,
    ReadingError,
    TooDemanding,
)
from provenance.model import Article, Claim
from provenance.progress import told_to
from provenance.records import FileOutcome, IngestSummary
from provenance.store import facts, incidents, writing
from provenance.store.database import Database
from provenance.store.rows import place_key

T = TypeVar("T")

OnFile = Callable[[FileOutcome, int, int], None]


@dataclass(frozen=True, slots=True)
class Coming:
    """An article on its way in: from where, at which place it lies, what is newly said of it, and its claims to be."""

    source: str
    article: Article
    place: str
    facts: Mapping[str, str]
    job: Job
    claims: Callable[[], Extracted]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source or an article: what failed on the way, and how many links were added."""

    told: FileOutcome
    faults: Sequence[Fault] = ()
    links: int = 0
    noted: bool = False
    """Whether the log holds the faults already."""


def ingest(
    database: Database,
    crew: Crew,
    comparer: Comparer,
    sources: Sequence[str | Path | Upload],
    on_file: OnFile | None = None,
    orders: Orders = NO_ORDERS,
) -> IngestSummary:
    """Ingests all sources in order, each article in a transaction of its own.

    What fails unexpectedly is told with the article that it happened to (see `provenance.faults`); the others go on.
    The next articles are read and extracted by the crew while one is stored; whoever works, what comes is the same.
    """
    own = database.engine.url.database if database.engine.dialect.name == "sqlite" else None
    files, unread = find_files(crew.steps, sources, follow_links=orders.follow_links, without=own)
    tally = _Tally(database, on_file, to_come=len(files) + len(unread))
    for read in unread:
        tally.to_come -= 1
        tally.tell(_unread(read))
    taken: set[str] = set()

    def articles() -> Iterator[tuple[str | Upload, Job, Found]]:
        for source, job, read in crew.ahead(files, lambda file: begin_reading(crew, file, orders)):
            tally.to_come -= 1
            for found in each(read, str(source)):
                tally.begun += 1
                yield source, job, found

    def prepared(source: str | Upload, job: Job, found: Found) -> Coming | Outcome:
        if isinstance(found, Cancelled):
            return _cancelled(found.source)
        if isinstance(found, ReadingError):
            return _unread(found)

        def work() -> Coming | Outcome:
            article = _placed(database, found, taken) if isinstance(source, Upload) else found
            return _prepare(database, crew, _source(article, str(source)), article, orders, job)

        return _whole(Phase.STORING, _source(found, str(source)), work)

    for coming in crew.ahead(articles(), lambda read: prepared(*read)):
        outcome = coming if isinstance(coming, Outcome) else _join(database, crew, comparer, coming, orders)
        tally.begun -= 1
        tally.tell(outcome)
    return IngestSummary(outcomes=tuple(tally.outcomes), links=tally.links)


class _Tally:
    """What became of the sources so far, and how much is still to come: sources not begun, articles not stored."""

    def __init__(self, database: Database, on_file: OnFile | None, *, to_come: int) -> None:
        self.outcomes: list[FileOutcome] = []
        self.links = 0
        self.to_come = to_come
        self.begun = 0
        self._cancelled: set[str] = set()
        self._database = database
        self._on_file = on_file

    def tell(self, outcome: Outcome) -> None:
        if outcome.told.state == "cancelled":  # once of a source, however many of its articles were under way
            if outcome.told.source in self._cancelled:
                return
            self._cancelled.add(outcome.told.source)
        if outcome.faults:
            faults.log(outcome.faults)
            if not outcome.noted:
                self._database.change(partial(incidents.note, subject=outcome.told.source, faults=outcome.faults))
        told = replace(outcome.told, faults=tuple(map(str, outcome.faults)))
        self.outcomes.append(told)
        self.links += outcome.links
        if self._on_file is not None:
            done = len(self.outcomes)
            self._on_file(told, done, done + self.begun + self.to_come)


def _whole(phase: Phase, source: str, work: Callable[[], T]) -> T | Outcome:
    """What `work` answers; where it fails unexpectedly, that the source failed."""
    with faults.collecting() as found:
        done = faults.isolated(phase, source, work, memory=True)
    return _failed(source, found) if done is None else done


def _failed(source: str, found: Sequence[Fault]) -> Outcome:
    reason = f"the program failed on it ({found[0].phase}: {found[0].cause}); --debug shows where"
    return Outcome(FileOutcome(source=source, state="failed", reason=reason), found)


def _unread(error: ReadingError) -> Outcome:
    """A source, or an article in it, that could not be read."""
    found = (error.fault,) if isinstance(error, FaultyReading) else ()
    return Outcome(outcome_of(error), found)


def outcome_of(error: ReadingError) -> FileOutcome:
    """What became of a source that could not be read, or was not to be."""
    return FileOutcome(
        source=error.source,
        state="skipped" if isinstance(error, LeftOut) else "failed",
        reason=error.reason,
        again_in=error.seconds if isinstance(error, NotNow) else None,
    )


def _cancelled(source: str) -> Outcome:
    reason = "it was cancelled, so it was not read to its end"
    return Outcome(FileOutcome(source=source, state="cancelled", reason=reason))


def _placed(database: Database, article: Article, taken: set[str]) -> Article:
    """An article that was sent, at a place of its own."""
    if article.path is None or article.in_list:
        return article
    with database.reading() as connection:
        path = free_place(connection, article.path, article.text, taken)
    taken.add(path)
    return replace(article, path=path)


def _prepare(database: Database, crew: Crew, source: str, read: Article, orders: Orders, job: Job) -> Coming | Outcome:
    """Begins the extraction of an article, unless it is in just so, and whole."""
    place = place_key(read)
    try:
        with database.reading() as connection:
            before = facts.given(connection, place)
            new = {name: value for name, value in orders.facts.items() if before.get(name) != value}
            article = applied(read, before | new)
            known = _known(connection, article)
    except InvalidRequest as error:
        return Outcome(FileOutcome(source=source, state="failed", reason=str(error)))
    if known is not None and not new:
        return Outcome(FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims))
    if known is not None:
        return Coming(source, article, place, new, job, Extracted)
    # The bytes of the file have no part in it, so they need not go to another process and back.
    begun = crew.begin(replace(job, what=source), tasks.extract, replace(article, original=None))
    return Coming(source, article, place, new, job, begun)


def _join(database: Database, crew: Crew, comparer: Comparer, coming: Coming, orders: Orders) -> Outcome:
    """Stores an article with its claims, once they are extracted."""
    source = coming.source
    try:
        with faults.collecting() as found:
            extracted = faults.isolated(Phase.EXTRACTION, source, coming.claims, memory=True) or Extracted(None)
            faults.add(extracted.faults)
    except TooDemanding as error:
        return _unread(error)
    except Cancelled:
        return _cancelled(coming.job.source)
    if coming.job.cancelled():
        return _cancelled(coming.job.source)
    if extracted.claims is None:
        return _failed(source, found)
    outcome = _stored(database, crew, comparer, coming, extracted.claims, found, orders)
    if outcome.told.state == "cancelled":
        return outcome
    if outcome.told.state == "failed":
        return replace(outcome, faults=(*found, *outcome.faults))
    retrieval = None if coming.article.original is None else coming.article.original.retrieval
    redirects = () if retrieval is None else retrieval.redirects
    return replace(outcome, told=replace(outcome.told, reason=extracted.remark, redirects=redirects))


def _stored(
    database: Database,
    crew: Crew,
    comparer: Comparer,
    coming: Coming,
    claims: Sequence[Claim],
    found: Sequence[Fault],
    orders: Orders,
) -> Outcome:
    """Compares an article's claims and stores it with them; `found` are the faults of their extraction."""

    def work(ahead: Comparison | None, connection: Connection) -> Outcome:
        with faults.collecting() as met:  # anew, where the database asks for another attempt
            faults.add(found)
            link = linking(connection, ahead)
            facts.give(connection, coming.place, coming.facts, orders.by)
            told, links = join(connection, coming.source, coming.article, claims, within, link)
            if met:
                incidents.note(connection, coming.article.id, met)
            return Outcome(told, met, links, noted=True)

    def whole() -> Outcome:
        ahead = compared(database, crew, job, coming.article, claims)
        if ahead is not None and ahead.given_up and not coming.facts and (kept := _kept(database, coming, ahead)):
            return kept
        with told_to(Here(job)):  # what is cancelled is taken back
            return database.change(partial(work, ahead))

    job = replace(coming.job, what=f"{coming.source}, compared")
    within = replace(comparer, job=job)
    try:
        return _whole(Phase.STORING, coming.source, whole)
    except InvalidRequest as error:
        return Outcome(FileOutcome(source=coming.source, state="failed", reason=str(error)))
    except Cancelled:
        return _cancelled(coming.job.source)


def _kept(database: Database, coming: Coming, given_up: Comparison) -> Outcome | None:
    """An article that is in and could not be completed this time either: it keeps the links that it has."""
    with database.reading() as connection:
        known = writing.find_article(connection, coming.article.id)
    if known is None:
        return None
    told = FileOutcome(source=coming.source, state="unchanged", article=coming.article.id, claims=known.claims)
    return Outcome(told, given_up.faults, noted=True)


def _source(found: Article, name: str) -> str:
    """What to call where an article came from: its file, with its place in it, or the address that answered."""
    if found.path is not None:
        return found.path
    retrieval = None if found.original is None else found.original.retrieval
    return name if retrieval is None else retrieval.url


def _known(connection: Connection, article: Article) -> writing.Known | None:
    """The article as it lies in the casefile, if it lies there just so, and whole: then there is nothing to extract."""
    known = writing.find_article(connection, article.id) if writing.is_in_place(connection, article) else None
    if known is None or incidents.is_incomplete(connection, article.id):
        return None
    return None if facts.differences(connection, known.number, article) else known
