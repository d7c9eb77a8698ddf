"""The review page: the queue one by one, what a decision does to the place, undo, and everything beside deciding."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from terminal import ROOT
from workbench import case_of, opened, post, token

from provenance.casefile import Casefile
from provenance.records import QueueItem, Stage
from provenance.workbench import Settings
from provenance.workbench.pages import review


def queue(client: TestClient, **asked: object) -> list[QueueItem]:
    return list(case_of(client).queue(limit=1_000, **asked).items)  # type: ignore[arg-type]


def focus(page: str) -> str | None:
    """The id of what is looked at."""
    found = re.search(r'action="/decide">.*?name="target" value="([0-9a-f]+)"', page, re.DOTALL)
    return found[1] if found else None


def pressed(page: str, key: str) -> str:
    """Where a key leads that stands on a link."""
    found = re.search(rf'href="([^"]+)" data-key="[^"]*\b{key}\b[^"]*"', page)
    assert found is not None, f"no key {key}"
    return unescape(found[1])


def decided(client: TestClient, page: str, verdict: str) -> str:
    """Presses a button of the form to decide; the page that follows."""
    form = re.search(r'action="/decide">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'type="hidden" name="(target|next)" value="([^"]*)"', form[1]))
    return post(client, "/decide", verdict=verdict, **{name: unescape(value) for name, value in fields.items()})


def test_the_first_of_the_queue_stands_with_all_that_it_takes_to_decide(client: TestClient) -> None:
    first = queue(client)[0]
    page = client.get("/review").text
    assert first.link is not None
    assert focus(page) == first.target
    reason = first.link.reasons[0]
    assert f'<mark class="clash">{reason.a_text}</mark>' in page
    assert f'<mark class="clash">{reason.b_text}</mark>' in page
    assert f"<strong>0</strong> decided, <strong>{len(queue(client))}</strong> left" in page


def test_a_claim_stands_in_its_paragraph_with_the_sum_behind_its_confidence(client: TestClient) -> None:
    [item] = queue(client, stage=Stage.SINGLE_ORIGIN)[:1]
    page = client.get("/review?stage=single-origin").text
    assert focus(page) == item.target
    detail = case_of(client).show(item.target)
    context = page.partition('<blockquote class="context">')[2].partition("</blockquote>")[0]
    assert unescape(re.sub("<[^>]*>", "", context)) == detail.paragraph
    for name, *_ in detail.confidence.contributions:
        assert name in page


def test_a_decision_goes_on_to_the_next_until_nothing_is_left(client: TestClient) -> None:
    waiting = {item.target for item in queue(client)}
    page = client.get("/review").text
    seen = []
    while len(seen) < len(waiting):
        target = focus(page)
        if target is None:  # confidence follows decisions, so that one may have moved to where we were already
            page = client.get(pressed(page, "j")).text
            continue
        seen.append(target)
        assert f"<strong>{len(seen) - 1}</strong> decided" in page
        page = decided(client, page, "accept" if len(seen) % 2 else "reject")
        assert ("Accepted" if len(seen) % 2 else "Rejected") in page
    assert set(seen) == waiting
    assert "Everything is decided." in client.get("/review").text
    assert {one.by for one in case_of(client).reviews()} == {"Ada"}


def test_skipping_keeps_the_place_and_what_was_skipped_comes_back(client: TestClient) -> None:
    first, second, third, *_ = (item.target for item in queue(client))
    page = client.get("/review").text
    page = client.get(pressed(page, "j")).text
    assert focus(page) == second
    assert focus(client.get(pressed(page, "k")).text) == first
    assert pressed(page, "s") == pressed(page, "j")
    page = decided(client, page, "accept")
    assert focus(page) == third
    assert focus(client.get(pressed(page, "k")).text) == first, "what was skipped still stands before"
    assert focus(client.get("/review").text) == first


def test_skipping_leads_past_the_end_of_the_list_and_to_the_beginning_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "AHEAD", 3)
    waiting = [item.target for item in queue(client)]
    page = client.get("/review").text
    seen = []
    while (target := focus(page)) is not None:
        seen.append(target)
        page = client.get(pressed(page, "j")).text
    assert seen == waiting
    assert f"{len(waiting)} skipped items still wait" in page
    assert focus(client.get(pressed(page, "j")).text) == waiting[0]


def test_undo_takes_back_the_last_decision_by_a_new_entry_and_shows_it(client: TestClient) -> None:
    page = client.get("/review?stage=clash").text
    target = focus(page)
    assert target is not None
    before = [entry.number for entry in case_of(client).log()]
    page = decided(client, page, "reject")
    assert case_of(client).link(target).verdict == "reject"
    page = post(client, "/undo", next="/review?stage=clash", show="yes")
    assert focus(page) == target
    assert case_of(client).link(target).verdict is None
    assert len(case_of(client).log()) == len(before) + 2
    assert "Taken back" in page


def test_what_was_decided_can_be_looked_at_and_taken_back(client: TestClient) -> None:
    target = focus(client.get("/review").text)
    assert target is not None
    decided(client, client.get("/review").text, "accept")
    page = client.get(f"/review?at={target}").text
    assert focus(page) == target
    assert 'data-key="o"' in page
    assert "<strong>Ada</strong> accepted" in page
    page = decided(client, page, "open")
    assert case_of(client).link(target).verdict is None


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_has_its_own_list_and_count(client: TestClient, stage: Stage) -> None:
    page = client.get(f"/review?stage={stage}").text
    alone = [item.target for item in queue(client) if item.stage is stage]
    assert focus(page) == (alone[0] if alone else None)
    assert f"<strong>{len(alone)}</strong> left" in page
    shown = re.findall(r"<li[^>]*><a href=\"/review\?stage=[a-z-]+&amp;at=([0-9a-f]+)\">", page)
    assert shown == alone[: review.AHEAD]


def test_the_filters_of_the_address_stay_through_decisions(client: TestClient) -> None:
    page = client.get("/review?kind=expert&stage=rest").text
    skipped = client.get(pressed(page, "j")).text
    assert "kind=expert&amp;stage=rest" in skipped
    assert "kind=expert&amp;stage=rest" in decided(client, skipped, "accept")


def test_grades_notes_and_tags_leave_the_item_in_its_place(client: TestClient) -> None:
    page = client.get("/review").text
    target = focus(page)
    assert target is not None
    here = f"/review?at={target}"
    source = re.search(r'<select name="source"><option value="([^"]+)"', page)
    assert source is not None
    for path, fields, expected in (
        ("/rate", {"source": unescape(source[1]), "grade": "C", "why": "often wrong"}, "is graded C, fairly reliable"),
        ("/note", {"target": target, "text": "call <b>her</b>"}, "call &lt;b&gt;her&lt;/b&gt;"),
        ("/tag", {"target": target, "tag": "call back"}, "<li>call back</li>"),
    ):
        page = post(client, path, next=here, **fields)
        assert expected in page
        assert focus(page) == target


def test_whoever_has_no_name_yet_is_asked_for_it_once(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings()) as client:
        page = client.get("/review").text
        assert 'name="by" required' in page
        target = focus(page)
        assert target is not None
        page = post(client, "/decide", target=target, verdict="accept", by="Bo", next="/review")
        assert 'name="by" required' not in page
        assert case_of(client).reviews()[-1].by == "Bo"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/review?at=nothing", 404),
        ("/review?after=nothing", 404),
        ("/review?stage=nothing", 422),
        ("/review?at=" + "x" * 65, 422),
        ("/review?kind=expert&kind=nothing", 422),
    ],
)
def test_an_address_that_means_nothing_is_told_so(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_an_empty_casefile_has_nothing_to_decide(tmp_path: Path) -> None:
    with opened(tmp_path, []) as client:
        assert "There is nothing to decide yet." in client.get("/review").text


def test_reasons_are_offered_and_the_one_that_was_typed_is_kept(client: TestClient) -> None:
    page = client.get("/review").text
    assert '<option value="both can be true">' in page
    assert 'list="reasons"' in page
    target = focus(page)
    assert target is not None
    post(client, "/decide", target=target, verdict="reject", why="both can be true", next="/review")
    assert case_of(client).reviews(target)[-1].why == "both can be true"


def test_undo_leads_nowhere_but_to_this_workbench(client: TestClient) -> None:
    decided(client, client.get("/review").text, "accept")
    fields = {"csrf": token(client), "next": "https://elsewhere.example/", "show": "yes"}
    answer = client.post("/undo", data=fields, follow_redirects=False)
    assert answer.headers["location"] == "/"


def contested(client: TestClient, folder: Path) -> QueueItem:
    """Somebody with a casefile of the same articles decided otherwise, and graded otherwise."""
    case = case_of(client)
    item = queue(client, stage=Stage.REST)[0]
    with Casefile.open(folder / "theirs.db") as theirs:
        theirs.ingest([ROOT / "seeds"])
        theirs.review(item.target, "reject", by="Tom", why="called <them>")
        theirs.rate("Turkish media", "D", by="Tom", why="often wrong")
    case.review(item.target, "accept", by="Mia", why="read it")
    case.rate("Turkish media", "B", by="Mia", why="often right")
    case.merge(folder / "theirs.db")
    return item


def test_a_contradiction_comes_first_with_both_sides_and_is_settled_there(client: TestClient, tmp_path: Path) -> None:
    item = contested(client, tmp_path)
    page = client.get("/review").text
    assert focus(page) == item.target
    for words in ("Verdicts contradict each other", "Tom", "called &lt;them&gt;", "Mia", "read it", "contested"):
        assert words in page
    for path in ("/", f"/claims/{item.target}"):
        page = client.get(path).text
        assert "contradict each other" in page
        assert "called &lt;them&gt;" in page
    assert "Grades contradict each other" in client.get("/source?name=Turkish+media").text
    assert [one["what"] for one in client.get("/api/contradictions").json()] == ["review", "rating"]
    assert 'href="#contradictions"' in client.get("/").text
    page = decided(client, client.get("/review?stage=contradiction").text, "open")
    assert case_of(client).contradictions(item.target) == []
    assert focus(page) is None, "no other waits in this stage"
    assert "contradict each other" in client.get("/").text, "the grades still do"
    post(client, "/rate", source="Turkish media", grade="C", why="we talked", by="Mia")
    assert case_of(client).contradictions() == []
    assert "contradict" not in client.get("/").text
