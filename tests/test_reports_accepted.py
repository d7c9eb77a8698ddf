"""A report on accepted claims: what it says of claims that it is not on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from workbench import opened, token

from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile.verification import verify_report
from provenance.model import Verdict
from provenance.records import Casebook, ClaimRecord, Filter
from provenance.reports import json as json_report
from provenance.reports import write_report
from provenance.reports.checking import claims_of
from provenance.reports.citations import counts

FORMATS = ("html", "markdown")
ARTICLES = {
    "a.txt": "Barge strikes pier\n\nThe barge Orlena was carrying 64 passengers when it struck the pier, harbour "
    "master Ivo Stern told reporters.\n",
    "b.txt": "Barge had 64 aboard\n\nThe barge Orlena was carrying 64 passengers, Mayor Dana Pell told the council.\n",
    "c.txt": "Ticket office counts 91\n\nThe barge Orlena was carrying 91 passengers, an official told Radio Quay.\n",
    "d.txt": "Weather\n\nHeavy rain flooded the market square, the fire brigade said.\n",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    folder = tmp_path_factory.mktemp("barge")
    with Casefile.open(folder / "claims.db", steps=InstalledSteps()) as opened_case:
        opened_case.ingest(written(folder))
        opened_case.review(by_file(opened_case, "a.txt").id, "accept", by="Ada", why="heard it")
        opened_case.review(by_file(opened_case, "d.txt").id, "reject", by="Ada")
        yield opened_case


@pytest.fixture
def book(case: Casefile) -> Casebook:
    return case.casebook(where=Filter(verdict=Verdict.ACCEPT))


def written(folder: Path) -> list[Path]:
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in ARTICLES]


def by_file(case: Casefile, name: str) -> ClaimRecord:
    [claim] = [one for one in case.claims() if str(one.file).endswith(name)]
    return claim


def shown(book: Casebook, name: str) -> str:
    out = io.BytesIO()
    write_report(book, name, out)
    return " ".join(re.sub(r"<[^>]*>", "", out.getvalue().decode()).split("casebook")[0].split())


def test_a_clash_is_told_with_its_other_side_though_that_was_not_accepted(case: Casefile, book: Casebook) -> None:
    accepted, other = by_file(case, "a.txt"), by_file(case, "c.txt")
    assert [one.id for one in book.claims] == [accepted.id]
    assert other.id in {end.id for link in book.conflicts for end in (link.a, link.b)}


def test_a_clash_of_a_claim_that_agrees_is_told_too(case: Casefile) -> None:
    """Where a person took the clash of the accepted claim itself away, that of its company is left."""
    accepted, agreeing, other = (by_file(case, f"{name}.txt") for name in "abc")
    [own] = [
        one for one in case.links(where=Filter(claims=frozenset({accepted.id}))) if other.id in (one.a.id, one.b.id)
    ]
    case.review(own.id, "reject", by="Ada")
    try:
        book = case.casebook(where=Filter(claims=frozenset({accepted.id})))
        ends = [{link.a.id, link.b.id} for link in book.conflicts]
        assert {agreeing.id, other.id} in ends
        for name in FORMATS:
            assert "One of the two says the same as a claim that this report is on." in shown(book, name)
    finally:
        case.review(own.id, "open", by="Ada")


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_not_accepted_is_marked_wherever_it_stands(book: Casebook, name: str) -> None:
    report = shown(book, name)
    for file in ("b.txt", "c.txt"):
        assert f"{file}; for comparison, not accepted" in report
    assert "a.txt; for comparison" not in report


def test_articles_of_claims_for_comparison_are_listed_and_others_are_not(book: Casebook) -> None:
    assert {claim.article for claim in claims_of(book)} == {article.id for article in book.articles}
    assert {str(article.file)[-5:] for article in book.articles} == {"a.txt", "b.txt", "c.txt"}


def test_the_summary_and_the_verification_count_alike(book: Casebook) -> None:
    out = io.BytesIO()
    json_report.write(book, out)
    checked, summary = dict(verify_report(book, out.getvalue()).checked), dict(counts(book))
    assert (summary["Claims"], summary["Claims beside these, for comparison"]) == ("1", "2")
    assert (checked["claims"], checked["claims beside them"]) == (1, 2)
    assert not verify_report(book, out.getvalue()).differences


def test_a_report_on_everything_has_nothing_beside_it(case: Casefile) -> None:
    everything = case.casebook()
    assert "Claims beside these, for comparison" not in dict(counts(everything))
    assert "for comparison" not in shown(everything, "html")


@pytest.mark.parametrize("name", FORMATS)
def test_verdicts_name_the_claim_in_words_and_only_what_is_shown(book: Casebook, name: str) -> None:
    report = shown(book, name).replace("\\", "")
    verdicts = report.rpartition("Verdict")[2] if name == "markdown" else report.partition("What people decided")[2]
    assert "“The barge Orlena was carrying 64 passengers" in verdicts[:400]
    assert "heard it" in verdicts[:400]
    assert "market square" not in report


def test_the_author_is_whoever_decides_unless_another_is_given(tmp_path: Path) -> None:
    with opened(tmp_path, written(tmp_path)) as client:
        assert 'autocomplete="name" value="Ada"' in client.get("/report").text
        assert 'autocomplete="name" value="Bo"' in client.get("/report?author=Bo").text
        assert 'autocomplete="name" value=""' in client.get("/report?author=&format=html").text
        client.post("/you", data={"csrf": token(client), "by": "Kim"})
        assert 'autocomplete="name" value="Kim"' in client.get("/report").text
