"""A folder of casefiles: each is a file that is called by its name. Plain work with files, so that any command can
afford it; what is in a casefile is not looked at.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from provenance.errors import InvalidRequest, NotFound

ENDING = ".db"
LONGEST = 80
"""Characters of a name; in bytes it may have twice as many, which leaves room for what SQLite puts beside a file."""
SIGNS = frozenset(" -_.,'")
"""What a name may hold besides letters and digits of any script."""
TAKEN = frozenset({"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})
"""Names that Windows keeps for devices, whatever ending a file has."""
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Place:
    """A casefile in a folder. `changed_at`: when its file was last written; `locked`: it can only be read."""

    name: str
    path: Path
    changed_at: datetime
    locked: bool


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with casefiles."""

    path: Path

    def places(self) -> list[Place]:
        """Its casefiles by name. What only looks like one by its ending, or lies elsewhere by a link, is none."""
        return sorted(self._found(), key=lambda one: one.name.casefold())

    def place(self, name: str) -> Place:
        """The casefile of this name. Raises InvalidRequest for what is no name, NotFound where there is none."""
        wanted = checked(name)
        direct = _place(self.path / f"{wanted}{ENDING}")
        if direct is not None:
            return direct
        found = {one.name: one for one in self.places()}
        if wanted not in found:
            raise NotFound("casefile", wanted, tuple(found))
        return found[wanted]

    def room(self, name: str) -> Path:
        """Where a new casefile goes. Raises InvalidRequest for what is no name, and where the name is taken."""
        wanted = checked(name)
        path = self.path / f"{wanted}{ENDING}"
        # Many file systems take "Flood" and "flood" for the same.
        if os.path.lexists(path) or any(one.name.casefold() == wanted.casefold() for one in self.places()):
            raise InvalidRequest(f"There is a casefile {wanted!r} already: choose another name.")
        return path

    def _found(self) -> Iterator[Place]:
        try:
            paths = list(self.path.iterdir())
        except OSError as error:
            raise InvalidRequest(f"{self.path}: this folder cannot be looked into: {error.strerror}") from error
        yield from (place for path in paths if (place := _place(path)) is not None)


def _place(path: Path) -> Place | None:
    """The casefile at a path in a folder, if it is one and lies there itself."""
    name = unicodedata.normalize("NFC", path.stem)  # some file systems take letters and their accents apart
    if path.suffix != ENDING or not _is_name(name) or path.is_symlink() or not path.is_file() or not _is_sqlite(path):
        return None
    changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Place(name, path, changed_at, not (_may_write(path) and _may_write(path.parent)))


def located(given: str, folder: Path | None) -> str:
    """The casefile that a person means: an address, a path, or, where a folder is settled, a name in it, old or new.

    Raises:
        InvalidRequest: What is neither an address nor a path is no name.
    """
    if "://" in given:
        return given
    if folder is None or os.sep in given or given.endswith(ENDING) or Path(given).exists():
        return str(Path(given).resolve())
    known = {one.name: one.path for one in Folder(folder).places()}
    return str(known.get(checked(given)) or Folder(folder).room(given))


def checked(name: str) -> str:
    """A name as it is kept: composed, without spaces around it. Raises InvalidRequest where it is none."""
    wanted = unicodedata.normalize("NFC", name.strip(" "))
    if not _is_name(wanted):
        raise InvalidRequest(
            f"{name!r} is no name for a casefile: take letters, digits, spaces and - _ . , ' with a letter or digit at "
            f"both ends, at most {LONGEST} characters"
        )
    return wanted


def _is_name(name: str) -> bool:
    kinds = [unicodedata.category(sign)[0] for sign in name]
    if not all(kind in "LMN" or sign in SIGNS for kind, sign in zip(kinds, name, strict=True)):
        return False
    if not name or len(name) > LONGEST or len(name.encode()) > 2 * LONGEST:
        return False
    return kinds[0] in "LN" and kinds[-1] in "LMN" and name.partition(".")[0].strip().casefold() not in TAKEN


def _may_write(path: Path) -> bool:
    """Into a folder too, where SQLite puts files beside the one that it writes."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
