"""`provenance use`: what is settled once for all commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import settings
from provenance.cli.options import DEFAULT_DATABASE
from provenance.reports.visible import in_a_line
from provenance.store.urls import shown


def use(
    casefile: Annotated[
        str | None, typer.Argument(metavar="[CASEFILE]", help="The casefile to use from now on: a path or an address.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decides, from now on.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget both first.")] = False,
) -> None:
    """Settle which casefile is used and who decides.

    Without arguments, show what is settled. An option of a command goes before the environment (PROVENANCE_DB,
    PROVENANCE_BY), and that before what is settled here.
    """
    kept = settings.Settings() if forget else settings.read()
    if casefile is not None:
        kept = replace(kept, casefile=casefile if "://" in casefile else str(Path(casefile).resolve()))
    if by is not None:
        kept = replace(kept, by=by.strip() or None)
    path = settings.write(kept) if forget or casefile is not None or by is not None else settings.place()
    used = shown(kept.casefile) if kept.casefile else f"{DEFAULT_DATABASE} in the folder where a command runs"
    typer.echo(in_a_line(f"casefile: {used}"))
    typer.echo(in_a_line(f"decides: {kept.by or 'whoever is named with --by'}"))
    typer.echo(in_a_line(f"settled in: {path}"))
