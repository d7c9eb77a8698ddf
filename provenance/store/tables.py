"""The tables of a casefile.

Rows are joined by `number`, small and local to one database; people and other programs see `id`, which depends on
content alone. Text is stored as it is: Unicode code points, so offsets mean the same here as in `Article.text`. Times
are ISO 8601 in UTC. Nothing is deleted: an article that was replaced stays, with `current` false, and so do its claims
and links.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Row(SQLModel, registry=registry()):
    """The base of the tables; a registry of their own keeps them apart from anybody else's SQLModel tables."""


class OriginalRow(Row, table=True):
    """The bytes of a file as they came, compressed with zlib, once however many articles were read from them."""

    __tablename__ = "original"

    sha256: str = Field(primary_key=True)
    size: int
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ArticleRow(Row, table=True):
    """One content of one article. `outlet_key` is what the outlet is compared by.

    The long columns come last: SQLite reads a row from its beginning, and lists need only that.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("article_listed", "current", "number"),
        Index("article_outlet", "outlet_key"),
        Index("article_by_day", "current", "published_on", "claims"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    current: bool = True
    version: int = 1
    title: str | None = None
    outlet: str | None = None
    outlet_key: str | None = None
    byline: str | None = None
    published_on: date | None = Field(default=None, index=True)
    url: str | None = None
    path: str | None = None
    media_type: str
    language: str | None = None
    sha256: str | None = Field(default=None, foreign_key="original.sha256")
    claims: int = 0
    ingested_at: str
    found: Any = Field(sa_column=Column(JSON, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    places: Any = Field(sa_column=Column(JSON, nullable=False))
    modified_on: date | None = None


class LocationRow(Row, table=True):
    """Which article lies at a URL or file now, and how many contents have lain there."""

    __tablename__ = "location"

    key: str = Field(primary_key=True)
    article: int = Field(foreign_key="article.number", index=True)
    version: int


class PassageRow(Row, table=True):
    """A sentence that holds claims, or a stretch between such sentences: together, what can be searched."""

    __tablename__ = "passage"

    number: int | None = Field(default=None, primary_key=True)
    article: int = Field(foreign_key="article.number", index=True)
    start: int
    end: int
    text: str = Field(sa_column=Column(Text, nullable=False))


class ClaimRow(Row, table=True):
    """A claim, its first hop's kind and naming, whether it is in the article's lead, and what the casefile makes of it.

    From `current` on the columns follow from other rows and are written again whenever those change; they are here so
    that a list can be sorted and filtered without joins. `core`: the claim in the middle of its group, by number.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("claim_by_confidence", "current", "confidence", "id"),
        Index("claim_by_article", "article", "start", "ordinal"),
        Index(
            "claim_listed",  # all that lists are counted, filtered and sorted by, so that they need not read the rows
            *("current", "kind", "naming", "level", "polarity", "status", "verdict", "article", "confidence"),
            *("corroborating", "conflicting", "origins_low", "origins_high", "likelihood_low", "likelihood_high"),
            *("id", "core"),
        ),
        Index("claim_pressing", "current", "single_origin", "verdict", "corroborating", "confidence", "id"),
        Index("claim_by_core", "core", "confidence", "origins_low", "id"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    article: int = Field(foreign_key="article.number")
    passage: int = Field(foreign_key="passage.number", index=True)
    start: int
    end: int
    ordinal: int
    content: Any = Field(sa_column=Column(JSON, nullable=False))
    content_text: str = Field(sa_column=Column(Text, nullable=False))
    quotation: str
    kind: str | None = None
    naming: str | None = None
    level: str
    polarity: str
    status: str
    cues: Any = Field(sa_column=Column(JSON, nullable=False))
    hedges: Any = Field(sa_column=Column(JSON, nullable=False))
    likelihood_low: float | None = None
    likelihood_high: float | None = None
    likelihood_scale: str | None = None
    lead: bool = False

    current: bool = True
    verdict: str | None = None
    corroborating: int = 0
    conflicting: int = 0
    origins_low: int = 1
    origins_high: int = 1
    merges: Any = Field(sa_column=Column(JSON, nullable=False))
    support: float = 0.0
    opposing_origins: int = 0
    opposition: float = 0.0
    superseded: bool = False
    confidence: float = 0.5
    single_origin: bool = False
    core: int | None = None


class HopRow(Row, table=True):
    """One step of a claim's attribution. `source` is what sources are compared by, `label` what they are called.

    `article` is the claim's, here so that sources can be counted without it.
    """

    __tablename__ = "hop"
    __table_args__ = (
        Index("hop_by_source", "source", "article", "label", "kind", "naming", "claim"),
        Index("hop_by_claim", "claim", "source"),
    )

    claim: int = Field(foreign_key="claim.number", primary_key=True)
    position: int = Field(primary_key=True)
    article: int = 0
    source: str
    label: str
    holder: str | None = None
    start: int | None = None
    end: int | None = None
    name: str | None = None
    kind: str
    naming: str
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None


class LinkRow(Row, table=True):
    """Two claims of different articles. `current`: both articles are. `a` and `b` stand as the matching gave them."""

    __tablename__ = "link"
    __table_args__ = (Index("link_listed", "current", "relation", "verdict", "score", "id", "a", "b"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    a: int = Field(foreign_key="claim.number", index=True)
    b: int = Field(foreign_key="claim.number", index=True)
    relation: str
    score: float
    reasons: Any = Field(sa_column=Column(JSON, nullable=False))
    parts: Any = Field(sa_column=Column(JSON, nullable=False))
    current: bool = True
    verdict: str | None = None


class TagRow(Row, table=True):
    """A tag that a claim or a link (`target`, its id) has now; it follows from the log."""

    __tablename__ = "tag"

    tag: str = Field(primary_key=True)
    target: str = Field(primary_key=True, index=True)


class ContradictionRow(Row, table=True):
    """A claim, link or source on which people contradict each other (see `contradictions`); it follows from the log.

    `event`: review | rating. Not `settled`: an older version decided by the clock here, and nobody has looked since.
    """

    __tablename__ = "contradiction"

    event: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    settled: bool = True


class ClaimKeyRow(Row, table=True):
    """A term by which a claim can be found as a candidate, with its weight there."""

    __tablename__ = "claim_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    claim: int = Field(sa_column=Column(ForeignKey("claim.number"), primary_key=True))
    weight: float


class ClaimPairRow(Row, table=True):
    """Two of its heaviest terms together, by which a claim can be found where each of them alone is common."""

    __tablename__ = "claim_pair"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    claim: int = Field(sa_column=Column(ForeignKey("claim.number"), primary_key=True))


class ArticleKeyRow(Row, table=True):
    """A term that tells what an article as a whole is about, with its weight there."""

    __tablename__ = "article_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    article: int = Field(sa_column=Column(ForeignKey("article.number"), primary_key=True))
    weight: float


class LogRow(Row, table=True):
    """What was done, by whom and why: appended, never changed. `hash` covers the entry and the `hash` before it.

    Entries are ordered by `number`, and across casefiles by what a decision's `detail` says it had seen (see `order`);
    `at` is only shown.

    `event`: ingest | place | facts | set | merge | repair | review | rating | note | tag | untag | undo.
    The `subject` of a review, a note or a tag is the id of its claim or link, a rating's the source.
    """

    __tablename__ = "log"
    __table_args__ = (Index("log_subject", "event", "subject", "number"),)

    number: int = Field(primary_key=True)
    at: str
    event: str
    subject: str
    value: str
    person: str | None = None
    why: str | None = None
    detail: Any = Field(sa_column=Column(JSON, nullable=False))
    hash: str


class LogHeadRow(Row, table=True):
    """How many entries the log has, and the hash of the last one, in its one row: a log cut short disagrees with it."""

    __tablename__ = "log_head"

    one: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entries: int
    hash: str


def table(row: type[Row]) -> Table:
    """The table behind a row class, for queries."""
    return cast(Table, row.__table__)  # type: ignore[attr-defined]


original = table(OriginalRow)
article = table(ArticleRow)
location = table(LocationRow)
passage = table(PassageRow)
claim = table(ClaimRow)
hop = table(HopRow)
link = table(LinkRow)
tag = table(TagRow)
contradiction = table(ContradictionRow)
claim_key = table(ClaimKeyRow)
claim_pair = table(ClaimPairRow)
article_key = table(ArticleKeyRow)
log = table(LogRow)
log_head = table(LogHeadRow)
metadata = article.metadata
