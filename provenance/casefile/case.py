"""Casefile: what commands, pages and programs call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection

from provenance.casefile import answers, verification
from provenance.casefile.changes import changes
from provenance.casefile.ingest import Orders, ingest
from provenance.casefile.merging import merge
from provenance.casefile.origin_graph import origin_graph
from provenance.casefile.overrides import parsed
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.casefile.timeline import timelines
from provenance.casefile.weighing import OTHERWISE, weigh
from provenance.errors import InvalidRequest, NotFound
from provenance.casefile.uploads import Upload
from provenance.model import Grade, Original, Rating, Relation, Review, Verdict
from provenance.records import (
    ArticleRecord,
    Casebook,
    ChangeRecord,
    ClaimDetail,
    ClaimRecord,
    FileOutcome,
    Filter,
    Finding,
    GroupRecord,
    IngestSummary,
    LinkRecord,
    LogEntry,
    MergeSummary,
    OriginGraphRecord,
    OutletRecord,
    SearchHit,
    SourceRecord,
    TimelineRecord,
    Verification,
)
from provenance.store import facts, health, history, listing, loading, log, search, sources, standing, verdicts
from provenance.store.database import Database
from provenance.store.rows import file_key, source_key

Choice = TypeVar("Choice", bound=StrEnum)
EVERYTHING = Filter()
STORED_RELATIONS = (Relation.CORROBORATES, *OTHERWISE)


class Casefile:
    """A database of articles, claims, links and verdicts. Every answer is read in one transaction, every change
    written in one; any number of processes may do both at once.
    """

    def __init__(self, database: Database, steps: Steps) -> None:
        self._database = database
        self._steps = steps

    @classmethod
    def open(cls, where: str | Path = "claims.db", *, create: bool = True, steps: Steps | None = None) -> Self:
        """Opens the casefile at a path or a database URL ("sqlite:///…"), and migrates it where that is needed.

        Args:
            where: The path or URL.
            create: Whether to make one where there is none.
            steps: What reads, extracts and matches, if not the package's own.

        Raises:
            NotFound: There is none, and it is not to be created.
            NewerCasefile: Written by a later version of the program.
            CasefileUnavailable: It cannot be opened or written, or is not a casefile.
            InvalidRequest: `where` is a URL of no supported database.
        """
        return cls(Database.open(where, create=create), InstalledSteps() if steps is None else steps)

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

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

        Raises:
            CasefileUnavailable: The database cannot be written; the outcomes so far are stored.
            InvalidRequest: A setting sets nothing.
        """
        orders = Orders(parsed(settings), by, allow_private)
        return ingest(self._database, self._steps, sources, on_file, orders)

    def claims(
        self, *, where: Filter = EVERYTHING, order: str = "confidence", limit: int | None = None, offset: int = 0
    ) -> list[ClaimRecord]:
        """The claims of listed articles that pass, in order (see `listing.ORDERS`). Raises NotFound for the order."""
        with self._database.reading() as connection:
            numbers = listing.claim_page(connection, where, order, limit, offset)
            return loading.claim_records(connection, numbers)

    def count_claims(self, *, where: Filter = EVERYTHING) -> int:
        """How many claims pass."""
        with self._database.reading() as connection:
            return listing.count_claims(connection, where)

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

    def sources(self, *, where: Filter = EVERYTHING, limit: int | None = None, offset: int = 0) -> list[SourceRecord]:
        """Who is cited by the claims that pass, most cited first."""
        with self._database.reading() as connection:
            return sources.source_records(connection, where, limit, offset)

    def outlets(self) -> list[OutletRecord]:
        """Who publishes the listed articles."""
        with self._database.reading() as connection:
            return sources.outlet_records(connection)

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
            return answers.hits(connection, search.find(connection, query, where, limit, offset))

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
            rating = Rating(source=label, grade=chosen, by=person, why=reason, at=datetime.now(UTC))
            log.append_rating(connection, rating)
            standing.rescore(connection, sources.claims_resting_on(connection, key))
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
            what, number, found = listing.resolve_target(connection, target)
            review = Review(
                target=found, verdict=chosen, by=person, why=reason, at=datetime.now(UTC), wording=own, scale=terms
            )
            log.append_review(connection, review, target=found)
            if what == "claim":
                verdicts.give_claim(connection, number, chosen)
                standing.rescore(connection, [number])
            else:
                verdicts.give_link(connection, number, chosen)
                link = verdicts.ends(connection, number)
                weigh(connection, [link.a, link.b], self._steps.origins)
            return review

    def reviews(self, target: str | None = None) -> list[Review]:
        """All reviews, or those of one claim or link, in the order in which they were made."""
        with self._database.reading() as connection:
            targets = None if target is None else [listing.resolve_target(connection, target)[2]]
            return log.reviews(connection, targets)

    def casebook(self, *, where: Filter = EVERYTHING) -> Casebook:
        """The whole casefile as a report shows it, with the claims that pass and what is linked to them."""
        with self._database.reading() as connection:
            return answers.casebook(connection, where, self._steps.origins)

    def log(self, *, after: int = 0, limit: int | None = None) -> list[LogEntry]:
        """The entries of the log behind number `after`, in order."""
        with self._database.reading() as connection:
            return log.entries(connection, after=after, limit=limit)

    def verify(self, report: Casebook | None = None) -> Verification:
        """Checks a report against this casefile, or (None) the casefile itself: see `casefile.verification`."""
        with self._database.reading() as connection:
            if report is not None:
                return verification.against_casefile(connection, report)
            return verification.verify_casefile(connection, self._steps.origins)

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
