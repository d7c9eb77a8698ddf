"""Which sentences of an article are its content, and what the others are."""

from __future__ import annotations

from provenance.language.layout import layout
from provenance.language.lines import LineKind
from provenance.language.sentences import Sentence


def content_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` that can hold claims, in order.

    Left out are headlines, subheadings, section labels, dates, bylines, captions and navigation. A text that is one
    line and nothing else yields its sentences, whatever they look like.
    """
    return [part for line in layout(text) if line.kind is None for part in line.parts]


def boilerplate(text: str) -> list[tuple[Sentence, LineKind]]:
    """The sentences that `content_sentences` leaves out, in order, each with what it is."""
    return [(part, line.kind) for line in layout(text) if line.kind is not None for part in line.parts]
