"""The page of a group and that of a claim: what each counts, and what stands beside the group."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import case_of, opened

from provenance.model import Relation
from provenance.records import ClaimRecord

ARTICLES = {
    "a.txt": "Pier\n\nThe barge Orlena was carrying 64 passengers, harbour master Ivo Stern told reporters.\n",
    "b.txt": "Aboard\n\nThe barge Orlena was carrying 64 passengers, Mayor Dana Pell told the council.\n",
    "c.txt": "Count\n\nThe barge Orlena was carrying 64 passengers, engineer Piet Vance told Radio Quay.\n",
    "d.txt": "Tickets\n\nThe barge Orlena was carrying 91 passengers, an official told Radio Quay.\n",
    "e.txt": "Weather\n\nHeavy rain flooded the market square, the fire brigade said.\n",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Three claims say the same, one clashes with them, and a person linked another to one of the three."""
    folder = tmp_path_factory.mktemp("barge")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    with opened(folder, [folder / name for name in ARTICLES]) as client:
        case_of(client).relate(claim(client, "e").id, claim(client, "b").id, Relation.CORROBORATES, by="Ada")
        yield client


def claim(client: TestClient, name: str) -> ClaimRecord:
    [found] = [one for one in case_of(client).claims() if str(one.file).endswith(f"{name}.txt")]
    return found


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_what_agrees_with_one_of_a_group_only_is_told_beside_it(client: TestClient) -> None:
    group = case_of(client).group(claim(client, "a").id)
    beside = claim(client, "e")
    assert {one.id for one in group.claims} == {claim(client, name).id for name in "abc"}
    page = client.get(f"/corroboration/{group.id}").text
    also = page.partition('class="plain also"')[2].partition("</ul>")[0]
    assert f"/claims/{beside.id}" in also
    assert f"/claims/{claim(client, 'b').id}" in also
    assert "fire brigade" in also
    assert "not counted here" in page


def test_nothing_is_told_beside_a_group_that_is_whole(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLES[name], "utf-8")
    with opened(tmp_path, [tmp_path / "a.txt", tmp_path / "b.txt"]) as client:
        assert "Also agrees with" not in client.get(f"/corroboration/{claim(client, 'a').id}").text


def test_both_counts_are_explained_in_the_same_words(client: TestClient) -> None:
    words = "A group counts claims of which each says the same as most of the others"
    for name in "ab":
        for address in ("corroboration", "claims"):
            assert words in client.get(f"/{address}/{claim(client, name).id}").text


def test_a_telling_that_says_otherwise_is_marked_and_not_counted(client: TestClient) -> None:
    against = claim(client, "d")
    page = client.get(f"/corroboration/{claim(client, 'a').id}").text
    steps = {one.partition('"')[0]: one for one in page.split('id="t-')[1:]}
    assert {id_ for id_, step in steps.items() if "says otherwise" in step} == {against.id}
    travelled = plain(page.partition('id="travelled"')[2].partition("<ol")[0])
    assert "How it travelled 3 articles" in travelled
    assert "1 telling beside these says otherwise" in travelled


def test_articles_of_one_headline_are_told_apart_in_the_drawing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Barge strikes pier\n\n{ARTICLES[name].partition(chr(10) * 2)[2]}", "utf-8")
    with opened(tmp_path, [tmp_path / "a.txt", tmp_path / "b.txt"]) as client:
        page = client.get(f"/corroboration/{claim(client, 'a').id}").text
        drawn = page.partition('<svg class="graph"')[2].partition("</svg>\n</div>")[0]
        assert drawn.count(">Barge strikes pier<") == 2
        assert ">a.txt, no date<" in drawn
        assert ">b.txt, no date<" in drawn
