"""Terms: what a claim and its article are found by, as unit vectors of rarity.

A term is the stem of a word, or what several stems stand for ("talks" and "negotiations", "Turkish" and "Turkey"), or
a number. The weights need no corpus, so the same keys can be stored as rows and joined by any SQL engine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from provenance.language.data import load
from provenance.language.names import plain_words
from provenance.language.words import rarity, stem, words
from provenance.matching.facets import concepts
from provenance.model import Article, Claim, Span

ARTICLE_TERMS = 100
"""How many of its heaviest terms stand for an article; more change no ranking (mean average precision within .001)."""

_A_NAME = 6.0
"""From this rarity on a capitalised word that opens a sentence is taken for a name."""

Terms: TypeAlias = Mapping[str, float]
"""Weights by term; their squares sum to 1 (or 0 for no terms)."""


class Profile(NamedTuple):
    """A claim as it is compared: its terms, and which of them are names, numbers, weekdays and months."""

    terms: Terms
    names: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[str]


def keys(claim: Claim) -> Terms:
    """The terms of what is claimed, heaviest first, with weights in (0, 1]; a row each in a table of claim keys."""
    return profile(claim).terms


def article_keys(article: Article) -> Terms:
    """The heaviest terms of an article, heaviest first, with weights in (0, 1]; a row each in a table of article keys.

    The article is the story that its claims are read in.
    """
    return story_terms(article.text)


def profile(claim: Claim) -> Profile:
    """Reads what is claimed (the whole sentence, where no content is marked)."""
    return _profile(claim.article.text, claim.content or ((claim.start, claim.end),))


@lru_cache(maxsize=1 << 15)
def _profile(text: str, spans: tuple[Span, ...]) -> Profile:
    counts: dict[str, int] = {}
    rarities: dict[str, float] = {}
    names, numbers, dates = set(), set(), set()
    for start, end in spans:
        for place, word in enumerate(map(_read, words(text, start, end))):
            if word is None:
                continue
            stem_, name, rare, look = word
            if rare:
                counts[name] = counts.get(name, 0) + 1
                rarities[name] = rare
            if look is _Look.DATE:
                dates.add(stem_)
            elif look is _Look.NUMBER:
                numbers.add(stem_)
            elif look is _Look.NAME or (look is _Look.CAPITAL and place):
                names.add(name)
    return Profile(_scaled(_heaviest(counts, rarities)), frozenset(names), frozenset(numbers), frozenset(dates))


@lru_cache(maxsize=1 << 14)
def story_terms(text: str) -> Terms:
    """The heaviest terms of an article's text."""
    counts: dict[str, int] = {}
    rarities: dict[str, float] = {}
    for word, times in Counter(words(text)).items():
        read = _read(word)
        if read is not None and read.rarity:
            counts[read.term] = counts.get(read.term, 0) + times
            rarities[read.term] = read.rarity
    return _scaled(dict(islice(_scaled(_heaviest(counts, rarities)).items(), ARTICLE_TERMS)))


def cosine(a: Terms, b: Terms) -> float:
    """Of two unit vectors, in [0, 1]; the sum is exact, so that wherever it is made it comes out the same."""
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, math.fsum([weight * b[term] for term, weight in a.items() if term in b]))


def term(word: str) -> str:
    """What a stem is compared by."""
    return _weighed(word)[0]


class _Look(Enum):
    """What a word is by its letters."""

    NUMBER = auto()
    DATE = auto()
    NAME = auto()
    CAPITAL = auto()  # a name, unless it opens a sentence


class _Word(NamedTuple):
    stem: str
    term: str
    rarity: float
    look: _Look | None


@lru_cache(maxsize=1 << 17)
def _read(text: str) -> _Word | None:
    """All that is known of a word by itself; None of stop words."""
    word = stem(text)
    name, rare = _weighed(word)
    look = None
    if text[0].isdigit():
        look = _Look.NUMBER
    elif text[0].isupper() and word in _calendar():
        look = _Look.DATE
    elif not rare:
        return None
    elif text[0].isupper():
        look = _Look.NAME if text.isupper() or rarity(word) >= _A_NAME else _Look.CAPITAL
    return _Word(word, name, rare, look)


def _heaviest(counts: Mapping[str, int], rarities: Mapping[str, float]) -> Terms:
    """The weights of terms, the heaviest first; of two as heavy the first in the alphabet."""
    weights = [
        (-rare if counts[name] == 1 else -rare * (1 + math.log(counts[name])), name) for name, rare in rarities.items()
    ]
    weights.sort()
    return {name: -weight for weight, name in weights}


def _scaled(weights: Terms) -> Terms:
    length = math.hypot(*weights.values())
    return {name: weight / length for name, weight in weights.items()}


@lru_cache(maxsize=1 << 17)
def _weighed(word: str) -> tuple[str, float]:
    """The term of a stem and its rarity, 0 for stop words."""
    rare = rarity(word)
    name = _groups().get(word) if rare else None
    return (word, rare) if name is None else (name, _group_rarities()[name])


@cache
def _groups() -> dict[str, str]:
    """Stems that count as one term: words of one concept, a country and its people (where each is one word)."""
    groups = dict(concepts())
    for code, country in load("places")["country"].items():
        every = [word for word in (*country["names"], *country["people"]) if word.isalpha()]
        if country["names"][0].isalpha():
            groups.update({stem(word): code for word in every})
    return groups


@cache
def _group_rarities() -> dict[str, float]:
    """A group is as common as the commonest of its words."""
    found: dict[str, float] = {}
    for word, name in _groups().items():
        found[name] = min(found.get(name, math.inf), max(rarity(word), 0.5))
    return found


@cache
def _calendar() -> frozenset[str]:
    return frozenset(stem(word) for word in plain_words() if len(word) >= 3)
