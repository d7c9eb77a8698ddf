"""Pairs of terms as keys: what a claim of common words alone can be found by.

In a large archive every word of many claims is common ("the president welcomed the vote"), but two of them rarely occur
together, so that a claim is found by these without going through all that hold the one or the other.

Source: highly discriminative keys, Podnar, Rajman, Luu, Klemm and Aberer 2007.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

PAIRED = 4
"""Each two of so many terms are a pair: six a claim. Of 3, one claim in 40 has none in common with its copy."""


def term_pairs(terms: Mapping[str, float]) -> list[str]:
    """Each two of the heaviest of some terms as one key; `terms` have their weights."""
    heaviest = sorted(terms, key=lambda term: (-terms[term], term))[:PAIRED]
    return [f"{first} {second}" for first, second in combinations(sorted(heaviest), 2)]
