"""Tables of articles: a row is an article; where a table holds only addresses, there is an offer to fetch them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from provenance.model import Original
from provenance.reading.columns import SAMPLE, Columns, columns_of, document_of_row, no_text
from provenance.reading.document import Allowance, BadPart, DamagedError, Part

ROWS = 200_000


class Row(NamedTuple):
    """The cells of a row, its number from 1 (that of the names counts), and where cells stand, by their column."""

    number: int
    cells: Sequence[str]


def open_rows(
    names: Sequence[str],
    rows: Iterable[Row | BadPart],
    original: Original,
    allowance: Allowance,
    place: Callable[[int, int], str],
    *,
    sheet: str = "",
) -> Iterator[Part | BadPart]:
    """The articles of a table.

    Args:
        names: Of the columns.
        rows: In order; a bad one ends nothing.
        original: What is kept of the table.
        allowance: What may come out of it, and what a person says of its columns.
        place: Where the cell of a row and a column stands, both from 1.
        sheet: What stands before the number of a row in its name.

    Raises:
        DamagedError: No column holds text or addresses.
    """
    rows = iter(rows)
    first = list(islice(rows, SAMPLE))
    known = [row.cells for row in first if isinstance(row, Row)]
    if first and not known:
        yield from (row for row in first if isinstance(row, BadPart))
        return
    columns = columns_of(names, known, allowance.columns)
    if "text" not in columns.places:
        bad = [row for row in first if isinstance(row, BadPart)]
        yield from _without_text(columns, [*first, *rows], bad)
        return
    at = columns.places["text"] + 1
    for found in (*first, *rows):
        if isinstance(found, BadPart):
            yield found
            continue
        name = f"{sheet}:{found.number}"
        if found.number > ROWS:
            yield BadPart(name, f"it has more than {ROWS:,} rows; split it")
            return
        if not allowance.spend(sum(map(len, found.cells))):
            yield BadPart(name, "the table holds more than is allowed; split it")
            return
        if not any(cell.strip() for cell in found.cells):
            continue
        if not columns.cell(found.cells, "text"):
            yield BadPart(name, "this row has no text")
            continue
        where = place(found.number, at)
        yield Part(name, partial(document_of_row, columns, found.cells, where), original, in_list=True)


def only_addresses(count: int, column: str) -> str:
    """What is said of a table without texts."""
    return (
        f"it holds only addresses, {count:,} of them, in its column {column!r}; nothing is fetched unasked: "
        "`provenance ingest --fetch-listed` reads them"
    )


def addresses_of(columns: Columns, rows: Iterable[Row | BadPart]) -> list[str]:
    """The addresses in the rows of a table, each once, in order."""
    cells = (columns.cell(row.cells, "url") for row in rows if isinstance(row, Row))
    return list(dict.fromkeys(cell for cell in cells if cell.startswith(("http://", "https://"))))


def _without_text(columns: Columns, rows: Sequence[Row | BadPart], bad: Sequence[BadPart]) -> Iterator[BadPart]:
    if "url" not in columns.places:
        raise DamagedError(no_text(columns))
    yield from bad
    count = len(addresses_of(columns, rows))
    yield BadPart(
        "",
        only_addresses(count, columns.names[columns.places["url"]]),
        left_out=True,
    )
