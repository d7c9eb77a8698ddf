"""`provenance sources`: who is cited, and who publishes."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing, write_records
from provenance.cli.options import Form, Limit, database_of, filter_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.records import Filter, OutletRecord, SourceRecord
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(where=filter_of, form=form_of, db=database_of)
def sources(
    where: Filter,
    form: Form,
    db: str,
    outlets: Annotated[bool, typer.Option("--outlets", help="List who publishes instead of who is cited.")] = False,
    limit: Limit = None,
) -> None:
    """List who is cited, how often and where, with the reliability that a person gave them (A to F)."""
    screen = Screen()
    with existing(db) as case:
        published = case.outlets()[:limit]
        cited = [] if outlets else case.sources(where=where, limit=limit)
    if form is not Form.TABLE:
        return (
            write_records(published, OutletRecord, form, screen)
            if outlets
            else write_records(cited, SourceRecord, form, screen)
        )
    if not outlets:
        screen.table(_CITED, (_cited(record, screen.is_terminal) for record in cited))
        if not screen.is_terminal:
            return None
        screen.line()
    return screen.table(_PUBLISHED, (_published(record) for record in published))


_CITED = (
    Column("source", ratio=4),
    Column("kind", width=12),
    Column("naming", width=9),
    Column("claims", right=True, width=6),
    Column("grade", width=5),
    Column("files", ratio=4),
)
_PUBLISHED = (
    Column("outlet", ratio=1),
    Column("articles", right=True, width=8),
    Column("claims", right=True, width=6),
    Column("grade", width=24),
)


def _cited(record: SourceRecord, terminal: bool) -> list[Cell]:
    files = ("\n" if terminal else ", ").join(in_a_line(file) for file in record.files)
    return [
        in_a_line(record.source),
        record.kind.value,
        record.naming.value,
        str(record.claims),
        record.grade.value,
        [(files, "dim")],
    ]


def _published(record: OutletRecord) -> list[Cell]:
    return [in_a_line(record.outlet), str(record.articles), str(record.claims), wording.GRADES[record.grade]]
