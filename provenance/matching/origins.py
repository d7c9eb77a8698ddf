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
from provenance.matching.copies import copied
from provenance.model import Article, Claim, Hop, Kind, Merge, Naming, Origins


class Tie(NamedTuple):
    """Why two claims are of one origin, or (not `sure`) may be."""

    sure: bool
    why: str


def origins(claims: Sequence[Claim]) -> Origins:
    """How many independent origins stand behind claims that say the same.

    `low` counts sources that may be the same as one, `high` as several. The members of a merge are ids of claims.
    Nothing depends on the order of `claims`.
    """
    ordered = sorted({claim.id: claim for claim in claims}.values(), key=lambda claim: claim.id)
    groups = _Groups(len(ordered))
    merges = _joined(ordered, groups, _sure)
    high = groups.count
    possible = _joined(ordered, groups, _possible)
    return Origins(groups.count, high, (*merges, *cycles(ordered), *possible))


def same_origin(a: Claim, b: Claim) -> Tie | None:
    """Why two claims are, or may be, of one origin; None when nothing speaks for it."""
    sure = _sure(a, b)
    if sure:
        return Tie(True, sure)
    possible = _possible(a, b)
    return Tie(False, possible) if possible else None


def _sure(a: Claim, b: Claim) -> str | None:
    """What shows that two claims are of one origin; the cheap evidence first."""
    if a.article.id == b.article.id:
        return "the same article"
    for evidence in (_same_outlet, _cites, _same_wire, _same_source, copied):
        why = evidence(a, b)
        if why:
            return why
    return None


def _same_outlet(a: Claim, b: Claim) -> str | None:
    one, other = _outlet(a.article), _outlet(b.article)
    return f"the same newsroom: {one}" if one is not None and one == other else None


def _cites(a: Claim, b: Claim) -> str | None:
    for citing, cited in ((a, b), (b, a)):
        for hop in citing.attribution:
            named = hop.kind is Kind.MEDIA and hop.naming is Naming.NAMED
            if named and family(hop.label) in _publishers(cited.article):
                return f"one cites the other: {hop.label}"
    return None


def _same_wire(a: Claim, b: Claim) -> str | None:
    common = sorted(_publishers(a.article) & _publishers(b.article))
    return f"reports of one agency: {common[0]}" if common else None


def _same_source(a: Claim, b: Claim) -> str | None:
    one, other = _end(a), _end(b)
    if one is None or other is None or Naming.NAMED is not one.naming or Naming.NAMED is not other.naming:
        return None
    same = same_name(one.label, other.label) or same_house(one.label, other.label)
    return f"the same source: {max(one.label, other.label, key=len)}" if same else None


def _possible(a: Claim, b: Claim) -> str | None:
    """Why two claims may be of one origin although nothing shows it."""
    one, other = _end(a), _end(b)
    for end, facing in ((one, other), (other, one)):
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


def _joined(claims: Sequence[Claim], groups: _Groups, tie: Callable[[Claim, Claim], str | None]) -> list[Merge]:
    """Joins what is tied; the ties that joined a group for one reason make one merge."""
    ties = []
    of = groups.of
    for i, j in combinations(range(len(claims)), 2):
        why = tie(claims[i], claims[j]) if of[i] != of[j] else None
        if why:
            groups.join(i, j)
            ties.append((i, j, why))
        if groups.count == 1:
            break
    members: dict[tuple[int, str], set[str]] = {}
    for i, j, why in ties:
        members.setdefault((of[i], why), set()).update((claims[i].id, claims[j].id))
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


def _end(claim: Claim) -> Hop | None:
    """The source that the chain ends in; None is the article's own voice."""
    return claim.attribution[-1] if claim.attribution else None


@lru_cache(maxsize=1 << 12)
def _outlet(article: Article) -> str | None:
    name = article.outlet or article.url
    return family(name) if name else None


@lru_cache(maxsize=1 << 12)
def _publishers(article: Article) -> frozenset[str]:
    """The newsroom and the agencies that an article is credited to."""
    outlet = _outlet(article)
    return frozenset(wire_credits(article.text, article.byline)) | ({outlet} if outlet else frozenset())
