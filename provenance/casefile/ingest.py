"""From a list of sources to what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from provenance.casefile.crew import Crew
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
SMALL_FILE = 5_000_000
"""In bytes. Larger files may hold thousands of articles: these are read one after the other."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a person wants of an ingest besides the sources.

    `facts` hold of every article that comes (see `overrides`); `by` is who says so. `workers` are the processes that
    read and extract.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    allow_private: bool = False
    workers: int = 1


NO_ORDERS = Orders()

Found = Article | ReadingError
Extracted = tuple[Sequence[Claim], str | None]
"""The claims of an article, and what there is to remark on them."""


@dataclass(frozen=True, slots=True)
class Coming:
    """An article on its way in: from where, at which place it lies, what is newly said of it, and its claims to be."""

    source: str
    article: Article
    place: str
    facts: Mapping[str, str]
    claims: Callable[[], Extracted]


def ingest(
    database: Database,
    steps: Steps,
    sources: Sequence[str | Path | Upload],
    on_file: OnFile | None = None,
    orders: Orders = NO_ORDERS,
) -> IngestSummary:
    """Ingests all sources in order, each article in a transaction of its own.

    With several workers the next articles are read and extracted while one is stored; what comes of it is the same.
    """
    files, empty = _find(steps, sources)
    tally = _Tally(on_file, to_come=len(files) + len(empty))
    for folder in empty:
        tally.to_come -= 1
        tally.tell(FileOutcome(source=folder, state="failed", reason="there is no file to read in this folder"))
    taken: set[str] = set()

    def articles(crew: Crew) -> Iterator[tuple[str | Upload, Found]]:
        for source, read in crew.ahead(files, lambda file: (file, _reading(crew, steps, file, orders))):
            tally.to_come -= 1
            for found in read():
                tally.begun += 1
                yield source, found

    def prepared(crew: Crew, source: str | Upload, found: Found) -> Coming | FileOutcome:
        if isinstance(found, ReadingError):
            return FileOutcome(source=found.source, state="failed", reason=found.reason)
        article = _placed(database, found, taken) if isinstance(source, Upload) else found
        return _prepare(database, crew, steps, _source(article, str(source)), article, orders)

    with Crew(orders.workers) as crew:
        for coming in crew.ahead(articles(crew), lambda read: prepared(crew, *read)):
            outcome, added = (coming, 0) if isinstance(coming, FileOutcome) else _join(database, steps, coming, orders)
            tally.begun -= 1
            tally.links += added
            tally.tell(outcome)
    return IngestSummary(outcomes=tuple(tally.outcomes), links=tally.links)


class _Tally:
    """What became of the sources so far, and how much is still to come: sources not begun, articles not stored."""

    def __init__(self, on_file: OnFile | None, *, to_come: int) -> None:
        self.outcomes: list[FileOutcome] = []
        self.links = 0
        self.to_come = to_come
        self.begun = 0
        self._on_file = on_file

    def tell(self, outcome: FileOutcome) -> None:
        self.outcomes.append(outcome)
        if self._on_file is not None:
            done = len(self.outcomes)
            self._on_file(outcome, done, done + self.begun + self.to_come)


def _find(steps: Steps, sources: Sequence[str | Path | Upload]) -> tuple[list[str | Upload], list[str]]:
    """The files behind the sources, each once, and the sources that have none."""
    files: dict[str | Upload, None] = {}
    empty: dict[str, None] = {}
    for source in sources:
        found = [source] if isinstance(source, Upload) else list(steps.find(source))
        files |= dict.fromkeys(found)
        empty |= {} if found else {str(source): None}
    return list(files), list(empty)


def _reading(crew: Crew, steps: Steps, source: str | Upload, orders: Orders) -> Callable[[], Iterable[Found]]:
    """The articles of a source, read beside this process where they are sure to fit into memory."""
    if isinstance(source, Upload):
        return lambda: steps.read_all(source.file.read_bytes(), name=source.name, path=source.path)
    if crew.is_several and _is_small_file(source):
        return crew.begin(_read, steps, source)
    return lambda: steps.read_all(source, allow_private=orders.allow_private)


def _read(steps: Steps, source: str) -> list[Found]:
    return list(steps.read_all(source))


def _is_small_file(source: str) -> bool:
    try:
        return Path(source).stat().st_size <= SMALL_FILE
    except (OSError, ValueError):
        return False


def _placed(database: Database, article: Article, taken: set[str]) -> Article:
    """An article that was sent, at a place of its own."""
    if article.path is None or article.in_list:
        return article
    with database.reading() as connection:
        path = free_place(connection, article.path, article.text, taken)
    taken.add(path)
    return replace(article, path=path)


def _prepare(
    database: Database, crew: Crew, steps: Steps, source: str, read: Article, orders: Orders
) -> Coming | FileOutcome:
    """Begins the extraction of an article, unless it is in just so."""
    place = place_key(read)
    try:
        with database.reading() as connection:
            before = facts.given(connection, place)
            new = {name: value for name, value in orders.facts.items() if before.get(name) != value}
            article = applied(read, before | new)
            known = _known(connection, article)
    except InvalidRequest as error:
        return FileOutcome(source=source, state="failed", reason=str(error))
    if known is not None and not new:
        return FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims)
    if known is not None:
        return Coming(source, article, place, new, _nothing)
    # The bytes of the file have no part in it, so they need not go to another process and back.
    return Coming(source, article, place, new, crew.begin(_extract, steps, replace(article, original=None)))


def _nothing() -> Extracted:
    return (), None


def _join(database: Database, steps: Steps, coming: Coming, orders: Orders) -> tuple[FileOutcome, int]:
    """Stores an article with its claims; what became of it, and how many links were added."""
    claims, remark = coming.claims()

    def work(connection: Connection) -> tuple[FileOutcome, int]:
        facts.give(connection, coming.place, coming.facts, orders.by)
        return join(connection, coming.source, coming.article, claims, steps)

    try:
        outcome, links = database.change(work)
    except InvalidRequest as error:
        return FileOutcome(source=coming.source, state="failed", reason=str(error)), 0
    retrieval = None if coming.article.original is None else coming.article.original.retrieval
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


def _extract(steps: Steps, article: Article) -> Extracted:
    """The claims, or why there are none."""
    try:
        claims = steps.extract(article)
    except UnsupportedLanguage as error:
        return (), f"written in {error.language!r}; only English is read, so it has no claims"
    if not claims and article.language not in (None, "en"):
        return (), f"written in {article.language!r}; only English is read, so it has no claims"
    return claims, None if claims else "no sentence in it claims anything"
