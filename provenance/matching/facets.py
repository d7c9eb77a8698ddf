"""Facets: what is read of a claim once, so that comparing it with hundreds of others stays cheap."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import fsum

from provenance.language.data import load
from provenance.language.dates import Moment, moments
from provenance.language.names import Name, name_parts, names
from provenance.language.places import PlaceName, places
from provenance.language.quantities import Quantity, quantities
from provenance.language.words import Token, rarity, stem, tokens, words
from provenance.model import Article, Claim, Polarity, Span

Role = Mapping[str, float]
"""The words around a span by their concept, weighed by rarity and nearness."""

_REACH = 9  # words on either side that make a role
_LIGHT = frozenset({"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "yesterday", "today"})


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """A claim as the typed comparisons see it; equal only to itself, so that what is read of it can be cached.

    All spans are into the claim's article.

    `keys` are the concepts of `words`, one each; `bag` weighs the telling ones by
    rarity, `own` less those that the article uses again and again; `negated` are the indices of
    words under a negation, with the span of the negation. `breaks` tells of each word whether punctuation parts it from
    the word before, and has one more for the end.
    """

    claim: Claim
    words: tuple[Token, ...]
    keys: tuple[str, ...]
    bag: Mapping[str, float]
    own: Mapping[str, float]
    weight: float
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    places: tuple[PlaceName, ...]
    names: tuple[Name, ...]
    negated: Mapping[int, Span]
    starts: tuple[int, ...]
    breaks: tuple[int, ...]
    stems: frozenset[str]
    concepts: frozenset[str]
    roles: dict[Span, Role]

    @property
    def text(self) -> str:
        """The article's text, which all spans are into."""
        return self.claim.article.text

    def words_in(self, start: int, end: int) -> range:
        """The indices of the words that a span touches; where it touches none, the empty range at its place."""
        first = bisect_left(self.starts, start)
        if first and self.words[first - 1].end > start:  # it begins inside a word
            first -= 1
        return range(first, bisect_left(self.starts, end, lo=first))

    def role(self, start: int, end: int) -> Role:
        """The words around a span: the nearer, the rarer and the less cut off by punctuation, the heavier."""
        known = self.roles.get((start, end))
        if known is None:
            known = self.roles[(start, end)] = self._role(start, end)
        return known

    def _role(self, start: int, end: int) -> Role:
        inside = self.words_in(start, end)
        weights: dict[str, float] = {}
        for step, stop, direction in (
            (inside.stop, min(len(self.words), inside.stop + _REACH), 1),
            (inside.start - 1, max(-1, inside.start - 1 - _REACH), -1),
        ):
            distance = 1.0
            for index in range(step, stop, direction):
                after = index if direction > 0 else index + 1
                distance += 1.5 * self.breaks[after]
                key = self.keys[index]
                weight = self.bag.get(key, 0.0) / distance
                if weight > weights.get(key, 0.0):
                    weights[key] = weight
                distance += 1.0 if key in self.bag else 0.5
        return {key: weight for key, weight in weights.items() if weight}


def alike(a: Role, b: Role) -> float:
    """How much of the poorer of two roles the other holds, in [0, 1]."""
    shared = fsum([min(weight, b[key]) for key, weight in a.items() if key in b])  # exact in whichever order
    return shared / min(fsum(a.values()), fsum(b.values())) if shared else 0.0


@lru_cache(maxsize=1 << 14)
def facets(claim: Claim) -> Facets:
    """Reads a claim: its words, numbers, dates, places, names and negations, within what it claims."""
    text, published = claim.article.text, claim.article.published_on
    spans = claim.content or ((claim.start, claim.end),)
    words = [word for start, end in spans for word in tokens(text, start, end)]
    times = [moment for start, end in spans for moment in moments(text, start, end, published)]
    taken = [(moment.start, moment.end) for moment in times]
    numbers = [number for start, end in spans for number in quantities(text, start, end, taken)]
    keys = tuple(concepts().get(word.stem, word.stem) for word in words)
    counts = _counts(claim.article)
    bag = _bag(words, keys, [*taken, *((number.start, number.end) for number in numbers)])
    return Facets(
        claim=claim,
        words=tuple(words),
        keys=keys,
        bag=bag,
        own={key: weight / max(1, counts[key]) for key, weight in bag.items()},
        weight=fsum(bag.values()),
        quantities=tuple(numbers),
        moments=tuple(times),
        places=tuple(place for start, end in spans for place in places(text, start, end)),
        names=tuple(name for start, end in spans for name in names(text, start, end)),
        negated=_negated(claim, words),
        starts=tuple(word.start for word in words),
        breaks=_breaks(text, words),
        stems=frozenset(word.stem for word in words),
        concepts=frozenset(keys),
        roles={},
    )


@lru_cache(maxsize=1 << 12)
def known(article: Article) -> frozenset[str]:
    """The words of all names in an article."""
    return frozenset(part for name in names(article.text) for part in name_parts(name.text))


@lru_cache(maxsize=1 << 12)
def _counts(article: Article) -> Counter[str]:
    """How often an article uses each concept."""
    return Counter(concepts().get(stem(word), stem(word)) for word in words(article.text))


@cache
def concepts() -> dict[str, str]:
    """What a stem stands for, where several words of news stand for the same (see `data/concepts.toml`)."""
    return {stem(word): name.upper() for name, words in load("concepts").items() for word in words if " " not in word}


def _bag(words: Iterable[Token], keys: Iterable[str], taken: list[Span]) -> dict[str, float]:
    bag: dict[str, float] = {}
    for word, key in zip(words, keys, strict=True):
        weight = 0.0 if key in _LIGHT or any(start <= word.start < end for start, end in taken) else rarity(word.stem)
        if weight > bag.get(key, 0.0):
            bag[key] = min(weight, 6.0)
    return bag


def _breaks(text: str, words: list[Token]) -> tuple[int, ...]:
    """For each word whether punctuation parts it from the word before, and of the end that it parts from all before."""
    found = [0]
    for before, word in pairwise(words):
        between = text[before.end : word.start]
        found.append(0 if between.isspace() or between in ("-", "") else 1)
    return (*found, 1)


@cache
def _negations() -> frozenset[str]:
    return frozenset(stem(word) for word in load("stages")["modifiers"]["denied"] if " " not in word)


def _negates(words: list[Token], index: int) -> bool:
    """Whether the word there negates by itself."""
    if index >= len(words):
        return False
    lower = words[index].text.lower()
    cut = words[index + 1].text.lower() if index + 1 < len(words) else ""
    contracted = lower.endswith(("n't", "n’t")) or (lower.endswith("n") and cut == "t")
    return words[index].stem in _negations() or contracted


def _negated(claim: Claim, words: list[Token]) -> dict[int, Span]:
    """The words that a negation reaches: up to the first telling word after it."""
    found: dict[int, Span] = {}
    cues = claim.certainty.cues if claim.certainty.polarity is Polarity.DENIED else ()
    for index, word in enumerate(words):
        lower = word.text.lower()
        cut = words[index + 1].text.lower() if index + 1 < len(words) else ""
        cue = any(s <= word.start < e for s, e in cues) and not _negates(words, index + 1)  # of "will not", "not"
        if _negates(words, index) or cue:
            if lower == "not" and cut in {"only", "just"}:
                continue
            telling = 0
            for after in range(index + 1, min(index + 6, len(words))):
                found.setdefault(after, (word.start, word.end))
                telling += rarity(words[after].stem) > 0
                if telling or words[after].text.lower() in {"but", "and", "because"}:
                    break
    return found
