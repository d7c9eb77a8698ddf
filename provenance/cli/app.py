"""The commands by name, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from signal import SIGINT
from typing import Annotated, Any, Never

import typer
from typer.core import TyperGroup

from provenance import __version__, faults
from provenance.cli import (
    articles,
    backup,
    bulk,
    changes,
    check,
    claims,
    contradictions,
    copy,
    doctor,
    fix,
    ingest,
    labels,
    link,
    links,
    load,
    log,
    manual,
    mcp,
    merge,
    notes,
    read,
    report,
    reread,
    search,
    serve,
    settings,
    show,
    sources,
    timeline,
    use,
    verdicts,
    verify,
    watch,
)
from provenance.cli.ending import Ended, orderly
from provenance.cli.options import SOME_FAILED
from provenance.errors import Fault, Phase, ProvenanceError


class Commands(TyperGroup):
    """All commands. What goes wrong in any of them is told here."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was asked for; turns errors into one line on standard error."""
        asked = super().invoke
        try:
            ctx.default_map = _Settled()
            with orderly(), faults.collecting() as found:
                done = faults.isolated(
                    Phase.ANSWERING, "this command", lambda: [asked(ctx)], passing=_OURS, memory=True
                )
                sys.stdout.flush()  # here a closed pipe is still ours to handle
        except ProvenanceError as error:
            fail(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
            raise typer.Exit(0) from None
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except Ended as signal:
            typer.echo("interrupted" if signal.number == SIGINT else f"ended by {signal}", err=True)
            raise typer.Exit(128 + signal.number) from None
        faults.log(found)
        if done is None:
            fail(f"the program failed ({found[-1].cause}); nothing was half-stored; --debug shows where")
        _tell_missing(found)
        return done[0]


class _Settled(dict[str, Any]):
    """What a person settled, as defaults of the options of the command that is asked for.

    It is read then alone, and not for those that help where it cannot be read.
    """

    def get(self, name: str, default: Any = None) -> Any:
        """The defaults of a command."""
        if name in ("use", "help"):
            return default
        settled = settings.read()
        return {option: value for option, value in (("db", settled.casefile), ("by", settled.by)) if value}


_CLICK = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""Looked up, since Typer takes it from Click or from a copy of its own, depending on its version."""
_OURS = (OSError, _CLICK, typer.Abort, typer.Exit)
"""Exceptions of a command that are no faults: Click's own, and what the system refuses."""


def _tell_missing(found: Sequence[Fault]) -> None:
    """What a command left out because the program failed on it; the rest of the command is done."""
    from provenance.reports import wording
    from provenance.reports.visible import in_a_line

    for line in wording.faults([str(fault) for fault in found]):
        typer.echo(in_a_line(f"missing: {line}"), err=True)
    if found:
        raise typer.Exit(SOME_FAILED)


def fail(message: str) -> Never:
    """Ends the program with one line on standard error and exit code 1."""
    from provenance.reports.visible import in_a_line

    typer.echo(f"error: {in_a_line(message)}", err=True)
    raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    name="provenance",
    help="Who says this, how sure are they, and who else says so or the opposite?",
    epilog="Exit codes: 0 done, 1 error, 2 usage, 3 done but something is missing.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain help: no library to load for it, and the same on every terminal
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit


def _debug(asked: bool) -> None:
    if asked:
        logging.getLogger("provenance").addHandler(logging.StreamHandler())


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", callback=_debug, help="Where the program itself fails, show the place in it.")
    ] = False,
) -> None:
    pass


for command in (
    read.read,
    ingest.ingest,
    watch.watch,
    reread.reread,
    serve.serve,
    articles.articles,
    articles.remove,
    mcp.mcp,
    claims.claims,
    show.show,
    links.corroboration,
    links.conflicts,
    timeline.timeline,
    sources.sources,
    verdicts.rate,
    verdicts.review,
    fix.fix,
    link.link,
    labels.labels,
    contradictions.contradictions,
    notes.note,
    notes.tag,
    notes.undo,
    search.search,
    check.check,
    changes.changes,
    report.report,
    verify.verify,
    log.log,
    merge.merge,
    copy.copy,
    backup.backup,
    bulk.bulk,
    load.load,
    doctor.doctor,
    use.use,
    manual.help,
):
    app.command()(command)
