"""What a search that found nothing may have meant: the nearest words that stand in the casefile."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, select

from provenance.records import Filter, WordFound
from provenance.store import tables
from provenance.store.listing import count_claims

LATEST = 20_000
"""The words of so many claims are known, the latest; to read them takes a fraction of a second."""
MOST_WORDS = 10
"""So many words of a search are looked up one by one."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words_found(connection: Connection, query: str) -> tuple[WordFound, ...]:
    """Each word of a search, how many claims have it in their passage, and where none has, what is most like it.

    Most like is what needs the fewest letters put in, left out, changed or swapped: one, or two in words of five
    letters and more; of several the commonest.

    Source: Damerau 1964, "A technique for computer detection and correction of spelling errors": four in five
    misspelt words are off by one such step.
    """
    asked = list(dict.fromkeys(_WORD.findall(query)))[:MOST_WORDS]
    counts = {word: count_claims(connection, Filter(text=word)) for word in asked}
    known = _vocabulary(connection) if 0 in counts.values() else Counter()
    return tuple(WordFound(word, counts[word], None if counts[word] else _nearest(word, known)) for word in asked)


def _nearest(word: str, known: Counter[str]) -> str | None:
    steps = 1 if len(word) < 5 else 2
    found = process.extract(word.casefold(), known.keys(), scorer=OSA.distance, score_cutoff=steps, limit=None)
    return min(found, key=lambda one: (one[1], -known[one[0]], one[0]))[0] if found else None


def _vocabulary(connection: Connection) -> Counter[str]:
    """How often which word stands in the claims, the titles and the names of sources."""
    claim, article, hop = tables.claim.c, tables.article.c, tables.hop.c
    latest = select(claim.content_text).where(claim.current.is_(True)).order_by(claim.number.desc()).limit(LATEST)
    titles = select(article.title).where(article.current.is_(True), article.title.is_not(None)).limit(LATEST)
    names = select(hop.label).distinct().limit(LATEST)
    found: Counter[str] = Counter()
    for query in (latest, titles, names):
        for text in connection.execute(query).scalars():
            found.update(_WORD.findall(text.casefold()))
    return found
