"""The commands by name, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any, Never

import typer
from typer.core import TyperGroup

from provenance import __version__
from provenance.cli import (
    bulk,
    changes,
    claims,
    copy,
    doctor,
    ingest,
    links,
    load,
    log,
    merge,
    notes,
    report,
    search,
    serve,
    show,
    sources,
    timeline,
    verdicts,
    verify,
    watch,
)
from provenance.errors import ProvenanceError


class Commands(TyperGroup):
    """All commands. What goes wrong in any of them is told here."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was asked for; turns errors into one line on standard error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here a closed pipe is still ours to handle
        except ProvenanceError as error:
            fail(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
            raise typer.Exit(0) from None
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(130) from None
        return result


def fail(message: str) -> Never:
    """Ends the program with one line on standard error and exit code 1."""
    from provenance.reports.visible import in_a_line

    typer.echo(f"error: {in_a_line(message)}", err=True)
    raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    name="provenance",
    help="Who says this, how sure are they, and who else says so or the opposite?",
    epilog="Exit codes: 0 done, 1 error, 2 usage, 3 done but some files failed.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: no library to load for it, and the same on every terminal
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


for command in (
    ingest.ingest,
    watch.watch,
    serve.serve,
    claims.claims,
    show.show,
    links.corroboration,
    links.conflicts,
    timeline.timeline,
    sources.sources,
    verdicts.rate,
    verdicts.review,
    notes.note,
    notes.tag,
    notes.undo,
    search.search,
    changes.changes,
    report.report,
    verify.verify,
    log.log,
    merge.merge,
    copy.copy,
    bulk.bulk,
    load.load,
    doctor.doctor,
):
    app.command()(command)
