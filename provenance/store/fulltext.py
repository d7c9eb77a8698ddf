"""Which passages hold some words, as a condition that any query can take."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, false, select

from provenance.store import dialects, tables


def claims_holding(connection: Connection, query: str) -> Select[Any]:
    """The claims, by number, whose passage holds all words of `query` (see `search.find`); of none without any word."""
    from provenance.store.search import phrases_of  # which lists in turn

    phrases = phrases_of(query)
    matching = dialects.of(connection).matching(connection, phrases) if phrases else None
    claim = tables.claim.alias("holding").c
    found = select(claim.number)
    return found.where(false() if matching is None else claim.passage.in_(select(matching.c.number)))
