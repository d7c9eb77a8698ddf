"""Where bytes come from: a file, standard input, memory or the web."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from provenance.errors import EmptySource, ReadingError, UnsupportedSource
from provenance.model import Retrieval
from provenance.reading.finding import STANDARD_INPUT
from provenance.reading.formats import LARGEST
from provenance.reading.inside import open_file
from provenance.reading.kinds import PIECE, check_media_type, check_size, gathered, kind_of
from provenance.reading.web import fetch, is_address, served_as


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
    if isinstance(source, bytes):
        return known(source, name or "input", media_type, path=path)
    label = name or str(source)
    check_media_type(media_type, label)
    gather = partial(gathered, media_type=media_type)
    if str(source) == STANDARD_INPUT:
        label = name or "standard input"
        return known(standard_input(label, media_type), label, media_type)
    if is_address(source):
        data, retrieval = fetch(str(source), gather, allow_private=allow_private)
        return known(data, label, media_type, retrieval=retrieval)
    return known(_bytes_of(source, label, media_type), label, media_type, path=str(source))


def standard_input(label: str, media_type: str | None = None) -> bytes:
    """What standard input holds, `label` in messages. Raises ReadingError where it is over the limit of its kind."""
    return gathered(_pieces(sys.stdin.buffer), label, label, media_type=media_type)


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
    check_media_type(media_type, label)
    if not data or data.isspace():
        raise EmptySource(label, "the file is empty")
    name, served = path or label, ""
    if retrieval is not None:
        name, served = retrieval.url.partition("?")[0], served_as(retrieval.headers)
    kind = media_type or kind_of(data, label, name, served)
    check_size(len(data), LARGEST[kind], label)
    return Source(data, label, kind, path, in_list, retrieval)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _bytes_of(path: Path | str, label: str, media_type: str | None) -> bytes:
    """What a file holds, as it was at one moment."""
    try:
        _check_form(os.stat(path), label)  # noqa: PTH116 before it is opened: to open a device may move it
        with open_file(path) as file:
            before = os.fstat(file.fileno())
            _check_form(before, label)
            data = gathered(_pieces(file), label, str(path), media_type=media_type, size=before.st_size)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise ReadingError(label, "there is no such file; check the path") from error
    except PermissionError as error:
        raise ReadingError(label, "you may not read it; check its permissions") from error
    except OSError as error:
        raise ReadingError(label, f"it cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise ReadingError(label, "this is not a path") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ReadingError(label, "it was written to while it was read; read it again when it is whole")
    return data


def _check_form(status: os.stat_result, label: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ReadingError(label, "this is a folder; give the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedSource(label, "this is not a file")
