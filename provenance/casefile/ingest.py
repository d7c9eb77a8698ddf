"""From a list of sources to what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from provenance.casefile.joining import join
from provenance.casefile.steps import Steps
from provenance.errors import InvalidRequest, ReadingError, UnsupportedLanguage
from provenance.model import Article, Claim
from provenance.records import FileOutcome, IngestSummary
from provenance.store import writing
from provenance.store.database import Database

OnFile = Callable[[FileOutcome, int, int], None]


def ingest(
    database: Database, steps: Steps, sources: Sequence[str | Path], on_file: OnFile | None = None
) -> IngestSummary:
    """Ingests all sources in order, each article in a transaction of its own."""
    outcomes: list[FileOutcome] = []
    links = 0

    def tell(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        if on_file is not None:
            on_file(outcome, len(outcomes), total)

    files, empty = _find(steps, sources)
    total = len(files) + len(empty)
    for source in empty:
        tell(FileOutcome(source=source, state="failed", reason="there is no file to read in this folder"))
    for name in files:
        outcome, added = _ingest_file(database, steps, name)
        links += added
        tell(outcome)
    return IngestSummary(outcomes=tuple(outcomes), links=links)


def _find(steps: Steps, sources: Sequence[str | Path]) -> tuple[list[str], list[str]]:
    """The files behind the sources, each once, and the sources that have none."""
    found = {str(source): list(steps.find(source)) for source in sources}
    files = dict.fromkeys(file for files in found.values() for file in files)
    return list(files), [source for source, files in found.items() if not files]


def _ingest_file(database: Database, steps: Steps, source: str) -> tuple[FileOutcome, int]:
    try:
        article = steps.read(source)
    except ReadingError as error:
        return FileOutcome(source=source, state="failed", reason=error.reason), 0
    try:
        known = _known(database, article)
        if known is not None:
            return FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims), 0
        claims, remark = _extract(steps, article)
        with database.writing() as connection:
            outcome, links = join(connection, source, article, claims, steps)
    except InvalidRequest as error:
        return FileOutcome(source=source, state="failed", reason=str(error)), 0
    return replace(outcome, reason=remark), links


def _known(database: Database, article: Article) -> writing.Known | None:
    """The article as it lies in the casefile, if it lies there just so: then there is nothing to extract."""
    with database.reading() as connection:
        return writing.find_article(connection, article.id) if writing.is_in_place(connection, article) else None


def _extract(steps: Steps, article: Article) -> tuple[Sequence[Claim], str | None]:
    """The claims, or why there are none."""
    try:
        claims = steps.extract(article)
    except UnsupportedLanguage as error:
        return (), f"written in {error.language!r}; only English is read, so it has no claims"
    if not claims and article.language not in (None, "en"):
        return (), f"written in {article.language!r}; only English is read, so it has no claims"
    return claims, None if claims else "no sentence in it claims anything"
