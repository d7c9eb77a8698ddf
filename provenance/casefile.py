"""Casefile: the one door to a database of articles, claims, links and verdicts.

Draft of the signatures; the owner of this file fills them in and keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from provenance.model import Grade, Rating, Relation, Review, Verdict
from provenance.records import (
    ArticleRecord, Casebook, ClaimDetail, ClaimRecord, FileOutcome, Filter, Finding, GroupRecord, IngestSummary,
    LinkRecord, OutletRecord, SearchHit, SourceRecord,
)


class Casefile:
    @classmethod
    def open(cls, where: str | Path = "claims.db") -> Self:
        """Opens (and creates or migrates) the casefile at a path or a database URL ("sqlite:///…")."""
        raise NotImplementedError

    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def ingest(self, sources: Sequence[str | Path], *, on_file: Callable[[FileOutcome, int, int], None] | None = None) -> IngestSummary:
        """Reads files and folders ("-" is standard input), extracts, matches, stores: one transaction an article.
        `on_file(outcome, done, total)` is called after each source. A bad file becomes a failed outcome."""
        raise NotImplementedError

    # order: "confidence" | "-confidence" | "date" | "file" | "level" | "polarity" | "status" | "likelihood" | "origins" | "conflicts"
    def claims(self, *, where: Filter = Filter(), order: str = "confidence", limit: int | None = None, offset: int = 0) -> list[ClaimRecord]: ...
    def count_claims(self, *, where: Filter = Filter()) -> int: ...
    def show(self, claim: str, *, without: str | None = None) -> ClaimDetail:
        """`claim`: an id or a unique prefix. `without`: leave out every claim and hop of this source or outlet.
        Raises NotFound, Ambiguous."""
        raise NotImplementedError

    def links(self, *, relation: str | Relation | None = None, where: Filter = Filter(), limit: int | None = None, offset: int = 0) -> list[LinkRecord]: ...
    def link(self, link: str) -> LinkRecord: ...
    def groups(self, *, where: Filter = Filter(), limit: int | None = None, offset: int = 0) -> list[GroupRecord]: ...
    def sources(self, *, where: Filter = Filter(), limit: int | None = None, offset: int = 0) -> list[SourceRecord]: ...
    def outlets(self) -> list[OutletRecord]: ...
    def articles(self, *, limit: int | None = None, offset: int = 0) -> list[ArticleRecord]: ...
    def search(self, query: str, *, where: Filter = Filter(), limit: int | None = 50, offset: int = 0) -> list[SearchHit]: ...

    def rate(self, source: str, grade: str | Grade, *, by: str, why: str) -> Rating:
        """Raises NotFound when nobody by that name is cited or publishes (`known`: the nearest names)."""
        raise NotImplementedError

    def review(self, target: str, verdict: str | Verdict, *, by: str, why: str) -> Review:
        """`target`: an id or unique prefix of a claim or a link. Confidence follows at once."""
        raise NotImplementedError

    def reviews(self, target: str | None = None) -> list[Review]: ...
    def casebook(self, *, where: Filter = Filter()) -> Casebook: ...
    def findings(self) -> list[Finding]:
        """Versions, health of the database, counts; for `doctor`."""
        raise NotImplementedError
