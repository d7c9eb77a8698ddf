"""The seam between the reader and whoever joins its marks: roles and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from provenance.extraction.stance import Stances
from provenance.language.sentences import Sentence

TAGGED = (0.0, 0.7)
LINKED = (0.7, 0.79)
NAMED = (0.79, 0.87)
ASSEMBLED = (0.87, 1.0)
"""From where to where each step of an extraction goes, as shares of its time (measured on 1 MB of prose)."""


class Role(StrEnum):
    """What a stretch of text does in an attribution: who says it, the words that report, what is said."""

    SOURCE = "source"
    CUE = "cue"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text with its role.

    `start` and `end` are code points into the article's text, half-open, without white space at either end.
    A content mark may run over several sentences and paragraphs. `score` in [0, 1] is the mean probability
    of the role over the words of the mark. `reports`: how far they speak, in each role, for something being said and
    not done, in log-odds; those of the marks of an attribution add up.
    """

    role: Role
    start: int
    end: int
    score: float
    reports: Mapping[Role, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of an article: the marks, in order and without overlap, and what tells of stances."""

    marks: list[Mark]
    stances: Stances


class Tagger(Protocol):
    """Anything that marks sources, cues and contents."""

    def read(self, text: str, sentences: Sequence[Sentence]) -> Reading:
        """What is read in `sentences`; nothing else of `text` is.

        Args:
            text: The whole article.
            sentences: In reading order, without overlap; what is left out (boilerplate) ends a mark.
        """
        ...
