"""The sources that files and folders hold."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from provenance.errors import LeftOut, ReadingError
from provenance.reading.inside import Inside
from provenance.reading.web import is_address

STANDARD_INPUT = "-"
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[cs]e|notice|copying|changelog|contributing|security)\b", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
_OF_A_PAGE = re.compile(
    r"(.+)[_-](?:archivos|arquivos|bestanden|dateien|datoteke|dosyalar|elemei|fajlovi|ficheiros|fichiers|files?|filer|"
    r"fitxers|pliki|soubory|tiedostot)",
    re.IGNORECASE,
)
"""The folder that a browser puts beside a page that it saves: its name, and "files" in the browser's language."""
_JUNCTION = 0xA0000003
"""What Windows marks a junction with (IO_REPARSE_TAG_MOUNT_POINT): a link to a folder, but no symbolic one."""
_NO_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


def find(paths: Iterable[Path | str], *, follow_links: bool = False) -> Iterator[str | ReadingError]:
    """The sources that `paths` name, in order: each file or address as it is, each folder's files below it, by name.

    In a folder, hidden files and folders, those about the folder itself (README, LICENSE …) and what a browser saved
    beside a page ("Story_files" beside "Story.html") are passed over. What else is in it and is no source comes as an
    error in its place: links that lead out of the folder or nowhere, pipes and devices, folders that may not be looked
    into. A link to a file of the folder that comes anyway is passed over. What is named in `paths` always comes, be it
    a link, even if it does not exist: `read` says so.

    Args:
        paths: Files, folders, addresses, or "-".
        follow_links: Whether links lead out of a folder, too; a file that many lead to comes once.
    """
    for path in paths:
        if isinstance(path, Inside) or str(path) == STANDARD_INPUT or is_address(path) or not _is_folder(path):
            yield path if isinstance(path, str) else str(path)
        else:
            yield from walk(path, is_passed_over, lambda name: name.startswith("."), follow_links=follow_links)


def is_passed_over(name: str) -> bool:
    """Whether a file of this name in a folder is none of its articles: hidden, or about the folder itself."""
    return name.startswith(".") or _ABOUT_THE_FOLDER.match(name) is not None


def walk(
    folder: Path | str,
    passes_file: Callable[[str], bool],
    passes_folder: Callable[[str], bool],
    *,
    follow_links: bool = False,
) -> Iterator[str | ReadingError]:
    """The files in and below a folder, as `find` has them; names that pass are not looked at."""
    return _Walk(str(folder), passes_file, passes_folder, follow_links).run()


class _Walk:
    """One folder, with where its links were found to lead."""

    def __init__(
        self, folder: str, passes_file: Callable[[str], bool], passes_folder: Callable[[str], bool], follows: bool
    ) -> None:
        self._passes_file, self._passes_folder, self._follows = passes_file, passes_folder, follows
        self._root = os.path.realpath(folder)
        self._to_come = [(folder, self._root)]
        self._seen: set[str] = set()
        """Where what came through a link truly lies; with `follows`, where all does."""

    def run(self) -> Iterator[str | ReadingError]:
        while self._to_come:
            name, real = self._to_come.pop()
            if self._follows and not self._is_new(real):
                continue
            try:
                with os.scandir(real) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield ReadingError(name, f"this folder cannot be looked into: {_words(error)}")
                continue
            before = len(self._to_come)
            pages = {Path(entry.name).stem for entry in listed if entry.name.lower().endswith(_PAGES)}
            for entry in listed:
                if (
                    (rest := _OF_A_PAGE.fullmatch(entry.name))
                    and rest[1] in pages
                    and entry.is_dir(follow_symlinks=False)
                ):
                    continue
                yield from self._entry(entry, os.path.join(name, entry.name))  # noqa: PTH118 keeps the path as given
            self._to_come[before:] = reversed(self._to_come[before:])

    def _entry(self, entry: os.DirEntry[str], name: str) -> Iterator[str | ReadingError]:
        try:
            status = entry.stat(follow_symlinks=False)
            if is_link(status):
                yield from self._link(entry, name)
            elif stat.S_ISDIR(status.st_mode):
                if not self._passes_folder(entry.name):
                    self._to_come.append((name, entry.path))
            elif not self._passes_file(entry.name) and (not self._follows or self._is_new(entry.path)):
                yield self._file(name, entry.path, status)
        except OSError as error:  # gone since it was listed, say
            yield ReadingError(name, f"it cannot be looked at: {_words(error)}")

    def _file(self, name: str, real: str, status: os.stat_result) -> str | ReadingError:
        if not stat.S_ISREG(status.st_mode):
            what = next((words for check, words in _NO_FILES if check(status.st_mode)), "something")
            return LeftOut(name, f"this is {what}, not a file")
        return name if self._follows else Inside(name, self._root, os.path.relpath(real, self._root))

    def _link(self, entry: os.DirEntry[str], name: str) -> Iterator[str | ReadingError]:
        try:
            target = os.path.realpath(entry.path, strict=True)
            status = os.stat(target)  # noqa: PTH116
        except OSError as error:
            if not self._passes_file(entry.name):
                yield ReadingError(name, _dangling(entry.path, error))
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        passes = self._passes_folder if is_folder else self._passes_file
        if passes(entry.name) or self._comes_anyway(target, passes):
            return
        inside = self._inner(target)
        if not self._follows and (is_folder or inside is None):
            where = f"out of the folder to {target}" if inside is None else f"to the hidden folder {inside}"
            yield LeftOut(name, f"this link leads {where}; --follow-links reads it")
        elif is_folder:
            self._to_come.append((name, target))
        elif self._is_new(target):
            yield self._file(name, target, status)

    def _comes_anyway(self, target: str, passes: Callable[[str], bool]) -> bool:
        """Whether what a link leads to is come by without it."""
        inside = self._inner(target)
        if inside is None or inside == os.curdir:
            return inside is not None
        *folders, last = Path(inside).parts
        return not any(map(self._passes_folder, folders)) and not passes(last)

    def _inner(self, target: str) -> str | None:
        """Where in the folder something lies; None outside of it."""
        within = target == self._root or target.startswith(os.path.join(self._root, ""))  # noqa: PTH118
        return os.path.relpath(target, self._root) if within else None

    def _is_new(self, real: str) -> bool:
        new = real not in self._seen
        self._seen.add(real)
        return new


def is_link(status: os.stat_result) -> bool:
    """Whether something is a symbolic link, or a junction of Windows, by what is known of itself."""
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _dangling(link: str, error: OSError) -> str:
    try:
        to = f"to {os.readlink(link)}"  # noqa: PTH115
    except OSError:
        to = "somewhere"
    if error.errno == errno.ELOOP:
        return f"this link leads {to}, and so back to itself"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"this link leads {to}, where there is nothing"
    return f"this link leads {to}, which cannot be looked at: {_words(error)}"


def _words(error: OSError) -> str:
    return "you may not" if isinstance(error, PermissionError) else error.strerror or str(error)


def _is_folder(path: Path | str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False
