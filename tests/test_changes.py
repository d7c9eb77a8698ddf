"""Edits that a publisher made after an article was first read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import makers
import pytest
from casefile_steps import PlainSteps
from terminal import at_terminal, piped

from provenance.casefile import Casefile
from provenance.errors import NotFound

FIRST = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\nMany people left.\n"
SECOND = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 9 houses were lost.\nMany people left.\n"
THIRD = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 9 houses were lost.\n"


@pytest.fixture
def case(tmp_path: Path, place: str) -> Iterator[Casefile]:
    with Casefile.open(place, steps=PlainSteps()) as opened:
        for text in (FIRST, SECOND, THIRD):
            (tmp_path / "a.txt").write_text(text)
            opened.ingest([tmp_path / "a.txt"])
        yield opened


def test_every_edit_is_shown_with_its_words(case: Casefile, tmp_path: Path) -> None:
    altered, gone = case.changes()
    assert (altered.change, altered.before, altered.after) == (
        "altered",
        "Officials say 5 houses were lost.",
        "Officials say 9 houses were lost.",
    )
    assert [altered.before[slice(*span)] for span in altered.gone] == ["5"]
    assert [altered.after[slice(*span)] for span in altered.came] == ["9"]
    assert (gone.change, gone.before, gone.after) == ("gone", "Many people left.", None)
    assert case.changes(str(tmp_path / "a.txt")) == [altered, gone]
    assert case.changes(altered.article_before[:8]) == [altered, gone], "any version stands for all"
    assert len(case.changes(everything=True)) == 6
    with pytest.raises(NotFound):
        case.changes("nowhere.txt")


def test_a_persons_word_is_no_edit(case: Casefile, tmp_path: Path) -> None:
    case.ingest([tmp_path / "a.txt"], settings=["title=Dam Breaks", "outlet=Beta"], by="Kim")
    assert [one.change for one in case.changes()] == ["altered", "gone"]


def test_a_changed_headline_is_shown_though_the_text_stayed(tmp_path: Path) -> None:
    story = ["The mayor of Poe said that the ferry will run again on Monday, after four months of repairs."] * 3
    for title in ("Ferry Safe", "Ferry Unsafe"):
        head = f"<meta property='og:title' content='{title}'>"
        (tmp_path / "a.html").write_bytes(makers.page(story, head=head))
        run = piped(["ingest", "a.html"], cwd=tmp_path)
        assert run.code == 0
    assert "1 with changed facts" in run.out
    shown = piped(["changes"], cwd=tmp_path).out
    assert "title\taltered\tFerry Safe\tFerry Unsafe" in shown
    table = at_terminal(["changes"], cwd=tmp_path, columns=120, NO_COLOR="1").out
    assert "Ferry [Unsafe]" in table
    assert piped(["changes", "a.html", "--json"], cwd=tmp_path).out.count('"what"') == 1
    assert piped(["changes", "--csv"], cwd=tmp_path).out.startswith("at,")


def test_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor said that the ferry will run again on Monday.")
    piped(["ingest", "a.txt"], cwd=tmp_path)
    assert at_terminal(["changes"], cwd=tmp_path).out.strip() == "No article has changed."
