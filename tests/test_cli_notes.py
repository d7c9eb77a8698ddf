"""What people write and take back on the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import PROGRAM, ROOT, environment

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a casefile of the seeds; its output, or what went wrong."""
    db = str(tmp_path / "claims.db")

    def command(*words: str, code: int = 0) -> str:
        done = subprocess.run(
            [*PROGRAM, *words, "--db", db], capture_output=True, encoding="utf-8", env=environment(), check=False
        )
        assert done.returncode == code, done.stderr
        return done.stderr if code else done.stdout

    command("ingest", str(ROOT / "seeds"))
    return command


def _claims(run: Run, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("claims", "--json", *options))
    return found


def test_note_tag_and_undo(run: Run) -> None:
    claim = str(_claims(run)[0]["id"])
    assert "Ann notes as entry" in run("note", claim[:8], "asked the\nministry", "--by", "Ann")
    assert "gives the tag to check" in run("tag", claim, "To Check", "--by", "Ann")
    assert [one["id"] for one in _claims(run, "--tag", "to check")] == [claim]
    told = run("undo", "--by", "Ann", "--why", "done")
    assert "(tag, to check, by Ann)" in told
    assert _claims(run, "--tag", "to check") == []
    number = told.split("entry ")[1].split()[0]
    assert "takes back entry" in run("undo", number, "--by", "Ben", "--why", "not yet")
    assert "takes off the tag" in run("tag", claim, "to check", "--by", "Ann", "--remove")
    assert "taken back already" in run("undo", number, "--by", "Ann", "--why", "no", code=1)
    assert "no longer counts" in run("undo", str(int(number) - 1), "--by", "Ann", "--why", "no", code=1)


def test_lists_take_words_and_a_source(run: Run) -> None:
    every = _claims(run)
    drones = _claims(run, "--text", "drone")
    assert 0 < len(drones) < len(every)
    assert all("drone" in str(claim["text"]).casefold() for claim in drones)
    cited = next(claim["attribution"] for claim in every if claim["attribution"])
    name = cited[0]["name"] or cited[0]["holder"]  # type: ignore[index]
    assert all(claim["attribution"] for claim in _claims(run, "--source", str(name)))
    assert "no source" in run("claims", "--source", "nobody at all", code=1)
