"""Words: tokens with their spans, stems, and how rare a word is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from provenance.language.data import load

_WORD = re.compile(r"[^\W\d_](?:\.(?:[^\W\d_]\.)+|[^\W\d_]*(?:['’][^\W\d_]+)*)|\d+(?:[.,:]\d+)*")

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word or number as people count them, with what joins its parts ("three-year-old", "don't", "3.5")."""


class Token(NamedTuple):
    """A word or number at `start`..`end`; `stem` is what it is compared by (folded, without its ending)."""

    start: int
    end: int
    text: str
    stem: str


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and numbers of `text[start:end]`, in order; punctuation is left out.

    A hyphen parts words, an apostrophe does not ("don't"). Offsets are into `text`.
    """
    stop = len(text) if end is None else end
    make = Token._make  # half the time of calling Token
    found, place = [], start
    for word in _WORD.findall(text, start, stop):
        place = text.index(word, place)  # nothing between two words could begin one
        found.append(make((place, place + len(word), word, stem(word))))
        place += len(word)
    return found


def words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """The texts of `tokens`, where neither places nor stems are needed: in a fifth of the time."""
    return _WORD.findall(text, start, len(text) if end is None else end)


def fold(word: str) -> str:
    """Lower case, without accents, apostrophe as in ASCII: "Özcan’s" is "ozcan's"."""
    word = word.casefold().replace("’", "'")
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """What `word` is compared by: folded, without possessive, plural and verb endings."""
    word = fold(word)
    if word[-1:] == ".":
        return word.replace(".", "")
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 4 or not word.isalpha():
        return _irregular().get(word, word)
    return _irregular().get(word) or _without_ending(word)


def _without_ending(word: str) -> str:
    """A light stemmer: plurals (Harman 1991), then -ed, -ing, -ly and what derives nouns from verbs."""
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ment", "ion", "er", "or", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


@cache
def _irregular() -> dict[str, str]:
    return {form: base for base, forms in load("words")["irregular"].items() for form in forms}


@cache
def stop_words() -> frozenset[str]:
    """Stems that carry no topic: articles, prepositions, pronouns, auxiliaries, words of reporting."""
    return frozenset(stem(word) for word in load("words")["stop"])


@cache
def _rarities() -> tuple[dict[str, float], float]:
    table = load("rarity")
    return {word: float(level) for level, words in table["level"].items() for word in words.split()}, table["unknown"]


def rarity(stem_: str) -> float:
    """How much it says that two texts share this stem: log(documents / documents that hold it), 0 for stop words.

    From a table in the package (see `data/rarity.toml`); a stem that is not in it counts as the rarest.
    """
    if stem_ in stop_words():
        return 0.0
    known, unknown = _rarities()
    return known.get(stem_, unknown)


def is_common(word: str) -> bool:
    """Whether news writes `word` now and then: its stem is in the table of `rarity`, or it is a stop word."""
    return stem(word) in _rarities()[0] or word.casefold() in stop_words()
