"""How claims travelled through the articles, and who they go back to: the records of timelines and origin graphs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from provenance.model import Kind, Naming, Origins, Relation, Span
from provenance.records import ClaimRecord


class ChangeKind(StrEnum):
    """What a later telling of a claim changed."""

    HEDGE_LOST = "hedge-lost"
    HEDGE_GAINED = "hedge-gained"
    CERTAINTY = "certainty"
    """Put otherwise, neither more nor less surely, or not to be told."""
    POLARITY = "polarity"
    STATUS = "status"
    ATTRIBUTION_LOST = "attribution-lost"
    ATTRIBUTION_GAINED = "attribution-gained"
    ATTRIBUTION = "attribution"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    STAGE = "stage"
    IDENTITY = "identity"
    CAUSE = "cause"
    DEGREE = "degree"


class GraphLayer(StrEnum):
    """What a node of an origin graph is; they lead from the first to the last."""

    ARTICLE = "article"
    SOURCE = "source"
    ORIGIN = "origin"


class EdgeKind(StrEnum):
    """What an edge of an origin graph says."""

    CITES = "cites"
    """An article, or a source, cites a source."""
    RESTS_ON = "rests-on"
    """What is told goes back to this origin."""
    MAY_BE_SAME = "may-be-same"
    """Two origins that may be one; between nodes of the layer "origin"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChange:
    """Something that a later telling puts otherwise than an earlier one. It says what changed, not who is right.

    `before` and `after` name it ("probable", "certain"; "officials (official, role)", "the article itself"). The spans
    are the words that show it, into the text of each side's article, and `before_words` and `after_words` are these
    words; () where nothing in the text shows it (nobody is named). `agrees`: both can hold at once ("at least 20",
    "22"). Not `ordered`: which of the two was told first is not known (the same day, or no date), so that nothing is
    called lost or gained.
    """

    kind: ChangeKind
    before: str
    after: str
    before_spans: tuple[Span, ...] = ()
    after_spans: tuple[Span, ...] = ()
    before_words: tuple[str, ...] = ()
    after_words: tuple[str, ...] = ()
    note: str = ""
    agrees: bool = False
    ordered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """One telling of a claim, and what it changed.

    It is compared with `compared_with`, the id of the earlier claim that it most resembles: the one with the strongest
    link, the last of several; None where there is no link to an earlier one, as for the first step.
    `relation` is how it stands to that one. Where the first step is another and linked to it, too, what differs from
    that is in `changes_since_first`, as far as it is not in `changes`. `copy_of` is the id of the earliest step of the
    same origin, linked ones before others, `copy_why` what shows it.
    """

    claim: ClaimRecord
    first: bool
    """Whether it is of the earliest date known here; several may be."""
    same_day: bool
    """Whether it is of the same day as the step before: which came first is not known, they stand in the order in which
    the articles came into the casefile."""
    compared_with: str | None = None
    relation: Relation | None = None
    link: str | None = None
    """The id of the link with `compared_with`."""
    changes: tuple[TimelineChange, ...] = ()
    changes_since_first: tuple[TimelineChange, ...] = ()
    copy_of: str | None = None
    copy_why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRecord:
    """How a claim travelled through the articles of this casefile: its tellings, the earliest first, undated ones last.

    `steps` are the claims that say the same (the group that `corroboration` shows) and those that conflict with or
    update one of them.
    """

    id: str
    """That of the claim that was asked for, or of the group's most confident claim."""
    steps: tuple[TimelineStep, ...]
    articles: int
    origins: Origins
    """Of the claims that say the same."""
    undated: int
    """How many steps have no publication date; they stand last, and whether they came before or after is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """An article, a source that is cited, or an origin.

    `id` is unique in its graph. `label` is what to call it; `kind` and `naming` are those of a source. `article` is the
    id of an article, `claims` the ids of the claims that it makes, that are told on its authority, or that go back to
    it. `possible` is an origin that may be the same as another: the count is a range because of it.
    """

    id: str
    layer: GraphLayer
    label: str
    kind: Kind | None = None
    naming: Naming | None = None
    article: str | None = None
    outlet: str | None = None
    published_on: date | None = None
    claims: tuple[str, ...] = ()
    possible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """What leads from one node to another, by their ids, and why."""

    start: str
    end: str
    kind: EdgeKind
    why: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationCycle:
    """Newsrooms that cite each other for the same thing, so that nobody is first. `claims` by their ids."""

    why: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginGraphRecord:
    """Who a group of claims goes back to: articles → sources that they cite → origins.

    There are `origins.high` nodes of the layer "origin". Counted as one where an edge "may-be-same" joins them, they
    are `origins.low`.
    """

    id: str
    """That of the claim that was asked for."""
    nodes: tuple[GraphNode, ...]
    """The articles by their date, then the sources, then the origins."""
    edges: tuple[GraphEdge, ...]
    origins: Origins
    cycles: tuple[CitationCycle, ...] = ()
