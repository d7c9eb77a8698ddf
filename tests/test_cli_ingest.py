from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import at_terminal, piped

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
STORY = "The mayor said that the ferry will run again on Monday.\n\nThe ferry had been out of service since March.\n"


def test_ingest_twice(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ferry.txt").write_text(STORY)
    first = piped(["ingest", "in"], cwd=tmp_path)
    again = piped(["ingest", "in"], cwd=tmp_path)
    assert first == (0, "1 added, 0 unchanged; 2 new claims, 0 new links\n")
    assert again == (0, "0 added, 1 unchanged; 0 new claims, 0 new links\n")
    (claim, _) = sorted(json.loads(piped(["claims", "--json"], cwd=tmp_path).out), key=lambda one: one["start"])
    assert "mayor" in claim["attribution"][0]["holder"]


def test_ingest_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    (tmp_path / "in" / "ferry.txt").write_text(STORY)
    run = piped(["ingest", "in"], cwd=tmp_path)
    assert run.code == 3
    assert "1 added, 0 unchanged, 1 failed; 2 new claims" in run.out
    assert "failed: in/a.txt: " in run.out


def test_an_article_without_claims_says_why(tmp_path: Path) -> None:
    (tmp_path / "tr.txt").write_text("Meclis bugün toplandı ve bütçe görüşmeleri başladı. Bakan bunu dün söyledi.\n")
    run = piped(["ingest", "tr.txt"], cwd=tmp_path)
    assert run.code == 0
    assert "no claims: tr.txt: it is written in 'tr'" in run.out
    assert "1 added, 0 unchanged, 1 without claims; 0 new claims" in run.out


def test_ingest_of_nothing_but_bad_files_is_an_error(tmp_path: Path) -> None:
    run = piped(["ingest", "none.txt"], cwd=tmp_path)
    assert run.code == 1
    assert "failed: none.txt" in run.out


@pytest.mark.parametrize("columns", [80])
def test_ingest_at_a_terminal(tmp_path: Path, columns: int) -> None:
    (tmp_path / "ferry.txt").write_text(STORY)
    run = at_terminal(["ingest", "ferry.txt"], cwd=tmp_path, columns=columns)
    assert (run.code, run.out) == (0, "1 added, 0 unchanged; 2 new claims, 0 new links\n")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_watching_ends_when_it_is_asked_to(tmp_path: Path, end: signal.Signals) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The council closed the old bridge in Poe on Monday, the mayor said.\n")
    os.utime(folder / "a.txt", (1, 1))
    command = [sys.executable, "-m", "provenance", "watch", str(folder), "--db", str(tmp_path / "claims.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "added: 1 claim" in process.stdout.readline()
        process.send_signal(end)
        assert (process.wait(), process.stdout.read(), process.stderr.read()) == (0, "stopped: 1 added\n", "")
