"""Index: which claims of other articles are worth comparing, without looking at all pairs.

The same keys work as rows of two tables, `claim_key(claim, key, weight)` and `article_key(article, key, weight)`. The
candidates of a claim are then a join, at a cost that depends on how often its rare keys occur:

    WITH words AS (
      SELECT other.claim, SUM(mine.weight * other.weight) AS words
      FROM claim_key AS mine JOIN claim_key AS other USING (key)
      WHERE mine.claim = :claim AND key IN (:the rarest keys of the claim, together at most `CLAIM_BUDGET` rows)
      GROUP BY other.claim
    ), story AS (
      SELECT other.article, SUM(mine.weight * other.weight) AS story
      FROM article_key AS mine JOIN article_key AS other USING (key)
      WHERE mine.article = :article AND key IN (:its rarest keys, together at most `ARTICLE_BUDGET` rows)
      GROUP BY other.article
    )
    SELECT claim.id, (words + COALESCE(story, 0)) / 2 AS score
    FROM words JOIN claim ON claim.id = words.claim LEFT JOIN story USING (article)
    WHERE claim.article <> :article ORDER BY score DESC LIMIT :limit

(`score` is `score_from_overlap`; story needs one query an article, not one a claim.)
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np

from provenance.language.data import load
from provenance.matching.postings import Numbers, Overlaps, Postings, Weights
from provenance.matching.similarity import score
from provenance.matching.terms import Profile, article_keys, keys, profile
from provenance.model import Article, Claim

__all__ = ["Candidate", "ClaimIndex", "article_keys", "keys", "score_from_overlap"]

CLAIM_BUDGET = 1000
"""How many occurrences of a claim's rarest terms are looked up. (See `benchmarks/scale.py`.)"""

ARTICLE_BUDGET = 20_000
"""How many occurrences of an article's rarest terms are looked up."""


class Candidate(NamedTuple):
    """A claim of another article, and how likely it speaks of the same thing, in [0, 1]."""

    claim: Claim
    score: float


Number = TypeVar("Number", float, Weights)


def score_from_overlap(words: Number, story: Number) -> Number:
    """The first order of candidates, in [0, 1]: the mean of the overlaps of the claims' and of the articles' keys."""
    return (words + story) / 2


class ClaimIndex:
    """Claims by their rare terms, in the context of their stories.

    An added article costs what its own terms cost. What is found does not depend on the order of adding.
    """

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims: list[Claim] = []
        self._profiles: list[Profile] = []
        self._known: set[tuple[int, int, int, int]] = set()
        self._article_of: array[int] = array("i")
        self._articles: dict[str, int] = {}
        self._texts: list[Article] = []
        self._words = Postings(CLAIM_BUDGET)
        self._stories = Postings(ARTICLE_BUDGET)
        self.add(claims)

    def __len__(self) -> int:
        return len(self._claims)

    def add(self, claims: Iterable[Claim]) -> None:
        """Adds claims; one that is there already is left out."""
        for claim in claims:
            article = self._article(claim.article)
            place = (article, claim.start, claim.end, claim.ordinal)
            if place not in self._known:
                self._known.add(place)
                read = profile(claim)
                self._words.add(read.terms)
                self._claims.append(claim)
                self._profiles.append(read)
                self._article_of.append(article)

    def nearest(self, claim: Claim, *, limit: int = 50) -> list[Candidate]:
        """The claims most likely to speak of the same thing as `claim`, best first.

        Args:
            claim: Need not be in the index.
            limit: At most this many, over all other articles.

        Returns:
            Candidates with the score of `similarity`.

        Raises:
            ValueError: `limit` is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        if not self._claims:
            return []
        read = profile(claim)
        article_of = np.frombuffer(self._article_of, dtype=np.intc)
        story = self._stories.overlap(article_keys(claim.article))
        rough = score_from_overlap(self._words.overlap(read.terms), story[article_of])
        rough[article_of == self._articles.get(claim.article.id, -1)] = 0
        reach = min(limit, len(rough))
        least = np.partition(rough, -reach)[-reach]
        found = np.flatnonzero((rough >= least) & (rough > 0))
        candidates = [
            Candidate(other, score(claim, other, read, self._profiles[number]))
            for number, other in ((number, self._claims[number]) for number in found.tolist())
        ]
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.claim.id))[:limit]

    def pairs(self, *, limit: int = 20) -> Iterator[tuple[Claim, Claim]]:
        """All pairs of claims worth comparing, each once: of each claim the `limit` best by `score_from_overlap`.

        Pairs below the threshold "candidate" of `data/similarity.toml` are left out.
        """
        kept = [self._best(overlaps, limit) for overlaps in self._words.join()]
        if not kept:
            return
        for pair in np.unique(np.concatenate(kept)).tolist():
            first, second = divmod(pair, len(self._claims))
            yield self._claims[first], self._claims[second]

    def _best(self, overlaps: Overlaps, limit: int) -> Numbers:
        """Of each claim the best others, a pair as one number."""
        article_of = np.array(self._article_of, dtype=np.int64)
        queries, others, words = overlaps
        apart = article_of[queries] != article_of[others]
        queries, others, words = queries[apart], others[apart], words[apart]
        rough = score_from_overlap(words, self._story(article_of[queries], article_of[others]))
        near = rough >= load("similarity")["candidate"]
        queries, others, rough = queries[near], others[near], rough[near]
        order = np.lexsort((others, -rough, queries))
        queries, others = queries[order], others[order]
        first = np.flatnonzero(np.diff(queries, prepend=-1))
        rank = np.arange(len(queries)) - np.repeat(first, np.diff(first, append=len(queries)))
        queries, others = queries[rank < limit], others[rank < limit]
        pairs: Numbers = np.minimum(queries, others) * len(self._claims) + np.maximum(queries, others)
        return pairs

    def _story(self, articles: Numbers, others: Numbers) -> Weights:
        """The overlap of the keys of pairs of articles; `articles` holds few different ones."""
        different, which = np.unique(articles, return_inverse=True)
        rows = np.zeros((len(different), len(self._texts)), dtype=np.float32)
        for row, article in enumerate(different.tolist()):
            rows[row] = self._stories.overlap(article_keys(self._texts[article]))
        return rows[which, others].astype(np.float64)

    def _article(self, article: Article) -> int:
        known = self._articles.get(article.id)
        if known is None:
            known = self._articles[article.id] = self._stories.add(article_keys(article))
            self._texts.append(article)
        return known
