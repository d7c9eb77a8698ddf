from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import case_of, opened, post, token

from provenance.errors import InvalidRequest
from provenance.model import Band, ReasonKind, Relation
from provenance.records import Filter, LinkFilter
from provenance.workbench.addresses import view_of
from provenance.workbench.pages.conflicts import link_filter, places_after

ARTICLES = {
    "alpha.txt": "The old pier in Saltmarsh fell on 3 January 2026. The bridge over the Lenn cost 40 million crowns.",
    "beta.txt": "The old pier in Saltmarsh fell on 5 January 2026. The bridge over the Lenn cost 55 million crowns.",
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("workbench")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with opened(folder, sources=[folder / name for name in ARTICLES]) as client:
        yield client


def shown(page: str) -> list[str]:
    return re.findall(r'id="l-(\w+)"', page)


def test_both_passages_stand_side_by_side_with_the_clashing_words(client: TestClient) -> None:
    page = client.get("/conflicts").text
    assert shown(page) == [link.id for link in case_of(client).clashes()]
    assert '<mark class="clash">advanced stage</mark>' in page
    assert '<mark class="clash">remains at the discussion stage</mark>' in page
    assert "how far it has got: “advanced stage” against “remains at the discussion stage”" in page


def test_pairs_are_filtered_by_what_clashes(invented: TestClient) -> None:
    case = case_of(invented)
    by_kind = {link.reasons[0].kind: link.id for link in case.clashes()}
    assert {ReasonKind.DATE, ReasonKind.NUMBER} <= by_kind.keys()
    for kind in (ReasonKind.DATE, ReasonKind.NUMBER):
        page = invented.get(f"/conflicts?reason={kind}").text
        assert by_kind[kind] in shown(page)
        assert all(kind in {one.kind for one in case.link(link).reasons} for link in shown(page))
    both = shown(invented.get("/conflicts?reason=date&reason=number").text)
    assert both == [link.id for link in case.clashes()]
    assert shown(invented.get("/conflicts?reason=stage").text) == []


def test_counts_stand_beside_the_reasons(invented: TestClient) -> None:
    facets = {facet.name: facet.values for facet in case_of(invented).clash_facets()}
    counted = {value.value: value.count for value in facets["reason"]}
    assert set(counted) == {kind for kind in ReasonKind if not kind.startswith("same-")}
    assert counted["date"] == case_of(invented).count_clashes(LinkFilter(reasons=frozenset({ReasonKind.DATE}))) > 0
    asked = LinkFilter(relations=frozenset({Relation.UPDATES}), reasons=frozenset({ReasonKind.DATE}))
    narrowed = {facet.name: facet.values for facet in case_of(invented).clash_facets(asked)}
    assert [value.chosen for value in narrowed["relation"]] == [False, True]
    assert sum(value.count for value in narrowed["relation"]) == counted["date"]


def test_claims_narrow_pairs_too(client: TestClient) -> None:
    case = case_of(client)
    experts = shown(client.get("/conflicts?kind=expert").text)
    assert 0 < len(experts) < case.count_clashes()
    assert case.count_clashes(LinkFilter(claims=Filter(text="no such words anywhere"))) == 0


def test_what_was_decided_keeps_its_place_and_can_be_left_out(client: TestClient) -> None:
    before = shown(client.get("/conflicts").text)
    page = post(client, "/decide", target=before[0], verdict="reject", next=f"/conflicts#l-{before[0]}")
    assert shown(page) == before
    assert "Rejected." in page
    assert shown(client.get("/conflicts?decided=no").text) == before[1:]
    assert shown(client.get("/conflicts?decided=yes").text) == before[:1]
    assert shown(client.get("/conflicts?decided=yes&decided=no").text) == before


def test_a_decision_leads_back_to_its_place(client: TestClient) -> None:
    first = shown(client.get("/conflicts").text)[0]
    form = {"csrf": token(client), "target": first, "verdict": "accept", "next": f"/conflicts?reason=stage#l-{first}"}
    answer = client.post("/decide", data=form, follow_redirects=False)
    assert answer.headers["location"] == f"/conflicts?reason=stage#l-{first}"


def test_where_a_decided_pair_leaves_the_list_the_next_one_takes_its_place(client: TestClient) -> None:
    links = case_of(client).clashes()
    view = view_of("/conflicts", [("decided", "no")])
    assert [link.id for link in links] == list(places_after(view, links, None))
    assert list(places_after(view, links, False).values()) == [
        f"/conflicts?decided=no#l-{links[1].id}",
        f"/conflicts?decided=no#l-{links[0].id}",
    ]
    assert list(places_after(view, links[:1], False).values()) == ["/conflicts?decided=no"]


@pytest.mark.parametrize("query", ["reason=nonsense", "relation=friends", "kind=zzz", "page=x"])
def test_what_makes_no_sense_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/conflicts?{query}").status_code == 422


def test_a_filter_names_what_there_is() -> None:
    with pytest.raises(InvalidRequest, match="choose of: number, date"):
        link_filter(view_of("/conflicts", [("reason", "nonsense")]))


def test_an_empty_casefile_does_not_promise_peace(tmp_path: Path) -> None:
    with opened(tmp_path, sources=[]) as client:
        assert "does not mean that they agree" in client.get("/conflicts").text


POSSIBLE = {
    "one.txt": "Police have made no arrests in the Calder Bay arson, a spokesman said.",
    "two.txt": "A man was arrested on Tuesday over the fire that destroyed the town hall of Calder Bay, a court said.",
}


@pytest.fixture
def possible(tmp_path: Path) -> Iterator[TestClient]:
    for name, text in POSSIBLE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with opened(tmp_path, sources=[tmp_path / name for name in POSSIBLE]) as client:
        yield client


def test_what_may_clash_has_a_list_of_its_own_and_counts_once_accepted(possible: TestClient) -> None:
    case = case_of(possible)
    [link] = case.links(relation=Relation.CONFLICTS, possible=True)
    assert (link.band, case.clashes(), case.show(link.a.id).claim.conflicting) == (Band.POSSIBLE, [], 0)
    assert shown(possible.get("/conflicts").text) == []
    assert '<a href="/conflicts/possible">1 more pair is only possible</a>' in possible.get("/conflicts").text
    page = possible.get("/conflicts/possible").text
    assert shown(page) == [link.id]
    assert "1 more claim possibly says otherwise" in possible.get(f"/claims/{link.a.id}").text
    assert [one["id"] for one in possible.get("/api/clashes?possible=true").json()] == [link.id]
    assert possible.get("/api/clashes").json() == []
    assert link.id not in possible.get("/review").text
    post(possible, "/decide", target=link.id, verdict="accept", next="/conflicts/possible")
    assert shown(possible.get("/conflicts").text) == [link.id]
    assert shown(possible.get("/conflicts/possible").text) == []
    assert "possibly says otherwise" not in possible.get(f"/claims/{link.a.id}").text
