"""Which column of a table of articles holds what: by what a person says, by its name, or by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from statistics import fmean

from provenance.language.data import load
from provenance.language.lines import ends_like_a_sentence
from provenance.reading.days import day_of
from provenance.reading.document import DamagedError, Document, Facts, clean, join, line_ends
from provenance.reading.html import read_visible

SAMPLE = 200
"""Rows that columns are told by."""
FIELDS = ("text", "title", "outlet", "byline", "published_on", "modified_on", "url")
_PROSE = 60  # letters that the cells of a column have on average, for it to hold text though its name is unknown
_MOSTLY = 0.8
_ADDRESS = re.compile(r"https?://\S+\Z")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)\b")
_MARKUP = re.compile(r"</(?:p|div|a|b|em|strong|span|li|h\d)>|<br", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field, by its place; `names` are those of all columns.

    `day_first`: whether 3/4/2026 is in April; None where no row tells.
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    day_first: bool | None = None

    def cell(self, row: Sequence[str], field: str) -> str:
        """What stands in a row under a field; nothing where there is no such column."""
        at = self.places.get(field)
        return row[at].strip() if at is not None and at < len(row) else ""


def columns_of(names: Sequence[str], rows: Sequence[Sequence[str]], chosen: Mapping[str, str]) -> Columns:
    """The columns of a table with `names`, of which some `rows` are known.

    Args:
        names: Of all columns, in order.
        rows: The first ones; a cell is missing where a row is short.
        chosen: Fields with the names of their columns, as a person gave them.

    Raises:
        DamagedError: There is no column of a name that was chosen.
    """
    places: dict[str, int] = {}
    for field, name in chosen.items():
        if name not in names:
            raise DamagedError(f"it has no column {name!r} for {field}; its columns: {_listed(names)}")
        places[field] = names.index(name)
    keys = [_key(name) for name in names]
    for field in FIELDS:
        if field not in places:
            known = (keys.index(key) for key in _known(field) if key in keys)
            place = next((at for at in known if at not in places.values() and _fits(field, _cells(rows, at))), None)
            place = place if place is not None else _told_by_cells(field, rows, len(names), places)
            if place is not None:
                places[field] = place
    return Columns(tuple(names), places, _day_first(rows, places))


def document_of_row(columns: Columns, row: Sequence[str], where: str) -> Document:
    """The article of a row, whose text stands at `where`. Raises DamagedError."""
    text = columns.cell(row, "text")
    if not text:
        raise DamagedError("this row has no text")
    facts = Facts()
    for field in FIELDS[1:]:
        value = columns.cell(row, field)
        origin = f"table: column {columns.names[columns.places[field]]}" if value else ""
        if field.endswith("_on"):
            facts.tell(field, _day(value, columns.day_first), origin)
        elif field != "url" or _ADDRESS.match(value):
            facts.tell(field, value, origin)
    facts.origins["text"] = f"table: column {columns.names[columns.places['text']]}"
    if _MARKUP.search(text):
        text = read_visible(f"<html><body>{text}</body></html>").text
    joined, places = join((clean(line), where) for line in line_ends(text).split("\n"))
    return Document(joined, places, facts)


def no_text(columns: Columns) -> str:
    """Why a table has no articles, in words for a person."""
    return (
        "no column of this table looks like the text of an article; name it with --column text=NAME; "
        f"its columns: {_listed(columns.names)}"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(" ".join(clean(name).split())[:40] or "(no name)" for name in names[:20])
    return shown + (" …" if len(names) > 20 else "")


@cache
def _known(field: str) -> tuple[str, ...]:
    return tuple(load("columns")["names"][field])


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _cells(rows: Iterable[Sequence[str]], at: int) -> list[str]:
    cells = (row[at].strip() for row in rows if at < len(row))
    return [cell for cell in cells if cell]


def _fits(field: str, cells: Sequence[str]) -> bool:
    """Whether what stands in a column is what its name says."""
    if not cells:
        return False
    if field == "url":
        return _share(cells, _is_address) >= _MOSTLY
    if field.endswith("_on"):
        return _share(cells, _may_be_day) >= _MOSTLY
    if field == "text":
        return _share(cells, _is_prose) >= 0.5 or fmean(map(len, cells)) >= _PROSE
    return _share(cells, lambda cell: not _is_address(cell)) > 1 - _MOSTLY


def _told_by_cells(field: str, rows: Sequence[Sequence[str]], count: int, places: Mapping[str, int]) -> int | None:
    """The column whose cells look like a field, where no name tells it."""
    if field not in ("text", "published_on", "url"):
        return None
    found: list[tuple[float, int]] = []
    for at in range(count):
        cells = _cells(rows, at)
        if not cells or at in places.values():
            continue
        if field != "published_on" and len(set(cells)) <= max(1, len(cells) // 2):
            continue  # it is said of each row, as terms of use and vocabularies are
        if field == "text":
            length = fmean(map(len, cells))
            if length >= _PROSE and _share(cells, _is_prose) > 0.5:
                found.append((-length, at))
        elif _fits(field, cells) and (field == "url" or not all(cell.isdigit() and len(cell) < 8 for cell in cells)):
            found.append((0, at))
    return min(found)[1] if found else None


def _share(cells: Sequence[str], holds: Callable[[str], object]) -> float:
    return sum(map(bool, map(holds, cells))) / len(cells)


def _is_address(cell: str) -> bool:
    return _ADDRESS.match(cell) is not None


def _is_prose(cell: str) -> bool:
    return " " in cell and ends_like_a_sentence(cell[-200:])


def _may_be_day(cell: str) -> bool:
    return _FIGURES.match(cell) is not None or _day(cell, None) is not None


def _day_first(rows: Sequence[Sequence[str]], places: Mapping[str, int]) -> bool | None:
    """Whether the day stands before the month in figures like 13/4/2026, as the first row that tells has it."""
    for field in ("published_on", "modified_on"):
        for cell in _cells(rows, places[field]) if field in places else ():
            found = _FIGURES.match(cell)
            if found is not None and max(int(found[1]), int(found[2])) > 12:
                return int(found[1]) > 12
    return None


def _day(cell: str, day_first: bool | None) -> date | None:
    found = _FIGURES.match(cell)
    try:
        if _EPOCH.fullmatch(cell):
            return datetime.fromtimestamp(float(cell[:10]), UTC).date()
        if found is None or day_first is None:
            return day_of(cell)
        day, month = (found[1], found[2]) if day_first else (found[2], found[1])
        year = int(found[3])
        if year < 100:
            year += 2000 if year <= datetime.now(UTC).year % 100 + 1 else 1900
        return date(year, int(month), int(day))
    except ValueError:
        return None
