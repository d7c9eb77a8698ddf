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
from functools import lru_cache

from provenance.extraction.tagger import LINKED, Mark, Role
from provenance.language.data import load
from provenance.language.sentences import Sentence
from provenance.progress import Stretch

REACH = 6
"""A candidate lies at most this many marks away: over 99.5 % of the gold's pairs do."""

_QUOTES = frozenset('“”"«»„')
_GAP = 200
"""Words are counted in so many characters between two marks."""
_GAP_MARKS = re.compile(r"[,:;“”\"«»„]")
_LONG_CUE = 14
"""From so many characters on, a cue is too rare to have a weight."""
_GOES_ON = re.compile(r"[\s,;]*(?:and|but|or)\s+that\b", re.IGNORECASE)
"""What joins a content to the one before it, under one cue."""
_LETTER = {Role.SOURCE: "S", Role.CUE: "Q", Role.CONTENT: "C"}
_PATH = {letter: role[:2] for role, letter in _LETTER.items()}
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
        starts = [sentence.start for sentence in sentences]
        self._first = [max(bisect_right(starts, mark.start) - 1, 0) for mark in self.marks]
        self._last = [max(bisect_right(starts, max(mark.end - 1, mark.start)) - 1, 0) for mark in self.marks]
        self._paragraph = [sentences[number].paragraph if sentences else 0 for number in self._first]
        self._roles = "".join(_LETTER[mark.role] for mark in self.marks)

    def neighbours(self, index: int, role: Role) -> Iterator[int]:
        """The marks of `role` within reach of the mark at `index`."""
        for other in range(max(0, index - REACH), min(len(self.marks), index + REACH + 1)):
            if other != index and self.marks[other].role is role:
                yield other

    def is_told_later(self, cue: int, content: int) -> bool:
        """Whether a content begins in a sentence after that of its cue, and in no quotation."""
        between = self.text[self.marks[cue].end : self.marks[content].start]
        if self._first[content] <= self._last[cue] or ":" in between:
            return False
        around = self.text[self.marks[content].start - 1 : self.marks[content].start + 1]
        opened = between.count("“") + between.count("«") > between.count("”") + between.count("»")
        return not opened and between.count('"') % 2 == 0 and _QUOTES.isdisjoint(around)

    def features(self, index: int, other: int) -> Iterator[str]:
        """What speaks for or against the marks at `index` and `other` belonging together, as names."""
        left, right = min(index, other), max(index, other)
        side = "after" if index < other else "before"
        gap = self.text[self.marks[left].end : self.marks[right].start]
        apart = self._first[right] - self._last[left]
        cue, partner = (index, other) if self.marks[index].role is Role.CUE else (other, index)
        words_of_cue = self.text[self.marks[cue].start : self.marks[cue].end].lower()
        yield from _order(side, self._roles[left + 1 : right])
        yield f"{side}:sentences={min(apart, 3)}"
        yield f"{side}:paragraphs={min(self._paragraph[right] - self._paragraph[left], 2)}"
        yield from _gap(side, gap if len(gap) <= _GAP else gap[:_GAP] + "".join(_GAP_MARKS.findall(gap, _GAP)))
        yield from _cue(side, words_of_cue)
        if " by" in gap or words_of_cue.endswith(" by"):
            yield f"{side}:by"
        if self.marks[partner].role is Role.CONTENT:
            yield from self._edges(side, self.marks[partner])
            if apart:
                yield f"{side}:rivals={self._rivals(partner)}"

    def _edges(self, side: str, content: Mark) -> Iterator[str]:
        head, tail = self.text[content.start : content.start + 1], self.text[content.end - 1 : content.end]
        yield f"{side}:quoted={head in _QUOTES},{tail in _QUOTES}"
        yield f"{side}:tail={tail if not tail.isalnum() else 'a'}"
        yield f"{side}:next={self.text[content.end : content.end + 1] or '$'}"

    def _rivals(self, content: int) -> str:
        """Which marks the sentences of a content hold besides it: a cue there is the likelier one."""
        first, last = self._first[content], self._last[content]
        near = [*range(max(0, content - 3), content), *range(content + 1, min(content + 4, len(self.marks)))]
        here = [
            role
            for other in near
            if (role := self.marks[other].role) is not Role.CONTENT and first <= self._first[other] <= last
        ]
        return "".join(role[:2] for role in here[:3])


@lru_cache(maxsize=1 << 12)
def _order(side: str, between: str) -> tuple[str, ...]:
    """What kinds of marks lie between two marks."""
    counts = [f"{side}:{role}s={min(between.count(_LETTER[role]), 3)}" for role in Role]
    return side, *counts, f"{side}:path={''.join(_PATH[letter] for letter in between[:4])}"


@lru_cache(maxsize=1 << 12)
def _gap(side: str, gap: str) -> tuple[str, ...]:
    """The length of the text between two marks, and its punctuation."""
    words = len(_WORD.findall(gap[:_GAP]))
    names = [f"words={words if words < 4 else 4 + (words > 8) + (words > 16)}"]
    names += [name for sign, name in ((",", "comma"), (":", "colon"), (";", "semicolon")) if sign in gap]
    if not _QUOTES.isdisjoint(gap):
        names.append("quote-between")
    return tuple(f"{side}:{name}" for name in names)


@lru_cache(maxsize=1 << 12)
def _cue(side: str, words: str) -> tuple[str, ...]:
    """What the words of the cue are."""
    names = [f"cue={words if len(words) < _LONG_CUE else '…'}"]
    if words.startswith("according"):
        names.append("according")
    if _PARTICIPLE.match(words):
        names.append("participle")
    return tuple(f"{side}:{name}" for name in names)


def _best(scene: Scene, index: int, role: Role, weights: dict[str, float]) -> int | None:
    """The neighbour of `role` that scores best, or None where not choosing scores better."""
    best, best_score = None, weights["none"]
    for other in scene.neighbours(index, role):
        score = sum([weights[name] for name in scene.features(index, other) if name in weights])
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
    before: tuple[Mark, int | None] | None = None
    for index, mark in enumerate(Stretch(*LINKED, len(text)).over(scene.marks)):
        if mark.role is Role.CONTENT:
            cue = _best(scene, index, Role.CUE, weights["cue"])
            joint = _GOES_ON.match(text, before[0].end) if before else None
            if before and joint and joint.end() >= mark.start:
                cue = before[1]
            if cue is not None and scene.is_told_later(cue, index):
                cue = None
            before = mark, cue
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
