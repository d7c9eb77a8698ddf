"""Which sentences of an article are its content, and what the others are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provenance.language.layout import layout
from provenance.language.lines import LineKind, has_word
from provenance.language.sentences import Sentence
from provenance.language.turns import Turn


def content_sentences(text: str, turns: Sequence[Turn] = ()) -> list[Sentence]:
    """The sentences of `text` that can hold claims, in order.

    Left out are headlines, subheadings, section labels, dates, bylines, captions, navigation, the
    labels of `turns`, and what has no word. A text that is one line and nothing else yields its sentences, whatever
    they look like.
    """
    return [part for part, kind in _parts(text, turns) if kind is None]


def boilerplate(text: str) -> list[tuple[Sentence, LineKind]]:
    """The sentences that `content_sentences` leaves out, in order, each with what it is."""
    return [(part, kind) for part, kind in _parts(text) if kind is not None]


def _parts(text: str, turns: Sequence[Turn] = ()) -> Iterator[tuple[Sentence, LineKind | None]]:
    for line in layout(text, turns):
        for part in line.parts:
            yield part, line.kind or (None if has_word(text, part.start, part.end) else LineKind.SEPARATOR)
