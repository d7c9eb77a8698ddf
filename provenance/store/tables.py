"""The tables of a casefile.

Rows are joined by `number`, small and local to one database; people and other programs see `id`, which depends on
content alone. Columns that hold a noun are read off its type (see `columns`). Text is stored as it is: Unicode code
points, so offsets mean the same here as in `Article.text`. Times are ISO 8601 in UTC. Nothing is deleted: an article
that was replaced stays, with `current` false, and so do its claims and links.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy import Text as Words

from provenance.model import Article, Claim, Hop, Link
from provenance.store.columns import columns

metadata = MetaData()
_LOCAL = {"sealed": False}
"""Marks columns that only say where a row stands here, or that follow from other rows."""


def _words(name: str, *, nullable: bool = False, **more: Any) -> Column[str]:
    return Column(name, String, nullable=nullable, **more)


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _json(name: str, **more: Any) -> Column[Any]:
    return Column(name, JSON, nullable=False, **more)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True, info=_LOCAL)


def _id() -> Column[str]:
    return _words("id", unique=True)


def _of(name: str, table: str, **more: Any) -> Column[int]:
    """The number of a row of another table."""
    return Column(name, Integer, ForeignKey(f"{table}.number"), nullable=False, info=_LOCAL, **more)


def _following(name: str, default: bool | float | None = None, kind: Any = None) -> Column[Any]:
    """A column that follows from others: not null where it has a value from the beginning."""
    of = kind or {bool: Boolean, int: Integer, float: Float}[type(default)]
    return Column(name, of, nullable=default is None, default=default, info=_LOCAL)


original = Table(  # the bytes of a file as they came, compressed with zlib, once however many articles are in it
    "original",
    metadata,
    _words("sha256", primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

article = Table(  # one content of one article; `outlet_key` is what the outlet is compared by
    "article",
    metadata,
    _number(),
    _id(),
    _following("current", True),
    _following("version", 1),
    *columns(Article, without=("text",)),
    _following("outlet_key", kind=String),
    Column("sha256", String, ForeignKey("original.sha256")),
    _following("claims", 0),
    _words("ingested_at"),
    _following("read_by", kind=String),  # the version of the program
    Column("text", Words, nullable=False, info=_LOCAL),  # the id follows from it
    Index("article_listed", "current", "number"),
    Index("article_outlet", "outlet_key"),
    Index("article_by_day", "current", "published_on", "claims"),
    Index("ix_article_published_on", "published_on"),
    Index("article_read_by", "current", "read_by"),
)

location = Table(  # which article lies at a URL or file now, and how many contents have lain there
    "location",
    metadata,
    _words("key", primary_key=True),
    _of("article", "article", index=True),
    Column("version", Integer, nullable=False),
)

passage = Table(  # a sentence that holds claims, or a stretch between such: together, what can be searched
    "passage",
    metadata,
    _number(),
    _of("article", "article", index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _text("text"),
)

_FOLLOWING = (  # what the casefile makes of a claim, so that a list can be sorted and filtered without joins
    _following("current", True),
    _following("verdict", kind=String),
    _following("corroborating", 0),
    _following("conflicting", 0),
    _following("origins_low", 1),
    _following("origins_high", 1),
    _json("merges", info=_LOCAL),
    _following("support", 0.0),
    _following("opposing_origins", 0),
    _following("opposition", 0.0),
    _following("superseded", False),
    _following("confidence", 0.5),
    _following("single_origin", False),
    _following("core", kind=Integer),  # the claim in the middle of its group, by number
)
FOLLOWING = tuple(column.name for column in _FOLLOWING)
"""The columns of a claim that follow from others, and are written again whenever those change."""

claim = Table(  # with its first hop's kind and naming, and whether it is in the article's lead
    "claim",
    metadata,
    _number(),
    _id(),
    _of("article", "article"),
    _of("passage", "passage", index=True),
    *columns(Claim, without=("article", "attribution", "statement")),
    Column("statement", JSON(none_as_null=True)),  # nothing where it is the sentence
    _text("content_text"),
    Column("kind", String),
    Column("naming", String),
    _following("lead", False),
    Column("corrected", JSON(none_as_null=True), info=_LOCAL),  # what people set, and who; see `reading`
    *_FOLLOWING,
    Index("claim_by_confidence", "current", "confidence", "id"),
    Index("claim_by_article", "article", "start", "ordinal"),
    Index(
        "claim_listed",  # all that lists are counted, filtered and sorted by, so that they need not read the rows
        *("current", "kind", "naming", "level", "polarity", "status", "stance", "verdict", "article", "confidence"),
        *("corroborating", "conflicting", "origins_low", "origins_high", "likelihood_low", "likelihood_high"),
        *("id", "core"),
    ),
    Index("claim_pressing", "current", "single_origin", "verdict", "corroborating", "confidence", "id"),
    Index("claim_by_core", "core", "confidence", "origins_low", "id"),
)

hop = Table(  # `source` is what sources are compared by, `label` what they are called, `article` that of the claim
    "hop",
    metadata,
    _of("claim", "claim", primary_key=True),
    Column("position", Integer, primary_key=True),
    _following("article", 0),
    _words("source", info=_LOCAL),
    _words("label"),
    *columns(Hop),
    Index("hop_by_source", "source", "article", "label", "kind", "naming", "claim"),
    Index("hop_by_claim", "claim", "source"),
)

link = Table(  # two claims of different articles; `current`: both are; `a` and `b` stand as the matching gave them
    "link",
    metadata,
    _number(),
    _id(),
    _of("a", "claim", index=True),
    _of("b", "claim", index=True),
    *columns(Link, without=("a", "b")),
    _following("current", True),
    _following("verdict", kind=String),
    Index("link_listed", "current", "relation", "band", "verdict", "score", "id", "a", "b"),
)

reading = Table(  # what the program read of a claim (`target`, its id) where a person's word stands in its row
    "reading", metadata, _words("target", primary_key=True), _json("row")
)

tag = Table(  # a tag that a claim or a link (`target`, its id) has now; it follows from the log
    "tag", metadata, _words("tag", primary_key=True), _words("target", primary_key=True, index=True)
)

contradiction = Table(  # on which claim, link or source people contradict each other; it follows from the log
    "contradiction",
    metadata,
    _words("event", primary_key=True),  # review | rating
    _words("subject", primary_key=True),
    # False: an older version decided by the clock here, and nobody has looked since.
    Column("settled", Boolean, nullable=False, default=True),
)

claim_key = Table(  # a term by which a claim can be found as a candidate, with its weight there
    "claim_key",
    metadata,
    _words("key", primary_key=True),
    _of("claim", "claim", primary_key=True),
    Column("weight", Float, nullable=False),
    sqlite_with_rowid=False,
)

claim_pair = Table(  # two of its heaviest terms together, by which it can be found where each alone is common
    "claim_pair",
    metadata,
    _words("key", primary_key=True),
    _of("claim", "claim", primary_key=True),
    sqlite_with_rowid=False,
)

article_key = Table(  # a term that tells what an article as a whole is about, with its weight there
    "article_key",
    metadata,
    _words("key", primary_key=True),
    _of("article", "article", primary_key=True),
    Column("weight", Float, nullable=False),
    sqlite_with_rowid=False,
)

log = Table(  # what was done, by whom and why: appended, never changed
    # `hash` covers the entry and the `hash` before it. Entries are ordered by `number`, and across casefiles by what a
    # decision's `detail` says it had seen (see `order`); `at` is only shown.
    "log",
    metadata,
    Column("number", Integer, primary_key=True),
    _words("at"),
    _words("event"),  # ingest | place | facts | set | remove | merge | repair | correction | review | rating | …
    _words("subject"),  # of a review, a note or a tag the id of its claim or link, of a rating the source, …
    _words("value"),
    _words("person", nullable=True),
    _words("why", nullable=True),
    _json("detail"),
    _words("hash"),
    Index("log_subject", "event", "subject", "number"),
)

log_head = Table(  # how many entries the log has, and the last hash, in one row: a log cut short disagrees with it
    "log_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("entries", Integer, nullable=False),
    _words("hash"),
)
