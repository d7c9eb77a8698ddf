"""Which claims hold some words, as a condition that any query can take."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, false, select

from provenance.store import dialects, tables
from provenance.store.dialects import fts5

FEW = 1000
"""Up to so many claims are named in a query; a database that is told how few they are plans better."""


def holds(connection: Connection, query: str) -> ColumnElement[bool]:
    """That the passage of a claim holds all words of `query` (see `search.find`); without any word in it, none does."""
    phrases = fts5.phrases_of(query)
    matching = dialects.of(connection).matching(connection, phrases) if phrases else None
    if matching is None:
        return false()
    claim = tables.claim.alias("holding").c
    holding = select(claim.number).where(claim.passage.in_(select(matching.c.number)))
    some = list(connection.execute(holding.limit(FEW + 1)).scalars())
    return tables.claim.c.number.in_(some if len(some) <= FEW else holding)
