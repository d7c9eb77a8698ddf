"""Processes that are killed at any moment lose nothing that was told as done, and leave nothing in disorder.

Twenty kills in a usual run; PROVENANCE_KILLS=300 before a release.
"""

from __future__ import annotations

import logging
import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import killed
import pytest
from test_ingest import write

from provenance.bookkeeping import LogEntry
from provenance.casefile import Casefile

KILLS = int(os.environ.get("PROVENANCE_KILLS", "20"))
ARTICLES = 12


class Desk:
    """A casefile that processes work on, and what they told: all of it has to stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        write(folder / "in", ARTICLES)
        for number in range(2):
            texts = write(folder / f"in {number}", 3)
            for one in texts.iterdir():
                one.write_text(one.read_text().replace("Paper", f"Other{number}x").replace("valley", f"gorge {number}"))
            with killed.opened(folder / f"other {number}.db", hours=number) as case:
                case.ingest([texts])
                case.review(case.claims()[0].id, "accept", by="Ann", why="seen")
        killed.opened(folder / "claims.db").close()
        self.log: list[LogEntry] = []
        self.told: list[str] = []

    @property
    def is_full(self) -> bool:
        return sum(line.startswith("in ") for line in set(self.told)) == ARTICLES and len(self.log) > 100

    def hear(self) -> list[str]:
        """What was told since the last time."""
        path = self.folder / "told"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        self.told += lines
        return lines

    def check(self) -> None:
        """The casefile opens, agrees with itself, and holds all that was told, in order."""
        with killed.opened(self.folder / "claims.db") as case:
            _agrees(case)
            log = case.log()
            assert log[: len(self.log)] == self.log, "entries are only added"
            self.log = log
            files = {article.file for article in case.articles()}
            assert {line[3:] for line in self.told if line.startswith("in ")} <= files
            _decisions_are_there(case, [line.split()[1:] for line in self.told if line.startswith("reviewed ")])
            merged = [line.partition(" ")[2] for line in self.told if line.startswith("merged ")]
            for name in set(merged):
                with killed.opened(self.folder / name) as other:
                    assert {article.id for article in other.articles()} <= {one.id for one in case.articles()}
        self._check_files()

    def _check_files(self) -> None:
        for line in self.told:
            if line.startswith(("copied ", "restored ")):
                assert (self.folder / line.partition(" ")[2]).exists()
        backups = [line.split()[1:] for line in self.told if line.startswith("backed-up ")]
        made = [self.folder / "backup.db", *self.folder.glob("copy *.db"), *self.folder.glob("restored *.db")]
        for path in made:
            if path.exists():
                with killed.opened(path) as case:
                    _agrees(case)
                    log = case.log()
                assert log == self.log[: len(log)], "a state that the casefile was once in"
                assert not path.name.startswith("backup") or not backups or len(log) >= int(backups[-1][0])
            if not path.name.startswith("backup"):
                path.unlink()
        self.told = [line for line in self.told if not line.startswith(("copied ", "restored "))]
        for number, *digest in backups:  # that of an empty log has none
            assert [entry.hash for entry in self.log[: int(number)][-1:]] == digest


def _agrees(case: Casefile) -> None:
    assert case.verify().differences == ()
    assert all(finding.ok for finding in case.findings())


def _decisions_are_there(case: Casefile, told: list[list[str]]) -> None:
    """In the order in which they were told, whatever the clocks said; the last one counts."""
    made = [(entry.subject, entry.value) for entry in case.log() if entry.event == "review" and entry.person == "Kim"]
    rest = iter(made)
    assert all((target, verdict) in rest for target, verdict in told), "each behind the one before"
    last = dict(made)
    shown = {claim.id: claim.verdict for claim in case.claims()} | {link.id: link.verdict for link in case.links()}
    for target, verdict in last.items():
        assert (shown[target] or "open") == verdict


def _kill(desk: Desk, name: str, hours: int, delay: float, end: signal.Signals) -> tuple[int, float]:
    """Starts some work and ends it after a while; its exit code, and how many seconds it worked."""
    process = get_context("forkserver").Process(target=killed.run, args=(name, desk.folder, hours))
    process.start()
    assert process.pid is not None
    deadline = time.monotonic() + 600
    while not (desk.folder / "told").exists() and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.002)
    began = time.monotonic()
    process.join(delay)
    worked = time.monotonic() - began
    if process.exitcode is None:
        with suppress(ProcessLookupError):  # it is done
            os.kill(process.pid, end)
        process.join(600)  # on a machine that is busy with other things
    assert process.exitcode is not None
    return process.exitcode, worked


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_nothing_that_was_told_is_lost(tmp_path: Path) -> None:
    get_context("forkserver").set_forkserver_preload(["killed"])
    chance = random.Random(KILLS)
    desks = (Desk(tmp_path / f"{number}") for number in count())
    desk, ends = next(desks), Counter[str]()
    longest = dict.fromkeys(killed.WORK, 0.2)
    for number in range(KILLS):
        if desk.is_full:
            shutil.rmtree(desk.folder)
            desk = next(desks)
        name = list(killed.WORK)[number % len(killed.WORK)]
        end = signal.SIGTERM if chance.random() < 0.3 else signal.SIGKILL
        drafts = len(list(desk.folder.glob(".*")))
        code, worked = _kill(desk, name, chance.choice((-1, 0, 1)), chance.uniform(0, longest[name]), end)
        # The next moment is somewhere between the beginning and the end of such work, however fast the machine is.
        longest[name] = max(0.02, 0.9 * worked) if code == 0 else min(8.0, longest[name] * 1.3)
        assert code in (0, -end, 128 + end)
        if code != -signal.SIGKILL:
            assert len(list(desk.folder.glob(".*"))) == drafts, "who may end in order leaves nothing behind"
        ends[f"{name} {'done' if code == 0 else 'killed' if code == -signal.SIGKILL else 'ended'}"] += 1
        desk.hear()
        desk.check()
    for name in killed.WORK:  # a later run completes
        killed.run(name, desk.folder, 0)
        desk.hear()
        desk.check()
    assert {f"{number:03}.txt" for number in range(ARTICLES)} <= {
        Path(line[3:]).name for line in desk.told if line[:3] == "in "
    }
    logging.getLogger(__name__).info("%d kills: %s", KILLS, dict(sorted(ends.items())))  # pytest --log-cli-level=INFO
    assert ends.total() == KILLS
    assert sum(number for name, number in ends.items() if not name.endswith("done")) >= KILLS / 3
