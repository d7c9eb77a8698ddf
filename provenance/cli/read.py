"""`provenance read`: what would be read of a file, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from provenance.bookkeeping import ReadingRecord
from provenance.cli.asking import write_records
from provenance.cli.options import SOME_FAILED, Form, form_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.errors import ReadingError
from provenance.reports import readings
from provenance.reports.visible import in_a_line


@takes(form=form_of)
def read(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILE|FOLDER|URL...", help="What to read; - is standard input.")
    ],
    form: Form,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also addresses of this computer and of private networks.")
    ] = False,
) -> None:
    """Show what would be read of a file, before anything is stored.

    Title, outlet, author, dates, address and language, each with where it stood; what else was told and why it was not
    taken; which parts of the page are left out of the text; and how many claims the text makes, or why it makes none.
    """
    from provenance.casefile.examining import examine  # loads the reader
    from provenance.reading import find

    screen = Screen()
    records: list[ReadingRecord] = []
    failed = False
    for source in find(sources):
        for found in [source] if isinstance(source, ReadingError) else examine(source, allow_private=allow_private):
            if isinstance(found, ReadingError):
                failed = True
                typer.echo(in_a_line(f"skipped: {found}"), err=True)
            else:
                records.append(found)
    if form is not Form.TABLE:
        write_records(records, ReadingRecord, form, screen)
    else:
        _show(screen, records)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _show(screen: Screen, records: list[ReadingRecord]) -> None:
    if not screen.is_terminal:
        return screen.rows(_NAMES, ([one.source, *row] for one in records for row in _rows(one)))
    columns = [Column("what", width=12), Column("read", ratio=2), Column("from, or why not", ratio=1)]
    for number, one in enumerate(records):
        if number:
            screen.line()
        screen.line([(one.source, "strong")])
        screen.table(columns, _rows(one))
    return None


_NAMES = ("source", "what", "read", "from, or why not")


def _rows(record: ReadingRecord) -> Iterator[list[Cell]]:
    """What was read, then what was not taken."""
    for row in (*readings.taken(record), *readings.passed_over(record)):
        yield [row.what, "–" if row.read is None else in_a_line(row.read), in_a_line(row.why)]
