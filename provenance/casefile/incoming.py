"""From the sources that a person names to the articles in them, as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from provenance import faults
from provenance.casefile import tasks
from provenance.casefile.crew import Crew
from provenance.casefile.jobs import Job, OnProgress, never, untold
from provenance.casefile.steps import Steps
from provenance.casefile.uploads import Upload
from provenance.errors import Cancelled, FaultyReading, InvalidRequest, Phase, ReadingError
from provenance.model import Article

Found = Article | ReadingError | Cancelled


@dataclass(frozen=True, slots=True)
class Orders:
    """What a person wants of an ingest besides the sources.

    `facts` hold of every article that comes (see `overrides`); `by` is who says so. `follow_links`: see
    `reading.find`. `on_progress` is called, by any thread, with how far a source is; `is_cancelled` is asked
    whether a source is still wanted. `columns`: which column of tables holds what, by field.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    allow_private: bool = False
    follow_links: bool = False
    on_progress: OnProgress = untold
    is_cancelled: Callable[[str], bool] = never
    columns: Mapping[str, str] = field(default_factory=dict)


NO_ORDERS = Orders()


def find_files(
    steps: Steps, sources: Sequence[str | Path | Upload], *, follow_links: bool, without: str | None = None
) -> tuple[list[str | Upload], list[ReadingError]]:
    """The files behind the sources, each once, and why there are none behind others.

    `without`: the casefile itself, which may lie in a folder of articles, and what SQLite puts beside it.

    Raises InvalidRequest for a source without a name, as an unset variable of a script gives it: it is no folder.
    """
    own = set() if without is None else {str(Path(without + end).resolve()) for end in ("", "-wal", "-shm", "-journal")}
    files: dict[str | Upload, None] = {}
    unread: dict[str, ReadingError] = {}
    for source in sources:
        if isinstance(source, Upload):
            files[source] = None
            continue
        if not str(source).strip():
            raise InvalidRequest("a source without a name was given; name files, folders or addresses")
        find = partial(steps.find, source, follow_links=follow_links)
        with faults.collecting() as found:
            names = faults.isolated(Phase.FINDING, str(source), lambda: list(find()))  # noqa: B023
        if names is None:
            unread[str(source)] = FaultyReading(str(source), found[0])
        elif not names:
            unread[str(source)] = ReadingError(str(source), "there is no file to read in this folder")
        else:
            named = (one for one in names if isinstance(one, str))
            files |= dict.fromkeys(one for one in named if not own or one == str(source) or _real(one) not in own)
            unread |= {one.source: one for one in names if isinstance(one, ReadingError)}
    return list(files), list(unread.values())


def _real(path: str) -> str:
    try:
        return str(Path(path).resolve())
    except (OSError, ValueError):
        return path


def each(read: Callable[[], Iterable[Found]], source: str) -> Iterator[Found]:
    """The articles that `read` gives; where it fails unexpectedly or is cancelled, that as the last one."""
    with faults.collecting() as found:
        rest = faults.isolated(Phase.READING, source, lambda: iter(read()), memory=True)
    while rest is not None and not found:
        try:
            with faults.collecting() as found:
                one = faults.isolated(Phase.READING, source, lambda: next(rest, None), memory=True)
        except Cancelled as error:
            yield error
            return
        if one is None:
            break
        yield one
    if found:
        yield FaultyReading(source, found[0])


def begin_reading(
    crew: Crew, source: str | Upload, orders: Orders
) -> tuple[str | Upload, Job, Callable[[], Iterable[Found]]]:
    """A source whose reading was begun; the last value gives its articles."""
    file = source.file if isinstance(source, Upload) else source
    job = Job(str(source), size=_size(file), on_progress=orders.on_progress, is_cancelled=orders.is_cancelled)
    if isinstance(source, Upload):
        return source, job, crew.stream(job, tasks.read_bytes, source.file, source.name, source.path)
    if source == "-":
        return source, job, _begin_reading_input(crew, job)
    return source, job, crew.stream(job, tasks.read, source, orders.allow_private, orders.columns)


def _begin_reading_input(crew: Crew, job: Job) -> Callable[[], Iterable[Found]]:
    """The same of standard input, which only this process has."""
    from provenance.reading.sources import standard_input  # loading the readers takes its time

    label = "standard input"
    try:
        data = standard_input(label)
    except ReadingError as error:
        refused = error
        return lambda: [refused]
    return crew.stream(job, tasks.read_bytes, data, label, None)


def _size(file: str | Path) -> int:
    try:
        return Path(file).stat().st_size
    except (OSError, ValueError):
        return 0
