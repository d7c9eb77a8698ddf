"""Files that people send: known by their names alone, whatever folder they lay in and wherever their bytes are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from provenance.store.history import text_lying_at
from provenance.store.rows import UPLOADED, file_key

LONGEST_NAME = 150
"""In code points."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. Its bytes lie in `file` only until they are read; `name` is what the sender calls it.

    `pasted`: a text without a file. It is known by its words, so that other words are another article.
    """

    name: str
    file: Path
    pasted: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str | None:
        """What its article has as its path."""
        return None if self.pasted else UPLOADED + self.name


def clean_name(name: str) -> str:
    """The last part of a file's name as a browser sent it, without what is no character to be seen; never empty."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", last))
    words = " ".join(shown.split()).strip(". ")
    return words[-LONGEST_NAME:].strip() or "unnamed"


def free_place(connection: Connection, path: str, text: str, taken: set[str]) -> str:
    """Where an article that was sent goes: its path, or with a number (`a (2).txt`) where another article lies there.

    Many files are called `index.html`, so a name alone does not make a text a new version of another: it is one where
    much of it stands there already (see `matching.copies`). Places in `taken` are of files sent together with it.
    """
    # Loads numpy, which a list need not wait for.
    from provenance.matching.copies import ARTICLE_SHARE, shared, shingles

    alike = None
    for place in _numbered(path):
        lying = None if place in taken else text_lying_at(connection, file_key(place))
        if lying == text:
            return place
        if lying is not None and alike is None and shared(shingles(lying), shingles(text)) >= ARTICLE_SHARE:
            alike = place
        if lying is None and place not in taken:
            return alike or place
    raise AssertionError("there is always a further number")


def _numbered(path: str) -> Iterator[str]:
    """`upload:/a.txt`, `upload:/a (2).txt` …"""
    yield path
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    number = 2
    while True:
        yield f"{folder}{slash}{stem} ({number}){dot}{ending}"
        number += 1
