"""Where bytes come from: a file, standard input, memory or the web."""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from provenance.errors import EmptySource, ReadingError, TooLarge, UnsupportedSource
from provenance.model import Retrieval
from provenance.reading.decoding import decode
from provenance.reading.finding import STANDARD_INPUT
from provenance.reading.formats import CONTAINERS, LARGEST, NAMES, READERS
from provenance.reading.signatures import binary_form, media_type_of, packed_form
from provenance.reading.web import fetch, is_address

_SNIFFED = 1_000_000  # bytes that the kind of a text is told from


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with what to call them, and what they are.

    `path` is None for what lies in no file. `in_list`: see `Article.in_list`.
    """

    data: bytes = field(repr=False)
    label: str
    media_type: str
    path: str | None = None
    in_list: bool = False
    retrieval: Retrieval | None = None


def open_source(
    source: Path | str | bytes,
    *,
    media_type: str | None = None,
    name: str | None = None,
    path: str | None = None,
    allow_private: bool = False,
) -> Source:
    """What `source` (a path, "-", an address or the bytes) holds; `path`: what to call where bytes lie.

    Raises ReadingError.
    """
    largest = max(LARGEST.values())
    if isinstance(source, bytes):
        return known(source, name or "input", media_type, path=path)
    label = name or str(source)
    if str(source) == STANDARD_INPUT:
        return known(sys.stdin.buffer.read(largest + 1), name or "standard input", media_type)
    if is_address(source):
        data, retrieval = fetch(str(source), limit=largest, allow_private=allow_private)
        return known(data, label, media_type, retrieval=retrieval)
    return known(_bytes_of(Path(source), label, largest), label, media_type, path=str(source))


def known(
    data: bytes,
    label: str,
    media_type: str | None = None,
    *,
    path: str | None = None,
    in_list: bool = False,
    retrieval: Retrieval | None = None,
) -> Source:
    """Bytes with their media type, told from them where None is given. Raises ReadingError where they are not read."""
    if media_type is not None and media_type not in {*READERS, *CONTAINERS}:
        raise UnsupportedSource(label, f"media type {media_type!r} is not read; known: {', '.join(LARGEST)}")
    if not data.strip():
        raise EmptySource(label, "the file is empty")
    name = retrieval.url.partition("?")[0] if retrieval is not None else path or label
    kind = media_type or packed_form(data) or _text_form(data, label, name)
    limit = LARGEST[kind]
    if len(data) > limit:
        raise TooLarge(
            label, f"it is over the limit of {limit // 1_000_000} MB; split it, or take out what is no article"
        )
    return Source(data, label, kind, path, in_list, retrieval)


def _text_form(data: bytes, label: str, name: str) -> str:
    form = binary_form(data)
    if form is not None:
        raise UnsupportedSource(label, f"this is {form}; what is read: {NAMES}")
    kind = media_type_of(decode(data[:_SNIFFED]), name)
    if kind is None:
        raise UnsupportedSource(label, f"this is data, not an article; what is read: {NAMES}")
    return kind


def _bytes_of(path: Path, label: str, largest: int) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadingError(label, "this is a folder; give the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedSource(label, "this is not a file")
        if status.st_size > largest:
            raise TooLarge(label, f"it is over the limit of {largest // 1_000_000} MB; split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError(label, "there is no such file; check the path") from error
    except PermissionError as error:
        raise ReadingError(label, "you may not read it; check its permissions") from error
    except OSError as error:
        raise ReadingError(label, f"it cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise ReadingError(label, "this is not a path") from error
