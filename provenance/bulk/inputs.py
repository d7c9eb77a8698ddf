"""An archive in pieces: runs of lines of JSON Lines files, or of rows of Parquet files, each with a hash of what it is.

The articles come in the order of the files' names and of the lines. Which of two comes first decides which is compared
with which, as in a casefile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from pyarrow import ArrowInvalid, parquet

from provenance.errors import InvalidRequest, ReadingError
from provenance.reading.finding import walk

SUFFIXES = (".jsonl", ".ndjson", ".parquet")
COLUMNS = ("text", "title", "headline", "url", "link", "outlet", "publisher", "source", "byline", "author")
"""Of a Parquet file, besides `DAYS`: those of JSON Lines."""
DAYS = ("published_on", "published", "date", "modified_on", "modified")


@dataclass(frozen=True, slots=True)
class Piece:
    """So many lines (or rows) of a file, the `first` counted from 1; of lines, the bytes from `start` on."""

    path: str
    first: int
    count: int
    start: int
    size: int
    sha256: str

    @property
    def is_parquet(self) -> bool:
        """Whether it is of a Parquet file."""
        return self.path.endswith(".parquet")

    def lines(self) -> Iterator[bytes]:
        """The articles as JSON, one after the other; empty lines as they are."""
        if self.is_parquet:
            yield from islice(_rows(self.path), self.first - 1, self.first - 1 + self.count)
            return
        with Path(self.path).open("rb") as file:
            file.seek(self.start)
            yield from file.read(self.size).split(b"\n")


def pieces(
    source: str | Path, size: int, without: Path, *, follow_links: bool = False
) -> tuple[list[Piece], list[ReadingError]]:
    """The pieces of a file, or of all files in a folder but for those in `without`, of up to `size` lines each.

    With what is not read of the folder, and why (see `reading.finding.walk`, and there `follow_links`).

    Raises:
        InvalidRequest: There is no such file, or it is of another form.
    """
    path = Path(source)
    files, unread = [path], []
    if path.is_dir():
        found = list(walk(path, _is_other, lambda _: False, follow_links=follow_links))
        unread = [one for one in found if isinstance(one, ReadingError)]
        named = (Path(one) for one in found if isinstance(one, str))
        files = sorted(one for one in named if without not in one.resolve().parents)
    if not files:
        raise InvalidRequest(f"{source}: there is no {', '.join(SUFFIXES)} file in this folder")
    cut = [piece for file in files for piece in _pieces(file, size)]
    if not cut:
        raise InvalidRequest(f"{source}: there is nothing in it")
    return cut, unread


def _is_other(name: str) -> bool:
    return Path(name).suffix not in SUFFIXES


def _pieces(path: Path, size: int) -> Iterator[Piece]:
    if path.suffix not in SUFFIXES:
        raise InvalidRequest(f"{path}: articles come as JSON Lines or Parquet, in files named *{', *'.join(SUFFIXES)}")
    if not path.is_file():
        raise InvalidRequest(f"{path}: there is no such file")
    if path.suffix == ".parquet":
        yield from _of_parquet(path, size)
        return
    start, first = 0, 1
    with path.open("rb") as file:
        while lines := list(islice(file, size)):
            data = b"".join(lines)
            yield Piece(str(path), first, len(lines), start, len(data), hashlib.sha256(data).hexdigest())
            start, first = start + len(data), first + len(lines)


def _of_parquet(path: Path, size: int) -> Iterator[Piece]:
    try:
        with parquet.ParquetFile(path) as file:
            rows = file.metadata.num_rows
    except ArrowInvalid as error:
        raise InvalidRequest(f"{path}: this is no Parquet file") from error
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    for start in range(0, rows, size):
        yield Piece(str(path), start + 1, min(size, rows - start), start, 0, digest)


def _rows(path: str) -> Iterator[bytes]:
    """Each row as the line of JSON that says the same."""
    with parquet.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if name in (*COLUMNS, *DAYS)]
        for batch in file.iter_batches(batch_size=500, columns=names):
            for row in batch.to_pylist():
                yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value
