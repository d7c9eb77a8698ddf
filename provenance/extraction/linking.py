"""Which cue and which source a stretch of content belongs to.

A tagger marks sources, cues and contents without saying which of them go together. Each content belongs to one cue
and each cue has at most one source, so linking is two choices of one among few neighbours. A choice is scored by a
sum of named, measured weights (`data/linking.toml`, logistic regression on PolNeAR train; `training/linker.py`
makes it again), and the best candidate wins unless no candidate reaches the weight of choosing none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from provenance.extraction.tagger import Mark, Role
from provenance.language.data import load
from provenance.language.sentences import Sentence

REACH = 6
"""A candidate lies at most this many marks away: over 99.5 % of the gold's pairs do."""

_QUOTE = re.compile(r"[“”\"«»„]")
_WORD = re.compile(r"\w+")
_PARTICIPLE = re.compile(r"\w+ing\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Contents that one cue reports, and whose cue it is. `source` and `cue` are None where no mark fits."""

    contents: tuple[Mark, ...]
    cue: Mark | None
    source: Mark | None


class Scene:
    """The marks of an article in reading order, with what lies between them."""

    def __init__(self, text: str, sentences: Sequence[Sentence], marks: Iterable[Mark]) -> None:
        self.text = text
        self.marks = sorted(marks, key=lambda mark: (mark.start, mark.end))
        self._starts = [sentence.start for sentence in sentences]
        self._paragraphs = [sentence.paragraph for sentence in sentences]

    def sentence(self, offset: int) -> int:
        """The number of the sentence that holds `offset` (or the last one before it)."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph that holds `offset`."""
        return self._paragraphs[self.sentence(offset)] if self._paragraphs else 0

    def neighbours(self, index: int, role: Role) -> Iterator[int]:
        """The marks of `role` within reach of the mark at `index`."""
        for other in range(max(0, index - REACH), min(len(self.marks), index + REACH + 1)):
            if other != index and self.marks[other].role is role:
                yield other

    def features(self, index: int, other: int) -> Iterator[str]:
        """What speaks for or against the marks at `index` and `other` belonging together, as names."""
        mark, candidate = self.marks[index], self.marks[other]
        left, right = (mark, candidate) if index < other else (candidate, mark)
        side = "after" if index < other else "before"
        gap = self.text[left.end : right.start]
        between = [self.marks[i].role for i in range(min(index, other) + 1, max(index, other))]
        apart = self.sentence(right.start) - self.sentence(max(left.end - 1, left.start))
        yield side
        for role in Role:
            yield f"{side}:{role}s={min(between.count(role), 3)}"
        yield f"{side}:path={''.join(role[:2] for role in between[:4])}"
        yield f"{side}:sentences={min(apart, 3)}"
        yield f"{side}:paragraphs={min(self.paragraph(right.start) - self.paragraph(left.start), 2)}"
        words = len(_WORD.findall(gap[:200]))
        yield f"{side}:words={words if words < 4 else 4 + (words > 8) + (words > 16)}"
        if "," in gap:
            yield f"{side}:comma"
        if ":" in gap:
            yield f"{side}:colon"
        if ";" in gap:
            yield f"{side}:semicolon"
        if _QUOTE.search(gap):
            yield f"{side}:quote-between"
        cue = mark if mark.role is Role.CUE else candidate
        words_of_cue = self.text[cue.start : cue.end].lower()
        yield f"{side}:cue={words_of_cue if len(words_of_cue) < 14 else '…'}"
        if words_of_cue.startswith("according"):
            yield f"{side}:according"
        if _PARTICIPLE.match(words_of_cue):
            yield f"{side}:participle"
        if " by" in gap or words_of_cue.endswith(" by"):
            yield f"{side}:by"
        other_mark = candidate if cue is mark else mark
        if other_mark.role is Role.CONTENT:
            head, tail = self.text[other_mark.start : other_mark.start + 1], self.text[other_mark.end - 1 : other_mark.end]
            yield f"{side}:quoted={bool(_QUOTE.match(head))},{bool(_QUOTE.match(tail))}"
            yield f"{side}:tail={tail if not tail.isalnum() else 'a'}"
            yield f"{side}:next={self.text[other_mark.end : other_mark.end + 1] or '$'}"
            if apart:
                yield f"{side}:rivals={self._rivals(index if other_mark is mark else other)}"

    def _rivals(self, content: int) -> str:
        """Which marks the sentence around a content holds besides it: a cue there is the likelier one."""
        mark = self.marks[content]
        first, last = self.sentence(mark.start), self.sentence(mark.end - 1)
        near = self.marks[max(0, content - 3) : content] + self.marks[content + 1 : content + 4]
        here = [other for other in near if other.role is not Role.CONTENT and first <= self.sentence(other.start) <= last]
        return "".join(other.role[:2] for other in here[:3])


def _best(scene: Scene, index: int, role: Role, weights: dict[str, float]) -> int | None:
    """The neighbour of `role` that scores best, or None where not choosing scores better."""
    best, best_score = None, weights["none"]
    for other in scene.neighbours(index, role):
        score = sum(weights.get(name, 0.0) for name in scene.features(index, other))
        if score > best_score:
            best, best_score = other, score
    return best


def link(text: str, sentences: Sequence[Sentence], marks: Iterable[Mark]) -> list[Attribution]:
    """The attributions that the marks make up.

    Args:
        text: The article's text.
        sentences: Its content sentences, in order.
        marks: What the tagger found, in any order.

    Returns:
        One attribution a cue that has content or a source; content without a cue stands alone.
    """
    scene = Scene(text, sentences, marks)
    weights = load("linking")
    by_cue: dict[int, list[Mark]] = {i: [] for i, mark in enumerate(scene.marks) if mark.role is Role.CUE}
    found: list[Attribution] = []
    for index, mark in enumerate(scene.marks):
        if mark.role is Role.CONTENT:
            cue = _best(scene, index, Role.CUE, weights["cue"])
            if cue is None:
                found.append(Attribution((mark,), None, None))
            else:
                by_cue[cue].append(mark)
    for cue, contents in by_cue.items():
        at = _best(scene, cue, Role.SOURCE, weights["source"])
        source = None if at is None else scene.marks[at]
        if contents or source:
            found.append(Attribution(tuple(contents), scene.marks[cue], source))
    return found
