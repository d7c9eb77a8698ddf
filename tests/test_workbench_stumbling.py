"""What a person who does not know the program would stumble over on its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import case_of, opened, token

REPORT = (
    "Barge strikes pier\n\nThe barge Orlena was carrying 64 passengers, harbour master Ivo Stern told reporters. "
    "Stern said the pier was closed.\n\nNorthbank Lines rejected the criticism. It said the barge was sound.\n"
)
COPY = (
    "Barge hits pier\n\nThe barge Orlena was carrying 64 passengers, harbour master Ivo Stern told reporters. "
    "Stern said the pier was closed.\n"
)


def client_of(folder: Path, **texts: str):
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return opened(folder, [folder / f"{name}.txt" for name in texts])


def correcting(client: TestClient, claim: str) -> str:
    return client.get(f"/claims/{claim}").text.partition('id="correct"')[2].partition('id="correct-claim"')[0]


def test_a_correction_says_how_many_claims_it_would_change(tmp_path: Path) -> None:
    with client_of(tmp_path, report=REPORT, copy=COPY) as client:
        case = case_of(client)
        stern = [one for one in case.claims() if one.attribution and "Stern" in one.attribution[0].label]
        here = [one for one in stern if one.article == stern[0].article]
        assert len(stern) > len(here) > 1
        told = f"In this article that is {len(here)} claims, in the casefile {len(stern)}."
        assert told in correcting(client, stern[0].id)


@pytest.mark.parametrize(("name", "offered"), [("It", False), ("Harbour Watch", True)])
def test_a_pronoun_is_nobody_in_other_articles(tmp_path: Path, name: str, offered: bool) -> None:
    with client_of(tmp_path, report=REPORT) as client:
        case = case_of(client)
        [claim] = [one for one in case.claims() if "64 passengers" in one.text]
        fields = {"csrf": token(client), "claim": claim.id, "name": name, "kind": "document", "naming": "anonymous"}
        client.post("/correct", data=fields)
        assert case.show(claim.id).claim.attribution[0].label == name
        form = correcting(client, claim.id)
        assert "for all that it says in this article" in form
        assert ("wherever this source speaks" in form) is offered


def test_the_desk_tells_what_came_in_a_new_version(tmp_path: Path) -> None:
    with client_of(tmp_path, report=REPORT) as client:
        assert "Came in a new version" not in client.get("/").text
        (tmp_path / "report.txt").write_text(REPORT.replace("64", "71"), "utf-8")
        case_of(client).ingest([tmp_path / "report.txt"])
        [article] = [one for one in case_of(client).articles() if one.version > 1]
        page = client.get("/").text
        assert f'href="/articles/{article.id}/versions">Barge strikes pier: what changed' in page
        assert client.get(f"/articles/{article.id}/versions").status_code == 200


def test_the_desk_shows_the_same_sentence_of_copies_once(tmp_path: Path) -> None:
    with client_of(tmp_path, report=REPORT, copy=COPY) as client:
        single = [one.statement.text for one in case_of(client).desk().single_origin]
        assert len(single) > len(set(single)), "the copy's claims weigh as much"
        column = client.get("/").text.partition('id="single"')[2].partition("</section>")[0]
        assert column.count("data-item") == min(5, len(set(single)))


def test_a_decision_that_moves_the_confidence_says_what_that_means(tmp_path: Path) -> None:
    with client_of(tmp_path, report=REPORT) as client:
        claim = case_of(client).claims()[0].id
        page = client.post("/decide", data={"csrf": token(client), "target": claim, "verdict": "accept"}).text
        assert "Confidence says how well it is vouched for, not whether it is true." in page


def test_a_copied_sentence_can_be_decided_once_in_review(tmp_path: Path) -> None:
    with client_of(tmp_path, report=REPORT, copy=COPY) as client:
        case = case_of(client)
        copied, own = (
            next(one for one in case.claims() if words in one.text) for words in ("64 passengers", "barge was sound")
        )
        assert 'name="reprints"' in client.get(f"/review?at={copied.id}").text
        assert 'name="reprints"' not in client.get(f"/review?at={own.id}").text
        data = {"csrf": token(client), "target": copied.id, "verdict": "accept", "reprints": "yes"}
        assert "And so was 1 reprint" in client.post("/decide", data=data).text
        assert {one.verdict for one in case.claims() if "64 passengers" in one.text} == {"accept"}
