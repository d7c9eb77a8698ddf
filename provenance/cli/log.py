"""`provenance log`: what was done to the casefile, by whom and why."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.bookkeeping import LogEntry
from provenance.cli.asking import existing, write_records
from provenance.cli.options import Form, Limit, database_of, form_of, takes
from provenance.cli.screen import Cell, Column, Screen, Styled
from provenance.reports import wording
from provenance.reports.visible import in_a_line


@takes(form=form_of, db=database_of)
def log(
    form: Form,
    db: str,
    after: Annotated[int, typer.Option(min=0, metavar="NUMBER", help="Only entries behind this one.")] = 0,
    limit: Limit = None,
) -> None:
    """Read the log: every ingest, verdict and grade.

    It is only ever added to, and every entry holds the hash of the one before; `provenance verify` checks that.
    """
    screen = Screen()
    with existing(db) as case:
        entries = case.log(after=after, limit=limit)
        open_ = case.contradictions()
    if open_:
        typer.echo(
            f"{wording.count(len(open_), 'contradiction')} between decisions; see provenance contradictions", err=True
        )
    if form is not Form.TABLE:
        return write_records(entries, LogEntry, form, screen)
    names = ("number", "when (UTC)", "event", "value", "subject", "who", "why", "hash")
    if not screen.is_terminal:
        return screen.rows(names, (_cells(entry) for entry in entries))
    columns = [
        Column("no.", right=True),
        Column("when (UTC)", width=16),
        Column("event, value", width=12),
        Column("on", ratio=2),
        Column("who, why", ratio=3),
        Column("hash", width=8),
    ]
    contested = {side.entry for one in open_ for side in one.sides}
    return screen.table(columns, (_narrow(entry, entry.number in contested) for entry in entries))


def _cells(entry: LogEntry) -> list[Cell]:
    plain = (entry.event, entry.value, entry.subject, entry.person or "", entry.why or "", entry.hash)
    return [str(entry.number), _when(entry), *(in_a_line(one) for one in plain)]


def _narrow(entry: LogEntry, contested: bool) -> list[Cell]:
    said = ": ".join(in_a_line(one) for one in (entry.person, entry.why) if one)
    source = entry.detail.get("source")
    subject = in_a_line(source if entry.event == "ingest" and source else entry.subject)
    what = in_a_line(f"{entry.event}, {entry.value}")
    decided: Styled = [(what, ""), *([("\ncontested", "departs")] if contested else [])]
    return [str(entry.number), _when(entry), decided, subject, said, [(entry.hash[:8], "dim")]]


def _when(entry: LogEntry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M}"
