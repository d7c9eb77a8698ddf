"""Tables in plain text (CSV, RFC 4180, and its kin with other marks between the cells)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Part
from provenance.reading.signatures import CSV
from provenance.reading.table import Row, open_rows

LARGEST_CELL = 5_000_000
"""Characters."""
_MARKS = ",;\t|"
_PROBED = 30  # rows
_NO_NAME = re.compile(r"https?://|\d{4}-\d\d-\d\d|-?[\d.,]+\Z")


class _Lines:
    """The lines of a text one by one, and those since the last row was whole."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.number = text, 0, 0
        self.row: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.text):
            raise StopIteration
        end = self.text.find("\n", self.at) + 1 or len(self.text)
        line, self.at = self.text[self.at : end], end
        self.number += 1
        self.row.append(line)
        return line


def open_csv(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each row; where its text stands is a cell (`cell=5,2`, RFC 7111: row, column).

    What is between the cells, whether the first row names the columns, and which is which, is told from the rows.

    Raises:
        DamagedError: It is no table, or one without text and addresses.
    """
    names, rows = csv_rows(data)
    yield from open_rows(names, rows, Original(data, CSV), allowance, "cell={},{}".format)


def csv_rows(data: bytes) -> tuple[list[str], Iterator[Row | BadPart]]:
    """The names of the columns, and the rows. Raises DamagedError."""
    text = decode(data)
    mark = _mark_of(text)
    rows = _rows(text, mark)
    first = next(rows, None)
    if not isinstance(first, Row):
        raise DamagedError("there is no row in this table" if first is None else first.reason)
    if any(_NO_NAME.match(cell.strip()) for cell in first.cells):  # as GDELT has it
        return [f"column {number}" for number in range(1, len(first.cells) + 1)], _rows(text, mark)
    return [cell.strip() for cell in first.cells], rows


def _mark_of(text: str) -> str:
    """What stands between the cells, so that the first rows have the same number of them. Raises DamagedError."""
    best, most = "", 1.0
    for mark in _MARKS:
        counts = [len(row.cells) for row in islice(_rows(text, mark), _PROBED) if isinstance(row, Row)]
        usual = max(counts, key=counts.count, default=0)
        score = counts.count(usual) / len(counts) * usual if usual > 1 and counts.count(usual) * 2 > len(counts) else 0
        if score > most:
            best, most = mark, score
    if not best:
        raise DamagedError("this is no table: its lines do not have the same number of cells; as text, name it .txt")
    return best


def _rows(text: str, mark: str) -> Iterator[Row | BadPart]:
    csv.field_size_limit(LARGEST_CELL)  # of the whole module; nothing else here reads CSV
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=mark)
    number = usual = 0
    while True:
        first, lines.row = lines.number + 1, []
        number += 1
        tell(lines.at, len(text))
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield BadPart(f":{number}", f"row {number}, which begins on line {first}, is damaged: {error}")
            return
        if cells is None:
            return
        usual = usual or len(cells)
        last = lines.at >= len(text) and not text.endswith("\n")
        if last and (sum(line.count('"') for line in lines.row) % 2 or len(cells) < usual):
            yield BadPart(
                f":{number}",
                f"row {number}, which begins on line {first}, is cut off",
            )
            return
        if cells:
            yield Row(number, cells)
