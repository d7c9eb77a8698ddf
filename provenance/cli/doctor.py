"""`provenance doctor`: is everything well, and where does each setting come from?"""

from __future__ import annotations

import sys

import typer

from provenance import __version__
from provenance.cli.asking import existing
from provenance.cli.options import Json, database_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.errors import CasefileError, MissingExtra, NotFound
from provenance.records import Finding

_ORIGINS = {"COMMANDLINE": "--db", "ENVIRONMENT": "PROVENANCE_DB", "DEFAULT": "default"}


@takes(db=database_of)
def doctor(ctx: typer.Context, db: str, json: Json = False) -> None:
    """Check versions, settings and the casefile.

    Exit code 1 if anything is wrong.
    """
    from provenance.store.urls import shown

    source = ctx.get_parameter_source("db")
    findings = [
        Finding(name="provenance", value=__version__),
        Finding(name="Python", value=sys.version.split()[0]),
        Finding(name="database", value=shown(db), origin=_ORIGINS.get(source.name, "") if source else ""),
    ]
    try:
        with existing(db) as case:
            findings += case.findings()
    except (CasefileError, MissingExtra, NotFound) as error:
        findings.append(Finding(name="casefile", value=str(error), ok=False))
    _print(findings, json)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _print(findings: list[Finding], as_json: bool) -> None:
    screen = Screen()
    if as_json:
        from provenance.reports import json

        return json.write_records(findings, screen.binary)
    columns = (Column("check"), Column("", width=5), Column("value", ratio=1), Column("from"))
    return screen.table(columns, (_row(finding) for finding in findings))


def _row(finding: Finding) -> list[Cell]:
    state: Cell = "ok" if finding.ok else [("wrong", "clash")]
    return [finding.name, state, finding.value, [(finding.origin, "dim")]]
