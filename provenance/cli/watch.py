"""`provenance watch`: what is new in folders and feeds goes in as it comes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Annotated

import typer

from provenance.cli.asking import opened
from provenance.cli.ending import Ended
from provenance.cli.options import FollowLinks, database_of, takes
from provenance.errors import CasefileUnavailable
from provenance.records import FileOutcome
from provenance.reports import wording
from provenance.reports.visible import in_a_line

FILE_SECONDS = 10.0
FEED_SECONDS = 300.0
"""How often sources are looked at where nobody says: a feed is somebody else's server."""
QUIET_SECONDS = 10.0
"""Between two lines on how far a large file is."""


@takes(db=database_of)
def watch(
    sources: Annotated[list[str], typer.Argument(metavar="FOLDER|FEED...", help="What to look at.")],
    db: str,
    every: Annotated[
        float | None,
        typer.Option(min=1, metavar="SECONDS", help="How often to look. Else: 10 for folders, 300 for addresses."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Read with this many processes.")] = 1,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask addresses inside your own network.")
    ] = False,
    follow_links: FollowLinks = False,
) -> None:
    """Take in what is new in folders and feeds, until Ctrl-C.

    A file is read once it is no longer written to; one that changed comes in as a new version. A database that is away
    for a while is waited for. Started anew, it looks at everything once more and takes in only what is not in yet.
    """
    from provenance.casefile.watching import patiently

    told: Counter[str] = Counter()
    try:
        with patiently(lambda: opened(db), _trouble) as case:
            for outcome in case.watch(
                sources,
                every=_seconds(every),
                on_trouble=_trouble,
                workers=workers,
                allow_private=allow_private,
                follow_links=follow_links,
                on_progress=_on_progress(),
            ):
                told[outcome.state] += 1
                _tell(outcome)
    except Ended:  # there is no other end
        counts = ", ".join(f"{count} {state}" for state, count in sorted(told.items()))
        typer.echo(f"stopped: {counts or 'nothing was new'}")


def _seconds(every: float | None) -> tuple[float, float]:
    return (FILE_SECONDS, FEED_SECONDS) if every is None else (every, every)


def _tell(outcome: FileOutcome) -> None:
    now = time.strftime("%H:%M:%S")
    if outcome.state in ("failed", "skipped"):
        typer.echo(in_a_line(f"{now} {outcome.state}: {outcome.source}: {outcome.reason}"), err=True)
    else:
        typer.echo(in_a_line(f"{now} {outcome.state}: {wording.count(outcome.claims, 'claim')}, {outcome.source}"))
        for line in wording.faults(outcome.faults):
            typer.echo(in_a_line(f"{now} missing: {line}"), err=True)


def _on_progress() -> Callable[[str, str, int, int], None]:
    """Tells at a terminal, now and then, how far a large file is."""
    told = time.monotonic()

    def on_progress(_: str, what: str, done: int, of: int) -> None:
        nonlocal told
        if sys.stderr.isatty() and time.monotonic() - told >= QUIET_SECONDS:
            told = time.monotonic()
            typer.echo(in_a_line(f"{time.strftime('%H:%M:%S')} reading: {wording.share(done, of)} of {what}"), err=True)

    return on_progress


def _trouble(error: CasefileUnavailable, seconds: float) -> None:
    typer.echo(in_a_line(f"{time.strftime('%H:%M:%S')} waiting {seconds:.0f} s: {error}"), err=True)
