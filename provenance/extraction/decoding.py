"""From the probabilities of words to marks: the likeliest legal labels, and quotations kept whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from provenance.extraction.tagger import Mark, Role
from provenance.language.quotations import Quote

ROLES: Final = (Role.SOURCE, Role.CUE, Role.CONTENT)
LABELS: Final = 7
"""O, B-source, I-source, B-cue, I-cue, B-content, I-content."""
CHANGE_COSTS: Final = {Role.SOURCE: 0.0, Role.CUE: 0.0, Role.CONTENT: 1.0}
"""What it costs to begin a mark, and to end one before a word without a role, in log-probability.

Chosen on PolNeAR dev: single doubtful words must not cut a content in two, and no source be lost (a cost of 1
for sources finds .90 of them, none .93)."""
SURE: Final = 0.99
"""A word with a label as probable as this keeps it; only the stretches between such words are searched.

On PolNeAR dev this changes no mark."""

QUOTED_SHARE: Final = 0.7
"""A quotation of which at least this share is content is content as a whole."""

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start`..`end` with the probabilities of the seven labels.

    `evidence`: how far it speaks for something being said and not done, in log-odds, as a word of each of `ROLES`.
    `apart`: text that was not read (boilerplate) lies between it and the word before.
    """

    start: int
    end: int
    chances: Floats
    evidence: Floats
    apart: bool = False


def decode(words: Sequence[Word]) -> list[Mark]:
    """The marks of consecutive words, in order; a mark also ends before a word that stands apart."""
    if not words:
        return []
    chances = np.stack([word.chances for word in words])
    labels = likeliest(chances)
    roles = (labels + 1) // 2
    shares = np.concatenate([chances[:, :1], chances[:, 1::2] + chances[:, 2::2]], axis=1)
    scores = shares[np.arange(len(words)), roles]
    begins = (labels != 2 * roles) | np.concatenate([[True], roles[1:] != roles[:-1]])
    begins |= np.fromiter((word.apart for word in words), bool, len(words))
    firsts = np.flatnonzero(begins).tolist()
    return [
        Mark(
            ROLES[roles[first] - 1],
            words[first].start,
            words[end - 1].end,
            min(1.0, float(scores[first:end].mean())),
        )
        for first, end in zip(firsts, [*firsts[1:], len(words)], strict=True)
        if roles[first]
    ]


def weighed(words: Sequence[Word], marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks with the mean evidence of the words in them."""
    starts = [word.start for word in words]
    for mark in marks:
        first, last = bisect_left(starts, mark.start), bisect_left(starts, mark.end)
        if first == last:
            yield mark
            continue
        means = np.mean([word.evidence for word in words[first:last]], axis=0)
        yield replace(mark, reports=dict(zip(ROLES, means.tolist(), strict=True)))


def likeliest(chances: Floats) -> Labels:
    """The best labels of a sequence of words (words, 7) under `CHANGE_COSTS`, without an I that follows another role.

    Source: Viterbi 1967; words of which the network is sure are not searched.
    """
    labels: Labels = chances.argmax(axis=1)
    costs = _transitions()
    logs = np.log(np.maximum(chances, 1e-9))
    doubtful = chances.max(axis=1) < SURE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], doubtful, [False]]))).tolist()
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        before = int(labels[first - 1]) if first else 0
        after = int(labels[end]) if end < len(labels) else None
        labels[first:end] = _best_path(logs[first:end], costs, before, after)
    return labels


def _transitions() -> Floats:
    """Log-scores (from, to): an I follows the B or I of its role only; marks cost something to begin and to end."""
    scores = np.zeros((LABELS, LABELS), np.float32)
    for inside, role in zip(range(2, LABELS, 2), ROLES, strict=True):
        cost = CHANGE_COSTS[role]
        scores[:, inside - 1] -= cost
        scores[inside - 1 : inside + 1, 0] -= cost
        scores[:, inside] = -np.inf
        scores[inside - 1 : inside + 1, inside] = 0.0
    return scores


def _best_path(logs: Floats, costs: Floats, before: int, after: int | None) -> list[int]:
    """Viterbi over (words, 7) log-probabilities, between two fixed labels (`after` None: the text ends)."""
    score = costs[before] + logs[0]
    steps: list[Labels] = []
    columns = np.arange(LABELS)
    for row in logs[1:]:
        through = score[:, None] + costs
        step = through.argmax(axis=0)
        steps.append(step)
        score = through[step, columns] + row
    if after is not None and np.isfinite(ending := score + costs[:, after]).any():
        score = ending
    path = [int(score.argmax())]
    for step in reversed(steps):
        path.append(int(step[path[-1]]))
    return path[::-1]


def whole_quotations(text: str, marks: Sequence[Mark], quotes: Sequence[Quote]) -> list[Mark]:
    """The marks with no quotation cut in its middle: one that is mostly content is content from mark to mark.

    A quotation that is not mostly content loses a content that reaches into it from outside. Sources and cues stay
    as they are.

    Args:
        text: What the offsets are of.
        marks: In order, without overlap.
        quotes: Those that stand in no other count.
    """
    contents = [mark for mark in marks if mark.role is Role.CONTENT]
    others = [mark for mark in marks if mark.role is not Role.CONTENT]
    for quote in quotes:
        place = bisect_right(contents, quote.start, key=lambda mark: mark.end)
        inside = contents[place : bisect_left(contents, quote.end, key=lambda mark: mark.start)]
        if quote.depth or not inside or (inside[0].start <= quote.start and quote.end <= inside[0].end):
            continue
        shared = sum(min(mark.end, quote.end) - max(mark.start, quote.start) for mark in inside)
        if shared >= QUOTED_SHARE * (quote.end - quote.start):
            kept = [_joined(inside, quote)]
        else:
            kept = [_outside(mark, quote) for mark in inside]
        contents[place : place + len(inside)] = kept
    found = [part for mark in contents for part in _without(text, mark, others)]
    return sorted([*others, *found], key=lambda mark: mark.start)


def _joined(inside: Sequence[Mark], quote: Quote) -> Mark:
    """One content over the whole quotation and what the marks in it have before and after it."""
    sizes = [mark.end - mark.start for mark in inside]
    score = sum(mark.score * size for mark, size in zip(inside, sizes, strict=True)) / sum(sizes)
    return Mark(Role.CONTENT, min(quote.start, inside[0].start), max(quote.end, inside[-1].end), score)


def _outside(mark: Mark, quote: Quote) -> Mark:
    """The mark clipped where it reaches into the quotation; one that lies wholly in it stays."""
    if mark.start < quote.start < mark.end <= quote.end:
        return replace(mark, end=quote.start)
    if quote.start <= mark.start < quote.end < mark.end:
        return replace(mark, start=quote.end)
    return mark


def _without(text: str, mark: Mark, others: Sequence[Mark]) -> Iterator[Mark]:
    """What the other marks leave of a content, without white space at the ends and without parts that hold no word."""
    start = mark.start
    first = bisect_right(others, mark.start, key=lambda other: other.end)
    last = bisect_left(others, mark.end, key=lambda other: other.start)
    stops = [(other.start, other.end) for other in others[first:last]]
    for stop, resume in [*stops, (mark.end, mark.end)]:
        stretch = text[start:stop]
        left = start + len(stretch) - len(stretch.lstrip())
        right = left + len(stretch.strip())
        if right > left and (not stops or any(map(str.isalnum, stretch))):
            yield replace(mark, start=left, end=right)
        start = resume
