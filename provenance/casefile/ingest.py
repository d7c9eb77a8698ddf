"""From a list of sources to what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from provenance.casefile.joining import join
from provenance.casefile.overrides import applied
from provenance.casefile.steps import Steps
from provenance.casefile.uploads import Upload, free_place
from provenance.errors import InvalidRequest, ReadingError, UnsupportedLanguage
from provenance.model import Article, Claim
from provenance.records import FileOutcome, IngestSummary
from provenance.store import facts, writing
from provenance.store.database import Database
from provenance.store.rows import place_key

OnFile = Callable[[FileOutcome, int, int], None]


@dataclass(frozen=True, slots=True)
class Orders:
    """What a person wants of an ingest besides the sources.

    `facts` hold of every article that comes (see `overrides`); `by` is who says so.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    allow_private: bool = False


NO_ORDERS = Orders()


def ingest(
    database: Database,
    steps: Steps,
    sources: Sequence[str | Path | Upload],
    on_file: OnFile | None = None,
    orders: Orders = NO_ORDERS,
) -> IngestSummary:
    """Ingests all sources in order, each article in a transaction of its own."""
    outcomes: list[FileOutcome] = []
    links = 0
    taken: set[str] = set()

    def tell(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        if on_file is not None:
            on_file(outcome, len(outcomes), len(outcomes) + to_come)

    files, empty = _find(steps, sources)
    to_come = len(files) + len(empty)
    for folder in empty:
        to_come -= 1
        tell(FileOutcome(source=folder, state="failed", reason="there is no file to read in this folder"))
    for source in files:
        to_come -= 1
        for found in _read(steps, source, orders):
            if isinstance(found, ReadingError):
                tell(FileOutcome(source=found.source, state="failed", reason=found.reason))
                continue
            article = _placed(database, found, taken) if isinstance(source, Upload) else found
            outcome, added = _ingest_article(database, steps, _source(article, str(source)), article, orders)
            links += added
            tell(outcome)
    return IngestSummary(outcomes=tuple(outcomes), links=links)


def _find(steps: Steps, sources: Sequence[str | Path | Upload]) -> tuple[list[str | Upload], list[str]]:
    """The files behind the sources, each once, and the sources that have none."""
    files: dict[str | Upload, None] = {}
    empty: dict[str, None] = {}
    for source in sources:
        found = [source] if isinstance(source, Upload) else list(steps.find(source))
        files |= dict.fromkeys(found)
        empty |= {} if found else {str(source): None}
    return list(files), list(empty)


def _read(steps: Steps, source: str | Upload, orders: Orders) -> Iterable[Article | ReadingError]:
    if isinstance(source, Upload):
        return steps.read_all(source.file.read_bytes(), name=source.name, path=source.path)
    return steps.read_all(source, allow_private=orders.allow_private)


def _placed(database: Database, article: Article, taken: set[str]) -> Article:
    """An article that was sent, at a place of its own."""
    if article.path is None or article.in_list:
        return article
    with database.reading() as connection:
        path = free_place(connection, article.path, article.text, taken)
    taken.add(path)
    return replace(article, path=path)


def _ingest_article(
    database: Database, steps: Steps, source: str, read: Article, orders: Orders
) -> tuple[FileOutcome, int]:
    place = place_key(read)
    try:
        with database.reading() as connection:
            before = facts.given(connection, place)
            new = {name: value for name, value in orders.facts.items() if before.get(name) != value}
            article = applied(read, before | new)
            known = _known(connection, article)
        if known is not None and not new:
            return FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims), 0
        claims, remark = ((), None) if known is not None else _extract(steps, article)
        with database.writing() as connection:
            facts.give(connection, place, new, orders.by)
            outcome, links = join(connection, source, article, claims, steps)
    except InvalidRequest as error:
        return FileOutcome(source=source, state="failed", reason=str(error)), 0
    retrieval = None if article.original is None else article.original.retrieval
    return replace(outcome, reason=remark, redirects=() if retrieval is None else retrieval.redirects), links


def _source(article: Article, name: str) -> str:
    """What to call where an article came from: its file, with its place in it, or the address that answered."""
    if article.path is not None:
        return article.path
    retrieval = None if article.original is None else article.original.retrieval
    return name if retrieval is None else retrieval.url


def _known(connection: Connection, article: Article) -> writing.Known | None:
    """The article as it lies in the casefile, if it lies there just so: then there is nothing to extract."""
    known = writing.find_article(connection, article.id) if writing.is_in_place(connection, article) else None
    return None if known is None or facts.differences(connection, known.number, article) else known


def _extract(steps: Steps, article: Article) -> tuple[Sequence[Claim], str | None]:
    """The claims, or why there are none."""
    try:
        claims = steps.extract(article)
    except UnsupportedLanguage as error:
        return (), f"written in {error.language!r}; only English is read, so it has no claims"
    if not claims and article.language not in (None, "en"):
        return (), f"written in {article.language!r}; only English is read, so it has no claims"
    return claims, None if claims else "no sentence in it claims anything"
