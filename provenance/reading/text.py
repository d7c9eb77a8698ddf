"""Plain text."""

from __future__ import annotations

from provenance.reading.document import Document, Facts, clean, join, line_ends


def read_text(decoded: str) -> Document:
    """Every line as it stands; its place counts the characters of the decoded file (RFC 5147, `char=10,20`)."""
    paragraphs = []
    position = 0
    for line in line_ends(decoded).split("\n"):
        end = position + len(line)
        paragraphs.append((clean(line), f"char={position},{end}"))
        position = end + 1
    text, places = join(paragraphs)
    return Document(text, places, Facts())
