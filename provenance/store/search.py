"""Full text over passages: sentences with claims, and the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, Select, Subquery, func, select

from provenance.model import Span
from provenance.records import Filter
from provenance.store import dialects, tables
from provenance.store.dialects import fts5
from provenance.store.listing import article_conditions, own_conditions
from provenance.store.loading import batches

RUN = 5000
"""So many passages are ranked together at most."""

SNIPPET = 280
"""A passage longer than this is cut around the first words found; in code points."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that holds the words: its article and first passing claim by number, its place, and where they are."""

    article: int
    claim: int | None
    start: int
    end: int
    snippet: str
    marks: tuple[Span, ...]


def find(
    connection: Connection, query: str, where: Filter, limit: int | None, offset: int = 0, *, together: int = RUN
) -> list[Found]:
    """The passages of listed articles that hold all words of `query`, best first (BM25).

    Words are compared by their stems, in the letters that people type; `"…"` asks for a phrase, a word with `*` for a
    beginning. Any text is a query: nothing else has a meaning. Of more than `together` passages, so many are ranked at
    a time, those that came last first, so that the commonest word costs no more than others.
    """
    phrases = fts5.phrases_of(query)
    matching = dialects.of(connection).matching(connection, phrases) if phrases else None
    if matching is None:
        return []
    run, skipped = divmod(offset, together)
    page: list[Row[Any]] = []
    while limit is None or len(page) < limit:
        wanted = together - skipped if limit is None else min(limit - len(page), together - skipped)
        of_run = _listed(matching, where).limit(together).offset(run * together)
        rows = connection.execute(_ranked(of_run, where).limit(wanted).offset(skipped)).all()
        page += rows
        if len(rows) < wanted:
            break
        run, skipped = run + 1, 0
    found = fts5.marks(phrases, [row.text for row in page])
    return [
        Found(row.article, row.claim, row.start, row.end, *_snippet(row.text, of_row))
        for row, of_row in zip(page, found, strict=True)
    ]


def _listed(matching: Subquery, where: Filter) -> Select[Any]:
    """What may be shown of the passages that hold the words, the last first: `number` and `rank`."""
    passage, article = tables.passage.c, tables.article.c
    listed = (
        select(matching.c.number, matching.c.rank)
        .join(tables.passage, passage.number == matching.c.number)
        .join(tables.article, article.number == passage.article)
        .where(article.current.is_(True), *article_conditions(where))
        .order_by(matching.c.number.desc())
    )
    return listed.where(_passing(where).is_not(None)) if own_conditions(where) else listed


def _ranked(some: Select[Any], where: Filter) -> Select[Any]:
    """Some passages, best first."""
    passage, of_run = tables.passage.c, some.subquery()
    return (
        select(passage.article, _passing(where).label("claim"), passage.start, passage.end, passage.text)
        .join(of_run, of_run.c.number == passage.number)
        .order_by(of_run.c.rank, passage.number)
    )


def _passing(where: Filter) -> ScalarSelect[int | None]:
    """The first listed claim of a passage that passes."""
    claim = tables.claim.c
    found = select(func.min(claim.number)).where(claim.passage == tables.passage.c.number, claim.current.is_(True))
    return found.where(*own_conditions(where)).scalar_subquery().correlate(tables.passage)


def claims_in(connection: Connection, found: Sequence[Found]) -> list[int]:
    """All listed claims of the passages found, in the order of `found`, those of one passage in theirs."""
    claim = tables.claim.c
    places = {(one.article, one.start): rank for rank, one in enumerate(found)}
    numbers: list[tuple[int, int, int]] = []
    for batch in batches(dict.fromkeys(one.article for one in found)):
        query = select(claim.number, claim.article, claim.start, claim.ordinal)
        rows = connection.execute(query.where(claim.article.in_(batch), claim.current.is_(True))).all()
        numbers += [(places[at], row.ordinal, row.number) for row in rows if (at := (row.article, row.start)) in places]
    return [number for *_, number in sorted(numbers)]


def marks(query: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """Where the words of `query` stand in each text that holds all of them; nowhere in the others."""
    phrases = fts5.phrases_of(query)
    return fts5.marks(phrases, texts) if phrases else [() for _ in texts]


def _snippet(plain: str, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """The text cut to `SNIPPET` around the first of the marks, and the marks in it."""
    if len(plain) <= SNIPPET:
        return plain, marks
    first = marks[0][0] if marks else 0
    start = max(0, min(first - SNIPPET // 3, len(plain) - SNIPPET))
    before, after = "… " * (start > 0), " …" * (start + SNIPPET < len(plain))
    shift = len(before) - start
    kept = tuple((a + shift, b + shift) for a, b in marks if start <= a and b <= start + SNIPPET)
    return before + plain[start : start + SNIPPET] + after, kept
