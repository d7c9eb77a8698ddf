"""Full text in PostgreSQL: the same words as in SQLite (see `fts5`) as `tsvector`, in the same order of relevance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    MetaData,
    Subquery,
    Table,
    Text,
    any_,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from provenance.bookkeeping import Difference
from provenance.store import tables
from provenance.store.dialects.bulk import insert_rows
from provenance.store.dialects.fts5 import Phrase, Word, words

ROWS = 1000
ARTICLES = 50
"""So many passages, or articles, are looked at together."""
LAST_PLACE = 16_383
"""PostgreSQL notes the places of so many words of a passage; a longer passage is not found by those behind them."""
LONGEST = 500
"""In characters; what is longer is cut, since PostgreSQL takes words of up to 2,046 bytes."""
LARGEST = 1_000_000
"""In bytes, the words of a passage together; PostgreSQL takes 1,048,575."""
K1, B = 1.2, 0.75
"""Of BM25, as in FTS5. Source: Robertson and Zaragoza 2009."""
LEAST_RARITY = 1e-6
"""What a word counts that most passages have, as in FTS5."""

_metadata = MetaData()
_search = Table(
    "passage_search", _metadata, Column("number", Integer), Column("words", TSVECTOR), Column("length", Integer)
)
_total = Table("passage_search_total", _metadata, Column("passages", Integer), Column("words", Integer))


def index_text(connection: Connection, articles: Sequence[int]) -> None:
    """See `Dialect.index_text`."""
    passage = tables.passage.c
    rows = connection.execute(select(passage.number, passage.text).where(passage.article.in_(articles))).all()
    if not rows:
        return
    apart = words([row.text for row in rows])
    found = [
        {"number": row.number, "words": vector(of_passage), "length": len(of_passage)}
        for row, of_passage in zip(rows, apart, strict=True)
    ]
    insert_rows(connection, _search, found)
    counted = {"passages": len(found), "words": sum(map(len, apart))}
    connection.execute(update(_total).values({name: _total.c[name] + count for name, count in counted.items()}))


def unindex_text(connection: Connection, articles: Sequence[int]) -> None:
    """See `Dialect.unindex_text`."""
    own = select(tables.passage.c.number).where(tables.passage.c.article.in_(articles))
    gone = _search.c.number.in_(own)
    counts = select(func.count(), func.coalesce(func.sum(_search.c.length), 0)).where(gone)
    passages, length = connection.execute(counts).one()
    connection.execute(delete(_search).where(gone))
    connection.execute(update(_total).values(passages=_total.c.passages - passages, words=_total.c.words - length))


def unfound(connection: Connection) -> Iterator[Difference]:
    """See `Dialect.unfound`."""
    passage = tables.passage.c
    query = select(passage.number, passage.text).order_by(passage.number).execution_options(yield_per=ROWS)
    stored = select(_search.c.number, _search.c.length).select_from(_search)
    with connection.execute(query) as result:
        for rows in result.partitions():
            numbers = [row.number for row in rows]
            apart = words([row.text for row in rows])
            expected = {number: (vector(found), len(found)) for number, found in zip(numbers, apart, strict=True)}
            arrays = cast(numbers, ARRAY(Integer)), cast([one for one, _ in expected.values()], ARRAY(Text))
            columns = column("number", Integer), column("words", Text)
            given = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
            alike = stored.join(given, given.c.number == _search.c.number).where(
                _search.c.words == cast(given.c.words, TSVECTOR)
            )
            agreeing = dict(connection.execute(alike).all())
            for number in numbers:
                if agreeing.get(number) != expected[number][1]:
                    what = "its words in the index do not follow from its text"
                    yield Difference(where=f"table passage, row {number}", what=what, follows=True)
    counted = connection.execute(select(func.count(), func.coalesce(func.sum(_search.c.length), 0))).one()
    if connection.execute(select(_total.c.passages, _total.c.words)).all() != [tuple(counted)]:
        yield Difference(where="search", what="the count of all words does not follow from the passages", follows=True)


def drop_words(connection: Connection) -> None:
    """See `Dialect.drop_words`."""
    connection.execute(delete(_search))
    connection.execute(delete(_total))
    connection.execute(insert(_total), {"passages": 0, "words": 0})


def rebuild_words(connection: Connection) -> None:
    """See `Dialect.rebuild_words`."""
    drop_words(connection)
    articles = list(connection.execute(select(tables.article.c.number)).scalars())
    for start in range(0, len(articles), ARTICLES):
        index_text(connection, articles[start : start + ARTICLES])


def vector(of_passage: Sequence[Word]) -> str:
    """The words of a passage with their places, in the form in which PostgreSQL reads them."""
    return " ".join(_quoted(word.stem) + f":{word.place + 1}" for word in _fitting(of_passage))


def _fitting(of_passage: Sequence[Word]) -> Iterator[Word]:
    size = 0
    for word in of_passage[:LAST_PLACE]:
        size += len(word.stem[:LONGEST].encode()) + 8
        if size > LARGEST:
            return
        yield word


def matching(connection: Connection, phrases: Sequence[Phrase]) -> Subquery | None:
    """See `Dialect.matching`."""
    stems = [[word.stem[:LONGEST] for word in of_phrase] for of_phrase in words([phrase.words for phrase in phrases])]
    if not all(stems):
        return None
    fits = [
        _search.c.words.op("@@")(_query(of_phrase, phrase.beginning))
        for of_phrase, phrase in zip(stems, phrases, strict=True)
    ]
    # Of one phrase alone, the rarity changes no order; counting it would be the larger part of the work.
    counted = [select(func.count()).where(fit).scalar_subquery() for fit in fits] if len(fits) > 1 else []
    passages, length, *having = connection.execute(select(_total.c.passages, _total.c.words, *counted)).one()
    rarities = [_rarity(passages, one) for one in having] or [1.0]
    about = 1 - B + B * _search.c.length / literal(length / max(passages, 1), Float)
    rank: ColumnElement[float] = literal(0.0, Float)
    for rarity, of_phrase, phrase in zip(rarities, stems, phrases, strict=True):
        rank -= rarity * (K1 + 1) / (1 + K1 * about / _times(of_phrase, phrase.beginning))
    return select(_search.c.number, rank.label("rank")).where(*fits).subquery()


def _query(stems: Sequence[str], beginning: bool) -> ColumnElement[Any]:
    """Passages with these stems one after the other."""
    written = " <-> ".join(map(_quoted, stems)) + (":*" if beginning else "")
    return literal(written).cast(TSQUERY)


def _quoted(stem: str) -> str:
    # A stem is letters and digits only; the quotes keep it whole whatever letters PostgreSQL knows.
    return "'" + stem[:LONGEST].replace("\\", "\\\\").replace("'", "''") + "'"


def _rarity(passages: int, having: int) -> float:
    return max(math.log((passages - having + 0.5) / (having + 0.5)), LEAST_RARITY)


def _times(stems: Sequence[str], beginning: bool) -> ColumnElement[float]:
    """How often a passage has these stems one after the other."""
    first, *rest = (_word(number) for number in range(len(stems)))
    conditions = [
        func.starts_with(word.c.lexeme, stem) if beginning and number == len(stems) - 1 else word.c.lexeme == stem
        for number, (word, stem) in enumerate(zip((first, *rest), stems, strict=True))
    ]
    if not rest:
        times = select(func.sum(func.cardinality(first.c.positions))).where(conditions[0])
    else:
        places = func.unnest(first.c.positions).table_valued("place", name="places").render_derived()
        times = select(func.count()).select_from(first).join(places, true()).where(conditions[0])
        for number, word in enumerate(rest, 1):
            next_one = (places.c.place + number) == any_(word.c.positions)
            times = times.where(exists().select_from(word).where(conditions[number], next_one))
    return type_coerce(func.nullif(times.correlate(_search).scalar_subquery(), 0), Float)


def _word(number: int) -> Any:
    """The words of a passage as rows: each with all its places."""
    return func.unnest(_search.c.words).table_valued("lexeme", "positions", name=f"word_{number}")
