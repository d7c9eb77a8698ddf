"""Corroboration: claims that several articles make, and how each of them came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.model import Origins, Relation, Verdict
from provenance.records import ClaimRecord, Filter, GroupRecord
from provenance.reports import travel, wording
from provenance.tellings import EdgeKind, GraphEdge, GraphLayer, GraphNode, OriginGraphRecord
from provenance.workbench.answering import TheCase, TheView
from provenance.workbench.marking import stretches
from provenance.workbench.origin_layout import drawing, fitted
from provenance.workbench.rendering import page

router = APIRouter()
SIZE = 20
"""How many groups a page shows: each is as long as several claims."""
ASKED = 200
"""Of so many claims of a group it is asked what else agrees with them."""
OF_CLAIMS = ("kind", "outlet", "month")
"""What pairs can be narrowed by of their claims."""
HEADINGS = {
    GraphLayer.ARTICLE: "Articles",
    GraphLayer.SOURCE: "Who they cite",
    GraphLayer.ORIGIN: "Where it comes from",
}


@router.get("/corroboration")
def corroboration(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The groups of which a claim passes, those with the most independent origins first."""
    view = replace(view, size=SIZE)
    grouped = replace(view.where, corroborated=True)
    return page(
        request,
        "corroboration.html",
        view=view,
        groups=case.groups(where=view.where, limit=view.size, offset=view.offset, linked=False),
        total=case.count_groups(where=view.where),
        possible=case.count_links(relation=Relation.CORROBORATES, where=view.where, possible=True),
        facets=case.facets(grouped),
        merged=merged,
    )


@router.get("/corroboration/possible")
def possible(request: Request, case: TheCase, view: TheView) -> HTMLResponse:
    """The pairs of claims that may say the same but are not sure enough to be counted, the likeliest first."""
    view = replace(view, size=SIZE)
    agreeing = Relation.CORROBORATES
    found = case.links(relation=agreeing, where=view.where, possible=True, limit=view.size, offset=view.offset)
    return page(
        request,
        "possible.html",
        view=view,
        links=found,
        then={link.id: view.address for link in found},
        total=case.count_links(relation=agreeing, where=view.where, possible=True),
        facets=[facet for facet in case.facets(view.where) if facet.name in OF_CLAIMS],
    )


@router.get("/corroboration/{claim}")
def group(request: Request, case: TheCase, claim: str) -> HTMLResponse:
    """The group that a claim is in: who it goes back to, and how it travelled."""
    found = case.group(claim)
    graph = case.origin_graph(claim)
    timeline = replace(case.timeline(found.id)[0], articles=found.articles)
    members = {one.id for one in found.claims}
    names = {step.claim.id: _name(step.claim) for step in timeline.steps}
    return page(
        request,
        "group.html",
        group=found,
        graph=graph,
        drawing=drawing(graph),
        headings=HEADINGS,
        fitted=fitted,
        merged=merged,
        under=partial(under, files={one.article: wording.file_name(wording.place(one)) for one in found.claims}),
        said=said,
        edges=edges(graph),
        cycles=[(cycle.why, [names.get(one, one) for one in cycle.claims]) for cycle in graph.cycles],
        timeline=timeline,
        travel=travel,
        members=members,
        also=outside(case, found),
        names=names,
        changed=any(travel.marks(step) for step in timeline.steps),
        told={step.claim.id: stretches(step.claim.text, travel.marks(step)) for step in timeline.steps},
    )


def outside(case: Casefile, found: GroupRecord) -> list[tuple[ClaimRecord, ClaimRecord]]:
    """Claims that agree with one of a group but are not in it, each with that one, the surest agreement first."""
    members = {one.id for one in found.claims}
    some = Filter(claims=frozenset(one.id for one in found.claims[:ASKED]))
    links = [one for one in case.links(relation=Relation.CORROBORATES, where=some) if one.verdict is not Verdict.REJECT]
    pairs = [(end, other) for one in links for end, other in ((one.a, one.b), (one.b, one.a)) if other.id in members]
    first = {end.id: (end, other) for end, other in reversed(pairs) if end.id not in members}
    return list(reversed(first.values()))


def _name(claim: ClaimRecord) -> str:
    """What a telling is called: who published it, and when."""
    return f"{travel.publisher(claim)}, {travel.day(claim)}"


def merged(origins: Origins) -> Sequence[str]:
    """The evidence of each merge, the same words once."""
    counted = Counter(wording.merge(merge.why) for merge in origins.merges)
    return [f"{why} ({times} times)" if times > 1 else why for why, times in counted.items()]


def under(node: GraphNode, files: Mapping[str, str] = MappingProxyType({})) -> str:
    """What stands below the name of a node; `files`: those of articles, by id, which tell headlines apart."""
    if node.layer is GraphLayer.ARTICLE:
        file = files.get(node.article or "", node.label)
        day = node.published_on.isoformat() if node.published_on else "no date"
        return day if file == node.label else f"{file}, {day}"
    if node.layer is GraphLayer.SOURCE:
        return wording.called(node.kind, node.naming)
    telling = "1 claim goes back to it" if len(node.claims) == 1 else f"{len(node.claims)} claims go back to it"
    return "may be the same as another" if node.possible else telling


def said(edge: GraphEdge) -> str:
    """What an edge says, in words."""
    words = {EdgeKind.CITES: "cites", EdgeKind.RESTS_ON: "goes back to", EdgeKind.MAY_BE_SAME: "may be the same as"}
    return words[edge.kind]


def edges(graph: OriginGraphRecord) -> Sequence[tuple[GraphNode, GraphEdge, GraphNode]]:
    """Each edge between its two nodes: the rows of the table that says what the drawing shows."""
    nodes: Mapping[str, GraphNode] = {node.id: node for node in graph.nodes}
    return [(nodes[edge.start], edge, nodes[edge.end]) for edge in graph.edges]
