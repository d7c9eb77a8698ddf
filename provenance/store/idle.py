"""Corrections that meet nothing any more: their claim, source or article is gone, or a nearer word goes before them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from provenance.store import corrections, tables
from provenance.store.columns import Row
from provenance.store.order import CORRECTION
from provenance.store.rows import corrected_from

OF_LINKS = "relation"
"""The field of a correction that is about two claims: links follow by themselves."""


def corrections_without_effect(connection: Connection) -> list[Row]:
    """The entries of the log that count of what people corrected, and that no claim of a listed article shows."""
    entries = select(tables.log.c.subject).where(tables.log.c.event == CORRECTION).distinct()
    subjects = list(connection.execute(entries).scalars())
    if not subjects:
        return []
    claim, article = tables.claim.c, tables.article.c
    query = select(claim.corrected).join(tables.article, article.number == claim.article)
    query = query.where(claim.corrected.is_not(None), article.current.is_(True))
    shown = {one.entry for row in connection.execute(query).mappings() for one in corrected_from(row)}
    said = corrections.standing(connection, subjects)
    rows = [row for fields in said.values() for field, row in fields.items() if field != OF_LINKS]
    return sorted((row for row in rows if int(row["number"]) not in shown), key=lambda row: int(row["number"]))
