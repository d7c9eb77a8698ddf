"""A file that was found in a folder, and how it is opened so that nothing leads out of that folder meanwhile."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO, Self

from provenance.errors import ReadingError

_LINK_IN_THE_WAY = {errno.ELOOP, errno.EMLINK, errno.ENOTDIR}  # Linux and macOS, FreeBSD, a folder that became a link
# Where a system lacks one of them, it has no such files either, or (Windows) no such way to open.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)


class Inside(str):
    """The path of a file that was found in a folder; it equals its path, so that a file named twice is one file.

    Args:
        path: What the file is called: through the folder as a person named it, and perhaps through a link.
        root: The folder, without links.
        inner: Where the file lies in it, without links.
    """

    __slots__ = ("inner", "root")  # there may be very many

    root: str
    inner: str

    def __new__(cls, path: str, root: str, inner: str) -> Self:  # noqa: D102
        made = super().__new__(cls, path)
        made.root, made.inner = root, inner
        return made

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override]
        return str(self), self.root, self.inner  # so that it can be sent from one process to another


def open_file(path: Path | str) -> BinaryIO:
    """A file opened for reading, without waiting for whoever writes it.

    One that was found in a folder is opened step by step from there, and through no link.

    Raises:
        ReadingError: There is a link now where the file was found.
        OSError: It cannot be opened.
    """
    if not isinstance(path, Inside):
        return open(path, "rb", opener=lambda name, flags: os.open(name, flags | _NO_WAIT))
    try:
        descriptor = _descriptor(path)
    except OSError as error:
        if error.errno in _LINK_IN_THE_WAY:
            raise ReadingError(path, "a link was put in its place since the folder was looked at") from error
        raise
    try:
        return os.fdopen(descriptor, "rb")
    except OSError:  # a folder by now
        os.close(descriptor)
        raise


def _descriptor(path: Inside) -> int:
    if os.open not in os.supports_dir_fd:
        target = str(Path(path.root, path.inner))
        if os.path.realpath(target) != target:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        return os.open(target, os.O_RDONLY | _NO_WAIT)
    *folders, name = Path(path.inner).parts
    here = os.open(path.root, os.O_RDONLY | _FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, os.O_RDONLY | _FOLDER | _NO_LINK, dir_fd=here)
            os.close(here)
            here = below
        return os.open(name, os.O_RDONLY | _NO_LINK | _NO_WAIT, dir_fd=here)
    finally:
        os.close(here)
