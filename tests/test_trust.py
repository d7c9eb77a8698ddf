"""Whoever changes a report, a database or its log is found out; and two casefiles become one without a loss."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from casefile_steps import PlainSteps
from sample import ARTICLES, make
from sqlalchemy import select, update

from provenance.casefile import Casefile
from provenance.casefile.verification import against_files, verify_report
from provenance.errors import InvalidRequest, NotFound
from provenance.records import Casebook
from provenance.reports import write_report
from provenance.reports.checking import read
from provenance.store import tables
from provenance.store.database import Database
from provenance.store.dialects.sqlite_file import know_typed

SCALE = ("False", "Mostly false", "True")


def opened(database: Path) -> Casefile:
    return Casefile.open(database, steps=PlainSteps())


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = make(tmp_path_factory.mktemp("case"))
    with opened(database) as case:
        first, second, *_ = case.claims()
        case.review(first.id, "accept", by="A. First", why="seen", wording="True", scale=SCALE)
        case.review(second.id, "reject", by="B. Second", why="</template><script>alert(1)</script>")
        case.review(case.links()[0].id, "accept", by="A. First", why="same bridge")
    return database


@pytest.fixture
def database(original: Path, tmp_path: Path) -> Path:
    """A copy of its own for each test."""
    copied = tmp_path / "claims.db"
    with sqlite3.connect(original) as there, sqlite3.connect(copied) as here:
        there.backup(here)
    return copied


def book_of(database: Path) -> Casebook:
    with opened(database) as case:
        return case.casebook()


def report(database: Path, name: str) -> bytes:
    out = io.BytesIO()
    write_report(book_of(database), name, out)
    return out.getvalue()


def test_an_untouched_casefile_agrees(database: Path) -> None:
    with opened(database) as case:
        found = case.verify()
    assert found.differences == ()
    assert found.remarks == ()
    assert all(number > 0 for _, number in found.checked), found.checked


DAMAGES = {
    "text": "UPDATE article SET text = replace(text, '40 million', '90 million')",
    "title": "UPDATE article SET title = 'Another'",
    "date": "UPDATE article SET published_on = '2020-01-01'",
    "outlet": "UPDATE article SET outlet = 'Another' WHERE outlet IS NOT NULL",
    "passage": "UPDATE passage SET text = replace(text, 'bridge', 'tunnel')",
    "place": "UPDATE claim SET start = start + 1",
    "level": "UPDATE claim SET level = 'possible' WHERE level = 'certain'",
    "stance": "UPDATE claim SET stance = CASE stance WHEN 'asserts' THEN 'denies' ELSE 'asserts' END",
    "statement": """UPDATE claim SET statement = '["Nobody says so", [], []]'""",
    "content": "UPDATE claim SET content_text = 'nothing'",
    "confidence": "UPDATE claim SET confidence = 0.99",
    "origins": "UPDATE claim SET origins_low = 9, origins_high = 9 WHERE corroborating > 0",
    "corroboration": "UPDATE claim SET corroborating = corroborating + 1",
    "verdict": "UPDATE claim SET verdict = 'reject' WHERE verdict IS NULL",
    "verdict on a link": "UPDATE link SET verdict = 'reject'",
    "who says so": "UPDATE hop SET kind = 'expert'",
    "words of the source": "UPDATE hop SET holder = 'Nobody'",
    "original": "UPDATE original SET data = x'789c4b040000620062'",
    "a source gone": "DELETE FROM hop",
    "a claim gone": "DELETE FROM hop WHERE claim = 1; DELETE FROM link WHERE a = 1 OR b = 1; "
    "DELETE FROM claim_key WHERE claim = 1; DELETE FROM claim_pair WHERE claim = 1; DELETE FROM claim WHERE number = 1",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_tampered_database_is_caught(database: Path, name: str) -> None:
    connection = sqlite3.connect(database)
    connection.executescript(DAMAGES[name])
    connection.commit()
    connection.close()
    with opened(database) as case:
        assert case.verify().differences


LOG_DAMAGES = {
    "an entry changed": "UPDATE log SET why = 'never' WHERE event = 'review'",
    "an entry's person": "UPDATE log SET person = 'Another' WHERE event = 'rating'",
    "an entry gone": "DELETE FROM log WHERE number = 2",
    "entries swapped": "UPDATE log SET number = -number WHERE number IN (1, 2); "
    "UPDATE log SET number = 3 + number WHERE number < 0",
    "the hash changed": "UPDATE log SET hash = 'x' WHERE number = 3",
}


def damage_log(database: Path, script: str) -> None:
    connection = sqlite3.connect(database)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    on_log = [(name, sql) for name, sql in triggers if " log" in sql]
    assert on_log, "the log is guarded"
    for name, _ in on_log:
        connection.execute(f"DROP TRIGGER {name}")
    connection.executescript(script)
    for _, sql in on_log:
        connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("name", LOG_DAMAGES)
def test_a_tampered_log_is_caught(database: Path, name: str) -> None:
    damage_log(database, LOG_DAMAGES[name])
    with opened(database) as case:
        assert any(one.where.startswith("log entry") for one in case.verify().differences)


def test_a_log_cut_short_is_caught_by_an_older_report(database: Path) -> None:
    book = book_of(database)
    damage_log(database, "DELETE FROM log WHERE number = (SELECT max(number) FROM log)")
    with opened(database) as case:
        found = case.verify(book).differences
    assert any(one.where.startswith("log entry") for one in found)


@pytest.mark.parametrize("name", ["json", "html", "jsonl"])
def test_an_untouched_report_agrees(database: Path, name: str) -> None:
    data = report(database, name)
    book = read(data, "report")
    assert verify_report(book, data).differences == ()
    with opened(database) as case:
        found = case.verify(book)
    assert found.differences == ()
    assert dict(found.checked)["claims in the casefile"] == len(book.claims)
    with opened(database) as case:
        case.rate("Evening Star", "D", by="A. First", why="later")
        grown = case.verify(book)
    assert grown.differences == ()
    assert grown.remarks or name == "jsonl"


def _first(read: Any) -> Any:
    return read["claims"][0]


REPORT_DAMAGES: dict[str, Callable[[Any], None]] = {
    "the passage": lambda read: _first(read).update(text=_first(read)["text"].replace("e", "o", 1)),
    "the claim": lambda read: _first(read).update(content_text="It will never open"),
    "the place": lambda read: _first(read).update(start=_first(read)["start"] + 1, end=_first(read)["end"] + 1),
    "the score": lambda read: _first(read).update(confidence=0.99),
    "a part of the sum": lambda read: read["confidences"][_first(read)["id"]]["contributions"].pop(),
    "the sum": lambda read: read["confidences"].clear(),
    "the verdict": lambda read: _first(read).update(verdict="reject"),
    "the words of a clash": lambda read: read["conflicts"][0]["reasons"][0].update(a_text="9"),
    "the ends of a link": lambda read: read["conflicts"][0].update(b=read["conflicts"][0]["a"]),
    "the article": lambda read: _first(read).update(outlet="Another"),
}
OUTSIDE_DAMAGES: dict[str, Callable[[Any], None]] = {
    "the hash of a file": lambda read: read["articles"][0].update(sha256="0" * 64),
    "the date": lambda read: read["articles"][-1].update(byline="Another"),
    "how surely": lambda read: _first(read).update(level="possible"),
    "a review": lambda read: read["reviews"][0].update(why="never said"),
    "the log": lambda read: read["log"].update(hash="0" * 64),
    "origins": lambda read: _first(read)["origins"].update(low=9, high=9),
}


@pytest.mark.parametrize("name", REPORT_DAMAGES)
def test_a_tampered_report_is_caught_by_itself(database: Path, name: str) -> None:
    read_ = json.loads(report(database, "json"))
    REPORT_DAMAGES[name](read_)
    data = json.dumps(read_).encode()
    assert verify_report(read(data, "report"), data).differences


@pytest.mark.parametrize("name", OUTSIDE_DAMAGES)
def test_a_tampered_report_is_caught_by_the_casefile(database: Path, name: str) -> None:
    read_ = json.loads(report(database, "json"))
    OUTSIDE_DAMAGES[name](read_)
    with opened(database) as case:
        assert case.verify(read(json.dumps(read_).encode(), "report")).differences


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"40 million crowns", b"90 million crowns"), (b"Minister Ada Quill", b"Minister Eve Quill"), (b"<h2", b"<h3")],
)
def test_a_tampered_page_is_caught(database: Path, old: bytes, new: bytes) -> None:
    page = report(database, "html")
    at = page.index(old)
    data = page[:at] + new + page[at + len(old) :]
    [difference] = [one for one in verify_report(read(data, "page"), data).differences if one.where == "page"]
    assert new.decode().split()[0] in difference.what


def test_nothing_in_the_data_of_a_page_ends_it(database: Path) -> None:
    page = report(database, "html")
    assert page.count(b"<template") == page.count(b"</template") == 1
    assert b"<script" not in page


@pytest.mark.parametrize("data", [b"", b"{}", b"<p>hello", b"[1]", b"\xff\xfe", b"# Citation report", b"[" * 100_000])
def test_what_is_no_report_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(InvalidRequest, match=r"page\.x: this is no report"):
        read(data, "page.x")


def test_a_report_against_its_files(database: Path, tmp_path: Path, original: Path) -> None:
    book, steps = book_of(database), PlainSteps()
    folder = original.parent / "articles"
    articles = [steps.read(file) for file in steps.find(folder)]
    found = against_files(book, articles)
    assert found.differences == ()
    assert found.remarks == ()
    assert dict(found.checked)["passages in the files"] == len(book.claims)
    missing = against_files(book, articles[:-1])
    assert len(missing.remarks) == 1


def half(folder: Path, names: tuple[str, ...]) -> Path:
    """A casefile with some of the articles."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text(ARTICLES[name], encoding="utf-8")
    with opened(folder / "claims.db") as case:
        case.ingest([folder])
    return folder / "claims.db"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two people's casefiles that share an article."""
    mine = half(tmp_path / "mine", ("evening-star.txt", "harbour-post.txt"))
    theirs = half(tmp_path / "theirs", ("harbour-post.txt", "river-times.txt"))
    for database, person, verdict, grade in ((mine, "M. Mine", "accept", "B"), (theirs, "T. Theirs", "reject", "D")):
        with opened(database) as case:
            claim = next(one for one in case.claims() if one.outlet == "Harbour Post" and "40 million" in one.text)
            case.review(claim.id, verdict, by=person, why="read it")
            case.rate("Harbour Post", grade, by=person, why="knows it")
    return mine, theirs


def dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        know_typed(connection)
        return list(connection.iterdump())


def test_a_merge_is_the_casefile_of_both(two: tuple[Path, Path], tmp_path: Path) -> None:
    mine, theirs = two
    both = half(tmp_path / "both", tuple(sorted(ARTICLES)))
    with opened(mine) as case:
        brought = case.merge(theirs)
        assert brought.articles == 1
        merged, found = case.casebook(), case.verify()
    assert found.differences == ()
    with opened(both) as case:
        whole = case.casebook()
    assert {one.id for one in merged.articles} == {one.id for one in whole.articles}
    assert {one.id for one in merged.claims} == {one.id for one in whole.claims}
    assert {one.id for one in merged.conflicts} == {one.id for one in whole.conflicts}
    counts = {one.id: (one.origins, one.corroborating, one.conflicting) for one in whole.claims}
    assert {one.id: (one.origins, one.corroborating, one.conflicting) for one in merged.claims} == counts
    with opened(mine) as case:
        assert [hit.claim.id for hit in case.search("6 weeks") if hit.claim], "what came is found"


def test_a_merge_keeps_what_both_people_said(two: tuple[Path, Path]) -> None:
    mine, theirs = two
    with opened(mine) as case:
        case.merge(theirs)
        said = {(one.by, str(one.verdict)) for one in case.reviews()}
        assert said == {("M. Mine", "accept"), ("T. Theirs", "reject")}
        [judged] = [one for one in case.claims() if one.contested]
        assert judged.verdict is None, "neither had seen the other's verdict"
        [outlet] = [one for one in case.outlets() if one.outlet == "Harbour Post"]
        assert [rating.by for rating in outlet.ratings] == ["M. Mine", "T. Theirs"]
        assert (str(outlet.grade), outlet.contested) == ("F", True)
        assert case.contradictions("Harbour Post")[0].label == "Harbour Post"


def test_a_merge_the_other_way_says_the_same(two: tuple[Path, Path], tmp_path: Path) -> None:
    mine, theirs = two
    copied = tmp_path / "copy.db"
    with sqlite3.connect(theirs) as there, sqlite3.connect(copied) as here:
        there.backup(here)
    with opened(mine) as case:
        case.merge(copied)
        one = {claim.id: claim.confidence for claim in case.claims()}
    with opened(theirs) as case:
        case.merge(mine)
        assert {claim.id: claim.confidence for claim in case.claims()} == pytest.approx(one)
        assert case.verify().differences == ()


def test_a_second_merge_changes_nothing(two: tuple[Path, Path]) -> None:
    mine, theirs = two
    before = dump(theirs)
    with opened(mine) as case:
        case.merge(theirs)
    once = dump(mine)
    with opened(mine) as case:
        again = case.merge(theirs)
    assert (again.articles, again.claims, again.links, again.entries) == (0, 0, 0, 0)
    assert dump(mine) == once
    assert dump(theirs) == before, "the other stays as it is"


def test_entries_come_back_once(two: tuple[Path, Path]) -> None:
    mine, theirs = two
    with opened(mine) as case:
        case.merge(theirs)
    with opened(theirs) as case:
        case.merge(mine)
        assert len(case.reviews()) == 2
        assert case.verify().differences == ()
    with opened(mine) as case:
        assert case.merge(theirs).entries == 0


def test_a_merge_lists_the_younger_content_of_an_address(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, day, crowns in ((old, "2026-01-05", 40), (new, "2026-01-06", 60)):
        folder.mkdir()
        text = (
            f"url: https://a.example/x\ndate: {day}\n\nThe bridge cost {crowns} million crowns.\nThe bridge is old.\n"
        )
        (folder / "a.txt").write_text(text, encoding="utf-8")
    for folder in (old, new):
        with opened(folder / "claims.db") as case:
            case.ingest([folder])
            kept = next(one for one in case.claims() if "old" in one.text)
            case.review(kept.id, "accept", by=folder.name, why="seen")
    with opened(old / "claims.db") as case:
        case.merge(new / "claims.db")
        assert any("60 million" in one.text for one in case.claims())
        assert not any("40 million" in one.text for one in case.claims())
        kept = next(one for one in case.claims() if "old" in one.text)
        assert {one.by for one in case.reviews(kept.id)} == {"old", "new"}, "a review follows the same passage"
        assert case.verify().differences == ()
    with opened(new / "claims.db") as case:
        case.merge(old / "claims.db")
        assert not any("40 million" in one.text for one in case.claims())
        assert case.verify().differences == ()


def test_a_casefile_is_not_merged_into_itself_or_nothing(database: Path, tmp_path: Path) -> None:
    with opened(database) as case:
        with pytest.raises(InvalidRequest, match="itself"):
            case.merge(database)
        with pytest.raises(NotFound):
            case.merge(tmp_path / "none.db")
        assert not (tmp_path / "none.db").exists()


def test_reports_of_a_moved_folder_still_agree(database: Path, tmp_path: Path) -> None:
    data = report(database, "json")
    moved = tmp_path / "elsewhere.db"
    shutil.copy(database, moved)
    with opened(moved) as case:
        assert case.verify(read(data, "report")).differences == ()


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"more"])
def test_an_original_whose_end_is_wrong_is_named(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.txt").write_text("The dam broke at dawn.\n")
    database = Database.open(tmp_path / "claims.db")
    with Casefile(database, PlainSteps()) as case:
        case.ingest([tmp_path / "a.txt"])
        assert not case.verify().differences
        with database.writing() as connection:
            [data] = connection.execute(select(tables.original.c.data)).one()
            connection.execute(update(tables.original).values(data=change(data)))
        assert [one.what for one in case.verify().differences] == ["its packed bytes do not end where they should"]
