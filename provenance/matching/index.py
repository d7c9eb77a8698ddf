"""Index: which claims of other articles are worth comparing, without looking at all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from provenance.matching.similarity import similarity
from provenance.matching.terms import article_keys, keys
from provenance.model import Claim

__all__ = ["Candidate", "ClaimIndex", "article_keys", "keys", "score_from_overlap"]

POSTINGS = 2000
"""How many occurrences of terms are looked up for one claim, rarest terms first."""


class Candidate(NamedTuple):
    """A claim of another article, and how likely it speaks of the same thing, in [0, 1]."""

    claim: Claim
    score: float


def score_from_overlap(words: float, story: float) -> float:
    """The order of candidates, in [0, 1], from the two joins: claims' keys, articles' keys."""
    return (min(words, 1.0) + min(story, 1.0)) / 2


class ClaimIndex:
    """Claims by their keys."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims: list[Claim] = []
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._stories: dict[str, dict[str, float]] = {}
        self.add(claims)

    def __len__(self) -> int:
        return len(self._claims)

    def add(self, claims: Iterable[Claim]) -> None:
        """Adds claims; those of one article need not come together."""
        for claim in claims:
            number = len(self._claims)
            self._claims.append(claim)
            for term, weight in keys(claim).items():
                self._postings[term].append((number, weight))

    def nearest(self, claim: Claim, *, limit: int = 50) -> list[Candidate]:
        """The claims most likely to speak of the same thing as `claim`, best first.

        Raises:
            ValueError: `limit` is below 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        overlap: dict[int, float] = defaultdict(float)
        seen = 0
        for term, mine in sorted(keys(claim).items(), key=lambda item: len(self._postings.get(item[0], ()))):
            found = self._postings.get(term, ())
            seen += len(found)
            if seen > POSTINGS and overlap:
                break
            for number, weight in found:
                overlap[number] += mine * weight
        own = claim.article.id
        best = sorted(
            (number for number in overlap if self._claims[number].article.id != own),
            key=lambda number: (-overlap[number], number),
        )
        found_claims = [Candidate(self._claims[n], similarity(claim, self._claims[n])[0]) for n in best[: 2 * limit]]
        return sorted(found_claims, key=lambda candidate: (-candidate.score, candidate.claim.id))[:limit]

    def pairs(self, *, limit: int = 20) -> Iterator[tuple[Claim, Claim]]:
        """All candidate pairs, each once."""
        done: set[tuple[str, str]] = set()
        for claim in self._claims:
            for candidate in self.nearest(claim, limit=limit):
                first, second = sorted((claim.id, candidate.claim.id))
                if (first, second) not in done:
                    done.add((first, second))
                    yield claim, candidate.claim
