"""`provenance sources`: who is cited, and who publishes."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import asked, existing, write_records
from provenance.cli.claims import WIDE
from provenance.cli.options import Form, Limit, database_of, filter_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.records import Filter, OutletRecord, SourceRecord
from provenance.reports import wording
from provenance.reports.visible import in_a_line, visible


@takes(where=filter_of, form=form_of, db=database_of)
def sources(
    where: Filter,
    form: Form,
    db: str,
    outlets: Annotated[bool, typer.Option("--outlets", help="List who publishes instead of who is cited.")] = False,
    limit: Limit = None,
) -> None:
    """List who is cited, and who publishes.

    How often and where, with the reliability that a person gave them: A to F, F until then.
    """
    screen = Screen()
    with existing(db) as case:
        published = case.outlets()
        cited = [] if outlets else case.sources(where=asked(case, where), limit=limit)
    if form is not Form.TABLE:
        records, kind = (published[:limit], OutletRecord) if outlets else (cited, SourceRecord)
        return write_records(records, kind, form, screen)
    if outlets:
        return screen.table(_PUBLISHED, (_published(record) for record in published[:limit]))
    if not screen.is_terminal:
        names = ("source", "kind", "naming", "claims", "articles", "grade", "files")
        return screen.rows(names, (_cited(record, ", ".join(record.files)) for record in cited))
    wide = screen.width >= WIDE
    screen.table(_cited_columns(wide), (_cited_cells(record, wide) for record in cited), spaced=not wide)
    if published:
        screen.line()
        screen.table(_PUBLISHED, (_published(record) for record in published))
    return None


_PUBLISHED = (
    Column("outlet", ratio=1),
    Column("articles", right=True),
    Column("claims", right=True),
    Column("grade", width=24),
)


def _cited_columns(wide: bool) -> list[Column]:
    columns = [
        Column("source", ratio=4),
        Column("kind", width=12),
        Column("naming", width=9),
        Column("claims", right=True),
        Column("articles", right=True),
        Column("grade"),
    ]
    return [*columns, Column("files", ratio=5)] if wide else columns


def _cited_cells(record: SourceRecord, wide: bool) -> list[Cell]:
    files = "\n".join(wording.file_name(file) for file in record.files)
    source, *others, where = _cited(record, files)
    if wide:
        return [source, *others, where]
    return [[(in_a_line(record.source), ""), (f"\n{visible(files)}", "dim")], *others]


def _cited(record: SourceRecord, files: str) -> list[Cell]:
    return [
        in_a_line(record.source),
        wording.KINDS[record.kind],
        wording.NAMINGS[record.naming],
        str(record.claims),
        str(record.articles),
        f"{record.grade.value}{', contested' * record.contested}",
        [(visible(files), "dim")],
    ]


def _published(record: OutletRecord) -> list[Cell]:
    return [in_a_line(record.outlet), str(record.articles), str(record.claims), wording.grade(record)]
