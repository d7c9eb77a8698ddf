"""Texts that stand as a value in a list: plain, or as markup of a page."""

from __future__ import annotations

from dataclasses import replace

from provenance.reading.document import Document, Facts, clean, join, line_ends
from provenance.reading.html import read_visible


def document_of_words(words: str, where: str, facts: Facts, *, markup: bool) -> Document:
    """The text of a value that stands at `where`. Raises DamagedError for markup over a limit."""
    if not markup:
        text, places = join((clean(line), where) for line in line_ends(words).split("\n"))
        return Document(text, places, facts)
    page = read_visible(f"<html><body>{words}</body></html>")
    return replace(page, places=tuple(place._replace(where=where) for place in page.places), facts=facts)


def words_in(value: object) -> str:
    """A value as one text: a name, or the names of several; "" for what has none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return next((words for key in ("name", "value", "text") if (words := words_in(value.get(key)))), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(words_in, value[:50])))
    return "" if value is None or isinstance(value, bool) else str(value)
