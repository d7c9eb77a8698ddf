"""Whatever compares claims has a budget: what goes over it is ended and named, and everything else is done."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_rereading import read_by_another

from provenance.bulk import Options, loading, run
from provenance.casefile import Casefile
from provenance.casefile.processes import Budget
from provenance.correction import ClaimChange
from provenance.errors import TooDemanding
from provenance.model import Claim, Link, Stance

SHORT = Budget(seconds=1.0, memory=200_000_000)
"""Lowered, so that harmless work goes over it."""
PIER = "outlet: {}\ndate: 2026-03-0{}\nThe pier in Torvik was closed by the storm.\nThe {} strike in Torvik goes on.\n"


class Endless(PlainSteps):
    """Compares two claims without end where both tell of something endless."""

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        while "endless" in a.text and "endless" in b.text:
            pass
        return super().link(a, b, story)


@pytest.fixture(autouse=True)
def everything_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("comparer", "checking"):
        monkeypatch.setattr(f"provenance.casefile.{place}.LITTLE", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles that cannot be compared with each other, and one that can, each in a file."""
    made = tmp_path / "in"
    made.mkdir()
    for number, (name, word) in enumerate((("a", "endless"), ("b", "endless"), ("c", "long")), 1):
        (made / f"{name}.txt").write_text(PIER.format(name, number, word), encoding="utf-8")
    return made


def put(folder: Path, *names: str, db: str = "claims.db") -> None:
    with Casefile.open(folder.parent / db, steps=PlainSteps()) as case:
        case.ingest([folder / f"{name}.txt" for name in names])


def a_new_version(case: Casefile, folder: Path) -> None:
    (folder / "a.txt").write_text(PIER.format("a", 1, "endless") + "Ferries wait.\n", encoding="utf-8")
    [told] = case.ingest([folder / "a.txt"]).outcomes
    assert told.state == "new-version"
    assert "more than 1 seconds" in told.faults[0]


def another_date_in_the_file(case: Casefile, folder: Path) -> None:
    (folder / "a.txt").write_text(PIER.format("a", 9, "endless"), encoding="utf-8")
    assert case.ingest([folder / "a.txt"]).outcomes[0].state == "changed"


def another_date_by_a_person(case: Casefile, folder: Path) -> None:
    [article] = [one for one in case.articles() if one.outlet == "a"]
    assert case.describe(article.id, ["published_on=2026-03-08"], by="Ann").state == "changed"


def reading_anew(case: Casefile, folder: Path) -> None:
    read_by_another(folder.parent)
    assert {one.state for one in case.reread().outcomes} == {"reread"}


def a_correction(case: Casefile, folder: Path) -> None:
    case.correct(_strike(case), ClaimChange(stance=Stance.DENIES), by="Ann")


def taking_a_correction_back(case: Casefile, folder: Path) -> None:
    case.correct(_strike(case), ClaimChange(stance=Stance.DENIES), by="Ann")
    case.undo(by="Ann")


def a_merge(case: Casefile, folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    (other / "d.txt").write_text(PIER.format("d", 4, "endless"), encoding="utf-8")
    with Casefile.open(folder.parent / "other.db", steps=PlainSteps()) as theirs:
        theirs.ingest([other])
    assert case.merge(folder.parent / "other.db").articles == 1


def _strike(case: Casefile) -> str:
    [found] = [one.id for one in case.claims() if "endless strike" in one.text and one.outlet == "a"]
    return found


@pytest.mark.parametrize(
    ("change", "outlet"),
    [
        (a_new_version, "a"),
        (another_date_in_the_file, "a"),
        (another_date_by_a_person, "a"),
        (reading_anew, "a"),
        (a_correction, "a"),
        (taking_a_correction_back, "a"),
        (a_merge, "d"),
    ],
)
def test_what_cannot_be_compared_keeps_nothing_else_from_being_done(
    folder: Path, change: Callable[[Casefile, Path], None], outlet: str
) -> None:
    put(folder, "a", "b", "c")
    began = time.monotonic()
    with Casefile.open(folder.parent / "claims.db", steps=Endless(), budget=SHORT) as case:
        change(case, folder)
        assert time.monotonic() - began < 60
        faults = [one for one in case.log() if one.event == "fault"]
        assert faults
        assert all("more than 1 seconds" in str(one.why) for one in faults)
        assert case.verify().differences == ()
        assert not any(outlet in pair for pair in _pairs(case, "endless"))
    with Casefile.open(folder.parent / "claims.db", steps=PlainSteps()) as case:  # and once it can be compared, it is
        assert case.ingest([*folder.parent.glob("*/*.txt")]).count("completed") == len({one.subject for one in faults})
        outlets = {one.outlet for one in case.articles()}
        assert _pairs(case, "pier") == set(map(frozenset, itertools.combinations(outlets, 2)))
        assert _pairs(case, "endless") == set(map(frozenset, itertools.combinations(outlets - {"c"}, 2)))
        assert case.verify().differences == ()


def test_facts_of_an_article_of_which_something_is_missing_can_be_set(folder: Path) -> None:
    put(folder, "a", "b", "c")
    with Casefile.open(folder.parent / "claims.db", steps=Endless(), budget=SHORT) as case:
        another_date_by_a_person(case, folder)
        before = {claim.id for claim in case.claims()}
        [article] = [one for one in case.articles() if one.outlet == "a"]
        assert case.describe(article.id, ["title=A pier"], by="Ann").state == "changed"
        assert case.article(article.id).article.title == "A pier"
        assert {claim.id for claim in case.claims()} == before
        assert case.verify().differences == ()
    with Casefile.open(folder.parent / "claims.db", steps=PlainSteps()) as case:
        assert [one.state for one in case.ingest([folder / "a.txt"]).outcomes] == ["completed"]
        assert {claim.id for claim in case.claims()} == before
        assert frozenset(("a", "b")) in _pairs(case, "endless")


def test_an_article_that_is_completed_has_the_facts_of_its_file(folder: Path) -> None:
    put(folder, "a", "b", "c")
    with Casefile.open(folder.parent / "claims.db", steps=Endless(), budget=SHORT) as case:
        another_date_in_the_file(case, folder)
    (folder / "a.txt").write_text(PIER.format("a", 5, "endless"), encoding="utf-8")
    with Casefile.open(folder.parent / "claims.db", steps=PlainSteps()) as case:
        assert [one.state for one in case.ingest([folder / "a.txt"]).outcomes] == ["completed"]
        assert [str(one.published_on) for one in case.articles() if one.outlet == "a"] == ["2026-03-05"]
        assert case.verify().differences == ()


def _pairs(case: Casefile, word: str) -> set[frozenset[str | None]]:
    """The pairs of outlets with a link between claims that have a word."""
    links = case.links()
    return {frozenset((one.a.outlet, one.b.outlet)) for one in links if word in one.a.text and word in one.b.text}


def test_loading_an_archive_has_a_budget(folder: Path) -> None:
    put(folder, "b", "c")
    archive, out = folder.parent / "archive.jsonl", folder.parent / "out"
    archive.write_text(json.dumps({"text": "The endless strike in Torvik goes on.", "outlet": "a"}), encoding="utf-8")
    run(archive, out, Options(steps=PlainSteps()))
    told = loading.load(out, folder.parent / "claims.db", steps=Endless(), budget=SHORT)
    assert [one.state for one in told.outcomes] == ["added"]
    assert "more than 1 seconds" in told.outcomes[0].faults[0]
    with Casefile.open(folder.parent / "claims.db", steps=PlainSteps()) as case:
        assert not _pairs(case, "endless")
        assert case.verify().differences == ()


def test_a_text_that_takes_too_much_to_be_checked_is_refused(folder: Path) -> None:
    put(folder, "b", "c")
    with Casefile.open(folder.parent / "claims.db", steps=Endless(), budget=SHORT) as case:
        with pytest.raises(TooDemanding, match="the text: it took more than 1 seconds"):
            case.check("The endless strike in Torvik goes on.")
        [statement] = case.check("The long strike in Torvik goes on.").statements
        assert next(one.claim.outlet for one in statement.answers) == "c"
