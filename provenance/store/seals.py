"""A hash over what was read from an article: the log keeps it, so that a later change of the rows shows.

What follows from other rows (counts, confidence, verdicts, whether it is listed) is not in it: that can be computed.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from provenance.store import tables
from provenance.store.rows import canonical

_ARTICLE = ("id", "title", "outlet", "byline", "published_on", "url", "media_type", "language", "sha256", "found")
_CLAIM = (
    "id", "start", "end", "ordinal", "content", "content_text", "quotation", "kind", "naming", "level", "polarity",
    "status", "cues", "hedges", "likelihood_low", "likelihood_high", "likelihood_scale",
)  # fmt: skip


def seal(connection: Connection, article: int) -> str:
    """Of the article with this number, its claims and their attribution: 64 hexadecimal digits."""
    facts = select(*(tables.article.c[name] for name in _ARTICLE)).where(tables.article.c.number == article)
    claims = (
        select(*(tables.claim.c[name] for name in _CLAIM))
        .where(tables.claim.c.article == article)
        .order_by(tables.claim.c.start, tables.claim.c.ordinal, tables.claim.c.id)
    )
    hops = [column for column in tables.hop.c if column.name not in ("claim", "article")]
    cited = (
        select(tables.claim.c.id, *hops)
        .join(tables.claim, tables.claim.c.number == tables.hop.c.claim)
        .where(tables.claim.c.article == article)
        .order_by(tables.claim.c.id, tables.hop.c.position)
    )
    rows = [[list(row) for row in connection.execute(query)] for query in (facts, claims, cited)]
    return hashlib.sha256(canonical(rows).encode("ascii")).hexdigest()
