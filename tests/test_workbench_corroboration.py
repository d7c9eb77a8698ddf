from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from workbench import case_of, opened

from provenance.model import Kind, Merge, Naming, Origins
from provenance.records import Filter
from provenance.tellings import EdgeKind, GraphEdge, GraphLayer, GraphNode, OriginGraphRecord
from provenance.workbench.origin_layout import Box, drawing, fitted, lane
from provenance.workbench.pages.corroboration import merged, under


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """On the seeds, where somebody accepted an agreement that was only possible."""
    with opened(tmp_path_factory.mktemp("workbench")) as client:
        case = case_of(client)
        possible = case.links(relation="corroborates", possible=True)
        of_expert = next(link for link in possible if "Changing regional dynamics" in link.a.text + link.b.text)
        case.review(of_expert.id, "accept", by="Ada", why="read both")
        yield client


@st.composite
def graphs(draw: st.DrawFn) -> OriginGraphRecord:
    articles = draw(st.integers(1, 40))
    sources = draw(st.integers(0, 30))
    origins = draw(st.integers(1, articles))
    label = draw(st.text(min_size=1, max_size=60))
    nodes = [GraphNode(id=f"a{i}", layer=GraphLayer.ARTICLE, label=label, article=f"{i:016x}") for i in range(articles)]
    nodes += [
        GraphNode(id=f"s{i}", layer=GraphLayer.SOURCE, label=label, kind=Kind.OFFICIAL, naming=Naming.ROLE)
        for i in range(sources)
    ]
    nodes += [GraphNode(id=f"o{i}", layer=GraphLayer.ORIGIN, label=label, possible=i % 2 == 0) for i in range(origins)]
    source, origin = st.integers(0, max(sources - 1, 0)), st.integers(0, origins - 1)
    pairs: dict[tuple[str, str], EdgeKind] = {}
    for article in range(articles):
        if sources and draw(st.booleans()):
            pairs[f"a{article}", f"s{draw(source)}"] = EdgeKind.CITES
        if draw(st.booleans()):
            pairs[f"a{article}", f"o{draw(origin)}"] = EdgeKind.RESTS_ON
    for one in range(sources):
        other = draw(source)
        if other != one:
            pairs[f"s{one}", f"s{other}"] = EdgeKind.CITES
        pairs[f"s{one}", f"o{draw(origin)}"] = EdgeKind.RESTS_ON
    for one in range(origins - 1):
        if draw(st.booleans()):
            pairs[f"o{one}", f"o{one + 1}"] = EdgeKind.MAY_BE_SAME
    edges = tuple(GraphEdge(start=a, end=b, kind=kind, why="said so") for (a, b), kind in pairs.items())
    return OriginGraphRecord(id="0" * 16, nodes=tuple(nodes), edges=edges, origins=Origins(1, origins))


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@settings(max_examples=60, deadline=None)
@given(graph=graphs())
def test_nothing_in_a_drawing_overlaps_or_leaves_it(graph: OriginGraphRecord) -> None:
    drawn = drawing(graph)
    assert len(drawn.boxes) == len(graph.nodes)
    assert len(drawn.curves) == len(graph.edges)
    assert all(apart(one, other) for one, other in combinations(drawn.boxes, 2))
    corners = [(box.x + dx, box.y + dy) for box in drawn.boxes for dx in (0, box.width) for dy in (0, box.height)]
    corners += [point for curve in drawn.curves for point in (*curve.points, *curve.arrow)]
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in corners)


@settings(max_examples=60, deadline=None)
@given(graph=graphs())
def test_no_line_crosses_a_box_of_the_middle_column(graph: OriginGraphRecord) -> None:
    """What passes the sources does so on a level between their boxes."""
    drawn = drawing(graph)
    sources = [box for box in drawn.boxes if box.node.layer is GraphLayer.SOURCE]
    for curve in drawn.curves:
        if curve.edge.start.startswith("a") and curve.edge.end.startswith("o"):
            inside = [y for x, y in curve.points if x == drawn.headings[GraphLayer.SOURCE]]
            assert len(inside) == 1, lane(curve.edge)
            assert not any(box.y <= inside[0] <= box.y + box.height for box in sources)


def test_articles_keep_their_order_and_what_they_cite_stands_beside_them() -> None:
    nodes = [
        *(GraphNode(id=f"a{i}", layer=GraphLayer.ARTICLE, label=str(i)) for i in range(3)),
        *(GraphNode(id=f"s{i}", layer=GraphLayer.SOURCE, label=str(i)) for i in range(3)),
    ]
    edges = [GraphEdge(start=f"a{i}", end=f"s{2 - i}", kind=EdgeKind.CITES, why="") for i in range(3)]
    graph = OriginGraphRecord(id="x", nodes=tuple(nodes), edges=tuple(edges), origins=Origins(1, 1))
    level = {box.node.id: box.y for box in drawing(graph).boxes}
    assert level["a0"] < level["a1"] < level["a2"]
    assert (level["s2"], level["s1"], level["s0"]) == (level["a0"], level["a1"], level["a2"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Reuters", "Reuters"),
        ("The Ministry of Foreign Affairs and Other Matters", "The Ministry of Foreign …"),
        ("two\nlines", "two lines"),
        ("漢" * 40, "漢" * 13 + " …"),
    ],
)
def test_labels_are_cut_between_words(text: str, shown: str) -> None:
    assert fitted(text) == shown


@given(text=st.text(max_size=200))
def test_a_label_never_grows(text: str) -> None:
    assert len(fitted(text, 216)) <= 100


def test_merges_are_told_once_each() -> None:
    merges = (Merge(("a", "b"), "the same article"), Merge(("c", "d"), "the same article"), Merge(("e", "f"), "a copy"))
    assert merged(Origins(1, 2, merges)) == ["the same article (2 times)", "a copy"]


def test_the_list_shows_groups_with_their_count(client: TestClient) -> None:
    groups = case_of(client).groups()
    page = client.get("/corroboration").text
    assert groups
    for group in groups:
        assert f'href="/corroboration/{group.id}"' in page
    assert "2 articles, 2 independent sources" in page


def test_filters_hold_for_groups(client: TestClient) -> None:
    case = case_of(client)
    where = Filter(kinds=frozenset({Kind.EXPERT}))
    shown = set(re.findall(r'id="g-(\w+)"', client.get("/corroboration?kind=expert").text))
    assert shown == {group.id for group in case.groups(where=where)}
    assert 0 < len(shown) == case.count_groups(where=where) < case.count_groups()


def test_what_is_only_possible_has_a_list_of_its_own(client: TestClient) -> None:
    case = case_of(client)
    waiting = case.links(relation="corroborates", possible=True)
    assert len(waiting) == case.count_links(relation="corroborates", possible=True) > 1
    assert [link.agreement for link in waiting] == sorted((link.agreement for link in waiting), reverse=True)
    assert f'<a href="/corroboration/possible">{len(waiting)} more pairs' in client.get("/corroboration").text
    shown = re.findall(r'id="l-(\w+)"', client.get("/corroboration/possible").text)
    assert shown == [link.id for link in waiting]
    counted = {link.id for group in case.groups() for link in group.links}
    assert counted
    assert counted.isdisjoint(shown)
    claim = waiting[0].a
    assert f'href="/links/{waiting[0].id}"' in client.get(f"/claims/{claim.id}").text


def test_nothing_found_says_so(client: TestClient) -> None:
    assert "passes these filters" in client.get("/corroboration?kind=witness").text


def test_a_group_shows_its_graph_as_a_drawing_and_as_a_table(client: TestClient) -> None:
    case = case_of(client)
    group = case.groups()[0]
    graph = case.origin_graph(group.id)
    page = client.get(f"/corroboration/{group.id}").text
    assert page.count('<g class="node ') == len(graph.nodes)
    assert page.count('<g class="edge ') == len(graph.edges)
    table = page[page.index("The same as a table") :]
    assert table[: table.index("</table>")].count("<tr>") == len(graph.edges) + 1


def test_the_timeline_tells_every_claim_once(client: TestClient) -> None:
    case = case_of(client)
    group = case.groups()[0]
    steps = case.timeline(group.id)[0].steps
    page = client.get(f"/corroboration/{group.id}").text
    assert re.findall(r'id="t-(\w+)"', page) == [step.claim.id for step in steps]
    assert "first dated here" in page


def test_any_claim_has_a_page(client: TestClient) -> None:
    case = case_of(client)
    alone = next(claim for claim in case.claims() if not claim.corroborating)
    assert client.get(f"/corroboration/{alone.id}").status_code == 200
    assert client.get(f"/corroboration/{case.groups()[0].claims[-1].id[:6]}").status_code == 200
    assert client.get("/corroboration/ffffffffffffffff").status_code == 404


RETOLD = {
    "a.txt": (
        "Alpha",
        "2026-01-05",
        "The mayor said the bridge over the Lenn may have cost 20 million crowns to build.",
    ),
    "b.txt": ("Beta", "2026-01-06", "The bridge over the Lenn cost 25 million crowns to build."),
}


def test_changed_numbers_are_marked(tmp_path: Path) -> None:
    with opened(tmp_path, sources=[]) as client:
        case = case_of(client)
        for name, (outlet, day, text) in RETOLD.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            case.ingest([tmp_path / name], settings=[f"outlet={outlet}", f"published_on={day}"])
        last = next(claim for claim in case.claims() if claim.outlet == "Beta")
        page = client.get(f"/corroboration/{last.id}").text
        assert re.search(r'<mark class="clash">25 million', page)
        assert "number: “20 million" in page


def test_possible_origins_are_dashed_and_say_so() -> None:
    node = GraphNode(id="o", layer=GraphLayer.ORIGIN, label="police", claims=("x",), possible=True)
    assert under(node) == "may be the same as another"


HOSTILE = "<script>alert(1)</script>"


def test_hostile_outlets_are_text(tmp_path: Path) -> None:
    with opened(tmp_path, sources=[]) as client:
        case = case_of(client)
        for name in "ab":
            (tmp_path / name).with_suffix(".txt").write_text(f"The bridge over the Lenn cost 40 million crowns. {name}")
            case.ingest([tmp_path / f"{name}.txt"], settings=[f"outlet={HOSTILE}{name}", "published_on=2026-01-05"])
        group = case.groups()[0] if case.groups() else None
        page = client.get(f"/corroboration/{group.id if group else case.claims()[0].id}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
