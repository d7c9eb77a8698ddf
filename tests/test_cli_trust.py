from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from sample import ARTICLES
from terminal import Run, piped

from provenance.cli.report import format_of
from provenance.reports import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a casefile as the program itself makes it."""
    ingested(tmp_path)
    return tmp_path


def ingested(folder: Path) -> Path:
    (folder / "articles").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text.partition("\n\n")[2], encoding="utf-8")
    assert ask(folder, "ingest", "articles").code == 0
    return folder / "claims.db"


def ask(folder: Path, *arguments: str) -> Run:
    return piped(arguments, cwd=folder)


def test_verify_says_what_it_checked_and_what_differs(folder: Path) -> None:
    clean = ask(folder, "verify")
    assert (clean.code, clean.out.splitlines()[-1]) == (0, "everything agrees")
    assert ask(folder, "report", "-o", "page.html").code == 0
    page = folder / "page.html"
    assert ask(folder, "verify", "page.html").code == 0
    page.write_text(page.read_text("utf-8").replace("40 million", "90 million", 1), encoding="utf-8")
    found = ask(folder, "verify", "page.html", "--json")
    assert found.code == 1
    assert json.loads(found.out)["differences"]
    with sqlite3.connect(folder / "claims.db") as connection:
        connection.execute("UPDATE claim SET level = 'possible'")
    tampered = ask(folder, "verify")
    assert tampered.code == 1
    assert "the log holds the hash of" in tampered.out


def test_verify_without_a_casefile(folder: Path) -> None:
    assert ask(folder, "report", "-o", "book.json").code == 0
    (folder / "claims.db").rename(folder / "other.db")
    alone = ask(folder, "verify", "book.json")
    assert alone.code == 0
    assert "not checked: there is no casefile claims.db" in alone.out
    assert ask(folder, "verify", "book.json", "--db", "other.db").code == 0
    assert ask(folder, "verify", "book.json", "--db", "none.db").code == 1
    assert "error: " in ask(folder, "verify").out
    assert "no report that can be verified" in ask(folder, "verify", "other.db").out


def test_log_in_every_form(folder: Path) -> None:
    claim = json.loads(ask(folder, "claims", "--json", "--limit", "1").out)[0]["id"]
    assert ask(folder, "review", claim, "accept", "--by", "R. Reader", "--why", "seen").code == 0
    rows = ask(folder, "log").out.splitlines()
    entries = json.loads(ask(folder, "log", "--json").out)
    assert len(rows) == len(entries) + 1 == len(ask(folder, "log", "--csv").out.splitlines())
    assert [entry["event"] for entry in entries] == ["ingest"] * 3 + ["review"]
    assert [one["number"] for one in json.loads(ask(folder, "log", "--json", "--after", "3").out)] == [4]
    assert ask(folder, "log", "--jsonl", "--limit", "1").out.count("\n") == 1


def test_merge_says_what_it_brought(folder: Path) -> None:
    assert ask(folder, "merge", "none.db").code == 1
    mine = ingested(folder / "mine")
    again = ask(folder, "merge", str(mine))
    assert again.code == 0
    assert "0 articles, 0 claims, 0 links, 3 log entries taken in" in again.out
    assert "0 log entries taken in" in ask(folder, "merge", str(mine)).out


def test_a_review_in_a_persons_own_words(folder: Path) -> None:
    claim = json.loads(ask(folder, "claims", "--json", "--limit", "1").out)[0]["id"]
    told = ("review", claim, "reject", "--by", "R. Reader", "--why", "checked", "--verdict", "mostly false")
    assert "(Mostly false)" in ask(folder, *told, "--scale", "False, Mostly false, True").out
    assert "not on the scale" in ask(folder, *told, "--scale", "Good, Bad").out
    graph = json.loads(ask(folder, "report", "--format", "claimreview").out)["@graph"]
    [review] = [node for node in graph if node["@type"] == "ClaimReview"]
    assert review["reviewRating"]["alternateName"] == "Mostly false"


@pytest.mark.parametrize("name", FORMATS)
def test_the_ending_of_a_file_names_its_format(name: str) -> None:
    assert format_of(Path(f"out{FORMATS[name].suffix}")) == name


def test_a_contradiction_is_told_until_somebody_decides(folder: Path) -> None:
    """What two people decided who had not seen each other's decision: in merge, lists, one claim, log and reports."""
    other = ingested(folder / "mine")
    assert "No decisions contradict" not in ask(folder, "contradictions").out, "a program reads rows"
    claim = json.loads(ask(folder, "claims", "--json", "--limit", "1").out)[0]["id"]
    source = json.loads(ask(folder, "sources", "--json", "--limit", "1").out)[0]["source"]
    for verdict, grade, who, db in (("accept", "B", "R. Reader", "claims.db"), ("reject", "D", "K. Other", str(other))):
        said = ("--by", who, "--why", f"{who} looked", "--db", db)
        assert ask(folder, "review", claim, verdict, *said).code == 0
        assert ask(folder, "rate", source, grade, *said).code == 0
    merged = ask(folder, "merge", str(other)).out
    assert "2 new contradictions between what people decided; see provenance contradictions" in merged
    assert "new contradiction" not in ask(folder, "merge", str(other)).out
    found = json.loads(ask(folder, "contradictions", "--json").out)
    assert [(one["what"], {side["value"] for side in one["sides"]}) for one in found] == [
        ("review", {"accept", "reject"}),
        ("rating", {"B", "D"}),
    ]
    rows = ask(folder, "contradictions", claim[:6]).out.splitlines()
    assert len(rows) == 3
    assert "K. Other looked" in ask(folder, "contradictions", source.upper()).out
    shown = ask(folder, "show", claim).out
    assert "verdicts contradict each other: none counts, decide again" in shown
    assert "reject, says K. Other" in shown
    assert "2 contradictions between decisions; see provenance contradictions" in ask(folder, "log").out
    assert "\tF, contested\t" in ask(folder, "sources").out
    for form in ("markdown", "html"):
        page = ask(folder, "report", "--format", form).out
        assert "Decisions that contradict each other" in page
        assert "K. Other" in page
    assert ask(folder, "report", "-o", "page.html").code == 0
    assert ask(folder, "verify", "page.html").code == 0
    for act in (("review", claim, "reject"), ("rate", source, "D")):
        assert ask(folder, *act, "--by", "R. Reader", "--why", "agreed").code == 0
    assert json.loads(ask(folder, "contradictions", "--json").out) == []
    assert "contradict each other" not in ask(folder, "show", claim).out
    assert ask(folder, "verify").code == 0
