"""`provenance copy`: a casefile moves to another database."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.progress import bars
from provenance.reports import wording
from provenance.reports.visible import in_a_line


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The casefile to copy: a path or a database URL.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where to: a new path, or the URL of an empty database.")],
) -> None:
    """Copy a casefile to another database, either way.

    Everything comes along as it is, verdicts, grades, notes and the log included. The source stays as it is.
    """
    from provenance.store.urls import shown

    with existing(source) as case, bars() as tell:
        copied = case.copy(target, tell=tell)
    typer.echo(in_a_line(f"{shown(target)}: {wording.brought(copied)} copied"))
