"""Names: where they stand in a text, and whether two of them can be the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import JaroWinkler

from provenance.language.data import load
from provenance.language.words import fold, rarity, stem, stop_words

_CAPITAL = r"(?:[^\W\d_a-z]\.){2,}|[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['’.](?=[^\W\d_]))*"
_NAME = re.compile(rf"(?:{_CAPITAL})(?:[ -](?:(?:{_CAPITAL})|(?:inside)\b))*")
_PART = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:;\n“\"‘(—–-]\s*[“\"‘(]?|[.!?][”\"’)]*\s+)$")
SPELLING = 0.92
"""Jaro-Winkler likeness from which two spellings of a rare name count as one ("Gadhafi", "Gaddafi")."""


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name at `start`..`end`; `parts` are its words, folded, without titles."""

    start: int
    end: int
    text: str
    parts: tuple[str, ...]


def names(text: str, start: int = 0, end: int | None = None) -> list[Name]:
    """The proper names of `text[start:end]`, in order, by their capitals.

    A word that opens a sentence counts when more of the name follows or when the text writes it with a capital
    elsewhere inside a sentence. Offsets are into `text`.
    """
    stop = len(text) if end is None else end
    found = []
    for match in _pattern().finditer(text, start, stop):
        first, last = _trimmed(text, match.start(), match.end())
        if first < last and not (_opens_sentence(text, first) and not _known_inside(text, first, last)):
            parts = name_parts(text[first:last])
            if parts and not set(parts) <= _set("plain"):
                found.append(Name(first, last, text[first:last], parts))
    return found


def plain_words() -> frozenset[str]:
    """Capitalised words that are no names: weekdays, months and the like, folded."""
    return _set("plain")


def is_particle(word: str) -> bool:
    """Whether a word is a small one in a person's name ("van", "de", "Al")."""
    return word.casefold() in _set("particles")


@cache
def given_names() -> dict[str, bool]:
    """The given names, folded, and whether each is a man's."""
    names = load("given")
    return {name: sex == "male" for sex in ("male", "female") for name in names[sex].split()}


@lru_cache(maxsize=1 << 14)
def name_parts(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without titles and small words: "Mr. Özcan" is ("ozcan",)."""
    words = [fold(part).replace(".", "").removesuffix("'s") for part in _PART.findall(name)]
    kept = [word for word in words if word not in _set("inside")]
    while len(kept) > 1 and kept[0] in _set("titles") and not _set("bodies").issuperset(kept[1:]):
        kept.pop(0)
    return tuple(kept or words)


@lru_cache(maxsize=1 << 14)
def same_name(a: str, b: str) -> bool:
    """Whether two names can be of the same person, place or body.

    A surname fits a full name, an acronym its expansion, a spelling its variant; another given name or a telling word
    ("North" / "South") makes another name.
    """
    left, right = name_parts(a), name_parts(b)
    if not left or not right:
        return False
    if left == right or "".join(left) == "".join(right):
        return True
    if (set(left) ^ set(right)) & _set("telling"):
        return False
    return (
        _acronym(a, b) or _acronym(b, a) or _shortened(left, right) or _shortened(right, left) or _variant(left, right)
    )


def _acronym(short: str, full: str) -> bool:
    letters = short.replace(".", "").removesuffix("s") if short.replace(".", "").removesuffix("s").isupper() else ""
    if not 2 <= len(letters) <= 6:
        return False
    words = [part for part in _PART.findall(full) if fold(part) != "the"]
    initials = {"".join(word[0] for word in words).upper(), "".join(word[0] for word in words if word[0].isupper())}
    return len(words) > 1 and letters in initials


def _shortened(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether `short` is the end of `full` (a surname), or its rare beginning ("Saudi" of "Saudi Arabia")."""
    if len(short) >= len(full) or _set("bodies").issuperset(short):
        return False
    if full[-len(short) :] == short:
        return True
    return full[: len(short)] == short and (len(short) > 1 or rarity(stem(short[0])) >= 3.0)


def _variant(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same words but for the spelling, or with a given name cut to its initial."""
    if len(a) != len(b):
        return False
    return all(
        x == y or (len(a) > 1 and min(len(x), len(y)) == 1 and x[0] == y[0]) or _spelled_alike(x, y)
        for x, y in zip(a, b, strict=True)
    )


def _spelled_alike(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 5 or a[0] != b[0] or not {a, b}.isdisjoint(_set("telling")):
        return False
    return JaroWinkler.similarity(a, b) >= SPELLING and min(rarity(stem(a)), rarity(stem(b))) >= 4.0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without small words at the edges and without a possessive."""
    words = [(start + part.start(), start + part.end()) for part in re.finditer(r"[^ ]+", text[start:end])]
    while words and _is_small(text[slice(*words[-1])]):
        words.pop()
    while words and _is_small(text[slice(*words[0])]):
        words.pop(0)
    if not words:
        return start, start
    stop = words[-1][1]
    for ending in ("'s", "’s", "'", "’"):
        if text[words[0][0] : stop].endswith(ending):
            stop -= len(ending)
            break
    return words[0][0], stop


def _is_small(word: str) -> bool:
    return fold(word) in _set("inside") or stem(word) in stop_words()


def _opens_sentence(text: str, start: int) -> bool:
    return _OPENING.search(text[max(0, start - 4) : start]) is not None or start == 0


def _known_inside(text: str, start: int, end: int) -> bool:
    """Whether the words at the opening of a sentence are a name: several capitals, or the same inside a sentence."""
    name = text[start:end]
    if " " in name or "." in name or (len(name) > 1 and name.isupper()):
        return True
    at = text.find(name)
    while at >= 0:
        whole = not text[at + len(name) : at + len(name) + 1].isalnum() and not text[at - 1 : at].isalnum()
        if whole and at != start and not _opens_sentence(text, at):
            return True
        at = text.find(name, at + 1)
    return rarity(stem(name)) >= 6.0


@cache
def _set(which: str) -> frozenset[str]:
    return frozenset(load("names")[which])


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_NAME.pattern.replace("inside", "|".join(load("names")["inside"])))
