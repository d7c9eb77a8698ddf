"""A casefile that cannot be written: a locked stick, a read-only folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from fastapi.testclient import TestClient
from test_copying import everything, filled
from workbench import HOST, token

from provenance.casefile import Casefile
from provenance.cli import main
from provenance.errors import CasefileUnavailable, NotFound
from provenance.model import Grade
from provenance.store.folders import Folder
from provenance.workbench import create_app
from provenance.workbench.casefiles import create_front

pytestmark = pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs users and permissions as on Unix")
NOBODY = 65534


@pytest.fixture
def stick() -> Iterator[Path]:
    """A folder that everybody can get at, unlike those that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="stick"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def locked(folder: Path, *, files: bool = True) -> Iterator[None]:
    """Meanwhile nothing in a folder can be written, nor it itself; root, to whom nothing is locked, is nobody."""
    before = {one: one.stat().st_mode for one in (folder, *folder.rglob("*"))}
    me = os.geteuid()
    for one in before:
        one.chmod(0o555 if one.is_dir() else 0o444 if files else 0o666)
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)
        for one, mode in before.items():
            one.chmod(mode)


def listed(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("made_by", ["working on it", "backup"])
@pytest.mark.parametrize("files", [True, False], ids=["all locked", "only its folder"])
def test_it_is_read_as_it_lies(stick: Path, tmp_path: Path, made_by: str, files: bool) -> None:
    place = stick / "what was said? #1%.db"
    with filled(str(tmp_path / "claims.db" if made_by == "backup" else place), tmp_path) as case:
        before = everything(case)
        if made_by == "backup":
            case.backup(place)
    names, content = listed(stick), place.read_bytes()
    elsewhere = Path(tempfile.mkdtemp())
    elsewhere.chmod(0o777)
    with locked(stick, files=files), Casefile.open(place, steps=PlainSteps()) as case:
        assert case.only_read
        assert everything(case) == before
        assert all(finding.ok for finding in case.findings())
        for change in (
            lambda: case.ingest([stick]),
            lambda: case.rate("Officials", Grade.B, by="Kim", why="asked"),
            lambda: case.review(case.claims()[0].id, "accept", by="Kim", why="seen"),
            lambda: case.note(case.claims()[0].id, "look again", by="Kim"),
            lambda: case.undo(by="Kim", why="an error"),
        ):
            with pytest.raises(CasefileUnavailable, match=r"it cannot be written, only read .* provenance copy"):
                change()
        case.copy(elsewhere / "copied.db")
        case.backup(elsewhere / "backup.db")
    for name in ("copied.db", "backup.db"):
        with Casefile.open(elsewhere / name, steps=PlainSteps()) as case:
            assert everything(case) == before
    shutil.rmtree(elsewhere)
    assert (listed(stick), place.read_bytes()) == (names, content), "nothing was put beside it"


def test_changes_that_lie_beside_it_are_read_or_missed(stick: Path, tmp_path: Path) -> None:
    place = stick / "claims.db"
    with filled(str(place), tmp_path) as case:
        case.copy(tmp_path / "other.db")
        left = stick / "left.db"
        for ending in ("", "-wal", "-shm"):  # as if the stick had been drawn out
            shutil.copy(f"{place}{ending}", f"{left}{ending}")
        before = everything(case)
    with locked(stick), Casefile.open(left, steps=PlainSteps()) as case:
        assert everything(case) == before
    left.with_name("left.db-shm").unlink()
    with locked(stick), pytest.raises(CasefileUnavailable, match=r"last changes .* in left\.db-wal, .* copy all files"):
        Casefile.open(left)
    left.with_name("left.db-wal").rename(stick / "left.db-journal")
    with locked(stick), pytest.raises(CasefileUnavailable, match=r"broken off \(left\.db-journal .* copy all files"):
        Casefile.open(left)


def test_it_is_no_longer_read_when_somebody_else_changes_it(stick: Path, tmp_path: Path) -> None:
    """Whoever may not write it reads without locks, so the other one is not kept out."""
    place = stick / "claims.db"
    filled(str(place), tmp_path).close()
    with locked(stick), Casefile.open(place, steps=PlainSteps()) as case:
        claims = case.claims()
        me, mode = os.geteuid(), stick.stat().st_mode
        if os.getuid() == 0:
            os.seteuid(0)
        for one in (stick, place):
            one.chmod(0o755)
        with Casefile.open(place, steps=PlainSteps()) as other:
            other.review(claims[0].id, "accept", by="Ann", why="seen")
            os.seteuid(me)
            with pytest.raises(CasefileUnavailable, match="somebody else changed it"):
                case.claims()
        stick.chmod(mode) if os.geteuid() == os.getuid() else None
        with pytest.raises(CasefileUnavailable, match="somebody else changed it"):
            case.claims()


def test_an_older_form_is_told(stick: Path, tmp_path: Path) -> None:
    place = stick / "claims.db"
    filled(str(place), tmp_path).close()
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()
    with locked(stick), pytest.raises(CasefileUnavailable, match=r"earlier version .*\(revision 0003.* copy the file"):
        Casefile.open(place)
    (stick / "empty.db").touch()
    with locked(stick), pytest.raises(NotFound):
        Casefile.open(stick / "nothing.db", create=False)


def test_evidence_on_a_locked_stick_is_taken_in(stick: Path, tmp_path: Path) -> None:
    (stick / "a.txt").write_text("outlet: Alpha\nOfficials say 5 bridges were closed.\n")
    (tmp_path / "b.txt").write_text("")
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    with tempfile.TemporaryDirectory() as work:
        Path(work).chmod(0o777)
        with locked(stick), Casefile.open(Path(work) / "claims.db", steps=PlainSteps()) as case:
            assert [one.state for one in case.ingest([stick]).outcomes] == ["added"]
    assert listed(stick) == ["a.txt"]


def test_commands_say_so_once(stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = stick / "claims.db"
    filled(str(place), tmp_path).close()
    told = {}
    for name, arguments in (
        ("claims", ["claims", "--db", str(place)]),
        ("rate", ["rate", "Officials", "B", "--by", "Kim", "--why", "asked", "--db", str(place)]),
    ):
        for way in (locked(stick, files=False), locked(stick)):  # once to load what it needs
            capsys.readouterr()
            with way, pytest.raises(SystemExit) as end:
                main(arguments)
        told[name] = (end.value.code, capsys.readouterr().err.splitlines())
    remark = f"opened for reading only: {place}: the file cannot be written"
    assert told["claims"] == (0, [remark])
    assert told["rate"][0] == 1
    assert told["rate"][1][0] == remark
    assert told["rate"][1][1].startswith(f"error: {place}: it cannot be written, only read")


def test_the_workbench_shows_it_and_refuses_changes(stick: Path, tmp_path: Path) -> None:
    place = stick / "claims.db"
    with filled(str(place), tmp_path) as case:
        claim = case.claims()[0].id
        pages = ("/", "/claims", f"/claims/{claim}", "/corroboration", "/conflicts", "/sources", "/review", "/add")
        with TestClient(create_app(case), base_url=HOST) as browser:
            whole = [browser.get(page).status_code for page in pages]
    with (
        locked(stick),
        Casefile.open(place, steps=PlainSteps()) as case,
        TestClient(create_app(case), base_url=HOST) as browser,
    ):
        assert [browser.get(page).status_code for page in pages] == whole == [200] * len(pages)
        decision = {"target": claim, "verdict": "accept", "by": "Kim", "why": "seen", "csrf": token(browser)}
        answer = browser.post("/decide", data=decision)
        assert (answer.status_code, "it cannot be written, only read" in answer.text) == (503, True)


def test_a_casefile_among_others_says_that_it_can_only_be_read(stick: Path, tmp_path: Path) -> None:
    with filled(str(stick / "Flood.db"), tmp_path) as case:
        claim = case.claims()[0].id
    with locked(stick), TestClient(create_front(Folder(stick)), base_url=HOST) as browser:
        assert "can only be read" in browser.get("/casefiles").text
        assert "This casefile can only be read" in browser.get(f"/c/Flood/claims/{claim}").text
        said = {"target": claim, "verdict": "accept", "by": "Kim", "csrf": token(browser)}
        assert browser.post("/c/Flood/decide", data=said).status_code == 503
        made = browser.post("/casefiles", data={"name": "Other", "csrf": token(browser)})
        assert made.status_code == 503
    assert [one.name for one in Folder(stick).places()] == ["Flood"]
