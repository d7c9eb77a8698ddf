"""Files and standard input are taken as far as their kind allows, and as they were at one moment."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import threading
import tracemalloc
from pathlib import Path

import makers
import pytest
from terminal import PROGRAM, environment

from provenance.errors import ReadingError, TooLarge
from provenance.model import Article
from provenance.reading import read, read_all
from provenance.reading.kinds import gathered

MEGABYTE = 1_000_000


def sparse(path: Path, first: bytes, size: int) -> Path:
    """A file that begins so and is of this size; nothing else of it is on the disk."""
    with path.open("wb") as file:
        file.write(first)
        file.truncate(size)
    return path


@pytest.mark.parametrize(
    ("first", "error", "words"),
    [
        (b"<!DOCTYPE html><html>" + b"<p>It rained.</p>" * 70_000, TooLarge, "the limit of 5 MB"),
        (b"It rained, and then it rained.\n" * 40_000, TooLarge, "the limit of 20 MB"),
        (makers.docx(["It rained."])[:60], TooLarge, "the limit of 50 MB"),
        (makers.epub([["It rained."]])[:60], TooLarge, "the limit of 50 MB"),
        (b"\x89PNG\r\n\x1a\n", ReadingError, "a PNG image|the limit of 50 MB"),  # as it can be recognised or not
    ],
    ids=["page", "text", "word", "book", "picture"],
)
def test_a_large_file_is_refused_by_its_first_million_bytes(
    tmp_path: Path, first: bytes, error: type[ReadingError], words: str
) -> None:
    path = sparse(tmp_path / "large", first, 400 * MEGABYTE)
    tracemalloc.start()
    try:
        with pytest.raises(error, match=words):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_no_file_is_over_the_largest_limit(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="500 MB"):
        read(sparse(tmp_path / "large.jsonl", b'{"text": "It rained."}\n', 501 * MEGABYTE))


def test_a_large_source_is_held_once(tmp_path: Path) -> None:
    """As it comes, and as a whole: never twice."""
    pieces = [b"x" * MEGABYTE] * 64
    tracemalloc.start()
    try:
        data = gathered(iter(pieces), "x", "x", media_type="application/jsonl")
        assert len(data) == 64 * MEGABYTE
        assert tracemalloc.get_traced_memory()[1] < 100 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_standard_input_ends_where_its_kind_is_over(tmp_path: Path) -> None:
    line = b"It rained, and then it rained.\n" * 1000
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*PROGRAM, "ingest", "-"], cwd=tmp_path, stdin=reading, stderr=subprocess.PIPE, env=environment()
    ) as process:
        os.close(reading)
        sent = 0
        with contextlib.suppress(BrokenPipeError):
            while sent < 200 * MEGABYTE:
                sent += os.write(writing, line)
        os.close(writing)
        assert process.stderr is not None
        assert b"standard input: it is over the limit of 20 MB" in process.stderr.read()
    assert sent < 25 * MEGABYTE


def test_a_file_that_is_being_written_is_not_half_read(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_bytes(b"It rained, and then it rained.\n" * 100_000)
    over = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not over.wait(0.0002):
                file.write(b"It snowed.\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        tries = (next(read_all(path)) for _ in range(40))
        error = next((one for one in tries if isinstance(one, ReadingError)), None)
    finally:
        over.set()
        writer.join()
    assert error is not None
    assert error.reason == "it was written to while it was read; read it again when it is whole"
    assert isinstance(next(read_all(path)), Article)


def test_a_file_that_has_no_size_of_its_own_is_read(tmp_path: Path) -> None:
    """As those that a system makes while they are read."""
    if Path("/proc/self/status").exists():
        assert "Pid:" in read("/proc/self/status").text


def test_a_small_source_is_what_it_is_called(tmp_path: Path) -> None:
    pieces = io.BytesIO(b"# It rained\n\nIt rained.")
    assert gathered(iter(lambda: pieces.read(3), b""), "x", "x.md") == b"# It rained\n\nIt rained."
