"""Records as JSON Lines: one object a line, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from provenance.records import Casebook
from provenance.reports.json import encode


def write(book: Casebook, out: BinaryIO) -> None:
    """The claims of a casebook."""
    write_records(book.claims, out)


def write_records(records: Iterable[object], out: BinaryIO) -> None:
    """A line for each record."""
    for record in records:
        out.write(encode(record))
        out.write(b"\n")
