from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import case_of, opened, post, token

from provenance.model import Relation

STORY = "{outlet}\n\n14 March 2026\n\nThe mayor said on Monday that {count} people were hurt when the bridge fell.\n"


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/articles/(\w+)"', page)


def said(page: str) -> str:
    found = re.search(r'<p class="message" role="status">\s*(.*?)\s*</p>', page)
    return unescape(found[1]) if found else ""


def test_the_list_has_every_article_and_narrows(client: TestClient) -> None:
    every = [one.id for one in case_of(client).articles()]
    assert listed(client.get("/articles").text) == every
    assert listed(client.get("/articles?dated=yes").text) == [
        one.id for one in case_of(client).articles() if one.published_on]  # fmt: skip
    assert listed(client.get("/articles?words=002_").text) == every[1:]
    none = client.get("/articles?words=nobody+wrote+this").text
    assert listed(none) == []
    assert "No article passes the filter" in none


def test_facts_are_set_in_place(client: TestClient) -> None:
    case = case_of(client)
    [first, _] = case.articles()
    page = post(client, f"/articles/{first.id}/facts", title="A Pact", byline="", published_on="2026-01-13")
    [after, _] = case.articles()
    assert (after.id, after.title, str(after.published_on)) == (first.id, "A Pact", "2026-01-13")
    assert "Set: title, published" in said(page)
    before = len(case.log())
    page = post(client, f"/articles/{first.id}/facts", title="A Pact")
    assert "Nothing was changed" in said(page)
    assert len(case.log()) == before


def test_another_outlet_leads_to_the_article_that_it_makes(client: TestClient) -> None:
    case = case_of(client)
    first = case.articles()[0]
    accepted = next(one.id for one in case.claims() if one.article == first.id)
    case.review(accepted, "accept", by="Ada")
    page = post(client, f"/articles/{first.id}/facts", outlet="The Pact Post")
    [after] = [one for one in case.articles() if one.outlet == "The Pact Post"]
    assert 'value="The Pact Post"' in page
    assert after.id in page
    assert [one.verdict for one in case.claims() if one.article == after.id].count("accept") == 1


@pytest.mark.parametrize(("field", "value", "told"), [("published_on", "soon", "not a date")])
def test_what_is_no_fact_is_refused(client: TestClient, field: str, value: str, told: str) -> None:
    first = case_of(client).articles()[0]
    answer = client.post(f"/articles/{first.id}/facts", data={"csrf": token(client), field: value})
    assert answer.status_code == 422
    assert told in unescape(answer.text)


def test_an_article_is_taken_out_and_says_how_to_have_it_back(client: TestClient) -> None:
    case = case_of(client)
    [first, second] = case.articles()
    agreeing = case.links(relation=Relation.CORROBORATES)
    assert agreeing
    page = post(client, f"/articles/{first.id}/remove", why="withdrawn")
    assert listed(page) == [second.id]
    assert "is out" in said(page)
    assert first.file is not None
    assert first.file in said(page)
    assert case.links() == []
    assert case.log()[-1].why == "withdrawn"
    assert case.verify().differences == ()
    assert client.get(f"/articles/{first.id}").status_code == 404


def test_versions_stand_side_by_side_with_the_words_that_differ(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(STORY.format(outlet="Alpha", count=5), "utf-8")
    with opened(tmp_path, [file]) as client:
        case = case_of(client)
        first = case.articles()[0]
        assert "Nothing has changed" in client.get(f"/articles/{first.id}/versions").text
        file.write_text(STORY.format(outlet="Alpha", count=7), "utf-8")
        case.ingest([file])
        [latest] = case.articles()
        page = client.get(f"/articles/{latest.id}/versions").text
        assert '<mark class="clash">5</mark>' in page
        assert '<mark class="same">7</mark>' in page
        assert len(re.findall("<tr class", page)) < len(
            re.findall("<tr class", client.get(f"/articles/{latest.id}/versions?whole=yes").text)
        )
        assert f'href="/articles/{latest.id}/versions"' in client.get("/articles").text
        assert f'href="/articles/{latest.id}/versions"' in client.get(f"/articles/{latest.id}").text


def test_the_words_are_explained(client: TestClient) -> None:
    page = client.get("/words").text
    assert "Five outlets that print one agency report" in page
    assert 'href="/words" data-key="h"' in page


def test_a_rejected_link_is_not_told_as_corroboration(client: TestClient) -> None:
    case = case_of(client)
    link = case.links(relation=Relation.CORROBORATES)[0]
    heading = "Corroborated by"
    before = client.get(f"/claims/{link.a.id}").text
    assert link.id in before.partition(heading)[2].partition("In conflict with")[0]
    case.review(link.id, "reject", by="Ada")
    after = client.get(f"/claims/{link.a.id}").text
    assert link.id not in after.partition(heading)[2].partition("In conflict with")[0]
    assert "that a person rejected" in after


def test_a_claim_is_told_in_words_and_program_terms_stand_apart(client: TestClient) -> None:
    page = client.get(f"/claims/{case_of(client).claims()[0].id}").text
    shown = re.sub(r'<details class="technical">.*?</details>', "", page, flags=re.DOTALL)
    assert "Speaks for it" in shown
    for term in ("log-odds", "e^-total", "char=", ", role", "Is it so"):
        assert term not in shown
    assert "log-odds" in page
    assert "rightly quoted" in shown
