"""Lists that somebody is said to say: "The bank said:" and the items under it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from provenance.extraction.linking import Attribution
from provenance.extraction.tagger import Mark, Role
from provenance.language.sentences import Sentence
from provenance.model import Span

_ITEM = re.compile(r"[•*◦▪‣·–—-]\s+")


def with_lists(text: str, sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions; one whose cue stands in the line over a list has the items that no other has.

    Args:
        text: The article's text.
        sentences: Its content sentences, in order.
        attributions: In any order.
    """
    made = list(attributions)
    cues = sorted((one.cue.start, at) for at, one in enumerate(made) if one.cue and one.source)
    taken = sorted((mark.start, mark.end) for one in made for mark in (*one.contents, one.cue) if mark)
    for lead, items in _lists(text, sentences):
        last = bisect_right(cues, (lead.end, 0)) - 1
        if last >= 0 and cues[last][0] >= lead.start:
            one = made[cues[last][1]]
            free = [item for item in items if not _meets(item, taken)]
            made[cues[last][1]] = replace(one, contents=(*one.contents, *free))
    return made


def _meets(item: Mark, taken: Sequence[Span]) -> bool:
    """Whether a stretch of `taken`, in order, reaches into an item."""
    at = bisect_right(taken, (item.end, 0)) - 1
    return at >= 0 and taken[at][1] > item.start


def _lists(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, list[Mark]]]:
    """Each line that ends in a colon over a list, with the sentences of the items as contents, bullets left out."""
    lead: Sentence | None = None
    items: list[Mark] = []
    paragraph = -1
    for sentence in sentences:
        bullet = _ITEM.match(text, sentence.start, sentence.end)
        if bullet is None and sentence.paragraph != paragraph:
            if lead is not None and items:
                yield lead, items
            lead = sentence if text.startswith(":", sentence.end - 1) else None
            items = []
        elif lead is not None:
            paragraph = sentence.paragraph
            start = bullet.end() if bullet else sentence.start
            items.append(Mark(Role.CONTENT, start, sentence.end, 1.0))
    if lead is not None and items:
        yield lead, items
