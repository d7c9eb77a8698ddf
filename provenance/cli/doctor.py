"""`provenance doctor`: is everything well, and where does each setting come from?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from provenance import __version__
from provenance.bookkeeping import Finding, Repair
from provenance.cli.asking import existing
from provenance.cli.options import Json, database_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.errors import CasefileError, MissingExtra, NotFound

_ORIGINS = {
    "COMMANDLINE": "--db",
    "ENVIRONMENT": "PROVENANCE_DB",
    "DEFAULT_MAP": "provenance use",
    "DEFAULT": "default",
}


Mend = Annotated[
    bool,
    typer.Option("--repair", help="Make anew what follows from the rest: counts, groups, search, indexes."),
]


@takes(db=database_of)
def doctor(ctx: typer.Context, db: str, repair: Mend = False, json: Json = False) -> None:
    """Check versions, settings and the casefile.

    Exit code 1 if anything is wrong. With --repair, what follows from other
    rows or from the log is made anew where it is wrong; what was read and
    what people decided is never touched. Where that is damaged, nothing is
    made from it: it is named, and only a backup has it.
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
            mended = list(_mended(case.repair())) if repair else []
            findings += [*case.findings(), *mended]
    except (CasefileError, MissingExtra, NotFound) as error:
        findings.append(Finding(name="casefile", value=str(error), ok=False))
    _print(findings, json)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _mended(done: Repair) -> Iterator[Finding]:
    """What a repair did, and what it could not do."""
    for what, number in Counter(one.what for one in done.rebuilt).items():
        yield Finding(name="made anew", value=f"{number} times: {what}")
    if done.sealed:
        yield Finding(name="sealed", value=f"{done.sealed} articles, as they are now")
    if not (done.rebuilt or done.left or done.sealed):
        yield Finding(name="repair", value="nothing had to be made anew")
    for one in done.left:
        yield Finding(name="damaged", value=f"{one.where}: {one.what}", ok=False)
    if done.left:
        yield Finding(name="repair", value="what is damaged was read or decided: only a backup has it", ok=False)


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
