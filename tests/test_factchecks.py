from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import piped
from workbench import opened

from provenance.casefile import Casefile, InstalledSteps
from provenance.factchecks import fact_check, is_reviewed, is_verdict, verdict
from provenance.matching import match
from provenance.model import Article, Place, Saying
from provenance.reading import read_all

CLAIM = "The ferry to Port Ellis carried 148 people."


def feed(*checks: tuple[str, str | None]) -> str:
    reviews = [
        {
            "@type": "ClaimReview",
            "claimReviewed": claim,
            "author": {"@type": "Organization", "name": "Strait Facts"},
            "datePublished": f"2026-02-{number:02}",
            "url": f"https://facts.example/{number}",
            "itemReviewed": {"@type": "Claim", "author": {"name": "Ada Quill"}},
            "reviewRating": {"@type": "Rating", "alternateName": words} if words else {},
            "reviewBody": "The register of the port lists 95 passengers.",
        }
        for number, (claim, words) in enumerate(checks, 1)
    ]
    return json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": reviews}]})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    folder = tmp_path_factory.mktemp("case")
    (folder / "feed.json").write_text(feed((CLAIM, "Mostly <b>false</b>"), ("Eels can vote.", None)), encoding="utf-8")
    (folder / "news.txt").write_text(f"{CLAIM} It sank at dawn.\n", encoding="utf-8")
    with Casefile.open(folder / "claims.db", steps=InstalledSteps()) as opened:
        opened.ingest([folder / "feed.json", folder / "news.txt"])
        yield opened


def test_a_statement_is_told_to_be_checked_already(case: Casefile) -> None:
    (statement,) = case.check(CLAIM).statements
    (check,) = statement.checked
    assert (check.checker, check.verdict, check.claimant) == ("Strait Facts", "Mostly <b>false</b>", "Ada Quill")
    assert (str(check.checked_on), check.url) == ("2026-02-01", "https://facts.example/1")
    assert (check.saying, check.reviewed) == (Saying.SAME, CLAIM)


def test_a_check_is_neither_an_answer_nor_an_origin(case: Casefile) -> None:
    (statement,) = case.check(CLAIM).statements
    assert [answer.claim.file is not None and "news.txt" in answer.claim.file for answer in statement.of(Saying.SAME)]
    assert all("claimReviewed" not in str(answer) for answer in statement.answers)
    assert statement.same is not None
    assert statement.same.high == 1


def test_a_check_changes_no_link_and_no_confidence(case: Casefile) -> None:
    told = next(claim for claim in case.claims() if claim.file and "news.txt" in claim.file and "148" in claim.text)
    reviewed = next(
        claim for claim in case.claims() if claim.file and "feed.json" in claim.file and "148" in claim.text
    )
    assert (told.corroborating, told.conflicting, told.origins.high) == (0, 0, 1)
    assert (reviewed.corroborating, reviewed.conflicting) == (0, 0)
    assert [check.url for check in case.fact_checks(told.id)] == ["https://facts.example/1"]


def test_what_nobody_checked_says_so(case: Casefile) -> None:
    (statement,) = case.check("The mayor of Port Ellis collects stamps.").statements
    assert statement.checked == ()


def test_the_parts_of_a_check_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(feed((CLAIM, "False"), ("Eels can vote.", None)), encoding="utf-8")
    first, second = (one for one in read_all(file) if isinstance(one, Article))
    claims = list(InstalledSteps().extract(first))
    assert [(is_reviewed(one), is_verdict(one)) for one in claims] == [(True, False), (False, True), (False, False)]
    assert (verdict(first), verdict(second)) == ("False", None)
    assert not list(match([*claims, *InstalledSteps().extract(Article(text=CLAIM))], possible=True))


def test_an_ordinary_article_is_no_check() -> None:
    article = Article(text=CLAIM, places=(Place(0, len(CLAIM), "char=0,20"),))
    assert fact_check(article) is None
    assert verdict(article) is None


def test_the_api_tells_the_checks_of_a_claim(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text(feed((CLAIM, "False")), encoding="utf-8")
    (tmp_path / "news.txt").write_text(f"{CLAIM} It sank at dawn.\n", encoding="utf-8")
    with opened(tmp_path, [tmp_path / "feed.json", tmp_path / "news.txt"]) as client:
        told = next(
            one for one in client.get("/api/claims").json() if "news.txt" in one["file"] and "148" in one["text"]
        )
        (check,) = client.get(f"/api/claims/{told['id']}/fact-checks").json()
        assert (check["checker"], check["verdict"]) == ("Strait Facts", "False")
        assert client.get("/api/claims/ffffffffffffffff/fact-checks").status_code == 404
        page = client.get("/check", params={"q": CLAIM}).text
        assert "checked by Strait Facts on 2026-02-01: “False”" in page


def test_the_published_checks_are_listed_the_latest_first(case: Casefile) -> None:
    assert case.count_published_checks() == 2
    later, first = case.published_checks()
    assert (later.reviewed, later.verdict, str(later.checked_on)) == ("Eels can vote.", None, "2026-02-02")
    assert (first.reviewed, first.verdict, first.claimant) == (CLAIM, "Mostly <b>false</b>", "Ada Quill")
    assert (first.checker, first.url) == ("Strait Facts", "https://facts.example/1")
    assert case.published_checks(limit=1, offset=1) == [first]


def test_pages_and_commands_list_them_and_a_claim_stands_with_its_own(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text(feed((CLAIM, "<i>False</i>"), ("Eels can vote.", None)), encoding="utf-8")
    (tmp_path / "news.txt").write_text(f"{CLAIM} It sank at dawn.\n", encoding="utf-8")
    with opened(tmp_path, [tmp_path / "feed.json", tmp_path / "news.txt"]) as client:
        answer = client.get("/api/fact-checks", params={"limit": 1})
        assert answer.headers["X-Total-Count"] == "2"
        assert answer.json()[0]["reviewed"] == "Eels can vote."
        assert "2 published fact-checks" in client.get("/check").text
        page = client.get("/check/published").text
        assert "checked by Strait Facts on 2026-02-01: “&lt;i&gt;False&lt;/i&gt;”; a claim of Ada Quill" in page
        assert client.get("/check/published", params={"page": 0}).status_code == 422
        beyond = client.get("/check/published", params={"page": 7}).text
        assert "No more on this page" in beyond
        assert "There is none here" not in beyond
        told = next(
            one for one in client.get("/api/claims").json() if "news.txt" in one["file"] and "148" in one["text"]
        )
        assert "Already checked" in client.get(f"/claims/{told['id']}").text
        other = next(one for one in client.get("/api/claims").json() if "sank" in one["text"])
        assert "Already checked" not in client.get(f"/claims/{other['id']}").text
    lines = piped(["check", "--published", "--db", str(tmp_path / "claims.db")], cwd=tmp_path).out.splitlines()
    assert [line.split("\t")[2:4] for line in lines[1:]] == [["Strait Facts", ""], ["Strait Facts", "<i>False</i>"]]
