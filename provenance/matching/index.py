"""Index: which claims of other articles are worth comparing, without looking at all pairs.

The same keys work as rows of tables, `claim_key(claim, key, weight)`, `claim_pair(claim, key)` and
`article_key(article, key, weight)`. The candidates of a claim are then a join, at a cost that depends on how often its
rare keys occur (`story` needs one query an article, not one a claim; `score` is `score_from_overlap`):

    WITH story AS (
      SELECT other.article, SUM(mine.weight * other.weight) AS story
      FROM article_key AS mine JOIN article_key AS other USING (key)
      WHERE mine.article = :article AND key IN (:its rarest keys, together at most `ARTICLE_BUDGET` rows)
      GROUP BY other.article
    ), words AS (
      SELECT other.claim, SUM(mine.weight * other.weight) AS words
      FROM claim_key AS mine JOIN claim_key AS other USING (key)
      WHERE mine.claim = :claim AND (
        key IN (:the rarest keys of the claim, together at most `CLAIM_BUDGET` rows)
        OR other.claim IN (:the claims of the `STORY` articles with the largest story, and of others that tell the same)
        OR other.claim IN (
          SELECT claim FROM claim_pair WHERE key IN (:its rarest `term_pairs`, together at most `PAIR_BUDGET` rows)
        )
      ) GROUP BY other.claim
    )
    SELECT claim.id, (words + LEAST(COALESCE(story, 0), :SAME_STORY)) / 2 AS score
    FROM words JOIN claim ON claim.id = words.claim LEFT JOIN story USING (article)
    WHERE claim.article <> :article ORDER BY score DESC LIMIT :limit
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from provenance.language.data import load
from provenance.language.pairs import term_pairs
from provenance.matching.lone_index import LoneIndex, is_lone
from provenance.matching.postings import Numbers, Overlaps, Postings, Weights
from provenance.matching.ranking import ARTICLE_BUDGET, CLAIM_BUDGET, MOST, NEAR, PAIR_BUDGET, fitting, ranks, telling
from provenance.matching.similarity import SAME_STORY, score
from provenance.matching.terms import Profile, Terms, article_keys, keys, profile
from provenance.model import Article, Claim

__all__ = ["Candidate", "ClaimIndex", "article_keys", "keys", "score_from_overlap"]


class Candidate(NamedTuple):
    """A claim of another article, and how likely it speaks of the same thing, in [0, 1]."""

    claim: Claim
    score: float


Number = TypeVar("Number", float, Weights)


def score_from_overlap(words: Number, story: Number) -> Number:
    """The first order of candidates, in [0, 1]: the mean of the overlaps of the claims' and of the articles' keys.

    From `SAME_STORY` on two articles are no more alike, as in `similarity`.
    """
    near = np.minimum(story, SAME_STORY) if isinstance(story, np.ndarray) else min(story, SAME_STORY)
    return (words + near) / 2


class ClaimIndex:
    """Claims by their rare terms, in the context of their stories.

    A claim is looked for three times: everywhere by its rarest terms, everywhere by pairs of its heaviest terms, and by
    all of its terms in the articles most about the same; so claims of common words are found as well. An added article
    costs what its own terms cost. What is found does not depend on the order of adding.
    """

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims: list[Claim] = []
        self._profiles: list[Profile] = []
        self._known: set[tuple[int, int, int, int]] = set()
        self._article_of: array[int] = array("q")
        self._articles: dict[str, int] = {}
        self._claims_of: list[array[int]] = []
        self._texts: list[Article] = []
        self._words = Postings(CLAIM_BUDGET)
        self._pairs = Postings(PAIR_BUDGET)
        self._stories = Postings(ARTICLE_BUDGET)
        self._lone = LoneIndex()
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
                self._claims_of[article].append(self._words.add(read.terms))
                self._pairs.add(dict.fromkeys(term_pairs(read.terms), 1.0))
                self._claims.append(claim)
                self._profiles.append(read)
                self._article_of.append(article)

    def nearest(self, claim: Claim, *, limit: int = 50) -> list[Candidate]:
        """The claims most likely to speak of the same thing as `claim`, best first.

        Args:
            claim: Need not be in the index.
            limit: At most this many, over all other articles.

        Returns:
            Candidates with the score of `similarity`; those of a text that is not in the index and too short for a
            story (`is_lone`) with that of `LoneIndex`, for which each claim is read once, when the first such text
            asks: a millisecond or two.

        Raises:
            ValueError: `limit` is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        if claim.article.id not in self._articles and is_lone(claim.article):
            return self._nearest_to_lone(claim, limit)
        read = profile(claim)
        _, others, rough = self._candidates(claim.article, [read.terms])
        if limit < len(others):
            others = others[rough >= np.partition(rough, -limit)[-limit]]
        found = [
            Candidate(self._claims[number], score(claim, self._claims[number], read, self._profiles[number]))
            for number in others.tolist()
        ]
        return sorted(found, key=_order)[:limit]

    def _nearest_to_lone(self, claim: Claim, limit: int) -> list[Candidate]:
        """The claims most like one of a text that stands alone; the index of these is made when the first one asks."""
        self._lone.add(self._claims[len(self._lone) :])
        scores = self._lone.scores(claim)
        found = [Candidate(self._claims[at], float(scores[at])) for at in _largest(scores, limit).tolist()]
        return sorted(found, key=_order)[:limit]

    def pairs(self, *, limit: int = 20) -> Iterator[tuple[Claim, Claim]]:
        """All pairs of claims worth comparing, each once: of each claim the `limit` best by `score_from_overlap`.

        Pairs below the threshold "candidate" of `data/similarity.toml` are left out, and those above `NEAR` stay,
        however many there are, up to `MOST` a claim.
        """
        kept = [np.zeros(0, dtype=np.int64)]
        for article, numbers in zip(self._texts, self._claims_of, strict=True):
            terms = [self._profiles[number].terms for number in numbers]
            queries, others, _ = _best(self._candidates(article, terms), limit)
            mine = np.array(numbers, dtype=np.int64)[queries]
            kept.append(np.minimum(mine, others) * len(self) + np.maximum(mine, others))
        for pair in np.unique(np.concatenate(kept)).tolist():
            first, second = divmod(pair, len(self))
            yield self._claims[first], self._claims[second]

    def _candidates(self, article: Article, queries: Sequence[Terms]) -> Overlaps:
        """For some claims of one article the claims of others, with `score_from_overlap` for weights."""
        story = self._stories.overlap(article_keys(article))
        own = self._articles.get(article.id, -1)
        if own >= 0:
            story[own] = 0
        near = _largest(story, telling(story))
        sizes = np.array([len(self._claims_of[number]) for number in near.tolist()], dtype=np.int64)
        near = fitting(near, story[near], sizes, len(queries))
        close = np.array([claim for number in near.tolist() for claim in self._claims_of[number]], dtype=np.int64)
        words = self._words.within(queries, close)
        article_of = np.frombuffer(self._article_of, dtype=np.int64)
        context = story[article_of[close]]

        outside = np.ones(len(self._texts), dtype=np.bool_)
        outside[near] = False
        if own >= 0:
            outside[own] = False
        asking, others, shared = self._everywhere(queries, outside)
        return Overlaps(
            np.concatenate([np.repeat(np.arange(len(queries)), len(close)), asking]),
            np.concatenate([np.tile(close, len(queries)), others]),
            np.concatenate(
                [score_from_overlap(words, context).ravel(), score_from_overlap(shared, story[article_of[others]])]
            ),
        )

    def _everywhere(self, queries: Sequence[Terms], outside: NDArray[np.bool_]) -> Overlaps:
        """The claims of articles `outside` that share one of its rarest terms with a query, with the overlap of these;
        of those that share a pair, with the overlap of all terms.
        """
        article_of = np.frombuffer(self._article_of, dtype=np.int64)
        asking, others, rare = self._words.sharing(queries)
        by_pair, paired, _ = self._pairs.sharing([dict.fromkeys(term_pairs(terms), 1.0) for terms in queries])
        far = outside[article_of[paired]]
        by_pair, paired = by_pair[far], paired[far]
        again = np.isin(asking * len(self) + others, by_pair * len(self) + paired)
        kept = outside[article_of[others]] & ~again
        return Overlaps(
            np.concatenate([asking[kept], by_pair]),
            np.concatenate([others[kept], paired]),
            np.concatenate([rare[kept], self._words.between(queries, by_pair, paired)]),
        )

    def _article(self, article: Article) -> int:
        known = self._articles.get(article.id)
        if known is None:
            known = self._articles[article.id] = self._stories.add(article_keys(article))
            self._texts.append(article)
            self._claims_of.append(array("q"))
        return known


def _order(candidate: Candidate) -> tuple[float, str, int, int, int]:
    """Best first; what is equally good stands in an order that depends on content alone."""
    claim = candidate.claim
    return -candidate.score, claim.article.id, claim.start, claim.end, claim.ordinal


def _largest(values: Weights, count: int) -> Numbers:
    """Where the `count` largest values above 0 stand, and all that equal the last of them."""
    least = np.partition(values, -count)[-count] if count < len(values) else 0.0
    return np.flatnonzero((values >= least) & (values > 0))


def _best(overlaps: Overlaps, limit: int) -> Overlaps:
    """Of each query the best others that are near enough to be compared, and all that are very near."""
    queries, others, rough = overlaps
    near = rough >= load("similarity")["candidate"]
    queries, others, rough = queries[near], others[near], rough[near]
    order = np.argsort(queries - np.minimum(rough, 1.0), kind="stable")
    queries, others, rough = queries[order], others[order], rough[order]
    rank = ranks(queries)
    kept = (rank < limit) | ((rough >= NEAR) & (rank < MOST))
    return Overlaps(queries[kept], others[kept], rough[kept])
