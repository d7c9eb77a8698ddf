"""What would be read of a source, without storing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from provenance.bookkeeping import Origin, ReadingRecord
from provenance.errors import ReadingError
from provenance.extraction import extract
from provenance.extraction.boilerplate import boilerplate
from provenance.model import Article
from provenance.reading import read_all


def examine(source: Path | str, *, allow_private: bool = False) -> Iterator[ReadingRecord | ReadingError]:
    """Each article of a source as it would be stored; what cannot be read comes as an error in its place.

    Args:
        source: A path, "-" for standard input, or an http(s) address.
        allow_private: Whether addresses of private networks and of this computer are asked, too.
    """
    for found in read_all(source, allow_private=allow_private):
        yield found if isinstance(found, ReadingError) else record_of(found, str(source))


def record_of(article: Article, source: str) -> ReadingRecord:
    """An article as it was read from `source`."""
    claims = len(extract(article))
    return ReadingRecord(
        source=article.path or source,
        media_type=article.media_type,
        title=article.title,
        outlet=article.outlet,
        byline=article.byline,
        published_on=article.published_on,
        modified_on=article.modified_on,
        url=article.url,
        language=article.language,
        words=len(article.text.split()),
        claims=claims,
        silent=None if claims else why_silent(article),
        found=tuple(Origin(*one) for one in article.found),
        remarks=article.remarks,
    )


def why_silent(article: Article) -> str:
    """Why an article makes no claims."""
    if article.language not in (None, "en"):
        return f"it is written in {article.language!r}; claims are found in English texts only"
    kinds = sorted({str(kind) for _, kind in boilerplate(article.text)})
    if kinds:
        return f"nothing in it is a sentence of prose: its lines are {', '.join(kinds)}"
    return "no sentence in it claims anything"
