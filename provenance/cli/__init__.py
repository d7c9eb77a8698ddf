"""The command line: parse, call the casefile, print. Every command loads what it needs only when it runs."""

from __future__ import annotations

import sys

from provenance.garbage import look_seldom


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 error, 2 usage, 3 done but something is missing, 128 + N ended by signal N
    (130: interrupted)."""
    look_seldom()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # an old terminal must not turn an answer into a traceback
    from provenance.cli.app import app

    app(args=arguments, prog_name="provenance")
