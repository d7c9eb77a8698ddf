"""What happens when the program is asked to end, or is ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from casefile_steps import PlainSteps
from terminal import PROGRAM, environment
from test_copying import filled
from test_ingest import write

from provenance.casefile import Casefile
from provenance.cli.ending import SIGNALS, TOGETHER, Ended, orderly
from provenance.model import Grade

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs signals as on Unix")
ENDS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def as_at_a_terminal() -> Iterator[None]:
    """Also where the tests themselves were started by nohup, whose programs do not hear SIGHUP."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("end", ENDS)
def test_serve_leaves_everything_in_the_file(tmp_path: Path, end: signal.Signals) -> None:
    database = tmp_path / "claims.db"
    filled(str(database), tmp_path).close()
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert re.search(r"http://\S+", process.stderr.readline())
        with Casefile.open(database, steps=PlainSteps()) as case:
            case.rate("Officials", Grade.D, by="Ann", why="asked again")
            entries = len(case.log())
        assert (tmp_path / "claims.db-wal").stat().st_size > 0, "the program still has it open"
        process.send_signal(end)
        words = process.stderr.read()
    assert (process.returncode, words) == (
        128 + end,
        "interrupted\n" if end == signal.SIGINT else f"ended by {end.name}\n",
    )
    shutil.copy(database, tmp_path / "copied.db")
    with Casefile.open(tmp_path / "copied.db", create=False, steps=PlainSteps()) as case:
        assert len(case.log()) == entries


def test_a_folder_is_served_until_it_is_ended(tmp_path: Path) -> None:
    filled(str(tmp_path / "Flood.db"), tmp_path).close()
    with subprocess.Popen(
        [*PROGRAM, "serve", ".", "--port", "0"], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        with urlopen(f"{found[0]}c/Flood/claims") as answer:
            assert "Casefile <strong>Flood</strong>" in answer.read().decode()
        assert (tmp_path / "Flood.db-wal").exists(), "the program has it open"
        process.send_signal(signal.SIGTERM)
        words = process.stderr.read()
    assert (process.returncode, words) == (128 + signal.SIGTERM, "ended by SIGTERM\n")
    assert not (tmp_path / "Flood.db-wal").exists(), "all of it is in the file"


def test_a_signal_takes_back_what_was_under_way(tmp_path: Path) -> None:
    """While standard input is waited for, a casefile is open in every command that reads it."""
    with subprocess.Popen(
        [*PROGRAM, "ingest", "-"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "claims.db-wal").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, b"ended by SIGTERM\n")
    assert [one.name for one in tmp_path.iterdir()] == ["claims.db"]


def test_what_failed_is_told_at_once_and_what_is_done_when_it_is_ended(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 400)
    (folder / "000.txt").write_bytes(b"")
    with subprocess.Popen(
        [*PROGRAM, "ingest", "in"], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read().splitlines()
    assert told.startswith("failed: in/000.txt: ")
    assert re.fullmatch(r"so far: \d+ added, 0 unchanged, 1 failed", rest[0])
    assert rest[1:] == ["ended by SIGTERM"]


def test_signals_that_come_together_are_one() -> None:
    """As when a terminal is closed; while everything is being closed, the others must not break that off."""
    closed: list[str] = []
    with pytest.raises(Ended) as end, orderly():
        _closing(signal.SIGHUP, [signal.SIGTERM, signal.SIGHUP], closed)
    assert (end.value.number, closed) == (signal.SIGHUP, ["whole"])
    assert TOGETHER < 10, "a program that does not end hears the next one"


def test_a_second_interrupt_waits_for_nothing() -> None:
    closed: list[str] = []
    with pytest.raises(Ended) as end, orderly():
        _closing(signal.SIGTERM, [signal.SIGINT], closed)
    assert (end.value.number, closed) == (signal.SIGINT, [])


def _closing(first: int, others: list[signal.Signals], closed: list[str]) -> None:
    try:
        signal.raise_signal(first)
    finally:
        for number in others:
            signal.raise_signal(number)
        closed.append("whole")


def test_what_is_ignored_stays_ignored() -> None:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with orderly():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGTERM) not in before.values()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before[signal.SIGHUP])
    assert {number: signal.getsignal(number) for number in SIGNALS} == before


BUSY = """
import os, sys, time
from casefile_steps import PlainSteps
from provenance.casefile import Casefile

class Slow(PlainSteps):
    def extract(self, article):
        with open({told!r}, "a") as told:
            print(os.getpid(), file=told)
        time.sleep(60)
        return super().extract(article)

def main():
    with Casefile.open({db!r}, steps=Slow()) as case:
        case.ingest(sys.argv[1:], workers=2)
"""
"""A module, since what a worker is sent has to be found there as well."""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, end: signal.Signals) -> None:
    told = tmp_path / "told"
    (tmp_path / "busy.py").write_text(BUSY.format(told=str(told), db=str(tmp_path / "claims.db")))
    paths = [str(tmp_path), str(Path(__file__).parent)]
    program = f"import sys; sys.path[:0] = {paths}; import busy; busy.main()"
    command = [sys.executable, "-c", program, str(write(tmp_path / "in", 4))]
    with subprocess.Popen(command, env=environment()) as process:
        deadline = time.monotonic() + 120
        while len(workers := _numbers(told)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(workers) == 2
        for worker in workers:
            os.kill(worker, signal.SIGINT)  # the terminal's, to all of its processes
            os.kill(worker, signal.SIGHUP)
        assert all(_runs(worker) for worker in workers)
        process.send_signal(end)
        process.wait(timeout=60)
        deadline = time.monotonic() + 60
        while any(_runs(worker) for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(_runs(worker) for worker in workers)


def _numbers(told: Path) -> set[int]:
    return set(map(int, told.read_text().split("\n")[:-1])) if told.exists() else set()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
