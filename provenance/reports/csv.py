"""Records as CSV (RFC 4180), in UTF-8, for spreadsheets; see `columns` for how a record becomes a row.

A cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from provenance.checks import CheckRecord
from provenance.model import Origins
from provenance.records import Casebook, ClaimRecord, GroupRecord
from provenance.reports.check_rows import StatementRow, statement_rows
from provenance.reports.columns import cell, columns
from provenance.reports.visible import visible
from provenance.tellings import TimelineRecord, TimelineStep

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One claim of a group: a spreadsheet is read by the line."""

    group: str
    articles: int
    origins: Origins
    claim: ClaimRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One step of a timeline."""

    timeline: str
    articles: int
    origins: Origins
    step: TimelineStep


def write(book: Casebook, out: BinaryIO) -> None:
    """The claims of a casebook."""
    write_records(book.claims, ClaimRecord, out)


def write_records(records: Iterable[object], kind: type, out: BinaryIO) -> None:
    """A header with the columns of `kind`, then a row for each record, or for each claim of a group, each step of a
    timeline, each statement of a text that was asked about.
    """
    if kind is CheckRecord:
        return write_records(statement_rows(records), StatementRow, out)
    if kind is GroupRecord:
        return write_records(_claims_of_groups(records), GroupRow, out)
    if kind is TimelineRecord:
        return write_records(_steps_of_timelines(records), TimelineRow, out)
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)
    writer = csv.writer(text)
    paths = columns(kind)
    writer.writerow(path.name for path in paths)
    for record in records:
        writer.writerow(guarded(cell(record, path.steps)) for path in paths)
    text.detach()
    return None


def guarded(value: str) -> str:
    """`value` as text even to a spreadsheet, without characters that steer a terminal."""
    shown = visible(value)
    return f"'{shown}" if shown.startswith(_FORMULA) and not _is_number(shown) else shown


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _claims_of_groups(groups: Iterable[object]) -> Iterator[GroupRow]:
    for group in groups:
        if isinstance(group, GroupRecord):
            for claim in group.claims:
                yield GroupRow(group=group.id, articles=group.articles, origins=group.origins, claim=claim)


def _steps_of_timelines(timelines: Iterable[object]) -> Iterator[TimelineRow]:
    for timeline in timelines:
        if isinstance(timeline, TimelineRecord):
            for step in timeline.steps:
                yield TimelineRow(timeline=timeline.id, articles=timeline.articles, origins=timeline.origins, step=step)
