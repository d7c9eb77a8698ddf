from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps

from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.model import Verdict

FIRST = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\nMany people left.\n"
SECOND = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 9 houses were lost.\nMany people left.\n"
OTHER = "outlet: Beta\nThe dam broke at dawn.\nThe army says 5 houses were lost.\n"


@pytest.fixture
def case(place: str) -> Iterator[Casefile]:
    with Casefile.open(place, steps=PlainSteps()) as opened:
        yield opened


def put(case: Casefile, file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return case.ingest([file]).outcomes[0].state


def ids(case: Casefile) -> dict[str, str]:
    return {claim.text: claim.id for claim in case.claims()}


def test_the_same_content_changes_nothing(case: Casefile, tmp_path: Path) -> None:
    assert put(case, tmp_path / "a.txt", FIRST) == "added"
    before = (case.claims(), case.articles(), case.findings())
    summary = case.ingest([tmp_path / "a.txt"])
    assert [(outcome.state, outcome.claims) for outcome in summary.outcomes] == [("unchanged", 3)]
    assert summary.links == 0
    assert (case.claims(), case.articles(), case.findings()) == before


def test_other_content_is_a_new_version_and_the_old_one_stays(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", FIRST)
    old = ids(case)
    assert put(case, tmp_path / "a.txt", SECOND) == "new-version"
    [article] = case.articles()
    assert article.version == 2
    assert {claim.text for claim in case.claims()} == {line for line in SECOND.split("\n")[1:] if line}
    assert not set(old.values()) & set(ids(case).values())
    assert case.show(old["Many people left."]).article.version == 1
    assert [hit.claim.text for hit in case.search("houses") if hit.claim] == ["Officials say 9 houses were lost."]


def test_links_follow_the_listed_version(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "b.txt", OTHER)
    put(case, tmp_path / "a.txt", FIRST)
    assert sorted(link.relation for link in case.links()) == ["corroborates", "corroborates"]
    put(case, tmp_path / "a.txt", SECOND)
    assert sorted(link.relation for link in case.links()) == ["conflicts", "corroborates"]
    [army] = [claim for claim in case.claims() if "army" in claim.text]
    assert (army.corroborating, army.conflicting, army.origins.low) == (0, 1, 1)


def test_a_change_back_is_the_first_content_again(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "b.txt", OTHER)
    put(case, tmp_path / "a.txt", FIRST)
    before, links = ids(case), {link.id for link in case.links()}
    put(case, tmp_path / "a.txt", SECOND)
    assert put(case, tmp_path / "a.txt", FIRST) == "new-version"
    assert ids(case) == before
    assert {link.id for link in case.links()} == links
    assert [article.version for article in case.articles() if article.outlet == "Alpha"] == [3]
    assert put(case, tmp_path / "a.txt", FIRST) == "unchanged"


def test_what_came_in_between_is_compared_after_a_change_back(case: Casefile, tmp_path: Path) -> None:
    for text in (FIRST, SECOND):
        put(case, tmp_path / "a.txt", text)
    put(case, tmp_path / "b.txt", OTHER)
    put(case, tmp_path / "a.txt", FIRST)
    assert sorted(link.relation for link in case.links()) == ["corroborates", "corroborates"]


def test_one_content_in_two_files_is_one_article(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", FIRST)
    assert put(case, tmp_path / "copy.txt", FIRST) == "unchanged"
    assert put(case, tmp_path / "copy.txt", SECOND) == "new-version"
    assert len(case.articles()) == 2, "the first content still lies in a.txt"
    assert put(case, tmp_path / "a.txt", SECOND) == "new-version"
    assert len(case.articles()) == 1


def test_the_same_url_in_another_file_is_a_new_version(case: Casefile, tmp_path: Path) -> None:
    url = "url: https://alpha.example/dam\n"
    assert put(case, tmp_path / "monday.txt", url + FIRST) == "added"
    assert put(case, tmp_path / "tuesday.txt", url + SECOND) == "new-version"
    assert [article.version for article in case.articles()] == [2]
    again = case.ingest([tmp_path])
    assert {outcome.state for outcome in again.outcomes} == {"unchanged"}
    assert [article.version for article in case.articles()] == [2]


def test_reviews_follow_where_the_passage_stayed_the_same(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", FIRST)
    old = ids(case)
    review = case.review(old["Many people left."], "reject", by="Kim", why="they stayed")
    case.review(old["Officials say 5 houses were lost."], "accept", by="Kim", why="counted")
    put(case, tmp_path / "a.txt", SECOND)
    new = {claim.text: claim for claim in case.claims()}
    same, altered = new["Many people left."], new["Officials say 9 houses were lost."]
    assert same.verdict is Verdict.REJECT
    assert same.confidence == case.show(old["Many people left."]).claim.confidence
    [carried] = case.reviews(same.id)
    assert (carried.by, carried.why, carried.at) == (review.by, review.why, review.at)
    assert altered.verdict is None
    assert case.reviews(altered.id) == []
    assert len(case.reviews()) == 3, "the reviews of the old version stay with it"


def test_reviews_do_not_guess_between_two_places(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", FIRST)
    case.review(ids(case)["Many people left."], "accept", by="Kim", why="seen")
    put(case, tmp_path / "a.txt", FIRST + "Some came back.\nMany people left.\n")
    assert [claim.verdict for claim in case.claims()] == [None] * 5


def test_reviews_of_links_follow_too(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "b.txt", OTHER)
    put(case, tmp_path / "a.txt", FIRST)
    for link in case.links():
        case.review(link.id, "reject", by="Kim", why="another dam")
    put(case, tmp_path / "a.txt", SECOND)
    verdicts = {link.relation: link.verdict for link in case.links()}
    assert verdicts == {"corroborates": Verdict.REJECT, "conflicts": None}, (
        "a verdict on agreement says nothing of a clash"
    )
    assert case.groups() == []


def test_later_reviews_come_along_when_the_article_changes_back(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", FIRST)
    case.review(ids(case)["Many people left."], "accept", by="Kim", why="seen")
    put(case, tmp_path / "a.txt", SECOND)
    case.review(ids(case)["Many people left."], "reject", by="Lee", why="seen better")
    put(case, tmp_path / "a.txt", FIRST)
    [claim] = [claim for claim in case.claims() if claim.text == "Many people left."]
    assert claim.verdict is Verdict.REJECT
    assert [review.by for review in case.reviews(claim.id)] == ["Kim", "Lee"]


def test_the_original_bytes_are_kept(case: Casefile, tmp_path: Path) -> None:
    for name in ("a.txt", "copy.txt"):
        put(case, tmp_path / name, FIRST)
    [article] = case.articles()
    original = case.original(article.id[:6])
    assert original is not None
    assert original.data == (tmp_path / "a.txt").read_bytes()
    assert original.sha256 == article.sha256
    with pytest.raises(NotFound):
        case.original("zz")
