from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from archives import ListSteps, assert_same, crowded, ingested, of_folder, write

pytest.importorskip("pyspark")
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None or not Path("/proc").is_dir(), reason="needs Java, and Linux to find its processes"
)

PIECES = 13
_RUN = """
import sys, time
from archives import ListSteps
from provenance.bulk import EngineName, Options, run

class SlowSteps(ListSteps):
    def extract(self, article):
        time.sleep(0.1)
        return super().extract(article)

tell = lambda step, done, of: print(step, of, flush=True) if done == of else None
options = Options(engine=EngineName.SPARK, master="local-cluster[2,1,1024]", piece=5, steps=SlowSteps(), tell=tell)
run(sys.argv[1], sys.argv[2], options)
"""


def test_lost_workers_and_drivers_change_nothing(tmp_path: Path) -> None:
    source = write(crowded(60), tmp_path / "news.jsonl")
    out = tmp_path / "out"
    with running(source, out) as driver:
        wait_until(driver, lambda: results(out, "claims") >= 2)
        driver.kill()
    before = results(out, "claims")
    assert 2 <= before < PIECES
    with running(source, out) as driver:
        wait_until(driver, lambda: results(out, "claims") > before)
        killed = [pid for pid, command in descendants(driver.pid) if "CoarseGrainedExecutorBackend" in command]
        os.kill(killed[0], signal.SIGKILL)
        assert results(out, "claims") < PIECES, "it was in the middle"
        told, _ = driver.communicate(timeout=120)
    assert driver.returncode == 0, (out / "spark.log").read_text()
    steps = dict(line.split() for line in told.splitlines())
    assert "articles" not in steps
    assert int(steps["claims"]) <= PIECES - 2
    assert_same(of_folder(out), ingested(source, tmp_path / "claims.db", ListSteps()))


@contextmanager
def running(source: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run on two workers; what it prints, on either stream, is its output."""
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(source), str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(process: subprocess.Popen[str], is_so: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.05)


def results(out: Path, step: str) -> int:
    return len([*(out / step).glob("*/*/manifest.json")])


def descendants(pid: int) -> list[tuple[int, str]]:
    """The processes that a process started, and those that these did, with their commands."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return [(one, (Path("/proc") / str(one) / "cmdline").read_bytes().replace(b"\0", b" ").decode()) for one in found]
