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

from provenance.extraction.sources import is_hidden, kind_of, without_article
from provenance.language.sentences import Sentence
from provenance.model import Kind, Span
from provenance.networks.pieces import Floats

MOST_MENTIONS: Final = 4
"""A source is judged from so many of its mentions, the longest ones."""
LONGEST: Final = 62
"""Pieces of a window: a sentence, or the part of it around a mention."""
BESIDE: Final = 120
"""Characters beside a mention that stands in no sentence."""
SHAPES: Final = 17
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
class Seen:
    """A mention as the network sees it: the window that shows it, and the places of its pieces there."""

    mention: Span
    window: Window
    places: list[int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the network sees of a source: some of its mentions, and how these are written."""

    seen: list[Seen]
    written: Floats


def evidence(
    tokenizer: Pieces, text: str, sentences: Sequence[Sentence], sources: Iterable[Iterable[Span]]
) -> list[Evidence | None]:
    """What is shown of each source; None where none of its mentions has a word.

    Args:
        tokenizer: The network's.
        text: The article's, folded.
        sentences: Those that are read, in order.
        sources: The mentions of each, in any order.
    """
    chosen = [[(span, passage(text, sentences, span)) for span in telling(spans)] for spans in sources]
    needed = list(dict.fromkeys(shown for spans in chosen for _, shown in spans))
    encoded = dict(zip(needed, tokenizer.pieces([text[slice(*shown)] for shown in needed]), strict=True))
    found: list[Evidence | None] = []
    for spans in chosen:
        seen, written = [], []
        for span, shown in spans:
            places = _places(encoded[shown], shown, span)
            if places:
                seen.append(Seen(span, *_window(encoded[shown].ids, places, tokenizer)))
                written.append((span, shown))
        found.append(Evidence(seen, shapes(text, written)) if seen else None)
    return found


def passage(text: str, sentences: Sequence[Sentence], span: Span) -> Span:
    """The sentence in which a mention begins, else (a label, a credit) what stands around it on its line."""
    index = bisect_right(sentences, span[0], key=lambda sentence: sentence.start) - 1
    if index >= 0 and span[0] < sentences[index].end:
        return sentences[index].start, sentences[index].end
    start, end = max(0, span[0] - BESIDE), span[1] + BESIDE
    last = text.find("\n", span[1], end)
    return max(start, text.rfind("\n", start, span[0]) + 1), min(len(text), end if last < 0 else last)


def _places(encoding: Encoding, shown: Span, span: Span) -> list[int]:
    start, end = span[0] - shown[0], span[1] - shown[0]
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


def shape(text: str, mention: Span, shown: Span) -> list[float]:
    """How a mention is written: its length, where it has capitals (the network sees none), and what lists say of it."""
    listed = kind_of(without_article(text[slice(*mention)]))
    words = _WORD.findall(text, *mention)
    capitals = [word[:1].isupper() for word in words]
    opens = mention[0] <= shown[0] + 1
    return [
        float(len(words) > 1),
        sum(capitals) / max(1, len(words)),
        float(any(capitals[-1:])),
        float(any(capitals[1:])),
        float(any(capitals[:1]) and not opens),
        float(any(word.isupper() and len(word) > 1 for word in words)),
        float(bool(words) and not capitals[0]),
        math.log1p(len(words)),
        float(is_hidden(text[slice(*mention)])),
        *(float(listed is kind) for kind in Kind),
    ]


def shapes(text: str, mentions: Sequence[tuple[Span, Span]]) -> Floats:
    """The mean and the greatest of each number over the mentions of a source, each with its passage (2 · `SHAPES`)."""
    each = np.array([shape(text, mention, shown) for mention, shown in mentions], np.float32)
    return np.concatenate([each.mean(axis=0), each.max(axis=0)])
