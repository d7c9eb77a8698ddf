"""Origins: how many independent sources stand behind claims. Copies of one report count once.

Two claims are of one origin when something shows it: one article, near-copies, one newsroom, one agency's report, one
citing the other, or chains that end in the same named source. An unnamed source ("officials", "reports") may or may
not be the other's: it makes the count a range, and is never decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from provenance.language.names import same_name
from provenance.language.outlets import family, same_house, wire_credits
from provenance.matching.copies import copied, paragraph
from provenance.model import Article, Claim, Hop, Kind, Merge, Naming, Origins


class Tie(NamedTuple):
    """Why two claims are of one origin, or (not `sure`) may be."""

    sure: bool
    why: str


class _Heard(NamedTuple):
    """What of a claim tells its origin, read once for all claims that it is held against.

    `cited` are the outlets that it names as its sources, by family and as they are called; `end` is the source that
    the chain ends in, None the article's own voice.
    """

    claim: Claim
    outlet: str | None
    publishers: frozenset[str]
    cited: tuple[tuple[str, str], ...]
    end: Hop | None
    paragraph: str

    @property
    def named_end(self) -> str | None:
        """What the source that the chain ends in is called, where it is named."""
        return self.end.label if self.end is not None and self.end.naming is Naming.NAMED else None


def origins(claims: Sequence[Claim]) -> Origins:
    """How many independent origins stand behind claims that say the same.

    `low` counts sources that may be the same as one, `high` as several. The members of a merge are ids of claims.
    Nothing depends on the order of `claims`.
    """
    ordered = sorted({claim.id: claim for claim in claims}.values(), key=lambda claim: claim.id)
    heard = [_heard(claim) for claim in ordered]
    groups = _Groups(len(ordered))
    merges = _joined(heard, groups, _sure)
    high = groups.count
    possible = _joined(heard, groups, _possible)
    return Origins(groups.count, high, (*merges, *cycles(ordered), *possible))


def same_origin(a: Claim, b: Claim) -> Tie | None:
    """Why two claims are, or may be, of one origin; None when nothing speaks for it."""
    one, other = _heard(a), _heard(b)
    sure = _sure(one, other)
    if sure:
        return Tie(True, sure)
    possible = _possible(one, other)
    return Tie(False, possible) if possible else None


def _heard(claim: Claim) -> _Heard:
    named = [hop.label for hop in claim.attribution if hop.kind is Kind.MEDIA and hop.naming is Naming.NAMED]
    return _Heard(
        claim=claim,
        outlet=_outlet(claim.article),
        publishers=_publishers(claim.article),
        cited=tuple((family(label), label) for label in named),
        end=claim.attribution[-1] if claim.attribution else None,
        paragraph=paragraph(claim),
    )


def _sure(a: _Heard, b: _Heard) -> str | None:
    """What shows that two claims are of one origin; the cheap evidence first."""
    if a.claim.article.id == b.claim.article.id:
        return "the same article"
    if a.outlet is not None and a.outlet == b.outlet:
        return f"the same newsroom: {a.outlet}"
    return _cites(a, b) or _same_wire(a, b) or _same_source(a, b) or _copied(a, b)


def _cites(a: _Heard, b: _Heard) -> str | None:
    for citing, cited in ((a, b), (b, a)):
        for outlet, label in citing.cited:
            if outlet in cited.publishers:
                return f"one cites the other: {label}"
    return None


def _same_wire(a: _Heard, b: _Heard) -> str | None:
    common = a.publishers & b.publishers
    return f"reports of one agency: {min(common)}" if common else None


def _same_source(a: _Heard, b: _Heard) -> str | None:
    one, other = a.named_end, b.named_end
    if one is None or other is None or not (same_name(one, other) or same_house(one, other)):
        return None
    return f"the same source: {max(one, other, key=len)}"


def _copied(a: _Heard, b: _Heard) -> str | None:
    return copied((a.claim.article.text, b.claim.article.text), (a.paragraph, b.paragraph))


def _possible(a: _Heard, b: _Heard) -> str | None:
    """Why two claims may be of one origin although nothing shows it."""
    for end, facing in ((a.end, b.end), (b.end, a.end)):
        if end is None or end.naming is Naming.NAMED:
            continue
        if end.kind in (Kind.MEDIA, Kind.UNKNOWN) and (facing is None or facing.kind in (Kind.MEDIA, Kind.UNKNOWN)):
            return f"{end.label!r} may stand for the other's report or source"
        if facing is not None and (end.kind is facing.kind or Kind.UNKNOWN in (end.kind, facing.kind)):
            return f"{end.label!r} may be the same as {facing.label!r}"
    return None


def cycles(claims: Sequence[Claim]) -> list[Merge]:
    """Newsrooms that cite each other for the same thing, so that nobody is first."""
    by_outlet: dict[str, list[Claim]] = {}
    for claim in claims:
        for outlet in _publishers(claim.article):
            by_outlet.setdefault(outlet, []).append(claim)
    cited = {
        outlet: (
            {family(hop.label) for claim in theirs for hop in claim.attribution if hop.kind is Kind.MEDIA}
            & by_outlet.keys()
        )
        - {outlet}
        for outlet, theirs in by_outlet.items()
    }
    found = []
    for cycle in _rings(cited):
        members = tuple(sorted({claim.id for outlet in cycle for claim in by_outlet[outlet]}))
        found.append(Merge(members, "they cite each other: " + " → ".join((*cycle, cycle[0]))))
    return found


def _rings(graph: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """The shortest ring through each node, each ring once, beginning with its first name."""
    seen: set[frozenset[str]] = set()
    for start in sorted(graph):
        paths: list[tuple[str, ...]] = [(start,)]
        reached = {start}
        while paths:
            path = paths.pop(0)
            if start in graph[path[-1]]:
                if frozenset(path) not in seen:
                    seen.add(frozenset(path))
                    yield path
                break
            for following in sorted(graph[path[-1]] - reached):
                reached.add(following)
                paths.append((*path, following))


def _joined(heard: Sequence[_Heard], groups: _Groups, tie: Callable[[_Heard, _Heard], str | None]) -> list[Merge]:
    """Joins what is tied; the ties that joined a group for one reason make one merge."""
    ties = []
    of = groups.of
    for i, j in combinations(range(len(heard)), 2):
        why = tie(heard[i], heard[j]) if of[i] != of[j] else None
        if why:
            groups.join(i, j)
            ties.append((i, j, why))
        if groups.count == 1:
            break
    members: dict[tuple[int, str], set[str]] = {}
    for i, j, why in ties:
        members.setdefault((of[i], why), set()).update((heard[i].claim.id, heard[j].claim.id))
    return [Merge(tuple(sorted(ids)), why) for (_, why), ids in members.items()]


class _Groups:
    """Disjoint groups of numbers, each by its smallest: asked for each pair of numbers, joined less often than that."""

    def __init__(self, size: int) -> None:
        self.count = size
        self.of = list(range(size))

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.of[a], self.of[b]))
        if first != second:
            self.of[:] = [first if group == second else group for group in self.of]
            self.count -= 1


@lru_cache(maxsize=1 << 12)
def _outlet(article: Article) -> str | None:
    name = article.outlet or article.url
    return family(name) if name else None


@lru_cache(maxsize=1 << 12)
def _publishers(article: Article) -> frozenset[str]:
    """The newsroom and the agencies that an article is credited to."""
    outlet = _outlet(article)
    return frozenset(wire_credits(article.text, article.byline)) | ({outlet} if outlet else frozenset())
