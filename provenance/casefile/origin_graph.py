"""Who a group of claims goes back to, as a graph: articles, the sources that they cite, and the origins behind them.

An origin is what `provenance.matching.origins` counts once. Two tied claims share an origin's node; where it is only
possible that two origins are one, an edge between them says so, and the count is a range.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from provenance.casefile.groups import stars_of
from provenance.casefile.steps import Steps
from provenance.casefile.timeline import in_order
from provenance.casefile.weighing import Count
from provenance.language.names import same_name
from provenance.language.outlets import same_house
from provenance.model import Article, Claim, Hop, Naming, Origins, content_id
from provenance.reports.wording import file_name
from provenance.store import listing
from provenance.store.rows import source_key
from provenance.tellings import CitationCycle, EdgeKind, GraphEdge, GraphLayer, GraphNode, OriginGraphRecord

T = TypeVar("T")

OWN_VOICE = "in the article's own voice"
LAST_CITED = "the last source that is cited"
NO_CUE = "named without a reporting word"


def origin_graph(connection: Connection, asked: str, steps: Steps) -> OriginGraphRecord:
    """The graph of the group that a claim, by its id or a beginning of one, is in. Raises NotFound, Ambiguous."""
    number, id_ = listing.resolve_claim(connection, asked)
    star = stars_of(connection, [number])[number]
    return drawn(id_, [one.claim for one in in_order(connection, star.claims)], steps)


def drawn(asked: str, claims: Sequence[Claim], steps: Steps) -> OriginGraphRecord:
    """The graph of some claims that say the same, in the order in which their articles are to stand."""
    graph = _Graph()
    ends = [graph.chain(claim) for claim in claims]
    _add_origins(graph, claims, ends, steps.origins)
    layers = list(GraphLayer)
    return OriginGraphRecord(
        id=asked,
        nodes=tuple(sorted(graph.nodes.values(), key=lambda node: layers.index(node.layer))),
        edges=tuple(graph.edges.values()),
        origins=steps.origins(claims) if len(claims) > 1 else Origins(1, 1),
        cycles=tuple(CitationCycle(why=cycle.why, claims=cycle.members) for cycle in steps.cycles(claims)),
    )


class _Graph:
    """Nodes by their ids and edges by what they join, in the order in which they came."""

    def __init__(self) -> None:
        self.nodes: dict[str, GraphNode] = {}
        self.edges: dict[tuple[str, str, EdgeKind], GraphEdge] = {}
        self._named: list[tuple[str, str]] = []

    def add(self, node: GraphNode, claim: Claim) -> str:
        """The id of the node, which is made where it is not there, and gets the claim."""
        known = self.nodes.setdefault(node.id, node)
        self.nodes[node.id] = replace(known, claims=tuple(dict.fromkeys((*known.claims, claim.id))))
        return node.id

    def join(self, start: str, end: str, kind: EdgeKind, why: str, claims: Sequence[Claim]) -> None:
        """Draws an edge; one that is there gets the claims, and the reason if it is another."""
        known = self.edges.get((start, end, kind), GraphEdge(start=start, end=end, kind=kind, why=why))
        reasons = dict.fromkeys((*known.why.split("; "), why))
        members = dict.fromkeys((*known.claims, *(claim.id for claim in claims)))
        self.edges[start, end, kind] = replace(known, why="; ".join(reasons), claims=tuple(members))

    def chain(self, claim: Claim) -> str:
        """Draws who the claim's article cites, and whoever they cite; the id of the last node."""
        article = claim.article
        node = GraphNode(
            id=f"article-{article.id}",
            layer=GraphLayer.ARTICLE,
            label=_publisher(article),
            article=article.id,
            outlet=article.outlet,
            published_on=article.published_on,
        )
        last = self.add(node, claim)
        for hop in claim.attribution:
            cited = self.add(self._source(hop, article), claim)
            if cited != last:
                self.join(last, cited, EdgeKind.CITES, f"“{hop.cue}”" if hop.cue else NO_CUE, [claim])
            last = cited
        return last

    def _source(self, hop: Hop, article: Article) -> GraphNode:
        """The node of a cited source. Only named ones can be the same in two articles."""
        id_ = f"source-{content_id(article.id, source_key(hop.label))}"
        if hop.naming is Naming.NAMED:
            id_ = f"source-{content_id(source_key(hop.label))}"
            same = (
                known for known, label in self._named if same_name(label, hop.label) or same_house(label, hop.label)
            )
            id_ = next(same, id_)
            self._named.append((id_, hop.label))
        return GraphNode(id=id_, layer=GraphLayer.SOURCE, label=hop.label, kind=hop.kind, naming=hop.naming)


def _add_origins(graph: _Graph, claims: Sequence[Claim], ends: Sequence[str], count: Count) -> None:
    """Draws the origins that some claims, whose chains end at `ends`, go back to, and which of them may be one."""

    @cache
    def tied(a: int, b: int) -> Origins:
        return count([claims[a], claims[b]])

    def sure(a: int, b: int) -> str | None:
        tie = tied(min(a, b), max(a, b))
        return _why(tie) if tie.high == 1 else None

    def possible(one: str, other: str) -> str | None:
        ties = (tied(min(a, b), max(a, b)) for a in members[one] for b in members[other])
        return next((_why(tie) for tie in ties if tie.low == 1), None)

    members: defaultdict[str, list[int]] = defaultdict(list)
    for branch in _forest(range(len(claims)), sure):
        claim, first = claims[branch.node], claims[branch.root]
        label = first.attribution[-1].label if first.attribution else _publisher(first.article)
        node = graph.add(GraphNode(id=f"origin-{first.id}", layer=GraphLayer.ORIGIN, label=label), claim)
        own = LAST_CITED if claim.attribution else OWN_VOICE
        graph.join(ends[branch.node], node, EdgeKind.RESTS_ON, branch.why or own, [claim])
        members[node].append(branch.node)
    for link in _forest(list(members), possible):
        if link.parent is not None:
            graph.join(link.parent, link.node, EdgeKind.MAY_BE_SAME, link.why, [])
            for node in (link.parent, link.node):
                graph.nodes[node] = replace(graph.nodes[node], possible=True)


def _why(tie: Origins) -> str:
    return tie.merges[0].why if tie.merges else "counted as one"


class _Branch(NamedTuple, Generic[T]):
    """A node, the first of all that it is tied to, and the node (None: it is the first) and tie that led to it."""

    node: T
    root: T
    parent: T | None = None
    why: str = ""


def _forest(nodes: Iterable[T], tie: Callable[[T, T], str | None]) -> Iterator[_Branch[T]]:
    """Every node, those that are tied to each other, directly or through others, as one tree."""
    free = list(nodes)
    while free:
        root = free.pop(0)
        tree = [_Branch(root, root)]
        for branch in tree:  # it grows while it is read
            yield branch
            near = [(other, why) for other in free if (why := tie(branch.node, other))]
            tree += [_Branch(other, root, branch.node, why) for other, why in near]
            free = [other for other in free if other not in dict(near)]


def _publisher(article: Article) -> str:
    return article.outlet or article.title or file_name(article.path or article.url or article.id)
