"""Every row of one casefile into another, numbers and all, whatever kind of database either is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, func, select

from provenance.records import MergeSummary
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


def copy_rows(there: Connection, here: Connection) -> MergeSummary:
    """Copies all rows of `there` into `here`, which is empty, and makes them searchable."""
    dialect = dialects.of(here)
    for table in tables.metadata.sorted_tables:
        size = LONG_ROWS if table in _LONG else ROWS
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=size)
        with there.execute(query) as result:
            for rows in result.mappings().partitions():
                dialect.insert_rows(here, table, [dict(row) for row in rows])
    for articles in _in_runs(list(here.execute(select(tables.article.c.number)).scalars())):
        dialect.index_text(here, articles)
    dialect.settle_rows(here, tables.metadata.sorted_tables)
    counted = (tables.article, tables.claim, tables.link, tables.log)
    counts = [here.execute(select(func.count()).select_from(table)).scalar_one() for table in counted]
    return MergeSummary(**dict(zip(("articles", "claims", "links", "entries"), counts, strict=True)))


def _in_runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while run := list(islice(rest, LONG_ROWS)):
        yield run
