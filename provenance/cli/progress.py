"""How far a long command is: bars at a terminal, on standard error; elsewhere nothing, unless it is told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from provenance.records import Tell, untold


@contextmanager
def bars(elsewhere: Tell = untold) -> Iterator[Tell]:
    """What to call when more is done: a bar for each step; `elsewhere` is called instead where there is no terminal."""
    if not sys.stderr.isatty():
        yield elsewhere
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    shape = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*shape, console=Console(stderr=True, markup=False, emoji=False), transient=True) as progress:
        tasks = {}

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=of)
            progress.update(tasks[step], completed=done)

        yield tell
