"""Which of neighbouring code pages a text is in that has few letters beyond ASCII: by what stands beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from provenance.language.data import load

PAGES = ("cp1252", "cp1254", "cp1250")
"""Western, Turkish and Central European: they differ in a few letters, and each reads what the others write."""
_UNSEEN = 2e-5  # share of the words that a pair is taken to be in which was never counted
_PRIOR = 2.0  # by so much, in natural logarithms, another page must be likelier for each text
_WORD = re.compile(rb"[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*")
_MOST = 2_000  # words looked at


def likeliest(data: bytes, told: str = "cp1252") -> str:
    """The code page whose languages make the letters of `data` likeliest; `told` unless another is clearly likelier.

    Only words are compared which the two pages read differently.

    Args:
        data: Bytes of a text in one of `PAGES`.
        told: The page that it is said to be in.
    """
    if told not in PAGES:
        return told
    words = _words(data, told)
    gains = {
        page: sum(
            _score(other, page) - _score(word, told)
            for word, other in zip(words, _words(data, page), strict=True)
            if word != other
        )
        for page in PAGES
    }
    best = max(gains, key=lambda page: gains[page])
    return best if gains[best] > _PRIOR else told


def _words(data: bytes, page: str) -> list[str]:
    """The words with bytes beyond ASCII, as a page reads them."""
    return [
        found[0].decode(page, errors="replace") for found, _ in zip(_WORD.finditer(data), range(_MOST), strict=False)
    ]


def _score(word: str, page: str) -> float:
    """The logarithm of how likely a word's pairs of letters are in the languages of a page."""
    counts, total = _table(page)
    return sum(
        math.log(max(counts.get(first + second, 0.0) / total, _UNSEEN))
        for first, second in pairwise(f"^{_small(word)}$")
        if not (first.isascii() and second.isascii())
    )


def _small(word: str) -> str:
    return word.replace("İ", "i").lower()


@cache
def _table(page: str) -> tuple[Mapping[str, float], float]:
    """How often pairs of letters were counted, and in how many words."""
    table = load("letters")[page]
    return {entry[:2]: float(entry[2:]) for entry in table["pairs"].split()}, float(table["words"])
