"""Runs the program as a person does, at a terminal of a given width, or as a script does, through a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = (sys.executable, "-m", "provenance")
ROOT = Path(__file__).resolve().parent.parent


class Run(NamedTuple):
    code: int
    out: str


def environment(**extra: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PROVENANCE_", "COLUMNS", "LINES"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM"):
        kept.pop(name, None)
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {
        **kept,
        "PYTHONPATH": paths,
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "PROVENANCE_SETTINGS": os.devnull,
        **extra,
    }


def at_terminal(arguments: Sequence[str], *, cwd: Path, columns: int = 80, **extra: str) -> Run:
    """What a terminal gets to see on standard output (POSIX only)."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment(**extra),
    ) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
    os.close(ours)
    return Run(process.returncode, seen.decode().replace("\r\n", "\n"))


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


def piped(arguments: Sequence[str], *, cwd: Path, **extra: str) -> Run:
    """Standard output and standard error together, as a pipe gets them."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(**extra),
        check=False,
    )
    return Run(done.returncode, done.stdout.decode())
