"""Every row of one casefile into another, numbers and all, whatever kind of database either is."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select

from provenance.bookkeeping import MergeSummary
from provenance.records import Tell
from provenance.store import dialects, tables

ROWS = 5000
"""How many rows are on the way at once."""
LONG_ROWS = 50
"""The same of tables with whole texts or files."""
_LONG = (tables.original, tables.article)


def is_empty(connection: Connection) -> bool:
    """Whether nothing ever came into a casefile."""
    rows = (select(table.c.number).limit(1) for table in (tables.article, tables.log))
    return all(connection.execute(one).first() is None for one in rows)


def copy_rows(there: Connection, here: Connection, tell: Tell) -> MergeSummary:
    """Copies all rows of `there` into `here`, which is empty, and makes them searchable; `tell` hears how far it is."""
    dialect = dialects.of(here)
    total = sum(_count_rows(there, table) for table in tables.metadata.sorted_tables)
    done = 0
    for table in tables.metadata.sorted_tables:
        size = LONG_ROWS if table in _LONG else ROWS
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=size)
        with there.execute(query) as result:
            for rows in result.mappings().partitions():
                dialect.insert_rows(here, table, [dict(row) for row in rows])
                done += len(rows)
                tell("rows", done, total)
    _make_searchable(here, tell)
    dialect.settle_rows(here, tables.metadata.sorted_tables)
    return held(here)


def held(connection: Connection) -> MergeSummary:
    """What a casefile holds."""
    counted = (tables.article, tables.claim, tables.link, tables.log)
    counts = [_count_rows(connection, table) for table in counted]
    return MergeSummary(**dict(zip(("articles", "claims", "links", "entries"), counts, strict=True)))


def _count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _make_searchable(here: Connection, tell: Tell) -> None:
    articles = list(here.execute(select(tables.article.c.number)).scalars())
    for start in range(0, len(articles), LONG_ROWS):
        run = articles[start : start + LONG_ROWS]
        dialects.of(here).index_text(here, run)
        tell("articles for search", start + len(run), len(articles))
