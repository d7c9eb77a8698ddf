"""Spreadsheets of articles (Office Open XML, ECMA-376), by openpyxl."""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zipfile import BadZipFile

from provenance.errors import MissingExtra
from provenance.model import Original
from provenance.reading.document import Allowance, BadPart, DamagedError, Part
from provenance.reading.packed import open_zip
from provenance.reading.signatures import XLSX
from provenance.reading.table import Row, open_rows

UNPACKED = 200_000_000
"""Bytes of all parts."""
CELLS = 500
"""Columns of a sheet that are looked at."""
_STUMBLES = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, zlib.error,
)  # fmt: skip


def open_xlsx(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The article of each row of each sheet that is a table of articles; its place is a cell (`cell=News!C5`).

    Raises:
        DamagedError: It is damaged, over a limit, or no sheet of it holds articles.
        MissingExtra: openpyxl is not installed.
    """
    original, reasons, found = Original(data, XLSX), [], False
    for title, names, rows in xlsx_sheets(data):
        try:
            for part in open_rows(names, rows, original, allowance, partial(_place, title), sheet=f"/{title}"):
                found = True
                yield part
        except DamagedError as error:
            reasons.append(f"{title}: {error}")
    if not found:
        raise DamagedError("; ".join(reasons) or "there is no table in it")


def xlsx_sheets(data: bytes) -> Iterator[tuple[str, list[str], Iterator[Row | BadPart]]]:
    """Each sheet with rows: its title, the names of its columns, and the rows. Raises DamagedError, MissingExtra."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtra("reading spreadsheets (XLSX)", "formats") from error
    with open_zip(data) as archive:
        if sum(info.file_size for info in archive.infolist()) > UNPACKED:
            raise DamagedError(f"unpacked it is over the limit of {UNPACKED // 1_000_000} MB; split it")
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl remarks on what it leaves out: drawings, styles
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except _STUMBLES as error:
        raise DamagedError("this spreadsheet is damaged; open it in a spreadsheet program and save it anew") from error
    for sheet in book.worksheets:
        rows = _rows(sheet)
        first = next(rows, None)
        if isinstance(first, Row):
            yield sheet.title, [cell.strip() for cell in first.cells], rows


def _rows(sheet: Any) -> Iterator[Row | BadPart]:
    number = 0
    sheet.reset_dimensions()  # what a file says of its size, each row would be filled up to
    cells = sheet.iter_rows(values_only=True)
    while True:
        try:
            with warnings.catch_warnings(action="ignore"):
                row = next(cells, None)
        except _STUMBLES:
            yield BadPart(f"/{sheet.title}:{number + 1}", f"this sheet is damaged after its row {number}")
            return
        if row is None:
            return
        number += 1
        shown = [_shown(cell) for cell in row[:CELLS]]
        if any(shown):
            yield Row(number, shown)


def _place(sheet: str, row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"cell={sheet}!{letters}{row}"


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
