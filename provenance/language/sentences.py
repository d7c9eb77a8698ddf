"""Sentences with lossless offsets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start`..`end`; `paragraph` counts the paragraphs of the text from 0."""

    start: int
    end: int
    paragraph: int
