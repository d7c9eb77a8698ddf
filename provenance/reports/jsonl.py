"""Records as JSON Lines: one object a line, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from provenance.records import Casebook, ClaimRecord
from provenance.reports.json import encode
from provenance.reports.parsing import from_json


def write(book: Casebook, out: BinaryIO) -> None:
    """The claims of a casebook."""
    write_records(book.claims, out)


def read(data: bytes) -> list[ClaimRecord]:
    """The claims that `write` wrote.

    Raises:
        ValueError: A line is none.
    """
    return [from_json(ClaimRecord, json.loads(line)) for line in data.split(b"\n") if line]


def write_records(records: Iterable[object], out: BinaryIO) -> None:
    """A line for each record."""
    for record in records:
        out.write(encode(record))
        out.write(b"\n")
