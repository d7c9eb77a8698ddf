"""What the network is shown of a source: the sentences of its fullest mentions, and the shape of their words."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from tokenizers import Encoding

from provenance.extraction.pieces import Floats
from provenance.language.sentences import Sentence
from provenance.model import Span

MOST_MENTIONS: Final = 4
"""A source is judged from so many of its mentions, the longest ones."""
LONGEST: Final = 62
"""Pieces of a window: a sentence, or the part of it around a mention."""
SHAPES: Final = 8
"""Numbers a mention's shape has."""
_WORD: Final = re.compile(r"[^\W\d_][\w'.-]*")


Window = tuple[int, ...]
"""The numbers of word pieces, with marks at both ends."""


class Pieces(Protocol):
    """Cuts texts into word pieces; `cls` and `sep` are the marks at the ends of a window."""

    cls: int
    sep: int

    def pieces(self, texts: Sequence[str]) -> list[Encoding]:
        """The word pieces of each text, without marks at its ends."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the network sees of a source: windows with the places of its pieces, and how its mentions are written."""

    windows: list[tuple[Window, list[int]]]
    written: Floats


def evidence(
    tokenizer: Pieces, text: str, sentences: Sequence[Sentence], sources: Iterable[Iterable[Span]]
) -> list[Evidence | None]:
    """What is shown of each source; None where none of its mentions begins in a sentence.

    Args:
        tokenizer: The network's.
        text: The article's, folded.
        sentences: Those that are read, in order.
        sources: The mentions of each, in any order.
    """
    chosen = [
        [(span, index) for span in telling(spans) if (index := sentence_of(sentences, span)) is not None]
        for spans in sources
    ]
    needed = sorted({index for spans in chosen for _, index in spans})
    parts = [text[sentences[index].start : sentences[index].end] for index in needed]
    encoded = dict(zip(needed, tokenizer.pieces(parts), strict=True))
    found: list[Evidence | None] = []
    for spans in chosen:
        windows, written = [], []
        for span, index in spans:
            places = _places(encoded[index], sentences[index], span)
            if places:
                windows.append(_window(encoded[index].ids, places, tokenizer))
                written.append((span, sentences[index]))
        found.append(Evidence(windows, shapes(text, written)) if windows else None)
    return found


def _places(encoding: Encoding, sentence: Sentence, span: Span) -> list[int]:
    start, end = span[0] - sentence.start, span[1] - sentence.start
    return [place for place, (a, b) in enumerate(encoding.offsets) if a < end and b > start]


def _window(ids: Sequence[int], places: Sequence[int], marks: Pieces) -> tuple[Window, list[int]]:
    """The pieces of a sentence around a mention, and where the mention's are; a very long one is seen in part."""
    seen = places[: LONGEST // 2]
    first = max(0, min(seen[0] - (LONGEST - len(seen)) // 2, len(ids) - LONGEST))
    return (marks.cls, *ids[first : first + LONGEST], marks.sep), [place - first + 1 for place in seen]


def telling(mentions: Iterable[Span]) -> list[Span]:
    """The mentions that a source is judged from: the longest, of equally long ones the first."""
    ordered = sorted(set(mentions), key=lambda span: (span[0] - span[1], span[0]))
    return ordered[:MOST_MENTIONS]


def sentence_of(sentences: Sequence[Sentence], span: Span) -> int | None:
    """The index of the sentence in which a span begins; None where it begins outside of all."""
    index = bisect_right(sentences, span[0], key=lambda sentence: sentence.start) - 1
    return index if index >= 0 and span[0] < sentences[index].end else None


def shape(text: str, mention: Span, sentence: Sentence) -> list[float]:
    """How a mention is written: its length, and where it has capitals (the network sees none)."""
    words = _WORD.findall(text, *mention)
    capitals = [word[:1].isupper() for word in words]
    opens = mention[0] <= sentence.start + 1
    return [
        float(len(words) > 1),
        sum(capitals) / max(1, len(words)),
        float(any(capitals[-1:])),
        float(any(capitals[1:])),
        float(any(capitals[:1]) and not opens),
        float(any(word.isupper() and len(word) > 1 for word in words)),
        float(bool(words) and not capitals[0]),
        math.log1p(len(words)),
    ]


def shapes(text: str, mentions: Sequence[tuple[Span, Sentence]]) -> Floats:
    """The mean and the greatest of each number over the mentions of a source (2 · `SHAPES`)."""
    each = np.array([shape(text, mention, sentence) for mention, sentence in mentions], np.float32)
    return np.concatenate([each.mean(axis=0), each.max(axis=0)])
