"""Files that were sent: how they are named, and when one is a new version of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.casefile import Casefile
from provenance.casefile.uploads import LONGEST_NAME, Upload, clean_name

BRIDGE = """The Ludlow bridge is closed

The county council closed the bridge over the Teme on Friday after an inspector found a crack in the main arch.
Councillor Mary Holt said that repairs would take six weeks and cost two million pounds.
The inspector wrote that the crack had grown by four centimetres since the spring.
"""
LATER = BRIDGE.replace("six weeks", "nine weeks")
PIER = """Pier at Cromer reopens

The pier at Cromer opened again on Monday, two months after a storm had torn away a third of its planks.
Engineer Paul Dent said the new planks came from Norway and would hold for forty years.
"""


@pytest.fixture
def case(tmp_path: Path):
    with Casefile.open(tmp_path / "claims.db") as opened:
        yield opened


def sent(folder: Path, *files: tuple[str, str], pasted: bool = False) -> list[Upload]:
    """Each file as it lies while it is read: under a name that says nothing."""
    uploads = []
    for name, text in files:
        path = folder / f"{len(list(folder.iterdir()))}.part"
        path.write_text(text, encoding="utf-8")
        uploads.append(Upload(name, path, pasted))
    return uploads


def states(case: Casefile, folder: Path, *files: tuple[str, str], **options: bool) -> list[tuple[str, str]]:
    return [(one.source, one.state) for one in case.ingest(sent(folder, *files, **options)).outcomes]


def test_a_file_goes_by_its_name_and_not_by_where_it_lay(case: Casefile, tmp_path: Path) -> None:
    assert states(case, tmp_path, ("bridge.txt", BRIDGE)) == [("upload:/bridge.txt", "added")]
    [article] = case.articles()
    assert article.file == "upload:/bridge.txt"
    assert str(tmp_path) not in repr(case.log())


def test_sent_again_it_is_unchanged_from_whatever_folder_the_program_runs(
    case: Casefile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states(case, tmp_path, ("bridge.txt", BRIDGE))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert states(case, tmp_path, ("bridge.txt", BRIDGE)) == [("upload:/bridge.txt", "unchanged")]


def test_a_changed_file_is_a_new_version(case: Casefile, tmp_path: Path) -> None:
    states(case, tmp_path, ("bridge.txt", BRIDGE))
    assert states(case, tmp_path, ("bridge.txt", LATER)) == [("upload:/bridge.txt", "new-version")]
    assert [one.version for one in case.articles()] == [2]


def test_another_article_of_the_same_name_hides_none(case: Casefile, tmp_path: Path) -> None:
    states(case, tmp_path, ("index.html", BRIDGE))
    assert states(case, tmp_path, ("index.html", PIER)) == [("upload:/index (2).html", "added")]
    assert len(case.articles()) == 2
    again = states(case, tmp_path, ("index.html", PIER), ("index.html", BRIDGE))
    assert [state for _, state in again] == ["unchanged", "unchanged"]
    assert states(case, tmp_path, ("index.html", LATER)) == [("upload:/index.html", "new-version")]


def test_files_of_one_name_sent_together_all_go_in(case: Casefile, tmp_path: Path) -> None:
    both = [("a.txt", BRIDGE), ("a.txt", LATER), ("README", PIER)]
    expected = ["upload:/a.txt", "upload:/a (2).txt", "upload:/README"]
    assert states(case, tmp_path, *both) == [(name, "added") for name in expected]
    assert len(case.articles()) == 3
    assert states(case, tmp_path, *both) == [(name, "unchanged") for name in expected]


def test_a_pasted_text_is_known_by_its_words(case: Casefile, tmp_path: Path) -> None:
    facts = ["outlet=Marches Post"]
    for state in ("added", "unchanged"):
        summary = case.ingest(sent(tmp_path, ("pasted text", BRIDGE), pasted=True), settings=facts, by="Ada")
        assert [one.state for one in summary.outcomes] == [state]
    assert states(case, tmp_path, ("pasted text", PIER), pasted=True) == [("pasted text", "added")]
    assert [(one.file, one.outlet) for one in case.articles()] == [(None, "Marches Post"), (None, None)]


@pytest.mark.parametrize(
    ("sent_as", "name"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\news.pdf", "news.pdf"),
        ("folder/sub/", "sub"),
        ("a\x00b\n\u202ec.txt", "a b c.txt"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("x" * 500 + ".html", ("x" * 500 + ".html")[-LONGEST_NAME:]),
    ],
)
def test_a_name_is_the_last_part_of_what_was_sent(sent_as: str, name: str) -> None:
    assert clean_name(sent_as) == name
