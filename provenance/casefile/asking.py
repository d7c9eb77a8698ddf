"""What a casefile answers of its claims and articles, one by one and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from provenance.casefile import answers, reporting
from provenance.casefile.choosing import choice, known_source
from provenance.casefile.door import Door
from provenance.casefile.origin_graph import origin_graph
from provenance.casefile.timeline import timelines
from provenance.casefile.weighing import OTHERWISE
from provenance.model import Band, Original, Relation, Span
from provenance.records import (
    PLAIN_FRONT,
    ArticleDetail,
    Casebook,
    ClaimDetail,
    ClaimRecord,
    Facet,
    Filter,
    Front,
    GroupRecord,
    LinkFilter,
    LinkRecord,
    Order,
    SearchHit,
    WordFound,
)
from provenance.reports import write_report
from provenance.reports.json import write_record
from provenance.store import (
    clashes,
    facts,
    grouping,
    guessing,
    listing,
    loading,
    search,
)
from provenance.tellings import OriginGraphRecord, TimelineRecord

EVERYTHING = Filter()
ALL_LINKS = LinkFilter()
STORED_RELATIONS = (Relation.CORROBORATES, *OTHERWISE)


class Asking(Door):
    """Answers about claims, what they are linked to, and the articles that they stand in."""

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
            return answers.detail_without(connection, number, known_source(connection, without)[0], self._steps.origins)

    def links(
        self,
        *,
        relation: str | Relation | None = None,
        where: Filter = EVERYTHING,
        limit: int | None = None,
        offset: int = 0,
        possible: bool = False,
    ) -> list[LinkRecord]:
        """The links with this relation (all: None) of which a claim passes, surest first; rejected ones last.

        Those that are shown; with `possible` those that are not, but may be right.
        """
        relations, band = _relations(relation), Band.POSSIBLE if possible else Band.SHOWN
        with self._database.reading() as connection:
            numbers = listing.link_page(connection, relations, where, limit, offset, band=band)
            return answers.link_records(connection, numbers)

    def count_links(
        self, *, relation: str | Relation | None = None, where: Filter = EVERYTHING, possible: bool = False
    ) -> int:
        """How many links `links` lists."""
        relations, band = _relations(relation), Band.POSSIBLE if possible else Band.SHOWN
        with self._database.reading() as connection:
            return listing.count_links(connection, relations, where, band=band)

    def link(self, link: str) -> LinkRecord:
        """One link, by an id or a unique beginning of one. Raises NotFound, Ambiguous."""
        with self._database.reading() as connection:
            number, _ = listing.resolve_link(connection, link)
            return answers.link_records(connection, [number])[0]

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

    def groups(
        self, *, where: Filter = EVERYTHING, limit: int | None = None, offset: int = 0, linked: bool = True
    ) -> list[GroupRecord]:
        """Claims of several articles that say the same (see `casefile.groups`), of which a claim passes.

        Those with the most independent origins first. `linked`: with the links within, many where a group is large.
        """
        return self._read(answers.groups, where, self._steps.origins, limit, offset, linked)

    def write_groups(
        self, out: BinaryIO, *, where: Filter = EVERYTHING, limit: int | None = None, offset: int = 0
    ) -> None:
        """Writes `groups` as JSON, a few links at a time: a large group has thousands."""
        with self._database.reading() as connection:
            out.write(b"[")
            found = answers.groups_in_parts(connection, where, self._steps.origins, limit, offset)
            for i, (record, links) in enumerate(found):
                out.write(b", " if i else b"")
                write_record(record, "links", links, out)
            out.write(b"]")

    def write_group(self, claim: str, out: BinaryIO) -> None:
        """Writes `group` as JSON, a few links at a time. Raises as `group`, before anything is written."""
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            record, links = answers.group_in_parts(connection, number, self._steps.origins)
            write_record(record, "links", links, out)

    def count_groups(self, *, where: Filter = EVERYTHING) -> int:
        """How many groups there are of which a claim passes."""
        return self._counted(grouping.count_groups, where)

    def group(self, claim: str) -> GroupRecord:
        """The group that a claim (an id or its beginning) is in; by itself, where no other says the same.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            return answers.group(connection, number, self._steps.origins)

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
        return self._read(timelines, claim_or_topic, self._steps.origins, limit)

    def origin_graph(self, claim: str) -> OriginGraphRecord:
        """Who the claim's group (see `groups`) goes back to: articles, the sources that they cite, origins.

        Args:
            claim: An id or a unique beginning of one.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several claims begin so.
        """
        return self._read(origin_graph, claim, self._steps)

    def search(
        self, query: str, *, where: Filter = EVERYTHING, limit: int | None = 50, offset: int = 0
    ) -> list[SearchHit]:
        """The passages that hold all words of `query`, best first (see `store.search.find`). Any text will do."""
        with self._database.reading() as connection:
            words = query if where.text is None else f"{query} {where.text}"
            return answers.hits(connection, search.find(connection, words, where, limit, offset))

    def words_found(self, query: str) -> tuple[WordFound, ...]:
        """Each word of a search that found nothing: in how many claims it is, or what it may have meant."""
        return self._counted(guessing.words_found, query)

    def marks(self, query: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Where the words of a search stand in each text that holds all of them, as `search` marks its passages."""
        return search.marks(query, texts)

    def article(self, article: str) -> ArticleDetail:
        """An article (an id or its beginning) with its text and its claims. Raises NotFound, Ambiguous."""
        with self._database.reading() as connection:
            return answers.article_detail(connection, listing.resolve_article(connection, article))

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

    def casebook(
        self, *, where: Filter = EVERYTHING, order: str = Order.CONFIDENCE, front: Front = PLAIN_FRONT
    ) -> Casebook:
        """The whole casefile as a report shows it, with the claims that pass and what is linked to them.

        `order`: as for `claims`. `front`: what a person puts at its head. Raises NotFound for the order.
        """
        return self._read(answers.casebook, where, self._steps.origins, order, front)

    def write_report(
        self,
        name: str,
        out: BinaryIO,
        *,
        where: Filter = EVERYTHING,
        order: str = Order.CONFIDENCE,
        front: Front = PLAIN_FRONT,
    ) -> None:
        """Writes `casebook` in a format (see `reports.FORMATS`); one on many claims beside this process.

        Raises:
            NotFound: No such format.
            MissingExtra: The format needs an optional part.
            CasefileUnavailable: The process that writes it broke down.
        """
        place = self._database.elsewhere
        if self._budget is None or place is None or self.count_claims(where=where) <= reporting.FEW:
            write_report(self.casebook(where=where, order=order, front=front), name, out)
        else:
            reporting.written_beside(place, self._steps, (name, where, order, front), out)


def _relations(relation: str | Relation | None) -> tuple[Relation, ...]:
    """Those that links are stored with, or the one that is named."""
    return STORED_RELATIONS if relation is None else (choice(Relation, relation, "relation"),)
