"""What is settled once for all commands, and what the words mean."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample import make

from provenance.casefile import Casefile
from provenance.cli import main
from provenance.model import Kind, Level, Naming, Polarity, Stance, Status, Verdict
from provenance.reports.glossary import explained, glossary
from provenance.reports.wording import LEVELS, STANCES, STATUSES

Run = Callable[..., str]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs one command with settings of its own in an empty folder; what it says."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("PROVENANCE_SETTINGS", str(tmp_path / "kept" / "settings.toml"))
    for name in ("PROVENANCE_DB", "PROVENANCE_BY"):
        monkeypatch.delenv(name, raising=False)

    def asked(*arguments: object, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        assert int(ended.value.code or 0) == code, err
        return out + err

    return asked


def test_a_casefile_and_a_name_are_settled_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make(tmp_path)
    assert "no casefile" in run("claims", code=1)
    run("use", case, "--by", "Ann")
    claim = json.loads(run("claims", "--json"))[0]["id"]
    assert "says Ann" in run("review", claim, "accept")
    monkeypatch.setenv("PROVENANCE_BY", "Ben")
    assert "says Ben: seen" in run("review", claim, "accept", "--why", "seen")
    assert "says Cleo" in run("review", claim, "reject", "--by", "Cleo")
    assert "no longer counts" in run("undo", "--by", "Ben", code=1)  # it is Cleo's word that does
    monkeypatch.delenv("PROVENANCE_BY")
    run("undo", "--by", "Cleo")
    with Casefile.open(case) as opened:
        assert [(one.by, one.why) for one in opened.reviews()] == [("Ann", ""), ("Ben", "seen")]
    assert "no casefile" in run("claims", "--db", "none.db", code=1)
    assert "provenance use" in next(line for line in run("doctor").splitlines() if line.startswith("database"))
    run("use", "--forget")
    assert "no casefile" in run("claims", code=1)
    assert "say who decides" in run("undo", "--db", case, code=2)


def test_casefiles_of_a_folder_are_called_by_their_names(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    make(cases).rename(cases / "Flood 2026.db")
    told = run("use", "--folder", cases, "Flood 2026")
    assert f"casefile: {cases / 'Flood 2026.db'}" in told
    assert f"in {cases}: Flood 2026" in told
    claims = len(json.loads(run("claims", "--json")))
    assert claims > 0
    assert "not there yet: the first ingest makes it" in run("use", "Ferry")
    assert "no casefile" in run("claims", code=1)
    (tmp_path / "work" / "a.txt").write_text("The mayor said on Monday that five people were hurt.\n")
    run("ingest", "a.txt")
    assert f"in {cases}: Ferry, Flood 2026" in run("use")
    assert len(json.loads(run("claims", "--json"))) == 1
    run("use", "Flood 2026")
    assert len(json.loads(run("claims", "--json"))) == claims
    assert "is no name for a casefile" in run("use", "~flood", code=1)
    assert "there is no folder" in run("use", "--folder", tmp_path / "none", code=2)


def test_only_the_owner_reads_the_settings(run: Run, tmp_path: Path) -> None:
    told = run("use", "postgresql+psycopg://ann:secret@desk.example/claims")
    kept = tmp_path / "kept" / "settings.toml"
    assert "secret" not in told
    assert "ann:secret@" in kept.read_text("utf-8")
    assert sys.platform == "win32" or stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("casefle = 'a.db'", "did you mean 'casefile'?"),
        ("by = 7", "text in quotation marks"),
        ("by = ", "cannot be read"),
        ("by = '\udc80'", "cannot be read"),
    ],
)
def test_settings_that_are_none(run: Run, tmp_path: Path, text: str, named: str) -> None:
    kept = tmp_path / "kept" / "settings.toml"
    kept.parent.mkdir()
    kept.write_text(text, "utf-8", errors="surrogateescape")
    assert named in run("claims", code=1)
    assert named not in run("--help")


@pytest.mark.parametrize("name", ['Ann "A" O\'Hara \\ Müller', "名"])
def test_any_name_comes_back_as_it_was_given(run: Run, name: str) -> None:
    run("use", "--by", name)
    assert f"decides: {name}" in run("use")


def test_a_name_that_cannot_be_seen_is_refused(run: Run) -> None:
    assert "cannot be seen" in run("use", "--by", "An\x1bn", code=1)


def test_words_are_explained(run: Run) -> None:
    assert len(run("help", "words").splitlines()) == len(glossary()) + 1
    assert "Five outlets that print one agency report" in run("help", "Origin")


@pytest.mark.parametrize("kind", [Kind, Level, Naming, Polarity, Stance, Status, Verdict], ids=lambda one: one.__name__)
def test_the_glossary_has_what_json_says(kind: type) -> None:
    left = {"affirmed", "open", "conditional"}  # says nothing by itself; takes back; in a word with others
    assert [value for value in map(str, kind) if not explained(value) and value not in left] == []


@pytest.mark.parametrize("word", sorted({*STANCES.values(), *LEVELS.values(), *STATUSES.values()} - {"fact"}))
def test_the_glossary_has_what_lists_say(word: str) -> None:
    assert explained(word)


def test_settings_that_cannot_be_read_stop_neither_help_nor_what_mends_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "settings.toml").write_text('casefle = "a.db"\n')
    assert "casefle" in run("claims", code=1)
    assert "only added to" in run("help", "words")
    run("use", "--forget")
    assert "no casefile" in run("claims", code=1)
