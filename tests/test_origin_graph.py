from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import article, claims, hop

from provenance.casefile import Casefile
from provenance.casefile.origin_graph import LAST_CITED, OWN_VOICE, drawn
from provenance.matching import origins
from provenance.matching.origins import cycles
from provenance.model import Claim, Hop, Kind, Merge, Naming, Origins
from provenance.tellings import EdgeKind, GraphLayer, GraphNode, OriginGraphRecord

OFFICIALS = hop("officials", Kind.OFFICIAL, Naming.ROLE)
REED = hop("Ann Reed", Kind.OFFICIAL, Naming.NAMED)
REUTERS = hop("Reuters", Kind.MEDIA, Naming.NAMED)
TEXTS = (
    "Council leaders agreed to repair the old weir before the autumn floods arrive.",
    "Before autumn the weir will be mended, it was settled in the chamber on Tuesday.",
    "Repairs to the weir start soon.",
    "The weir is to be put right by the end of the summer.",
)
POST, ECHO, TIMES, WIRE = "Marches Post", "Border Echo", "Island Times", "Reuters"


class Both(PlainSteps):
    """With the package's own count of origins."""

    def origins(self, claims: Sequence[Claim]) -> Origins:
        return origins(claims)

    def cycles(self, claims: Sequence[Claim]) -> Sequence[Merge]:
        return cycles(claims)


def said(number: int, outlet: str | None, *chain: Hop, text: str = "") -> Claim:
    return replace(claims(article(text or TEXTS[number], outlet, number + 1))[0], attribution=chain)


def graph(*told: Claim) -> OriginGraphRecord:
    return drawn(told[0].id, told, Both())


def labels(found: OriginGraphRecord, layer: GraphLayer) -> list[str]:
    return [node.label for node in found.nodes if node.layer is layer]


def edges(found: OriginGraphRecord, kind: EdgeKind) -> list[tuple[str, str, str]]:
    named = {node.id: node.label for node in found.nodes}
    return [(named[edge.start], named[edge.end], edge.why) for edge in found.edges if edge.kind is kind]


def test_own_voice_goes_straight_to_its_origin() -> None:
    found = graph(said(0, POST), said(1, ECHO))
    assert labels(found, GraphLayer.SOURCE) == []
    assert edges(found, EdgeKind.RESTS_ON) == [(POST, POST, OWN_VOICE), (ECHO, ECHO, OWN_VOICE)]
    assert not any(node.possible for node in found.nodes)


def test_a_chain_leads_through_each_source() -> None:
    said_so = replace(REED, cue="told", cue_start=0, cue_end=4)
    found = graph(said(0, POST, REUTERS, said_so), said(1, ECHO))
    assert edges(found, EdgeKind.CITES) == [
        (POST, "Reuters", "named without a reporting word"),
        ("Reuters", "Ann Reed", "“told”"),
    ]
    assert edges(found, EdgeKind.RESTS_ON)[0] == ("Ann Reed", "Ann Reed", LAST_CITED)


def test_one_named_source_of_two_articles_is_one_node_and_one_origin() -> None:
    found = graph(said(0, POST, REED), said(1, ECHO, hop("Ms Reed", Kind.OFFICIAL, Naming.NAMED)))
    assert labels(found, GraphLayer.SOURCE) == labels(found, GraphLayer.ORIGIN) == ["Ann Reed"]
    [(_, _, why)] = edges(found, EdgeKind.RESTS_ON)
    assert why == f"{LAST_CITED}; the same source: Ann Reed"
    assert (found.origins.low, found.origins.high) == (1, 1)


def test_officials_of_two_articles_are_two_nodes_that_may_be_one() -> None:
    found = graph(said(0, POST, OFFICIALS), said(1, ECHO, OFFICIALS), said(2, TIMES, REED))
    assert labels(found, GraphLayer.SOURCE) == ["officials", "officials", "Ann Reed"]
    assert str(found.origins) == "1 to 3"
    assert [node.possible for node in found.nodes if node.layer is GraphLayer.ORIGIN] == [True, True, True]
    assert len(edges(found, EdgeKind.MAY_BE_SAME)) == 2
    assert "'officials' may be the same as" in edges(found, EdgeKind.MAY_BE_SAME)[0][2]


def test_a_copy_shares_the_origin_of_what_it_was_copied_from() -> None:
    found = graph(said(0, POST), said(1, ECHO, text=TEXTS[0] + " Nobody spoke against it at all."))
    assert labels(found, GraphLayer.ORIGIN) == [POST]
    assert [why.split(":")[0] for *_, why in edges(found, EdgeKind.RESTS_ON)] == [OWN_VOICE, "near-copies"]


def test_who_cites_another_article_shares_its_origin() -> None:
    found = graph(said(0, WIRE), said(1, ECHO, REUTERS))
    assert str(found.origins) == "1"
    assert edges(found, EdgeKind.RESTS_ON) == [
        (WIRE, WIRE, OWN_VOICE),
        ("Reuters", WIRE, "one cites the other: Reuters"),
    ]


def test_newsrooms_that_cite_each_other_are_named() -> None:
    told = [
        said(0, POST, hop(ECHO, Kind.MEDIA, Naming.NAMED)),
        said(1, ECHO, hop(POST, Kind.MEDIA, Naming.NAMED)),
        said(2, TIMES),
    ]
    [cycle] = graph(*told).cycles
    assert cycle.why == "they cite each other: border echo → marches post → border echo"
    assert set(cycle.claims) == {told[0].id, told[1].id}
    assert graph(told[0], told[2]).cycles == ()


def test_nodes_know_their_claims_and_edges_lead_from_layer_to_layer() -> None:
    told = [said(0, POST, OFFICIALS), said(1, ECHO, REUTERS, REED), said(2, TIMES, REED), said(3, POST)]
    found = graph(*told)
    nodes = {node.id: node for node in found.nodes}
    layers = list(GraphLayer)
    assert [layers.index(node.layer) for node in found.nodes] == sorted(
        layers.index(node.layer) for node in found.nodes
    )
    for claim in told:
        assert sum(claim.id in node.claims for node in found.nodes if node.layer is GraphLayer.ARTICLE) == 1
        assert sum(claim.id in node.claims for node in found.nodes if node.layer is GraphLayer.ORIGIN) == 1
    for edge in found.edges:
        start, end = nodes[edge.start], nodes[edge.end]
        if edge.kind is EdgeKind.CITES:
            assert end.layer is GraphLayer.SOURCE
        elif edge.kind is EdgeKind.RESTS_ON:
            assert end.layer is GraphLayer.ORIGIN is not start.layer
        else:
            assert start.layer is end.layer is GraphLayer.ORIGIN
    [reed] = [node for node in found.nodes if node.label == "Ann Reed" and node.layer is GraphLayer.SOURCE]
    assert (reed.kind, reed.naming, set(reed.claims)) == (Kind.OFFICIAL, Naming.NAMED, {told[1].id, told[2].id})


CLAIMS = st.builds(
    said,
    st.integers(0, 3),
    st.sampled_from([POST, ECHO, TIMES, WIRE, None]),
    st.sampled_from([OFFICIALS, REED, REUTERS, hop("reports", Kind.MEDIA, Naming.ANONYMOUS)]),
)


@given(st.lists(CLAIMS | st.builds(said, st.integers(0, 3), st.sampled_from([POST, ECHO])), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_the_graph_counts_what_origins_counts(told: list[Claim]) -> None:
    told = list({claim.id: claim for claim in told}.values())
    found = graph(*told)
    ends: list[GraphNode] = [node for node in found.nodes if node.layer is GraphLayer.ORIGIN]
    unsure = [edge for edge in found.edges if edge.kind is EdgeKind.MAY_BE_SAME]
    assert len(ends) == found.origins.high
    assert len(ends) - len(unsure) == found.origins.low
    assert len({node.id for node in found.nodes}) == len(found.nodes)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Casefile]:
    texts: Mapping[str, str] = {
        "a": "outlet: Alpha\ndate: 2026-01-05\nThe Minister says the old bridge fell on Monday.\n",
        "b": "outlet: Beta\ndate: 2026-01-06\nofficials say the old bridge fell on Monday.\n",
        "c": "outlet: Gamma\nAnn Reed says the old bridge fell on Monday.\nNobody was near.\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=Both()) as case:
        case.ingest([tmp_path / f"{name}.txt" for name in texts])
        yield case


def test_the_graph_agrees_with_corroboration(desk: Casefile) -> None:
    [group] = desk.groups()
    for claim in group.claims:
        found = desk.origin_graph(claim.id[:10])
        assert found.id == claim.id
        assert found.origins == group.origins
        assert labels(found, GraphLayer.ARTICLE) == ["Alpha", "Beta", "Gamma"]


def test_a_claim_alone_has_one_origin(desk: Casefile) -> None:
    [alone] = [claim for claim in desk.claims() if "near" in claim.text]
    found = desk.origin_graph(alone.id)
    assert (labels(found, GraphLayer.ARTICLE), labels(found, GraphLayer.ORIGIN)) == (["Gamma"], ["Gamma"])
    assert str(found.origins) == "1"
