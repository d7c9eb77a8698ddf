"""Bytes to articles: `read` one source, `read_all` of one that may hold several, `find` sources in folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar, cast

from provenance.errors import EmptySource, FaultyReading, LeftOut, MissingExtra, Phase, ReadingError, UnsupportedSource
from provenance.faults import collecting, isolated
from provenance.language.identify import language_of
from provenance.model import Article, Original
from provenance.progress import begin
from provenance.reading.addresses import address_of, host_of
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Part
from provenance.reading.finding import find
from provenance.reading.formats import CONTAINERS, LARGEST, READERS
from provenance.reading.sources import Source, known, open_source
from provenance.reading.text_facts import text_facts

__all__ = ["CONTAINERS", "LARGEST", "READERS", "find", "read", "read_all"]

T = TypeVar("T")

DEEPEST = 4
"""Archives within archives that are opened."""


def read(source: Path | str | bytes, *, media_type: str | None = None, name: str | None = None) -> Article:
    """The article in a file, in bytes, on standard input, or at an address.

    Args:
        source: A path, "-" for standard input, an http(s) address, or the bytes themselves.
        media_type: One of `READERS` or `CONTAINERS`; told from the bytes when None.
        name: What to call the source in messages, and to tell Markdown by; the path when None.

    Raises:
        EmptySource: There is no word in it.
        UnsupportedSource: It is of no form that is read.
        TooLarge: It is over the limit of `LARGEST`.
        MissingExtra: Its form needs a part that is not installed.
        FaultyReading: This program failed on it.
        ReadingError: The file is gone, a folder, damaged or may not be read, or it holds several articles.
    """
    opened = open_source(source, media_type=media_type, name=name)
    if opened.media_type in READERS:
        return _read(opened)
    articles = []
    for found in _inside(opened, Allowance(), DEEPEST):
        if isinstance(found, ReadingError):
            raise found
        articles.append(found)
        if len(articles) > 1:
            raise ReadingError(opened.label, "it holds several articles; read_all gives them all")
    if not articles:
        raise EmptySource(opened.label, "there is no article in it")
    return articles[0]


def read_all(
    source: Path | str | bytes,
    *,
    media_type: str | None = None,
    name: str | None = None,
    path: str | None = None,
    allow_private: bool = False,
    start: int = 0,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Article | ReadingError]:
    """The articles of a source, one after the other; what cannot be read comes as an error in its place.

    An article inside a file has a path that names both ("news.jsonl:12", "box.zip/a.txt").

    Args:
        source: As for `read`.
        media_type: As for `read`.
        name: As for `read`.
        path: What the path of the article is, where `source` is bytes.
        allow_private: Whether addresses of private networks and of this computer are asked, too.
        start: How many documents in it are passed over, by the numbers that they are begun with (`progress.begin`).
        columns: The names of columns by what they hold ("text", "title" …), where it is or holds a table; the others
            are told from the table.
    """
    try:
        opened = _foreseen(
            name or ("input" if isinstance(source, bytes) else str(source)),
            lambda: open_source(source, media_type=media_type, name=name, path=path, allow_private=allow_private),
        )
    except ReadingError as error:
        yield error
        return
    yield from _all(opened, Allowance(start=start, columns=columns or {}), DEEPEST)


def _all(source: Source, allowance: Allowance, depth: int) -> Iterator[Article | ReadingError]:
    """Everything in a source, however deep."""
    read = source.media_type in READERS and _is_begun(source, allowance, depth)
    own = _attempt(source) if read else None
    if own is not None:
        yield own
    if source.media_type in CONTAINERS and not isinstance(own, ReadingError):
        before = allowance.begun
        yield from _inside(source, allowance, depth)
        if own is None and allowance.begun == before and (read or source.media_type not in READERS):
            yield from allowance.instead(EmptySource(source.label, "there is no article in it"))


def _is_begun(source: Source, allowance: Allowance, depth: int) -> bool:
    """Whether the document that a source is itself is not passed over; tells that it is begun."""
    if depth == DEEPEST and source.media_type not in CONTAINERS:
        begin(source.label)  # nothing would be left to go on with
        return True
    return allowance.begins(source.label)


def _attempt(source: Source) -> Article | ReadingError | None:
    """The article that a source is itself, or why it cannot be read; None where it only holds others."""
    try:
        return _read(source)
    except EmptySource as error:
        return None if source.media_type in CONTAINERS else error
    except ReadingError as error:
        return error
    except MissingExtra as error:
        return ReadingError(source.label, str(error))


def _read(source: Source) -> Article:
    def work() -> Article:
        document = READERS[source.media_type](source.data)
        original = Original(source.data, source.media_type, source.retrieval)
        return _article(document, original, source.path, source.label, in_list=source.in_list)

    return _foreseen(source.label, work)


def _foreseen(label: str, work: Callable[[], T]) -> T:
    """What `work` makes of the source `label`. Raises ReadingError whatever goes wrong, and MissingExtra."""

    def undamaged() -> T:
        try:
            return work()
        except DamagedError as error:
            raise ReadingError(label, str(error)) from error

    with collecting() as faults:
        made = isolated(Phase.READING, label, undamaged)
    if faults:
        raise FaultyReading(label, faults[0])
    return cast(T, made)


def _inside(source: Source, allowance: Allowance, depth: int) -> Iterator[Article | ReadingError]:
    """The articles of a container."""
    if not depth:
        reason = f"it lies in more than {DEEPEST} archives, one in the other"
        yield from allowance.instead(UnsupportedSource(source.label, reason))
        return
    for part in _parts(source, allowance):
        if isinstance(part, ReadingError):
            yield from allowance.instead(part)
        elif isinstance(part, BadPart):
            kind = LeftOut if part.left_out else ReadingError
            yield from allowance.instead(kind(source.label + part.name, part.reason))
        else:
            yield from _part(source, part, allowance, depth)


def _parts(source: Source, allowance: Allowance) -> Iterator[Part | BadPart | ReadingError]:
    """What a container holds; an error ends it."""
    try:
        parts = _foreseen(source.label, lambda: CONTAINERS[source.media_type](source.data, allowance))
        while True:
            begin(source.label)
            part = _foreseen(source.label, lambda: next(parts, None))
            if part is None:
                return
            yield part
    except MissingExtra as error:
        yield ReadingError(source.label, str(error))
    except ReadingError as error:
        yield error


def _part(source: Source, part: Part, allowance: Allowance, depth: int) -> Iterator[Article | ReadingError]:
    label, path = source.label + part.name, source.path and source.path + part.name

    def opened() -> Article | Source:
        if isinstance(part.content, bytes):
            return known(
                part.content, label, part.media_type, path=path, in_list=part.in_list, retrieval=part.retrieval
            )
        original = part.original
        if original is not None and source.retrieval is not None:
            original = original.retrieved(source.retrieval)
        document = part.content if isinstance(part.content, Document) else part.content()
        return _article(document, original, path, label, in_list=part.in_list)

    read = not isinstance(part.content, bytes)
    if read and not allowance.begins(label):
        return
    try:
        inner = _foreseen(label, opened)
    except ReadingError as error:
        yield from [error] if read else allowance.instead(error)
        return
    if isinstance(inner, Article):
        yield inner
    else:
        yield from _all(inner, allowance, depth - 1)


def _article(
    document: Document, original: Original | None, path: str | None, label: str, *, in_list: bool = False
) -> Article:
    if not any(character.isalnum() for character in document.text):
        raise EmptySource(label, "there is no text in it")
    facts = document.facts
    wire = text_facts(document.text, facts)
    retrieval = None if original is None else original.retrieval
    if retrieval is not None and original is not None and original.media_type in READERS:
        facts.url, facts.origins["url"] = address_of(retrieval, facts.url, facts.origins.get("url"))
        facts.tell("outlet", host_of(facts.url or ""), "address")
    language = language_of(document.text)
    if language is not None:
        facts.origins.setdefault("language", "text: its words")
    return Article(
        text=document.text,
        title=facts.title,
        outlet=facts.outlet,
        byline=facts.byline,
        published_on=facts.published_on,
        modified_on=facts.modified_on,
        url=facts.url,
        path=path,
        media_type="text/plain" if original is None else original.media_type,
        language=language,
        found=(*facts.origins.items(), *([("wire", wire)] if wire else [])),
        places=document.places,
        original=original,
        in_list=in_list,
        remarks=(*facts.passed_over, *document.left_out),
        furniture=document.furniture,
    )
