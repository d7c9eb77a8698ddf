"""Ranges in percent that published scales give to words of likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from provenance.language.data import load
from provenance.model import Likelihood

LONGEST = 5
"""No listed phrase has more words than this."""


@cache
def _ranges() -> dict[str, Likelihood]:
    data = load("likelihood")
    scales = {scale["name"]: scale["words"] for scale in data["scale"]}
    found: dict[str, Likelihood] = {}
    for name in (data["default"], *data["after"]):
        for phrase, (low, high) in scales[name].items():
            found.setdefault(phrase, Likelihood(low, high, name))
        if name == data["default"]:
            same = data["same"].items()
            found.update((phrase, found[listed]) for phrase, listed in same if listed in found)
    return found


def likelihood(words: Sequence[str], at: int) -> tuple[Likelihood, range] | None:
    """The range for the longest listed phrase that covers the word at `at`, with the words it takes; None: not listed.

    Only published phrases have a range: "possible" and "may" have none. The default scale (ICD 203) is asked first.
    """
    ranges = _ranges()
    for length in range(LONGEST, 0, -1):
        for first in range(max(0, at - length + 1), min(at, len(words) - length) + 1):
            found = ranges.get(" ".join(words[first : first + length]))
            if found is not None:
                return found, range(first, first + length)
    return None
