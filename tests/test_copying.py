from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_casefile import ALPHA, BETA, GAMMA

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.model import Grade


def everything(case: Casefile) -> list[object]:
    """All that a casefile answers."""
    return [
        case.articles(),
        case.claims(),
        *(case.claims(order=order) for order in ("date", "file", "likelihood", "origins", "conflicts")),
        [case.show(claim.id) for claim in case.claims()],
        case.links(),
        case.groups(),
        case.sources(),
        case.outlets(),
        case.reviews(),
        case.log(),
        case.changes(everything=True),
        [case.original(article.id) for article in case.articles()],
        [case.search(query) for query in ("bridge", "bridges fell", '"old bridge" mon*', "RIGA")],
        case.verify(),
    ]


def filled(where: str, folder: Path) -> Casefile:
    """A casefile in which much happened."""
    case = Casefile.open(where, steps=PlainSteps())
    for name, text in (
        ("a.txt", ALPHA),
        ("b.txt", BETA),
        ("c.txt", GAMMA),
        ("ö.txt", GAMMA.replace("Gamma", "Ölöf")),
        ("a.txt", ALPHA.replace("Monday", "Monday morning")),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        case.ingest([folder / name])
    case.rate("Officials", Grade.B, by="Kim", why="asked them")
    case.review(case.links(relation="conflicts")[0].id, "accept", by="Kim", why="both are there", wording="Half true")
    case.review(case.claims()[0].id, "reject", by="Ann", why="seen otherwise")
    return case


def test_there_and_back(tmp_path: Path, new_place: Callable[[], str]) -> None:
    there, back = new_place(), tmp_path / "back.db"
    with filled(str(tmp_path / "here.db"), tmp_path) as case:
        before = everything(case)
        told: dict[str, list[tuple[int, int]]] = {}
        copied = case.copy(there, tell=lambda step, done, of: told.setdefault(step, []).append((done, of)))
        assert (copied.articles, copied.entries) == (5, len(case.log()))
        assert list(told) == ["rows", "articles for search"]
        assert all(heard == sorted(heard) and heard[-1][0] == heard[-1][1] > 0 for heard in told.values())
    with Casefile.open(there, steps=PlainSteps()) as case:
        assert everything(case) == before
        assert case.verify().differences == ()
        assert all(finding.ok for finding in case.findings())
        case.copy(back)
        (tmp_path / "new.txt").write_text(BETA.replace("Beta", "Delta"))
        assert case.ingest([tmp_path / "new.txt"]).count("added") == 1, "numbers go on behind those that came along"
        assert case.search("turkish")[1].article.outlet == "Delta"
    with Casefile.open(back, steps=PlainSteps()) as case:
        assert everything(case) == before


def test_nothing_is_copied_over_something(tmp_path: Path, new_place: Callable[[], str]) -> None:
    there = new_place()
    with filled(there, tmp_path) as case:
        before = case.log()
        for target in (there, f"{there}{'&' if '?' in there else '?'}connect_timeout=5" if "://" in there else there):
            with pytest.raises(InvalidRequest, match="into itself"):
                case.copy(target)
        Casefile.open(tmp_path / "empty.db").close()
        case.copy(tmp_path / "empty.db")
        with pytest.raises(InvalidRequest, match=r"empty\.db: something is in it already"):
            case.copy(tmp_path / "empty.db")
        assert case.log() == before


def test_merging_whatever_kind_of_database_either_is(tmp_path: Path, new_place: Callable[[], str]) -> None:
    theirs = tmp_path / "theirs.db"
    with Casefile.open(theirs, steps=PlainSteps()) as case:
        (tmp_path / "new.txt").write_text(BETA.replace("Beta", "Delta"))
        case.ingest([tmp_path / "new.txt"])
        case.rate("Officials", Grade.D, by="Eve", why="was there")
    merged = []
    for place in (new_place(), str(tmp_path / "mine.db")):
        with filled(place, tmp_path) as case:
            case.merge(theirs)
            assert not case.verify().differences
            assert case.merge(theirs).articles == 0
            merged.append([case.claims(), case.links(), case.groups(), [one.grade for one in case.sources()]])
            with Casefile.open(tmp_path / f"of {len(merged)}.db", steps=PlainSteps()) as other:
                other.merge(place)
                assert len(other.claims()) == len(case.claims())
    assert merged[0] == merged[1]
