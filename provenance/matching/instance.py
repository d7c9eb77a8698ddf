"""Same instance: do two articles tell of one event, or of two of a kind (another quake, another deal)?

Look-alike events share their common words and differ in names, numbers and dates together, so these count apart.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from provenance.language.dates import moments
from provenance.language.names import name_parts, names
from provenance.language.quantities import quantities
from provenance.language.words import rarity, stem, words
from provenance.model import Article


@dataclass(frozen=True, slots=True)
class Profile:
    """An article as unit vectors of its plain words, its names, its numbers; and the years and days it tells."""

    words: dict[str, float]
    names: dict[str, float]
    numbers: dict[str, float]
    days: frozenset[str]
    years: frozenset[int]


@lru_cache(maxsize=1 << 12)
def profile(article: Article) -> Profile:
    """Reads an article once; articles are small, so a whole story fits the cache."""
    text = article.text
    name_counts = Counter(part for name in names(text) for part in name_parts(name.text))
    named = {stem(part) for part in name_counts}
    times = moments(text, published_on=article.published_on)
    taken = [(moment.start, moment.end) for moment in times]
    word_counts: Counter[str] = Counter()
    for word, count in Counter(words(text)).items():
        if word.isalpha() and stem(word) not in named:
            word_counts[stem(word)] += count
    numbers = Counter(f"{q.kind}:{q.low:g}" for q in quantities(text, taken=taken) if q.high > 2)
    days = {str(m.day_on) if m.day_on else f"{m.month}-{m.day}" for m in times if m.day}
    days |= {f"day {m.weekday}" for m in times if m.weekday is not None}
    return Profile(
        _unit({word: rarity(word) * (1 + math.log(count)) for word, count in word_counts.items()}),
        _unit({part: max(rarity(stem(part)), 1.0) * (1 + math.log(count)) for part, count in name_counts.items()}),
        _unit({number: 1 + math.log(count) for number, count in numbers.items()}),
        frozenset(days),
        frozenset(m.year for m in times if m.year),
    )


@lru_cache(maxsize=1 << 15)
def likeness(a: Article, b: Article) -> tuple[tuple[str, float], ...]:
    """Named features of an article pair, each in [0, 1]."""
    x, y = profile(a), profile(b)
    return (
        ("words", _cosine(x.words, y.words)),
        ("names", _cosine(x.names, y.names)),
        ("numbers", _cosine(x.numbers, y.numbers)),
        ("days.shared", float(bool(x.days & y.days))),
        ("days.apart", float(bool(x.days and y.days and not x.days & y.days))),
        ("years.shared", float(bool(x.years & y.years))),
        ("years.apart", float(bool(x.years and y.years and not x.years & y.years))),
    )


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(value * value for value in vector.values()))
    return {key: value / length for key, value in vector.items()} if length else {}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, math.fsum(value * b[key] for key, value in a.items() if key in b))
