"""What the reader sees at once: runs of whole sentences, packed up to a number of word pieces.

Nothing is lost: every piece of every unit is owned by exactly one part of one window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from provenance.language.sentences import Sentence

UNIT_CHARACTERS = 4000
"""A longer sentence is tokenised in parts, so that memory stays bounded whatever the text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is tokenised in one go: a sentence, or a part of a very long one.

    `start` and `end` are code points, half-open; `paragraph` is the sentence's.
    """

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Part:
    """The pieces `first` to `last` (half-open) of a unit, in one window.

    `owned` is false for pieces that are only there as context: their labels come from elsewhere.
    """

    unit: int
    first: int
    last: int
    owned: bool = True


Window = tuple[Part, ...]


def cut_units(text: str, sentences: Sequence[Sentence]) -> list[Unit]:
    """The sentences as units; one longer than `UNIT_CHARACTERS` is cut, at a space if it has one."""
    units: list[Unit] = []
    for sentence in sentences:
        start = sentence.start
        while sentence.end - start > UNIT_CHARACTERS:
            space = text.rfind(" ", start + UNIT_CHARACTERS // 2, start + UNIT_CHARACTERS)
            end = space if space > start else start + UNIT_CHARACTERS
            units.append(Unit(start, end, sentence.paragraph))
            start = end
        if start < sentence.end:
            units.append(Unit(start, sentence.end, sentence.paragraph))
    return units


def pack(
    sizes: Sequence[int], paragraphs: Sequence[int], *, limit: int, context: int = 0, first_limit: int | None = None
) -> list[Window]:
    """Windows over consecutive units, in order, each of at most `limit` pieces.

    A paragraph is kept together where it fits; a longer one is cut at the end of a unit, and a unit longer
    than the limit into even parts. Each paragraph break inside a window counts as one piece.

    Args:
        sizes: Pieces of each unit, 0 or more (a unit without pieces is in no window).
        paragraphs: The paragraph of each unit.
        limit: Pieces a window, marks at both ends not counted; at least 2.
        context: Show again the unit before the window where it has at most this many pieces (not owned;
            the limit may be passed by them).
        first_limit: The limit of the first window, to vary where windows begin in training.
    """
    room = first_limit or limit
    windows: list[Window] = []
    parts: list[Part] = []
    used = 0
    for block in _blocks(sizes, paragraphs, limit):
        size = sum(part.last - part.first for part in block)
        apart = bool(parts) and paragraphs[parts[-1].unit] != paragraphs[block[0].unit]
        if parts and used + apart + size > room:
            windows.append(tuple(parts))
            parts, used, room, apart = [], 0, limit, False
        for part in block:
            count = part.last - part.first
            if parts and used + apart + count > room:
                windows.append(tuple(parts))
                parts, used, room, apart = [], 0, limit, False
            parts.append(part)
            used += apart + count
            apart = False
    if parts:
        windows.append(tuple(parts))
    return [_with_context(window, sizes, context) for window in windows]


def _blocks(sizes: Sequence[int], paragraphs: Sequence[int], limit: int) -> list[list[Part]]:
    """The units' parts by paragraph; a paragraph that is longer than a window falls into single parts."""
    blocks: list[list[Part]] = []
    block: list[Part] = []
    for unit, size in enumerate(sizes):
        if block and paragraphs[block[-1].unit] != paragraphs[unit]:
            blocks.append(block)
            block = []
        count = -(-size // limit)
        block.extend(Part(unit, size * i // count, size * (i + 1) // count) for i in range(count))
    if block:
        blocks.append(block)
    return [
        piece
        for block in blocks
        for piece in ([block] if sum(p.last - p.first for p in block) <= limit else [[part] for part in block])
    ]


def _with_context(window: Window, sizes: Sequence[int], context: int) -> Window:
    before = window[0].unit - 1
    if context and window[0].first == 0 and before >= 0 and 0 < sizes[before] <= context:
        return (Part(before, 0, sizes[before], owned=False), *window)
    return window
