"""Casefile: what commands, pages and programs call."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection

from provenance.bookkeeping import (
    BackupSummary,
    ChangeRecord,
    Finding,
    LogEntry,
    MergeSummary,
    Repair,
    Undoing,
    Verification,
)
from provenance.casefile import answers, integrity, verification
from provenance.casefile.backing_up import back_up
from provenance.casefile.changes import changes
from provenance.casefile.copying import copy
from provenance.casefile.crew import Crew
from provenance.casefile.decisions import checked_note, checked_tag, settle, undo
from provenance.casefile.desk import desk_record, queue_record
from provenance.casefile.incoming import Orders
from provenance.casefile.ingest import ingest
from provenance.casefile.jobs import OnProgress, never
from provenance.casefile.jobs import untold as untold_progress
from provenance.casefile.kept import Kept
from provenance.casefile.merging import merge
from provenance.casefile.origin_graph import origin_graph
from provenance.casefile.overrides import parsed, parsed_columns
from provenance.casefile.processes import Budget
from provenance.casefile.repairing import repair
from provenance.casefile.rereading import reread
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.casefile.timeline import timelines
from provenance.casefile.uploads import Upload
from provenance.casefile.watching import OnTrouble, Watch, patiently
from provenance.casefile.weighing import OTHERWISE, weigh
from provenance.clock import Clock, now
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Grade, Original, Rating, Relation, Review, Span, Verdict
from provenance.records import (
    ArticleDetail,
    ArticleRecord,
    Casebook,
    ClaimDetail,
    ClaimRecord,
    Contradiction,
    DeskRecord,
    Facet,
    FileOutcome,
    Filter,
    GroupRecord,
    IngestSummary,
    LinkFilter,
    LinkRecord,
    MonthRecord,
    NoteRecord,
    OutletRecord,
    QueueRecord,
    SearchHit,
    SourceDetail,
    SourceRecord,
    Stage,
    Tell,
    untold,
)
from provenance.store import (
    clashes,
    contradictions,
    facts,
    grouping,
    health,
    history,
    listing,
    loading,
    log,
    notes,
    order,
    readings,
    search,
    sources,
    standing,
    writing,
)
from provenance.store.database import Database
from provenance.store.facets import facets, naming_by_month
from provenance.store.rows import file_key, source_key
from provenance.tellings import OriginGraphRecord, TimelineRecord

Choice = TypeVar("Choice", bound=StrEnum)
T = TypeVar("T")
EVERYTHING = Filter()
ALL_LINKS = LinkFilter()
STORED_RELATIONS = (Relation.CORROBORATES, *OTHERWISE)


class Casefile:
    """A database of articles, claims, links and verdicts. Every answer is read in one transaction, every change
    written in one; any number of processes may do both at once.
    """

    def __init__(self, database: Database, steps: Steps, budget: Budget | None = None) -> None:
        self._database = database
        self._steps = steps
        self._budget = budget
        self._kept = Kept()

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
        """Lets go of the database."""
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

    def _counted(self, work: Callable[..., T], *asked: Hashable) -> T:
        """What `work` answers of the database and what is asked, kept until something changes."""
        with self._database.reading() as connection:
            question = (work.__module__, work.__qualname__, *asked)
            return self._kept.answer(log.state(connection), question, partial(work, connection, *asked))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
            workers: How many processes read and extract (see `casefile.crew`); one stores, and nothing else changes.
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
                return ingest(self._database, crew, sources, on_file, orders)
            finally:
                crew.settle()
        with self.crew(workers) as own:
            return ingest(self._database, own, sources, on_file, orders)

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
                return reread(self._database, crew, wanted, on_file, orders)
            finally:
                crew.settle()
        with self.crew(workers) as own:
            return reread(self._database, own, wanted, on_file, orders)

    def crew(self, workers: int = 1, *, gently: bool = False) -> Crew:
        """Processes that read and extract, for several calls of `ingest`. To be used as a context.

        Args:
            workers: How many at most; each is started when it is needed.
            gently: Whether they leave the computer to others where it is busy.
        """
        beside = workers > 1 or self._budget is not None
        crew = Crew(self._steps, workers if beside else 0, budget=self._budget, gently=gently)
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

    def claims(
        self, *, where: Filter = EVERYTHING, order: str = "confidence", limit: int | None = None, offset: int = 0
    ) -> list[ClaimRecord]:
        """The claims of listed articles that pass, in order (see `listing.ORDERS`). Raises NotFound for the order."""
        with self._database.reading() as connection:
            numbers = listing.claim_page(connection, where, order, limit, offset)
            return loading.claim_records(connection, numbers)

    def count_claims(self, *, where: Filter = EVERYTHING) -> int:
        """How many claims pass."""
        return self._counted(listing.count_claims, where)

    def show(self, claim: str, *, without: str | None = None) -> ClaimDetail:
        """Everything about one claim.

        Args:
            claim: An id or a unique beginning of one.
            without: A source or an outlet: as if nothing that it says, or that is cited from it, had been heard.

        Raises:
            NotFound: No such claim, or no such source.
            Ambiguous: Several claims begin so.
        """
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            if without is None:
                return answers.detail(connection, number)
            return answers.detail_without(
                connection, number, _known_source(connection, without)[0], self._steps.origins
            )

    def links(
        self,
        *,
        relation: str | Relation | None = None,
        where: Filter = EVERYTHING,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[LinkRecord]:
        """The links with this relation (all: None) of which a claim passes, surest first; rejected ones last."""
        relations = STORED_RELATIONS if relation is None else (_choice(Relation, relation, "relation"),)
        with self._database.reading() as connection:
            return answers.link_records(connection, listing.link_page(connection, relations, where, limit, offset))

    def link(self, link: str) -> LinkRecord:
        """One link, by an id or a unique beginning of one. Raises NotFound, Ambiguous."""
        with self._database.reading() as connection:
            number, _ = listing.resolve_link(connection, link)
            return answers.link_records(connection, [number])[0]

    def groups(self, *, where: Filter = EVERYTHING, limit: int | None = None, offset: int = 0) -> list[GroupRecord]:
        """Claims of several articles that say the same (see `casefile.groups`), of which a claim passes.

        Those with the most independent origins first.
        """
        with self._database.reading() as connection:
            return answers.groups(connection, where, self._steps.origins, limit, offset)

    def count_groups(self, *, where: Filter = EVERYTHING) -> int:
        """How many groups there are of which a claim passes."""
        return self._counted(grouping.count_groups, where)

    def clashes(self, where: LinkFilter = ALL_LINKS, *, limit: int | None = None, offset: int = 0) -> list[LinkRecord]:
        """The links that conflict or update, surest first, whatever was decided: so each keeps its place."""
        with self._database.reading() as connection:
            return answers.link_records(connection, clashes.clash_page(connection, where, limit, offset))

    def count_clashes(self, where: LinkFilter = ALL_LINKS) -> int:
        """How many conflicts and updates pass."""
        return self._counted(clashes.count_clashes, where)

    def clash_facets(self, where: LinkFilter = ALL_LINKS) -> tuple[Facet, ...]:
        """How many conflicts and updates have which relation, reason and verdict, each counted without what `where`
        asks of it itself."""
        return self._counted(clashes.facets, where)

    def timeline(self, claim_or_topic: str, *, limit: int = 3) -> tuple[TimelineRecord, ...]:
        """How a claim travelled through the articles: who told it first here, who told it again, and what changed.

        Args:
            claim_or_topic: An id of a claim, or a unique beginning of one: its one timeline. Any other words: the
                timelines of the groups of claims that match best (see `search`), best first.
            limit: At most this many.

        Raises:
            NotFound: It is no claim, and no claim's passage holds all of the words.
            Ambiguous: Several claims begin so.
        """
        with self._database.reading() as connection:
            return timelines(connection, claim_or_topic, self._steps.origins, limit)

    def origin_graph(self, claim: str) -> OriginGraphRecord:
        """Who the claim's group (see `groups`) goes back to: articles, the sources that they cite, origins.

        Args:
            claim: An id or a unique beginning of one.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several claims begin so.
        """
        with self._database.reading() as connection:
            return origin_graph(connection, claim, self._steps)

    def group(self, claim: str) -> GroupRecord:
        """The group that a claim (an id or its beginning) is in; by itself, where no other says the same.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            return answers.group(connection, number, self._steps.origins)

    def sources(
        self, *, where: Filter = EVERYTHING, named: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[SourceRecord]:
        """Who is cited by the claims that pass, most cited first; `named`: whose name holds these words."""
        return self._counted(sources.source_records, where, limit, offset, named)

    def count_sources(self, *, where: Filter = EVERYTHING, named: str | None = None) -> int:
        """How many sources `sources` tells of without a limit."""
        return self._counted(sources.count_sources, where, named)

    def source(self, name: str) -> SourceDetail:
        """Everything about one cited source, by its name in any case. Raises NotFound (`known`: the nearest names)."""
        found = self._counted(sources.source_detail, source_key(name))
        if found is None:
            with self._database.reading() as connection:
                raise NotFound("source", name, sources.nearest_names(connection, name))
        return found

    def naming_by_month(self, where: Filter = EVERYTHING) -> list[MonthRecord]:
        """How the claims that pass name their first source, by the month in which their article was published."""
        return self._counted(naming_by_month, where)

    def facets(self, where: Filter = EVERYTHING) -> tuple[Facet, ...]:
        """How many claims have which value, each facet counted without what `where` asks of it itself."""
        return self._counted(facets, where)

    def desk(self, since: datetime | None = None) -> DeskRecord:
        """What needs a person first (see `casefile.desk`); `since`: the moment of the last visit, aware."""
        return self._counted(desk_record, None if since is None else since.astimezone(UTC))

    def queue(
        self, where: Filter = EVERYTHING, limit: int = 20, after: str | None = None, stage: Stage | None = None
    ) -> QueueRecord:
        """What a person should decide next (see `records.Stage`), and how far people have got.

        Args:
            where: Only claims that pass, and links of which a claim passes.
            after: Goes on behind this claim or link, decided in the meantime or not.
            stage: Only what waits for this reason.

        Raises:
            NotFound: There is no such claim or link as `after`.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            return queue_record(connection, where, limit, after, stage)

    def article(self, article: str) -> ArticleDetail:
        """An article (an id or its beginning) with its text and its claims. Raises NotFound, Ambiguous."""
        with self._database.reading() as connection:
            return answers.article_detail(connection, listing.resolve_article(connection, article))

    def outlets(self) -> list[OutletRecord]:
        """Who publishes the listed articles."""
        return self._counted(sources.outlet_records)

    def outlet(self, name: str) -> OutletRecord | None:
        """The outlet of this name, in any case; None where nobody by that name publishes a listed article."""
        with self._database.reading() as connection:
            return next(iter(sources.outlet_records(connection, only=source_key(name))), None)

    def articles(self, *, limit: int | None = None, offset: int = 0) -> list[ArticleRecord]:
        """The listed articles, in the order in which they came."""
        with self._database.reading() as connection:
            return loading.article_records(connection, listing.article_page(connection, limit, offset))

    def original(self, article: str) -> Original | None:
        """The bytes that an article (an id or its beginning) was read from, and how they came from the web.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            found = listing.resolve_article(connection, article)
            original = loading.original(connection, found)
            return None if original is None else replace(original, retrieval=facts.retrieval(connection, found))

    def search(
        self, query: str, *, where: Filter = EVERYTHING, limit: int | None = 50, offset: int = 0
    ) -> list[SearchHit]:
        """The passages that hold all words of `query`, best first (see `store.search.find`). Any text will do."""
        with self._database.reading() as connection:
            words = query if where.text is None else f"{query} {where.text}"
            return answers.hits(connection, search.find(connection, words, where, limit, offset))

    def marks(self, query: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Where the words of a search stand in each text that holds all of them, as `search` marks its passages."""
        return search.marks(query, texts)

    def rate(self, source: str, grade: str | Grade, *, by: str, why: str) -> Rating:
        """Grades a cited source or an outlet, by its name in any case; the confidence of its claims follows at once.

        Raises:
            NotFound: Nobody by that name is cited or publishes (`known`: the nearest names).
            InvalidRequest: No such grade, or nobody's name or no reason given.
        """
        chosen = _choice(Grade, grade.upper(), "grade")
        person, reason = _said(by, "by"), _said(why, "why")
        with self._database.writing() as connection:
            key, label = _known_source(connection, source)
            rating = Rating(source=label, grade=chosen, by=person, why=reason, at=log.time(connection))
            log.append_rating(connection, rating)
            standing.rescore(connection, sorted(settle(connection, [("rating", key)])))
            return rating

    def review(
        self,
        target: str,
        verdict: str | Verdict,
        *,
        by: str,
        why: str,
        wording: str | None = None,
        scale: Sequence[str] = (),
    ) -> Review:
        """Notes a person's verdict on a claim or a link; the confidence of what it touches follows at once.

        Args:
            target: An id, or a unique beginning of one, of a claim or a link.
            verdict: "open" takes an earlier one back.
            by: Who says so.
            why: For what reason.
            wording: The verdict in the person's own terms ("Mostly false"), as it may be published.
            scale: All the terms that it was chosen from, the worst first.

        Raises:
            NotFound: No such claim or link.
            Ambiguous: Several begin so.
            InvalidRequest: No such verdict, or nobody's name or no reason given, or a wording that is not of the scale.
        """
        chosen = _choice(Verdict, verdict, "verdict")
        person, reason = _said(by, "by"), _said(why, "why")
        own, terms = _own_terms(wording, scale)
        with self._database.writing() as connection:
            what, _, found = listing.resolve_target(connection, target)
            review = Review(
                target=found, verdict=chosen, by=person, why=reason, at=log.time(connection), wording=own, scale=terms
            )
            log.append_review(connection, review)
            touched = sorted(settle(connection, [("review", found)]))
            if what == "claim":
                standing.rescore(connection, touched)
            else:
                weigh(connection, touched, self._steps.origins)
            return review

    def reviews(self, target: str | None = None) -> list[Review]:
        """All reviews, or those of one claim or link, each after those that it had seen."""
        with self._database.reading() as connection:
            targets = None if target is None else [listing.resolve_target(connection, target)[2]]
            return log.reviews(connection, targets)

    def contradictions(self, target: str | None = None) -> list[Contradiction]:
        """Where people who had not seen each other's decision decided differently: all, or on a claim, link or source.

        The next decision on it settles it. Raises NotFound, Ambiguous.
        """
        with self._database.reading() as connection:
            if target is None:
                return contradictions.records(connection)
            try:
                subject = listing.resolve_target(connection, target)[2]
            except NotFound:
                subject = _known_source(connection, target)[0]
            return contradictions.records(connection, [subject])

    def note(self, target: str, text: str, *, by: str) -> NoteRecord:
        """Notes something on a claim, a link or an article (an id or its beginning).

        Raises:
            NotFound: No such claim, link or article.
            Ambiguous: Several begin so.
            InvalidRequest: Nobody's name, or a text that is empty or too long.
        """
        person, said = _said(by, "by"), checked_note(text)
        with self._database.writing() as connection:
            _, _, found = listing.resolve_noted(connection, target)
            log.decide(connection, order.NOTE, found, said, person=person)
            return notes.notes(connection, [found])[-1]

    def notes(self, target: str | None = None) -> list[NoteRecord]:
        """All notes that stand, or those on one claim, link or article, in the order in which they were made."""
        with self._database.reading() as connection:
            targets = None if target is None else [listing.resolve_noted(connection, target)[2]]
            return notes.notes(connection, targets)

    def tag(self, target: str, tag: str, *, by: str) -> LogEntry:
        """Gives a claim or a link a tag: a few words, compared in any case. It may have it already.

        Raises:
            NotFound: No such claim or link.
            Ambiguous: Several begin so.
            InvalidRequest: Nobody's name, or what is no tag.
        """
        return self._tag(order.TAG, target, tag, by)

    def tags(self, target: str) -> tuple[str, ...]:
        """The tags of a claim or a link, in alphabetical order. Raises as `tag`."""
        with self._database.reading() as connection:
            _, _, found = listing.resolve_target(connection, target)
            return loading.tags(connection, [found]).get(found, ())

    def untag(self, target: str, tag: str, *, by: str) -> LogEntry:
        """Takes a tag off a claim or a link. Raises as `tag`, and InvalidRequest where it has no such tag."""
        return self._tag(order.UNTAG, target, tag, by)

    def undo(self, *, by: str, why: str, entry: int | None = None) -> Undoing:
        """Takes back a review, rating, note or tag by a new entry of the log; what it touched follows at once.

        Args:
            by: Who says so. Everybody may take back everything, by its number.
            why: For what reason.
            entry: The number in the log; None: the last decision of `by` that stands. The number of an undo brings
                back what that took.

        Raises:
            NotFound: No such entry.
            InvalidRequest: It cannot be taken back, was already, or a later one counts; or there is nothing to.
        """
        person, reason = _said(by, "by"), _said(why, "why")
        with self._database.writing() as connection:
            made, touched = undo(connection, entry, by=person, why=reason)
            weigh(connection, sorted(touched), self._steps.origins)
            return made

    def _tag(self, event: str, target: str, tag: str, by: str) -> LogEntry:
        person, key = _said(by, "by"), checked_tag(tag)
        with self._database.writing() as connection:
            _, _, found = listing.resolve_target(connection, target)
            if event == order.UNTAG and (found, key) not in notes.standing_tags(connection, [found]):
                raise InvalidRequest(f"{found} has no tag {key!r}")
            log.decide(connection, event, found, key, person=person)
            settle(connection, [(event, found)])
            return log.last(connection)

    def casebook(self, *, where: Filter = EVERYTHING) -> Casebook:
        """The whole casefile as a report shows it, with the claims that pass and what is linked to them."""
        with self._database.reading() as connection:
            return answers.casebook(connection, where, self._steps.origins)

    def log(self, *, after: int = 0, limit: int | None = None) -> list[LogEntry]:
        """The entries of the log behind number `after`, in order."""
        with self._database.reading() as connection:
            return log.entries(connection, after=after, limit=limit)

    def verify(self, report: Casebook | None = None) -> Verification:
        """Checks a report against this casefile, or (None) the casefile itself: see `verification` and `integrity`."""
        with self._database.reading() as connection:
            if report is not None:
                return verification.against_casefile(connection, report)
            return integrity.verify_casefile(connection, self._steps.origins)

    def repair(self) -> Repair:
        """Makes again what follows from other rows and from the log, where it does not; see `casefile.repairing`.

        Raises:
            CasefileUnavailable: The database cannot be written, or its pages are damaged.
        """
        with self._database.writing() as connection:
            return repair(connection, self._steps)

    def copy(self, target: str | Path, *, tell: Tell = untold) -> MergeSummary:
        """Copies everything into a new casefile at a path or a database URL, log and numbers included.

        `tell` hears how far it is.

        Raises:
            InvalidRequest: Something is in the target already, or it is this casefile.
            CasefileUnavailable: One of them cannot be opened, or the target not written.
        """
        return copy(self._database, target, tell)

    def backup(self, target: str | Path, *, tell: Tell = untold, replace: bool = False) -> BackupSummary:
        """Writes everything as it is now into a SQLite file, whole and checked, while others go on writing.

        Such a file is a casefile as well: it opens anywhere, also where nothing can be written.

        Args:
            target: The file; it appears when it is whole.
            tell: Hears how far it is.
            replace: Whether it may take the place of a file that is there.

        Raises:
            InvalidRequest: It is this casefile or no place for a file, or something is there already.
            CasefileUnavailable: This one cannot be read or is damaged, or the file not written.
        """
        return back_up(self._database, target, tell, replace=replace)

    def merge(self, other: str | Path) -> MergeSummary:
        """Takes in everything of another casefile, which stays as it is; a second time changes nothing.

        Raises:
            NotFound: There is no casefile at `other`.
            InvalidRequest: It is this one.
            NewerCasefile: It was written by a later version of the program.
            CasefileUnavailable: One of them cannot be opened, or this one not written.
        """
        theirs = Database.open(other, create=False)
        try:
            if theirs.is_same_as(self._database):
                raise InvalidRequest(f"{theirs.name}: a casefile cannot be merged into itself")
            with theirs.reading() as there, self._database.writing() as here:
                return merge(there, here, theirs.name, self._steps)
        finally:
            theirs.close()

    def changes(self, source: str | None = None, *, everything: bool = False) -> list[ChangeRecord]:
        """What changed in articles that came in again, version by version.

        Args:
            source: Only of this article: its id or a beginning of one, its file or its address.
            everything: Also passages that stayed or only moved.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            wanted = None if source is None else _versions_of(connection, source)
            return list(changes(connection, wanted, everything=everything))

    def findings(self) -> list[Finding]:
        """Versions, health of the database and counts, for `doctor`."""
        with self._database.reading() as connection:
            return health.findings(connection, self._database.name)


def _versions_of(connection: Connection, source: str) -> set[str]:
    """The ids of the article that `source` names by its id, file or address, in all its versions."""
    lying = history.lying_at(connection, [f"url:{source}", file_key(source)])
    return {lying} if lying is not None else {listing.resolve_article(connection, source)}


def _choice(kind: type[Choice], value: str, what: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise InvalidRequest(f"{value!r} is no {what}; choose one of: {', '.join(kind)}") from None


def _said(value: str, what: str) -> str:
    if not value.strip():
        raise InvalidRequest(f"{what}: nothing was given; a verdict needs a name and a reason")
    return value.strip()


def _own_terms(wording: str | None, scale: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """A person's own wording of a verdict, as the scale spells it, and the scale. Raises InvalidRequest."""
    terms = tuple(term.strip() for term in scale if term.strip())
    if wording is None or not wording.strip():
        if terms:
            raise InvalidRequest("a scale was given without the verdict in its terms")
        return None, ()
    own = wording.strip()
    if not terms:
        return own, ()
    spelt = {term.casefold(): term for term in terms}
    if len(spelt) < len(terms):
        raise InvalidRequest("the scale holds a term twice")
    if own.casefold() not in spelt:
        raise InvalidRequest(f"{own!r} is not on the scale; choose one of: {', '.join(terms)}")
    return spelt[own.casefold()], terms


def _known_source(connection: Connection, name: str) -> tuple[str, str]:
    """The key and the usual label of a cited source or an outlet. Raises NotFound."""
    key = source_key(name)
    label = sources.known_label(connection, key)
    if label is None:
        raise NotFound("source or outlet", name, sources.nearest_names(connection, name))
    return key, label
