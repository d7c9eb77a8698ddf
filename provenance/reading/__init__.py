"""Bytes to articles: `read` one source, `find` the sources that files and folders hold."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from provenance.errors import EmptySource, ReadingError, TooLarge, UnsupportedSource
from provenance.language.identify import language_of
from provenance.model import Article, Original
from provenance.reading.decoding import decode
from provenance.reading.document import Document
from provenance.reading.signatures import HTML, MARKDOWN, TEXT, binary_form, media_type_of
from provenance.reading.text import read_text
from provenance.reading.text_facts import text_facts

STANDARD_INPUT = "-"
LARGEST = {TEXT: 20_000_000, MARKDOWN: 2_000_000, HTML: 5_000_000}
"""Bytes that are read of each media type; the parsers of the latter two take up to 15 µs a byte of hostile markup."""


def _read_markdown(decoded: str) -> Document:
    from provenance.reading.markdown import read_markdown  # loads the parser only when it is needed

    return read_markdown(decoded)


def _read_html(decoded: str) -> Document:
    from provenance.reading.html import read_html  # loads trafilatura (0.3 s) only when it is needed

    return read_html(decoded)


READERS: dict[str, Callable[[str], Document]] = {TEXT: read_text, MARKDOWN: _read_markdown, HTML: _read_html}
"""The reader of each media type."""


def read(source: Path | str | bytes, *, media_type: str | None = None, name: str | None = None) -> Article:
    """The article in a file, in bytes, or on standard input.

    Args:
        source: A path, "-" for standard input, or the bytes themselves.
        media_type: One of `READERS`; told from the bytes when None.
        name: What to call the source in messages, and to tell Markdown by; the path when None.

    Raises:
        EmptySource: There is no word in it.
        UnsupportedSource: It is not text, Markdown or HTML.
        TooLarge: It is over the limit of `LARGEST`.
        ReadingError: The file is gone, a folder, or may not be read.
    """
    path = None if isinstance(source, bytes) else str(source)
    label = name or path or "input"
    if path == STANDARD_INPUT:
        path, label = None, name or "standard input"
        data = _limited(sys.stdin.buffer.read(max(LARGEST.values()) + 1), label)
    else:
        data = _limited(source, label) if isinstance(source, bytes) else _bytes_of(Path(source), label)
    if media_type is not None and media_type not in READERS:
        raise UnsupportedSource(label, f"media type {media_type!r} is not read; known: {', '.join(READERS)}")
    if not data.strip():
        raise EmptySource(label, "the file is empty")
    form = binary_form(data)
    if form is not None:
        raise UnsupportedSource(label, f"this is {form}; text, Markdown and HTML are read")
    decoded = decode(data)
    kind = media_type or media_type_of(decoded, name or path)
    if kind is None:
        raise UnsupportedSource(label, "this is data, not an article; text, Markdown and HTML are read")
    _limited(data, label, kind)
    return _article(READERS[kind](decoded), Original(data, kind), path, label)


def _article(document: Document, original: Original, path: str | None, label: str) -> Article:
    if not any(character.isalnum() for character in document.text):
        raise EmptySource(label, "there is no text in it")
    facts = document.facts
    wire = text_facts(document.text, facts)
    return Article(
        text=document.text,
        title=facts.title,
        outlet=facts.outlet,
        byline=facts.byline,
        published_on=facts.published_on,
        url=facts.url,
        path=path,
        media_type=original.media_type,
        language=language_of(document.text),
        found=(*facts.origins.items(), *([("wire", wire)] if wire else [])),
        places=document.places,
        original=original,
    )


def _limited(data: bytes, label: str, kind: str | None = None) -> bytes:
    limit = LARGEST[kind] if kind else max(LARGEST.values())
    if len(data) > limit:
        raise TooLarge(
            label, f"it is over the limit of {limit // 1_000_000} MB; split it, or take out what is no article"
        )
    return data


def _bytes_of(path: Path, label: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadingError(label, "this is a folder; give the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedSource(label, "this is not a file")
        with path.open("rb") as file:
            return _limited(file.read(max(LARGEST.values()) + 1), label)
    except FileNotFoundError as error:
        raise ReadingError(label, "there is no such file; check the path") from error
    except PermissionError as error:
        raise ReadingError(label, "you may not read it; check its permissions") from error
    except OSError as error:
        raise ReadingError(label, f"it cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise ReadingError(label, "this is not a path") from error


_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[cs]e|notice|copying|changelog|contributing|security)\b", re.IGNORECASE)


def find(paths: Iterable[Path | str]) -> Iterator[str]:
    """The sources that `paths` name, in order: each file as it is, each folder's files below it, by name.

    In a folder, hidden files and folders and those about the folder itself (README, LICENSE …) are passed over, and
    links to folders are not followed. A file named in `paths` always comes, even one that does not exist: `read` says
    so.
    """
    for path in paths:
        if str(path) == STANDARD_INPUT or not _is_folder(path):
            yield str(path)
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith(".") and not _ABOUT_THE_FOLDER.match(name):
                    yield os.path.join(folder, name)  # noqa: PTH118 keeps the path as it was given


def _is_folder(path: Path | str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False
