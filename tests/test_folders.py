"""Casefiles that are called by their names: what is a name, and what of a folder is a casefile."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import InvalidRequest, NotFound
from provenance.store.folders import Folder, checked, located

NAMES = (
    "Flood",
    "Ferry disaster 2026",
    "Überschwemmung",
    "洪水",
    "बाढ़",
    "a",
    "O'Neill, 2nd version",
    "x.y",
    "9-11_notes",
)
NO_NAMES = (
    "", " ", ".", "..", "../claims", "/etc/passwd", "a/b", "a\\b", "C:\\x", ".hidden", "trailing.", "-rf", "a\0b",
    "a\nb", "con", "NUL", "com1.backup", "a:b", "a?b", "a#b", "a%2e", "<b>", 'a"b', "\u202egpj", "a" * 81, "洪" * 60,
    "\ud800", "~",
)  # fmt: skip


def made(path: Path) -> Path:
    with sqlite3.connect(path) as file:
        file.execute("create table t (a)")
    file.close()
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_file_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path)
    path = folder.room(f" {name} ")
    assert path.parent == tmp_path
    made(path)
    assert [one.name for one in folder.places()] == [name]
    assert folder.place(name).path == path


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    for ask in (Folder(tmp_path).room, Folder(tmp_path).place, checked):
        with pytest.raises(InvalidRequest, match="no name for a casefile"):
            ask(name)
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=300))
def test_no_name_leaves_the_folder(name: str) -> None:
    folder = Path("/nowhere/cases")
    try:
        kept = checked(name)
    except InvalidRequest:
        return
    path = Path(os.path.normpath(folder / f"{kept}.db"))
    assert path.parent == folder
    assert path.stem == kept


def test_a_name_is_taken_whatever_its_capitals(tmp_path: Path) -> None:
    made(tmp_path / "Flood.db")
    (tmp_path / "broken.db").write_text("no database")
    for name in ("Flood", "flood", "FLOOD", "broken"):
        with pytest.raises(InvalidRequest, match="already"):
            Folder(tmp_path).room(name)


def test_only_casefiles_of_the_folder_itself_are_offered(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    made(folder / "b.db")
    made(folder / "A.db")
    made(tmp_path / "elsewhere.db")
    (folder / "link.db").symlink_to(tmp_path / "elsewhere.db")
    (folder / "text.db").write_text("hello")
    (folder / "empty.db").touch()
    (folder / "dir.db").mkdir()
    made(folder / ".hidden.db")
    made(folder / "claims.sqlite")
    assert [one.name for one in Folder(folder).places()] == ["A", "b"]
    with pytest.raises(NotFound, match=r"'link'.*A, b"):
        Folder(folder).place("link")


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be looked into"):
        Folder(tmp_path / "gone").places()


def test_a_person_means_a_path_or_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cases = tmp_path / "cases"
    cases.mkdir()
    known = made(cases / "flood.db")
    assert located("flood", cases) == str(known)
    assert located("new one", cases) == str(cases / "new one.db")
    assert located("flood", None) == str(tmp_path / "flood")
    assert located("flood.db", cases) == str(tmp_path / "flood.db")
    assert located("sub/flood", cases) == str(tmp_path / "sub" / "flood")
    assert located("postgresql://host/claims", cases) == "postgresql://host/claims"
    with pytest.raises(InvalidRequest, match="no name"):
        located("~flood", cases)
