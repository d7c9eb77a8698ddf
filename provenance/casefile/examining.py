"""What would be read of a source, without storing anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from provenance.bookkeeping import Origin, ReadingRecord
from provenance.casefile.crew import Crew
from provenance.casefile.incoming import Orders, begin_reading, each, find_files
from provenance.casefile.silence import why_silent
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.casefile.uploads import Upload
from provenance.errors import Cancelled, ReadingError
from provenance.model import Article

OPENING = 300
"""Characters of a text that are shown of it."""


def examine(source: Path | str, *, allow_private: bool = False) -> Iterator[ReadingRecord | ReadingError]:
    """Each article of a source as it would be stored; what cannot be read comes as an error in its place.

    Args:
        source: A path, "-" for standard input, or an http(s) address.
        allow_private: Whether addresses of private networks and of this computer are asked, too.
    """
    from provenance.reading import read_all  # loads the readers

    steps = InstalledSteps()
    for found in read_all(source, allow_private=allow_private):
        yield found if isinstance(found, ReadingError) else record_of(steps, found, str(source))


def examined(
    crew: Crew, sources: Sequence[str | Upload], *, allow_private: bool = False
) -> Iterator[ReadingRecord | ReadingError]:
    """The same of several sources, within the budget of a crew, which is to be settled by whoever does not want all."""
    files, unread = find_files(crew.steps, sources, follow_links=False)
    yield from unread
    orders = Orders(allow_private=allow_private)
    for source, job, read in crew.ahead(files, lambda file: begin_reading(crew, file, orders)):
        for found in each(read, str(source)):
            if isinstance(found, ReadingError):
                yield found
            elif not isinstance(found, Cancelled):
                try:
                    yield crew.begin(job, record_of, found, str(source))()
                except ReadingError as error:
                    yield error


def record_of(steps: Steps, article: Article, source: str) -> ReadingRecord:
    """An article as it was read from `source`."""
    claims = len(steps.extract(article))
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
        opening=article.text[:OPENING],
        found=tuple(Origin(*one) for one in article.found),
        remarks=article.remarks,
    )
