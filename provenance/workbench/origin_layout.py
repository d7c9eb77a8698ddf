"""Where the boxes and lines of an origin graph lie: three columns, so that no box covers another and no line a box.

Sugiyama's layered method (Sugiyama, Tagawa, Toda 1981) in its simplest form: each column is sorted by where its
neighbours to the left stand (barycentre), and what passes a column gets a lane of its own in it. Articles keep the
order in which they came. Lengths are in units of the drawing, which are pixels at its full size.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from provenance.reports.visible import in_a_line
from provenance.tellings import EdgeKind, GraphEdge, GraphLayer, GraphNode, OriginGraphRecord

BOX_WIDTH = 240.0
BOX_HEIGHT = 46.0
LANE_HEIGHT = 10.0
GAP = 14.0
"""Between what lies above each other."""
BETWEEN = 96.0
"""Between columns, and how far an arc within the last one may reach."""
HEADING = 34.0
"""Above the boxes, for the names of the columns."""
MARGIN = 4.0
ARROW = 7.0
PADDING = 12.0
"""Between the sides of a box and its words."""
WIDTH = 2 * MARGIN + 3 * BOX_WIDTH + 3 * BETWEEN
LAYERS = tuple(GraphLayer)


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place: the upper left corner and the size."""

    node: GraphNode
    x: float
    y: float
    width: float = BOX_WIDTH
    height: float = BOX_HEIGHT

    @property
    def middle(self) -> float:
        """How far down its middle lies."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as a path. `points` are its ends and control points; the curve lies within their hull.

    `arrow`: the corners of the head, () for an edge without a direction.
    """

    edge: GraphEdge
    path: str
    points: tuple[tuple[float, float], ...]
    arrow: tuple[tuple[float, float], ...] = ()

    @property
    def corners(self) -> str:
        """The arrow's corners, as a polygon writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.arrow)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An origin graph with places. `headings`: by layer, how far from the left its column begins."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    headings: Mapping[GraphLayer, float]


@dataclass(frozen=True, slots=True)
class _Slot:
    """What takes room in a column: a node, or the lane of an edge that passes."""

    key: str
    height: float


def drawing(graph: OriginGraphRecord) -> Drawing:
    """The graph with a place for everything."""
    columns = _columns(graph)
    height = max(sum(one.height for one in column) + GAP * (len(column) - 1) for column in columns.values() if column)
    places = _places(columns, _neighbours(graph), height)
    by_id = {node.id: node for node in graph.nodes}
    left = {layer: MARGIN + at * (BOX_WIDTH + BETWEEN) for at, layer in enumerate(LAYERS)}
    boxes = {id_: Box(node, left[node.layer], places[id_]) for id_, node in by_id.items()}
    curves = (_curve(edge, boxes, places, left[GraphLayer.SOURCE]) for edge in graph.edges)
    return Drawing(WIDTH, HEADING + height + MARGIN, tuple(boxes.values()), tuple(curves), left)


def lane(edge: GraphEdge) -> str:
    """What the lane of an edge that passes the column of sources is called."""
    return f"{edge.start} {edge.end}"


def _columns(graph: OriginGraphRecord) -> dict[GraphLayer, list[_Slot]]:
    """What takes room in each column."""
    columns: dict[GraphLayer, list[_Slot]] = {layer: [] for layer in LAYERS}
    layer_of = {node.id: node.layer for node in graph.nodes}
    for node in graph.nodes:
        columns[node.layer].append(_Slot(node.id, BOX_HEIGHT))
    for edge in graph.edges:
        if _passes(edge, layer_of):
            columns[GraphLayer.SOURCE].append(_Slot(lane(edge), LANE_HEIGHT))
    return columns


def _passes(edge: GraphEdge, layer_of: Mapping[str, GraphLayer]) -> bool:
    return (layer_of[edge.start], layer_of[edge.end]) == (GraphLayer.ARTICLE, GraphLayer.ORIGIN)


def _neighbours(graph: OriginGraphRecord) -> dict[str, list[str]]:
    """By what stands in a column, what leads to it: from the left, or from its own column."""
    layer_of = {node.id: node.layer for node in graph.nodes}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if _passes(edge, layer_of):
            found[lane(edge)].append(edge.start)
            found[edge.end].append(lane(edge))
        elif edge.kind is not EdgeKind.MAY_BE_SAME:
            found[edge.end].append(edge.start)
    return found


def _places(
    columns: Mapping[GraphLayer, Sequence[_Slot]], neighbours: Mapping[str, Sequence[str]], height: float
) -> dict[str, float]:
    """How far down each node and lane begins."""
    places: dict[str, float] = {}
    middles: dict[str, float] = {}
    for layer in LAYERS:
        column = list(columns[layer])
        wished = _wished(column, neighbours, middles, height)
        if layer is not GraphLayer.ARTICLE:
            column.sort(key=lambda one: wished[one.key])
        starts = _spread([(wished[one.key] - one.height / 2, one.height) for one in column], height)
        for slot, start in zip(column, starts, strict=True):
            places[slot.key] = HEADING + start
            middles[slot.key] = start + slot.height / 2
    return places


def _wished(
    column: Sequence[_Slot], neighbours: Mapping[str, Sequence[str]], middles: Mapping[str, float], height: float
) -> dict[str, float]:
    """Where the middle of each slot would best lie: amid what leads to it. What stands alone is spread evenly."""
    known = dict(middles)
    waiting = list(column)
    while waiting:
        ready = [one for one in waiting if any(key in known for key in neighbours.get(one.key, ()))]
        if not ready:
            break
        known |= {one.key: fmean(known[k] for k in neighbours[one.key] if k in known) for one in ready}
        waiting = [one for one in waiting if one.key not in known]
    step = height / (len(waiting) or 1)
    known |= {one.key: step * (at + 0.5) for at, one in enumerate(waiting)}
    return {one.key: known[one.key] for one in column}


def _spread(wished: Iterable[tuple[float, float]], height: float) -> list[float]:
    """Starts as near to the wished ones as one sweep down and one up find them, `GAP` apart, within 0 to `height`."""
    slots = list(wished)
    starts: list[float] = []
    free = 0.0
    for start, length in slots:
        starts.append(max(start, free))
        free = starts[-1] + length + GAP
    limit = height
    for at in reversed(range(len(slots))):
        starts[at] = min(starts[at], limit - slots[at][1])
        limit = starts[at] - GAP
    return starts


def _curve(edge: GraphEdge, boxes: Mapping[str, Box], places: Mapping[str, float], passing: float) -> Curve:
    start, end = boxes[edge.start], boxes[edge.end]
    if start.x == end.x:
        return _arc(edge, start, end)
    points = [(start.x + start.width, start.middle)]
    if lane(edge) in places:
        level = places[lane(edge)] + LANE_HEIGHT / 2
        points += [(passing, level), (passing + BOX_WIDTH, level)]
    points.append((end.x - ARROW, end.middle))
    parts = [f"M{points[0][0]:g} {points[0][1]:.1f}"]
    hull = [points[0]]
    for at, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        if at == 1:
            parts.append(f"L{x1:g} {y1:.1f}")
            hull.append((x1, y1))
            continue
        middle = (x0 + x1) / 2
        parts.append(f"C{middle:g} {y0:.1f} {middle:g} {y1:.1f} {x1:g} {y1:.1f}")
        hull += [(middle, y0), (middle, y1), (x1, y1)]
    return Curve(edge, "".join(parts), tuple(hull), _head(end.x, end.middle, -ARROW))


def _arc(edge: GraphEdge, start: Box, end: Box) -> Curve:
    """An edge within a column, which leaves and comes back on its right."""
    x = start.x + start.width
    # Both leave from a little off the middle, so that what goes on to the right does not hide them.
    down = 1 if end.y >= start.y else -1
    y0, y1 = start.middle + down * start.height / 4, end.middle - down * end.height / 4
    directed = edge.kind is not EdgeKind.MAY_BE_SAME
    tip = x + (ARROW if directed else 0)
    reach = x + min(28 + abs(y1 - y0) / 5, BETWEEN - MARGIN)
    path = f"M{x:g} {y0:.1f}C{reach:g} {y0:.1f} {reach:g} {y1:.1f} {tip:g} {y1:.1f}"
    return Curve(edge, path, ((x, y0), (reach, y0), (reach, y1), (tip, y1)), _head(x, y1, ARROW) if directed else ())


def _head(x: float, y: float, back: float) -> tuple[tuple[float, float], ...]:
    """An arrow's head with its tip at (x, y)."""
    return (x, y), (x + back, y - ARROW / 2), (x + back, y + ARROW / 2)


def fitted(text: str, width: float = BOX_WIDTH - 2 * PADDING, size: float = 14) -> str:
    """`text` on one line, cut between words (else within one) so that it fits `width` at a font size of `size`.

    The widths of letters are those of a wide sans-serif, rounded up: what font a reader has is not known here.
    """
    whole = in_a_line(text)
    room = width / size
    used = 0.0
    for at, letter in enumerate(whole):
        used += _ems(letter)
        if used > room:
            kept = whole[: max(at - 2, 1)]
            words = kept.rpartition(" ")[0]
            return f"{words if len(words) > len(kept) / 2 else kept.rstrip()} …"
    return whole


def _ems(letter: str) -> float:
    """How wide a letter is, in ems."""
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.36
    return 0.95 if letter in _BROAD else 0.7 if letter.isupper() or letter.isdigit() else 0.62


_NARROW, _BROAD = frozenset(" fijlrtI.,:;'’|!()[]/-"), frozenset("mwMW@%—…")
