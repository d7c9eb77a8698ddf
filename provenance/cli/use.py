"""`provenance use`: what is settled once for all commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import settings
from provenance.cli.options import DEFAULT_DATABASE
from provenance.reports.visible import in_a_line
from provenance.store.folders import Folder, located
from provenance.store.urls import shown


def use(
    casefile: Annotated[
        str | None,
        typer.Argument(
            metavar="CASEFILE", help="The casefile to use from now on: a path, an address, or a name in --folder."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decides, from now on.")] = None,
    folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where casefiles lie that are called by their names.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget all of it first.")] = False,
) -> None:
    """Settle which casefile is used and who decides.

    Without arguments, show what is settled. An option of a command goes before the environment (PROVENANCE_DB,
    PROVENANCE_BY), and that before what is settled here.
    """
    kept = settings.Settings() if forget else settings.read()
    if folder is not None:
        if not folder.is_dir():
            raise typer.BadParameter(f"there is no folder {folder}", param_hint="--folder")
        kept = replace(kept, folder=str(folder.resolve()))
    named = Path(kept.folder) if kept.folder else None
    if casefile is not None:
        kept = replace(kept, casefile=located(casefile, named))
    if by is not None:
        kept = replace(kept, by=by.strip() or None)
    changed = forget or any(one is not None for one in (casefile, by, folder))
    path = settings.write(kept) if changed else settings.place()
    used = shown(kept.casefile) if kept.casefile else f"{DEFAULT_DATABASE} in the folder where a command runs"
    new = (
        named is not None and kept.casefile and Path(kept.casefile).parent == named and not Path(kept.casefile).exists()
    )
    typer.echo(in_a_line(f"casefile: {used}{' (not there yet: the first ingest makes it)' if new else ''}"))
    if named is not None:
        names = ", ".join(one.name for one in Folder(named).places())
        typer.echo(in_a_line(f"in {named}: {names or 'no casefile yet'}"))
    typer.echo(in_a_line(f"decides: {kept.by or 'whoever is named with --by'}"))
    typer.echo(in_a_line(f"settled in: {path}"))
