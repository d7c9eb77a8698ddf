"""A SQLite file that cannot be written (a locked stick, a read-only folder), and how it is read all the same.

SQLite reads a file that keeps a write-ahead log only with an index beside it, which it has to make; where it cannot, a
file can still be read as "immutable": without any lock, the log left aside. That is right only where there is no log
with something in it, and for as long as nobody else changes the file; both are checked here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from provenance.errors import CasefileUnavailable

_WAL = b"\x02\x02"
"""At `_FORMAT` in the header of a file that keeps a write-ahead log. Source: SQLite's file format, section 1.3.3."""
_FORMAT = slice(18, 20)


@dataclass(frozen=True)
class Locked:
    """A file that is there, but cannot be written.

    `why` says so to a person. `immutable`: it is read without locks.
    """

    path: Path
    why: str
    immutable: bool
    _was: tuple[int, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_was", _state(self.path))

    @property
    def uri(self) -> str:
        """What SQLite opens it by."""
        return f"file:{quote(str(self.path))}?mode=ro{'&immutable=1' if self.immutable else ''}"

    def check(self) -> None:
        """Raises CasefileUnavailable where somebody else changes what is read without locks."""
        if self.immutable and (_state(self.path) != self._was or _size(_beside(self.path, "-wal"))):
            raise CasefileUnavailable(
                f"{self.path}: somebody else changed it while it was open for reading only; run the same command again"
            )


def locked(path: Path) -> Locked | None:
    """How to read a file that cannot be written; None where it can, or there is none.

    Raises:
        CasefileUnavailable: It cannot be read just as it lies.
    """
    if not _size(path):
        return None
    why = _why(path)
    if why is None:
        return None
    log, index = _beside(path, "-wal"), _beside(path, "-shm")
    if _size(_beside(path, "-journal")):
        raise CasefileUnavailable(f"{path}: a change was broken off ({path.name}-journal lies beside it); {_ELSEWHERE}")
    if not _size(log):
        return Locked(path, why, immutable=_keeps_log(path))
    if not _may(index, os.R_OK):
        raise CasefileUnavailable(
            f"{path}: its last changes lie beside it, in {log.name}, and cannot be read where nothing can be written; "
            f"{_ELSEWHERE}"
        )
    return Locked(path, why, immutable=False)


_ELSEWHERE = "copy all files of this name to a folder that can be written, and open it there"


def _why(path: Path) -> str | None:
    """Why a file cannot be written; None where it can. What cannot be read either is left to SQLite, which says so."""
    if not _may(path, os.R_OK):
        return None
    if not _may(path, os.W_OK):
        return "the file cannot be written"
    # Beside the file its log has to be made.
    return None if _may(path.absolute().parent, os.W_OK) else "its folder cannot be written"


def _may(path: Path, how: int) -> bool:
    # The file is not opened to find out: closing it would let go of all locks that this process has on it.
    return os.access(path, how, effective_ids=os.access in os.supports_effective_ids)


def _keeps_log(path: Path) -> bool:
    """Whether the header says so. Only where it cannot be written: no lock of ours that this lets go of matters."""
    with path.open("rb") as file:
        return file.read(_FORMAT.stop)[_FORMAT] == _WAL


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}{ending}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _state(path: Path) -> tuple[int, ...] | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None
