"""Records as one JSON document (RFC 8259), in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO

from provenance.records import Casebook
from provenance.reports.parsing import from_json
from provenance.reports.plain import as_json
from provenance.shapes import members

PIECES = 10_000
"""So many of the encoder's pieces, each a value or a sign, are written at once: the whole, in pieces, is seven times as
large as the file."""


def write(book: Casebook, out: BinaryIO) -> None:
    """A casebook as one object."""
    parts = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(as_json(book))
    while some := "".join(islice(parts, PIECES)):
        out.write(some.encode("utf-8", errors="backslashreplace"))
    out.write(b"\n")


def read(data: bytes) -> Casebook:
    """The casebook that `write` wrote.

    Raises:
        ValueError: It is none.
    """
    return from_json(Casebook, json.loads(data))


def write_records(records: Iterable[object], out: BinaryIO) -> None:
    """Records as one array, an element at a time, so that memory does not grow with their number."""
    out.write(b"[")
    for i, record in enumerate(records):
        out.write(b",\n " if i else b"\n ")
        out.write(encode(record))
    out.write(b"\n]\n")


def write_record(record: object, name: str, values: Iterable[object], out: BinaryIO) -> None:
    """One record, on one line, with `values` in its field `name`, made while they are written."""
    for i, one in enumerate(members(type(record))):
        out.write(b", " if i else b"{")
        out.write(encode(one.name) + b": ")
        if one.name == name:
            _write_array(values, out)
        else:
            out.write(encode(one.of(record)))
    out.write(b"}")


def _write_array(values: Iterable[object], out: BinaryIO) -> None:
    out.write(b"[")
    for i, value in enumerate(values):
        out.write(b", " if i else b"")
        out.write(encode(value))
    out.write(b"]")


def encode(record: object, indent: int | None = None) -> bytes:
    """One record, on one line unless an indent is given. A lone surrogate is written as its escape."""
    return json.dumps(as_json(record), ensure_ascii=False, indent=indent).encode("utf-8", errors="backslashreplace")
