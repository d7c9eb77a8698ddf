"""`provenance mcp`: the casefile for an assistant."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import database_of, name_of, takes


@takes(db=database_of)
def mcp(
    db: str,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Also let it decide: verdicts, notes, tags, statements to be checked, under the name of --by.",
        ),
    ] = False,
    by: Annotated[str, name_of("Under whose name it writes.")] = "",
    http: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="PORT", help="Speak HTTP on this computer instead; 0 takes a free port."
        ),
    ] = None,
) -> None:
    """Serve the casefile to an assistant, by the Model Context Protocol.

    It speaks over standard input and output with the program that starts it: tools to check a statement, to search, and
    to show claims, articles, corroboration, conflicts, timelines, sources and what waits for review. Without --write it
    only reads.
    """
    from provenance.assistant.serving import application, run  # loads the casefile

    if write and not by.strip():
        raise typer.BadParameter("say under whose name, with --by", param_hint="--write")
    with existing(db) as case:
        name = by.strip() if write else None
        if http is None:
            return run(case, by=name)
        from provenance.workbench.serving import run_guarded
        from provenance.workbench.settings import Settings

        return run_guarded(
            application(case, by=name), Settings(port=http), path="/mcp", tell=lambda line: typer.echo(line, err=True)
        )
