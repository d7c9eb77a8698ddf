"""Counts by month as stacked bars: where each piece lies. Lengths are in units of the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

MOST_MONTHS = 60
"""Of a longer time, the last so many months are drawn."""
WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 20.0, 30.0
"""Room for the numbers on the left and above, and for the months below."""
WIDEST = 56.0
LABEL = 62.0
"""Room that the name of a month takes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: what it counts, and its place."""

    name: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: `middle` is how far from the left its middle lies, `top` how far down it begins. `named`: whether there
    is room to write the month below."""

    month: str
    count: int
    middle: float
    top: float
    pieces: tuple[Piece, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the lines behind them: each number with its height. `left_out`: months before the first bar."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, float], ...]
    left_out: int = 0
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT


def chart(counts: Mapping[str, Sequence[tuple[str, int]]]) -> Chart | None:
    """The bars of some months ("2026-03"), each with its parts from below to above; None where there are none.

    Months without a count are drawn as gaps, so that time runs evenly.
    """
    if not counts:
        return None
    months = list(_between(min(counts), max(counts)))
    shown = months[-MOST_MONTHS:]
    most = max(sum(count for _, count in counts.get(month, ())) for month in shown)
    top = _round(most)
    step = (WIDTH - LEFT - RIGHT) / len(shown)
    wide = min(step * 0.7, WIDEST)
    every = ceil(LABEL / step)
    scale = (HEIGHT - TOP - BOTTOM) / top
    bars = []
    for at, month in enumerate(shown):
        middle = LEFT + step * (at + 0.5)
        pieces = tuple(_pieces(counts.get(month, ()), middle - wide / 2, wide, scale))
        count = sum(piece.count for piece in pieces)
        named = (len(shown) - 1 - at) % every == every // 2
        bars.append(Bar(month, count, middle, HEIGHT - BOTTOM - count * scale, pieces, named))
    lines = sorted({0, top // 2, top}) if top > 1 else [0, top]
    levels = tuple((number, HEIGHT - BOTTOM - number * scale) for number in lines)
    return Chart(tuple(bars), levels, len(months) - len(shown))


def _pieces(parts: Sequence[tuple[str, int]], x: float, width: float, scale: float) -> Iterator[Piece]:
    y = HEIGHT - BOTTOM
    for name, count in parts:
        if count:
            y -= count * scale
            yield Piece(name, count, x, y, width, count * scale)


def _between(first: str, last: str) -> Iterator[str]:
    """Every month from one to another, both included."""
    year, month = (int(part) for part in first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _round(most: int) -> int:
    """A number to end the scale with: the next of 1, 2, 4, 6, 8, 10, then those times ten."""
    size = 1
    while True:
        for step in (1, 2, 4, 6, 8):
            if most <= step * size:
                return step * size
        size *= 10
