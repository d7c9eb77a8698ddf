"""Pairing: which spans of two claims are set against each other, the same whichever claim comes first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Spanned(Protocol):
    """Anything that stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


Found = TypeVar("Found", bound=Spanned)


def one_to_one(scored: Iterable[tuple[float, Found, Found]]) -> list[tuple[float, Found, Found]]:
    """Pairs with their strength, the strongest first, and nothing of either side in two of them."""
    taken: tuple[set[int], set[int]] = set(), set()
    chosen = []
    for strength, x, y in sorted(scored, key=order):
        if x.start not in taken[0] and y.start not in taken[1]:
            taken[0].add(x.start)
            taken[1].add(y.start)
            chosen.append((strength, x, y))
    return chosen


def order(pair: tuple[float, Spanned, Spanned]) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The strongest first; of two as strong, that which stands first, on whichever side."""
    strength, x, y = pair
    return -strength, tuple(sorted(((x.start, x.end), (y.start, y.end))))
