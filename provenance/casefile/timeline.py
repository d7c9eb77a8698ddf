"""How a claim travelled: who told it first in this casefile, who told it again, and what changed on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from provenance.casefile.groups import Star, stars_of
from provenance.casefile.retelling import retold
from provenance.casefile.weighing import OTHERWISE, Count
from provenance.errors import NotFound
from provenance.model import Claim, Origins, Relation, Verdict
from provenance.records import ClaimRecord, Filter, LinkRecord
from provenance.store import links, listing, loading, search, standing
from provenance.tellings import TimelineRecord, TimelineStep

_ID = re.compile(r"(?=.*[0-9])(?=.*[a-f]|.{8})[0-9a-f]{4,16}", re.IGNORECASE)
"""What is an id rather than a word or a year."""
_MOST_HITS = 100
"""So many passages that hold the words of a topic are looked at, the best first."""


def timelines(connection: Connection, asked: str, count: Count, limit: int) -> tuple[TimelineRecord, ...]:
    """The timeline of the claim that `asked` is the id of, or a beginning of it; else those of a topic, best first.

    Raises:
        NotFound: It is no claim, and no claim's passage holds the words.
        Ambiguous: Several claims begin so.
    """
    by_id = _ID.fullmatch(asked.strip())
    groups = _of_claim(connection, asked) if by_id else _of_topic(connection, asked)
    if not groups:
        groups = _of_topic(connection, asked) if by_id else _of_claim(connection, asked)
    if not groups:
        raise NotFound("claim or topic", asked)
    found: list[TimelineRecord] = []
    told: set[str] = set()
    for number, star in groups:
        steps = _tellings(connection, star, count)
        claims = {one.record.id for one in steps.told}
        if 2 * len(claims & told) < len(claims):  # else it would tell the same once more
            told |= claims
            found.append(_timeline(steps, number, star))
        if len(found) == limit:
            break
    return tuple(found)


def _of_claim(connection: Connection, asked: str) -> list[tuple[int, Star]]:
    """The claim with this id and its group."""
    try:
        number, _ = listing.resolve_claim(connection, asked)
    except NotFound:
        return []
    return list(stars_of(connection, [number]).items())


def _of_topic(connection: Connection, asked: str) -> list[tuple[int, Star]]:
    """The groups that hold the most of the passages found, the best passages counting for more; each with its claim
    in the best passage. Then the claims that are only contradicted; where there are none of either, those alone.
    """
    numbers = search.claims_in(connection, search.find(connection, asked, Filter(), _MOST_HITS))
    groups = stars_of(connection, numbers)
    scores: dict[Star, float] = {}
    best: dict[Star, int] = {}
    for rank, number in enumerate(numbers, 1):
        star = groups[number]
        scores[star] = scores.get(star, 0.0) + 1 / rank
        best.setdefault(star, number)
    linked = standing.neighbours(connection, numbers)
    shared = [star for star in scores if star.members or linked.get(star.core)]
    ordered = sorted(shared or scores, key=lambda star: (not star.members, -scores[star], star.core))
    return [(best[star], star) for star in ordered]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim of a timeline: as a record, as the matching sees it, and its article's place in the casefile."""

    number: int
    record: ClaimRecord
    claim: Claim
    arrival: int

    @property
    def order(self) -> tuple[bool, date, int, int, int]:
        """What to sort by."""
        day = self.record.published_on
        return day is None, day or date.min, self.arrival, self.record.start, self.record.ordinal


def in_order(connection: Connection, numbers: Sequence[int]) -> list[Told]:
    """Some claims, by number, by their article's date, then in the order in which the articles came; undated last."""
    claims = loading.claims(connection, numbers)
    arrivals = loading.article_numbers(connection, numbers)
    records = zip(numbers, loading.claim_records(connection, numbers), strict=True)
    told = [Told(number, record, claims[number], arrivals[number]) for number, record in records]
    return sorted(told, key=lambda one: one.order)


def _tellings(connection: Connection, star: Star, count: Count) -> _Tellings:
    """The claims of a group, and those that conflict with or update one of them."""
    around = standing.neighbours(connection, star.claims)
    others = [one.claim for near in around.values() for one in near if one.relation in OTHERWISE]
    told = in_order(connection, list(dict.fromkeys((*star.claims, *others))))
    linked = links.link_records(connection, links.between(connection, [one.number for one in told]))
    kept = {frozenset((one.a.id, one.b.id)): one for one in linked if one.verdict is not Verdict.REJECT}
    return _Tellings(told=told, links=kept, count=count)


def _timeline(tellings: _Tellings, number: int, star: Star) -> TimelineRecord:
    told = {one.number: one for one in tellings.told}
    same = [told[n].claim for n in star.claims]
    return TimelineRecord(
        id=told[number].record.id,
        steps=tuple(tellings.step(at) for at in range(len(told))),
        articles=len({one.record.article for one in told.values()}),
        origins=tellings.count(same) if star.members else Origins(1, 1),
        undated=sum(one.record.published_on is None for one in told.values()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tellings:
    """The claims of a timeline in order, and how they are linked."""

    told: Sequence[Told]
    links: Mapping[frozenset[str], LinkRecord]
    count: Count

    def step(self, at: int) -> TimelineStep:
        """The claim at this place, compared with the earlier ones of other articles."""
        one, first, previous = self.told[at], self.told[0], self.told[max(at - 1, 0)]
        day, article = one.record.published_on, one.record.article
        earlier = [before for before in self.told[:at] if before.record.article != article]
        linked = [before for before in earlier if self._link(before, one)]
        nearest = max(linked, key=lambda before: (self._score(before, one), before.order), default=None)
        same_origin = ((before, self._tie(before, one)) for before in (*linked, *earlier))
        copied, why = next(((before, why) for before, why in same_origin if why), (None, None))
        link = self._link(nearest, one) if nearest else None
        changes = retold(nearest.claim, one.claim, link) if nearest and link else ()
        to_first = self._link(first, one)
        against = link is not None and link.relation is Relation.CONFLICTS
        since = retold(first.claim, one.claim, to_first) if to_first and first is not nearest and not against else ()
        return TimelineStep(
            claim=one.record,
            first=day is not None and day == first.record.published_on,
            same_day=day is not None and day == previous.record.published_on and article != previous.record.article,
            compared_with=nearest.record.id if nearest else None,
            relation=link.relation if link else None,
            link=link.id if link else None,
            changes=changes,
            changes_since_first=tuple(change for change in since if change not in changes),
            copy_of=copied.record.id if copied else None,
            copy_why=why,
        )

    def _link(self, a: Told, b: Told) -> LinkRecord | None:
        return self.links.get(frozenset((a.record.id, b.record.id)))

    def _score(self, a: Told, b: Told) -> float:
        link = self._link(a, b)
        return link.score if link else 0.0

    def _tie(self, a: Told, b: Told) -> str | None:
        """What shows that two claims are of one origin, if anything does."""
        origins = self.count([a.claim, b.claim])
        return origins.merges[0].why if origins.high == 1 and origins.merges else None
