"""How often Python looks for cycles of objects that nobody holds any more."""

from __future__ import annotations

import gc

OBJECTS = 20_000
"""So many more objects than before are made until it looks: with 700, Python's own choice, a sixth of what it takes to
compare an article with ten thousand claims goes into looking through these. What is in no cycle goes at once anyway.
"""


def look_seldom() -> None:
    """To be called by a program, not by a library: it holds for the whole process."""
    gc.set_threshold(OBJECTS)
