"""What can be asked of the API: the fields of a query, named as in the addresses of the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from provenance.model import Band, Kind, Level, Naming, Polarity, ReasonKind, Relation, Stance, Status, Verdict
from provenance.records import OWN_VOICE, Filter, LinkFilter, Order

MOST = 1_000
"""The longest part of a list that is given at once."""
FURTHEST = 1_000_000_000
LONGEST = 1_000

YesOrNo = Literal["yes", "no"]
Words = Annotated[str, Field(max_length=LONGEST)]
Id = Annotated[str, Path(description="An id, or a unique beginning of one.", pattern="^[0-9a-fA-F]{1,16}$")]
AnId = Annotated[str, Field(description="An id, or a unique beginning of one.", pattern="^[0-9a-fA-F]{1,16}$")]


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: object) -> object:
    """A moment of some time zone; without one it is UTC."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError("so far from now no moment is known") from None


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class Asked(BaseModel):
    """A query; a field that is not known is refused, as it would silently change nothing."""

    model_config = ConfigDict(extra="forbid")


class Part(Asked):
    """Which part of a list."""

    limit: Annotated[int, Field(description="At most so many.", ge=1, le=MOST)] = 50
    offset: Annotated[int, Field(description="Leaves out so many at the beginning.", ge=0, le=FURTHEST)] = 0


class OfClaims(Asked):
    """Which claims; a field that may be repeated lets each of its values pass."""

    kind: Annotated[list[Kind | Literal["own-voice"]], Field(description="Of the first source.")] = []
    naming: list[Naming] = []
    level: list[Level] = []
    polarity: list[Polarity] = []
    status: list[Status] = []
    stance: list[Stance] = []
    outlet: list[Words] = []
    article: AnId | None = None
    since: Annotated[Day | None, Field(description="Published on this day or later.")] = None
    until: Annotated[Day | None, Field(description="Published on this day or earlier.")] = None
    min_confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0
    max_confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1
    reviewed: YesOrNo | None = None
    verdict: Annotated[Verdict | None, Field(description="With this verdict.")] = None
    claim: Annotated[list[AnId], Field(description="These claims.")] = []
    q: Annotated[Words | None, Field(description="Words of the passage.")] = None
    source: Annotated[Words | None, Field(description="Cited anywhere in the attribution.")] = None
    tag: Annotated[list[Words], Field(description="With each of these.")] = []
    corroborated: YesOrNo | None = None
    conflicting: YesOrNo | None = None

    def filter(self) -> Filter:
        """What passes."""
        return Filter(
            kinds=frozenset(kind for kind in self.kind if isinstance(kind, Kind)),
            own_voice=True if OWN_VOICE in self.kind else None,
            namings=frozenset(self.naming),
            levels=frozenset(self.level),
            polarities=frozenset(self.polarity),
            statuses=frozenset(self.status),
            stances=frozenset(self.stance),
            outlets=frozenset(self.outlet),
            article=self.article,
            since=self.since,
            until=self.until,
            min_confidence=self.min_confidence,
            max_confidence=self.max_confidence,
            reviewed=_truth(self.reviewed),
            verdict=self.verdict,
            claims=frozenset(self.claim),
            text=self.q,
            source=self.source,
            tags=frozenset(self.tag),
            corroborated=_truth(self.corroborated),
            conflicting=_truth(self.conflicting),
        )


class Claims(OfClaims, Part):
    """A list of claims."""

    sort: Order = Order.CONFIDENCE


class Groups(OfClaims, Part):
    """A list of groups of which a claim passes."""


class Links(OfClaims, Part):
    """A list of links of which a claim passes."""

    relation: Literal["corroborates", "conflicts", "updates"] | None = None
    possible: Annotated[bool, Field(description="Those that are only possible, instead of those shown.")] = False


class Clashes(OfClaims, Part):
    """A list of conflicts and updates."""

    relation: list[Literal["conflicts", "updates"]] = []
    reason: Annotated[list[ReasonKind], Field(description="What clashes, or agrees.")] = []
    decided: Annotated[YesOrNo | None, Field(description="With a verdict.")] = None
    possible: Annotated[bool, Field(description="Those that are only possible, instead of those shown.")] = False

    def link_filter(self) -> LinkFilter:
        """What passes."""
        return LinkFilter(
            relations=frozenset(map(Relation, self.relation)),
            reasons=frozenset(self.reason),
            decided=_truth(self.decided),
            claims=self.filter(),
            band=Band.POSSIBLE if self.possible else Band.SHOWN,
        )


class Sources(OfClaims, Part):
    """A list of the sources that are cited by the claims that pass."""

    name: Annotated[Words | None, Field(description="Whose name holds these words.")] = None


class Check(Asked):
    """A statement, or a short text."""

    q: Annotated[Words, Field(description="What is asked about.", min_length=1)]


class Search(OfClaims, Part):
    """A search; every word of `q` has to stand in the passage."""


class Timelines(Asked):
    """Timelines of a claim, by its id, or of a topic, in words."""

    q: Words
    limit: Annotated[int, Field(ge=1, le=20)] = 3


class OneClaim(Asked):
    """A claim; `without` answers as if this source or outlet had said nothing."""

    without: Words | None = None


class Graph(Asked):
    """The claim that is asked for."""

    claim: AnId


class OneSource(Asked):
    """A source by its name, in any case."""

    name: Words


class Target(Asked):
    """What people said of a claim, a link or an article; of everything, where it is left out."""

    target: AnId | None = None


class Desk(Asked):
    """What is new is told since a moment."""

    since: Annotated[Moment | None, Field(description="A date and time (RFC 3339); without a zone it is UTC.")] = None


class Queue(OfClaims):
    """What waits for a decision; `after` goes on behind this claim or link."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: AnId | None = None


class Log(Asked):
    """The log behind an entry."""

    after: Annotated[int, Field(ge=0, le=FURTHEST)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


def _truth(value: YesOrNo | None) -> bool | None:
    return None if value is None else value == "yes"
