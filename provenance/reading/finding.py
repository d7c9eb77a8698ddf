"""The sources that files and folders hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from provenance.reading.web import is_address

STANDARD_INPUT = "-"
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[cs]e|notice|copying|changelog|contributing|security)\b", re.IGNORECASE)


def find(paths: Iterable[Path | str]) -> Iterator[str]:
    """The sources that `paths` name, in order: each file or address as it is, each folder's files below it, by name.

    In a folder, hidden files and folders and those about the folder itself (README, LICENSE …) are passed over, and
    links to folders are not followed. A file named in `paths` always comes, even one that does not exist: `read` says
    so.
    """
    for path in paths:
        if str(path) == STANDARD_INPUT or is_address(path) or not _is_folder(path):
            yield str(path)
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not is_passed_over(name):
                    yield os.path.join(folder, name)  # noqa: PTH118 keeps the path as it was given


def is_passed_over(name: str) -> bool:
    """Whether a file of this name in a folder is none of its articles: hidden, or about the folder itself."""
    return name.startswith(".") or _ABOUT_THE_FOLDER.match(name) is not None


def _is_folder(path: Path | str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False
