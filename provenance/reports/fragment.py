"""Addresses that open a page at a passage.

Spec: WICG, "URL Fragment Text Directives" (`#:~:text=`): words are compared without regard to case and white space; a
passage that runs over several blocks of a page is found only by its beginning and end.
"""

from __future__ import annotations

from urllib.parse import quote

LONG = 160
"""From so many characters on, or over several lines, a passage is given by its beginning and its end."""

ENDS = 6
"""How many words the beginning and the end have."""


def to_passage(url: str, passage: str) -> str:
    """`url` with a text directive; any fragment of its own stays before it."""
    words = passage.split()
    if not words:
        return url
    if len(words) < 2 * ENDS or (len(passage) < LONG and "\n" not in passage):
        directive = _encoded(words)
    else:
        directive = f"{_encoded(words[:ENDS])},{_encoded(words[-ENDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _encoded(words: list[str]) -> str:
    """Percent-encoded; `-`, too, which would mark a prefix or suffix. A lone surrogate becomes the sign for any."""
    return quote(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")
