"""The claims most like a text that stands alone: a statement, a headline, a post. There is no story to look in.

A claim is its words and its article's title; both sides are compared by stems, since posts inflect, join and misspell
words by rows of four letters, and since they say it in other words by what an encoder makes of both (`meaning`). What
a claim's own words weigh comes from the package's table of rarity, so that a claim is added once and for all; what the
text's words weigh is how rare they are among the claims there.

Source: TF-IDF with weights of query and document of their own, Salton and Buckley 1988; rows of letters, McNamee and
Mayfield 2004. Chosen on posts and published checks: `benchmarks/posts.py`.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from provenance.language.data import load
from provenance.language.posts import running
from provenance.language.words import rarity, stem, words
from provenance.matching.meaning import WIDTH, meanings
from provenance.matching.similarity import is_bare
from provenance.model import Article, Claim
from provenance.networks.pieces import Floats

FEW_WORDS = 120
"""An article of at most so many words is a lone text: a post and its replies, a statement, a headline."""
_ROW = 4
_CAP, _LEAST, _FLAT = 6.0, 1.0, 0.7
"""A word of a claim weighs `min(_CAP, _LEAST + rarity) ** _FLAT`: names that are in no table would else weigh all."""
_KEEN = 1.5
"""The power of the rarity among the claims."""


def is_lone(article: Article) -> bool:
    """Whether an article is too short to be a story."""
    return len(article.text) <= FEW_WORDS * 20 and len(article.text.split()) <= FEW_WORDS


class LoneIndex:
    """Claims by their words and what they mean, for texts without a story; numbered from 0 as they come."""

    def __init__(self) -> None:
        self._stems = _Rows()
        self._letters = _Rows()
        self._meanings: Floats = np.zeros((0, WIDTH), np.float32)

    def __len__(self) -> int:
        return len(self._stems)

    def add(self, claims: Iterable[Claim]) -> None:
        """Adds claims: a millisecond or two each."""
        texts = [running(f"{claim.article.title or ''} {claim.text}") for claim in claims]
        self._meanings = np.concatenate([self._meanings, meanings(texts)])
        for text in texts:
            stems = _stems(text)
            self._stems.add({name: _weight(count) * _rare(name) for name, count in stems.items()})
            self._letters.add({row: _weight(count) for row, count in _letters(text).items()})

    def scores(self, claim: Claim) -> NDArray[np.float64]:
        """How like a claim of a lone text each claim is, in [0, 1], by number.

        Where it is not the whole text, half by its own words and half by those of the text.
        """
        whole = self._likeness(claim.article.text)
        return whole if is_bare(claim) else (whole + self._likeness(claim.text)) / 2

    def _likeness(self, text: str) -> NDArray[np.float64]:
        text, weights = running(text), load("lone")["index"]
        meant = np.clip(self._meanings @ meanings([text])[0], 0.0, 1.0).astype(np.float64)
        found: NDArray[np.float64] = weights["stems"] * self._stems.likeness(_stems(text))
        found += weights["letters"] * self._letters.likeness(_letters(text)) + weights["meaning"] * meant
        return np.minimum(found, 1.0)


class _Rows:
    """Weighted terms of documents, as unit vectors, by term."""

    def __init__(self) -> None:
        self._documents: dict[str, array[int]] = {}
        self._weights: dict[str, array[float]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, weights: Mapping[str, float]) -> None:
        length = math.hypot(*weights.values()) or 1.0
        for name, weight in weights.items():
            self._documents.setdefault(name, array("i")).append(self._count)
            self._weights.setdefault(name, array("f")).append(weight / length)
        self._count += 1

    def likeness(self, counts: Mapping[str, int]) -> NDArray[np.float64]:
        """The cosine of a text with each document, its terms weighed by how rare they are here."""
        found = np.zeros(self._count)
        asked = {name: _weight(count) * self._rarity(name) for name, count in counts.items() if name in self._documents}
        length = math.hypot(*asked.values())
        for name, weight in asked.items():
            documents = np.frombuffer(self._documents[name], dtype=np.intc)
            found[documents] += weight / length * np.frombuffer(self._weights[name], dtype=np.single)
        return np.minimum(found, 1.0)

    def _rarity(self, name: str) -> float:
        return float((math.log((1 + self._count) / (1 + len(self._documents[name]))) + 1) ** _KEEN)


def _stems(text: str) -> Counter[str]:
    return Counter(map(stem, words(text)))


def _letters(text: str) -> Counter[str]:
    marked = (f"_{word.lower()}_" for word in words(text))
    return Counter(word[at : at + _ROW] for word in marked for at in range(max(1, len(word) - _ROW + 1)))


def _weight(count: int) -> float:
    return 1 + math.log(count)


def _rare(name: str) -> float:
    return float(min(_CAP, _LEAST + rarity(name)) ** _FLAT)
