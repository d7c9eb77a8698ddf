"""What a process does until it is killed: it tells in a file what it has done, a line each time."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from casefile_steps import PlainSteps

from provenance.casefile import Casefile
from provenance.cli.ending import Ended, orderly
from provenance.clock import now

Tell = Callable[[str], None]


def opened(place: Path, hours: int = 0) -> Casefile:
    """The casefile, by a clock that is so many hours ahead."""
    return Casefile.open(place, steps=PlainSteps(), clock=lambda: now() + timedelta(hours=hours))


def ingest(folder: Path, hours: int, tell: Tell, workers: int = 1) -> None:
    with opened(folder / "claims.db", hours) as case:
        case.ingest([folder / "in"], workers=workers, on_file=lambda outcome, _done, _of: tell(f"in {outcome.source}"))


def ingest_with_two(folder: Path, hours: int, tell: Tell) -> None:
    ingest(folder, hours, tell, workers=2)


def review(folder: Path, hours: int, tell: Tell) -> None:
    with opened(folder / "claims.db", hours) as case:
        targets = [claim.id for claim in case.claims(order="file")[:4]] + [link.id for link in case.links()[:2]]
        chance = random.Random(len(case.log()))
        for _ in range(40 if targets else 0):
            target, verdict = chance.choice(targets), chance.choice(("accept", "reject", "open"))
            case.review(target, verdict, by="Kim", why=f"looked {hours}")
            tell(f"reviewed {target} {verdict}")


def merge(folder: Path, hours: int, tell: Tell) -> None:
    with opened(folder / "claims.db", hours) as case:
        for other in sorted(folder.glob("other *.db")):
            case.merge(other)
            tell(f"merged {other.name}")


def copy(folder: Path, hours: int, tell: Tell) -> None:
    with opened(folder / "claims.db", hours) as case:
        target = folder / f"copy {len(list(folder.glob('copy *')))}.db"
        case.copy(target)
        tell(f"copied {target.name}")


def backup(folder: Path, hours: int, tell: Tell) -> None:
    with opened(folder / "claims.db", hours) as case:
        for _ in range(5):
            made = case.backup(folder / "backup.db", replace=True)
            tell(f"backed-up {made.head.entries} {made.head.hash}")


def restore(folder: Path, hours: int, tell: Tell) -> None:
    if (folder / "backup.db").exists():
        with opened(folder / "backup.db", hours) as case:
            target = folder / f"restored {len(list(folder.glob('restored *')))}.db"
            case.copy(target)
            tell(f"restored {target.name}")


def reread(folder: Path, hours: int, tell: Tell) -> None:
    with opened(folder / "claims.db", hours) as case:
        case.reread(on_file=lambda outcome, _done, _of: tell(f"reread {outcome.source}"))


WORK = {one.__name__: one for one in (ingest, ingest_with_two, review, merge, copy, backup, restore)}


def run(name: str, folder: Path, hours: int) -> None:
    """Does some work, and tells in the file "told" of the folder; ends as a command does when a signal asks it to."""
    told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(line: str) -> None:
        os.write(told, f"{line}\n".encode())

    try:
        with orderly():
            tell("ready")
            (WORK | {"reread": reread})[name](folder, hours, tell)
    except Ended as end:
        sys.exit(128 + end.number)
