"""What stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.language.sentences import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks: `start`..`end` with the marks, `inner_start`..`inner_end` without.

    `closed` is false where the closing mark is missing: the quotation goes on in the next paragraph, whose own quote
    then `continues` it, or the mark was forgotten. `depth` is 0 for a quotation that stands in no other.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    continues: bool = False
    depth: int = 0


_MARK = re.compile(r"``|''|[“”„‟\"«»‘’‚‛'‹›]")
_OPENING = {"“": "”", "„": "“”", "‟": "”", "«": "»", "‘": "’'", "‚": "‘’", "‛": "’", "‹": "›", '"': '"', "'": "'’"}
_SINGLE = frozenset("‘’‚‛'")
_ELISION = re.compile(r"\d\ds?\b|(?:em|til|till|cause|cos|n|tis|twas|bout|round|er|im|ere|ello)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """A quotation that waits for its closing mark."""

    mark: str
    start: int
    inner_start: int
    continues: bool
    depth: int


def quotations(text: str, found: Sequence[Sentence] | None = None) -> list[Quote]:
    """The quotations of `text` by their start, those inside others too.

    Knows “ ”, " ", ‘ ’, ' ', « », „ “ and `` ''; tells closing single marks from apostrophes. A quotation never
    leaves its paragraph: one without a closing mark ends with the paragraph where it began the paragraph or where the
    next paragraph opens again, else with its sentence.

    Args:
        text: Any text.
        found: The text's sentences, if they are known already.
    """
    parts = list(sentences(text) if found is None else found)
    starts = [part.start for part in parts]
    quotes: list[Quote] = []
    unfinished = ""
    for first, last in _paragraphs(parts):
        scan = _Paragraph(text, parts[first:last], starts[first:last], unfinished)
        following = text[parts[last].start : parts[last].start + 1] if last < len(parts) else ""
        unfinished = scan.read(following)
        quotes.extend(sorted(scan.quotes, key=lambda quote: (quote.start, -quote.end)))
    return quotes


def _paragraphs(parts: Sequence[Sentence]) -> list[tuple[int, int]]:
    """The ranges of sentences that share a paragraph."""
    cuts = [i for i, part in enumerate(parts) if i == 0 or parts[i - 1].paragraph != part.paragraph]
    return list(zip(cuts, [*cuts[1:], len(parts)], strict=True)) if cuts else []


class _Paragraph:
    """One pass over the marks of a paragraph with a stack of open quotations."""

    def __init__(self, text: str, parts: Sequence[Sentence], starts: Sequence[int], unfinished: str) -> None:
        self.text = text
        self.parts = parts
        self.starts = starts
        self.start, self.end = parts[0].start, parts[-1].end
        self.unfinished = unfinished
        self.open: list[_Open] = []
        self.quotes: list[Quote] = []

    def read(self, following: str) -> str:
        """Fills `quotes`; the opening mark that `following` (the next paragraph's first character) takes up, or ""."""
        marks = [(found.start(), found.end(), found[0]) for found in _MARK.finditer(self.text, self.start, self.end)]
        closers_ahead = self._single_closers_ahead(marks)
        for i, (start, end, mark) in enumerate(marks):
            if mark in _SINGLE:
                self._single(start, end, mark, closers_ahead[i])
            else:
                self._double(start, end, '"' if mark in ("``", "''") else mark)
        taken_up = ""
        for opened in reversed(self.open):
            goes_on = opened.depth == 0 and following == self.text[opened.start]
            if goes_on:
                taken_up = following
            if opened.mark in _SINGLE and not goes_on:
                continue
            self._give_up(
                opened, self.end if goes_on or opened.start == self.start else self._sentence_end(opened.start)
            )
        return taken_up

    def _double(self, start: int, end: int, mark: str) -> None:
        before, after = self._around(start, end)
        leans_open = (before.isspace() or before in "([{—–-/'‘") and not after.isspace()
        leans_closed = not before.isspace() and (after.isspace() or after in ".,;:!?)]}—–-")
        matching = self._matching(mark)
        if mark == '"':
            if before.isdigit() and matching is None:
                return  # inches
            opens = leans_open if leans_open != leans_closed else matching is None
        elif mark in "”»›":
            opens = matching is None and mark == "”" and leans_open and not leans_closed
        else:
            opens = not (matching is not None and leans_closed and not leans_open) if mark == "“" else True
        if opens:
            self._push("“" if mark == "”" else mark, start, end)
        elif matching is not None:
            self._close(matching, start, end)

    def _single(self, start: int, end: int, mark: str, closers_ahead: int) -> None:
        before, after = self._around(start, end)
        if mark in "‘'‛‚" and (before.isspace() or before in '([{—–"“„«/') and not after.isspace():
            if not _ELISION.match(self.text, end) and (closers_ahead or mark in "‘‚"):
                self._push(mark, start, end)
            return
        matching = self._matching(mark)
        if matching is None or before.isspace() or after.isalnum():
            return
        possessive = before in "sS" and after == " " and closers_ahead and self.text[end + 1 : end + 2].islower()
        if not possessive:
            self._close(matching, start, end)

    def _single_closers_ahead(self, marks: Sequence[tuple[int, int, str]]) -> list[int]:
        """For each mark, how many later ones before the next single opening mark could close a single quotation."""
        counts = [0] * len(marks)
        count = 0
        for i in range(len(marks) - 1, -1, -1):
            counts[i] = count
            start, end, mark = marks[i]
            if mark not in _SINGLE:
                continue
            before, after = self._around(start, end)
            if mark in "’'" and not before.isspace() and not after.isalnum():
                count += 1
            elif mark in "‘'" and before.isspace():
                count = 0
        return counts

    def _around(self, start: int, end: int) -> tuple[str, str]:
        """The characters on both sides, a space at the paragraph's ends."""
        before = self.text[start - 1] if start > self.start else " "
        after = self.text[end] if end < self.end else " "
        return before, after

    def _matching(self, mark: str) -> int | None:
        """Which open quotation `mark` would close, the innermost first."""
        for i in range(len(self.open) - 1, -1, -1):
            if mark in _OPENING[self.open[i].mark] or (mark == "“" == self.open[i].mark):
                return i
        return None

    def _push(self, mark: str, start: int, end: int) -> None:
        for i, opened in enumerate(self.open):
            if opened.mark == mark:  # no quotation stands in another of its kind: the earlier lacks its closing mark
                for lost in self.open[i:]:
                    if lost.mark not in _SINGLE:
                        self._give_up(lost, min(self._sentence_end(lost.start), start))
                del self.open[i:]
                break
        continues = start == self.start and self.unfinished == self.text[start]
        self.open.append(_Open(mark, start, end, continues, len(self.open)))

    def _close(self, index: int, start: int, end: int) -> None:
        opened = self.open[index]
        del self.open[index:]
        self.quotes.append(Quote(opened.start, end, opened.inner_start, start, True, opened.continues, opened.depth))

    def _give_up(self, opened: _Open, end: int) -> None:
        while end > opened.inner_start and self.text[end - 1].isspace():
            end -= 1
        self.quotes.append(Quote(opened.start, end, opened.inner_start, end, False, opened.continues, opened.depth))

    def _sentence_end(self, position: int) -> int:
        return self.parts[bisect_right(self.starts, position) - 1].end
