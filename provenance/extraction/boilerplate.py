"""Which sentences of an article are its content, and what the others are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from provenance.language.furniture import HEADINGS, Page, signs
from provenance.language.layout import layout
from provenance.language.lines import LineKind, has_word
from provenance.language.sentences import Sentence
from provenance.language.turns import Turn
from provenance.model import Span


def content_sentences(text: str, turns: Sequence[Turn] = ()) -> list[Sentence]:
    """The sentences of `text` that can hold claims, in order.

    Left out are headlines, subheadings, section labels, dates, bylines, captions, navigation, furniture of the page
    (`provenance.language.furniture`), the labels of `turns`, and what has no word. A text that is one line and nothing
    else yields its sentences, whatever they look like.
    """
    return [part for part, kind in parted(text, turns) if kind is None]


def boilerplate(text: str, furniture: Sequence[Span] = ()) -> list[tuple[Sentence, LineKind]]:
    """The sentences that can hold no claims, in order, each with what it is (see `parted`)."""
    return [(part, kind) for part, kind in parted(text, furniture=furniture) if kind is not None]


def parted(
    text: str, turns: Sequence[Turn] = (), furniture: Sequence[Span] = ()
) -> list[tuple[Sentence, LineKind | None]]:
    """All sentences of `text` in order, each with what it is if it can hold no claim.

    What lies in `furniture` (see `model.Article`) holds none, unless nothing else would be left. A signature ("—
    First Last") claims nothing either, but says whose the words before it are.
    """
    lines = layout(text, turns)
    parts = [(part, line) for line in lines for part in line.parts]
    kinds = [line.kind or (None if has_word(text, *part.span) else LineKind.SEPARATOR) for part, line in parts]
    words = [text[slice(*part.span)] for part, _ in parts]
    marked = [kind is None and _is_in(part, furniture) for (part, _), kind in zip(parts, kinds, strict=True)]
    if any(kind is None and not is_marked for kind, is_marked in zip(kinds, marked, strict=True)):
        kinds = [LineKind.FURNITURE if is_marked else kind for is_marked, kind in zip(marked, kinds, strict=True)]
    apart = [kind is not None and kind not in HEADINGS for kind in kinds]
    kinds = [
        LineKind.SIGNATURE if kind is None and signs(own) else kind for kind, own in zip(kinds, words, strict=True)
    ]
    page = Page(words, apart, [len(line.parts) == 1 for _, line in parts])
    starts = [turn.start for turn in turns]

    def said(at: int) -> bool:
        """Whether it stands within a turn: whatever somebody says is no furniture."""
        number = bisect_right(starts, at) - 1
        return number >= 0 and at < turns[number].end

    taken = [
        kind is None and not said(part.start) and page.is_furniture(number)
        for number, ((part, _), kind) in enumerate(zip(parts, kinds, strict=True))
    ]
    if all(kind is not None or is_taken for kind, is_taken in zip(kinds, taken, strict=True)):
        taken = [False] * len(parts)  # some of it is prose
        kinds = [None if kind is LineKind.SIGNATURE else kind for kind in kinds]
    return [
        (part, LineKind.FURNITURE if is_taken else kind)
        for (part, _), kind, is_taken in zip(parts, kinds, taken, strict=True)
    ]


def _is_in(part: Sentence, spans: Sequence[Span]) -> bool:
    """Whether most of a sentence lies in one of some spans, which are in order."""
    number = bisect_right(spans, (part.start, part.end)) - 1
    held = (min(end, part.end) - max(start, part.start) for start, end in spans[max(number, 0) : number + 2])
    return max(held, default=0) * 2 > part.end - part.start
