"""Text that a program broke into lines at a width, put back into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from provenance.language.words import is_common
from provenance.model import Place
from provenance.reading.document import clean

WIDEST = 130
"""Characters; a text with longer lines was not broken at a width."""
NARROWEST = 50
"""Characters; no mail program breaks lines at fewer, so shorter ones are a writer's own."""
_BROKEN_WORD = re.compile(r"(\w+)-$")
_REST = re.compile(r"[a-z]\w*")


def unwrapped(lines: Sequence[tuple[str, str]], *, slack: float = 1.0) -> tuple[str, tuple[Place, ...]]:
    """One line of text for each paragraph, and where each stretch of it stood.

    A line goes on in the next if that one's first word had no room on it, or begins small.

    Args:
        lines: Lines with where each stands; an empty line ends a paragraph for certain.
        slack: How much of the usual width fills a line; 1 where all letters are equally wide.
    """
    cleaned = [(clean(line).strip(), where) for line, where in lines]
    lengths = sorted(len(line) for line, _ in cleaned if line)
    if not lengths:
        return "", ()
    width = lengths[-1] if slack == 1 else lengths[int(len(lengths) * 0.9)] * slack
    if width > WIDEST or (slack == 1 and width < NARROWEST):
        width = float("inf")
    words = frozenset(re.findall(r"\w+(?:-\w+)*", "\n".join(line for line, _ in cleaned)))
    text: list[str] = []
    places: list[Place] = []
    position = 0
    for (line, where), (following, _) in pairwise([*cleaned, ("", "")]):
        if not line:
            continue
        stretch = line + "\n"
        if following and _goes_on(line, following, width):
            stretch = _joined(line, following, words)
        _add(places, position, position + len(stretch.rstrip("\n")), where)
        text.append(stretch)
        position += len(stretch)
    return "".join(text).rstrip("\n"), tuple(places)


def _goes_on(line: str, following: str, width: float) -> bool:
    if width == float("inf"):
        return False
    return len(line) + 1 + len(following.split(None, 1)[0]) > width or following[0].islower()


def _joined(line: str, following: str, words: frozenset[str]) -> str:
    """A line with what joins it to the next: a blank, or nothing within a word that was broken."""
    broken, rest = _BROKEN_WORD.search(line), _REST.match(following)
    if broken is None or rest is None:
        return line + " "
    first, last = broken[1], rest[0]
    if f"{first}-{last}" in words:  # written with its hyphen elsewhere
        return line
    whole = first + last in words or is_common(first + last)
    return line if not whole and is_common(first) and is_common(last) else line[:-1]


def _add(places: list[Place], start: int, end: int, where: str) -> None:
    """Adds a place, or makes the last one longer where it is the same and the paragraph goes on."""
    if places and places[-1].where == where and places[-1].end == start:
        start = places.pop().start
    if end > start:
        places.append(Place(start, end, where))
