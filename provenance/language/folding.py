"""One view of a text, whatever its white space, line breaks and quotation marks, with the way back to its offsets.

Two texts that differ in nothing else fold to the same view, so whatever is read from the view is the same for both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from provenance.language.sentences import paragraphs

BREAK = "\n\n"
"""What stands between two paragraphs of a view."""
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width spaces and joiners, byte order mark."""
_THIN = "[ \u00a0\u2009\u202f]"
_SINGLE = "[‘’‚‛‹›′ʼ`´]"
_PAIR = f"['{_SINGLE[1:]}[{_UNSEEN}]*['{_SINGLE[1:]}"
_DOUBLE = rf"(?<!\w)«{_THIN}?|{_THIN}?»(?!\w)|[“”„‟″«»]|{_PAIR}"
_ODD = re.compile(
    rf"(?P<double>{_DOUBLE})|(?P<single>{_SINGLE})|(?P<unseen>[{_UNSEEN}]+(?![\s{_UNSEEN}]))"
    rf"|(?P<space>(?! [^\s{_UNSEEN}])[\s{_UNSEEN}]+)"
)
_NO_WIDTH = re.compile(f"[{_UNSEEN}]")
_SEEN = re.compile(rf"[^\s{_UNSEEN}]")
_MARKS = re.compile(rf"(?P<double>{_DOUBLE})|{_SINGLE}")
_LINE = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_JOINED = re.compile(r"[^\W_](?:-|--|—|–)$")
_PREFIX_GOES_ON = re.compile(r"(?:and|or|to)\b")

Edit = tuple[int, int, str]
"""Where something stands in the given text, and what stands for it in the view."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The view `text`; `back` leads from a span of it to the span of the given text that it stands for, `forth` from
    there to it.
    """

    text: str
    _view: tuple[int, ...]
    _given: tuple[int, ...]
    _replaced: tuple[bool, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text whose view is `start`..`end`; not empty unless that is."""
        first = self._start(start)
        return (first, self._end(end)) if end > start else (first, first)

    def forth(self, start: int, end: int) -> tuple[int, int]:
        """The span of the view that stands for the span `start`..`end` of the given text."""
        return self._seen(start), self._seen(end)

    def _seen(self, at: int) -> int:
        """Where in the view what stands at `at` is; for what has nothing there, where the next thing is."""
        piece = max(bisect_right(self._given, at) - 1, 0)
        end = self._view[piece + 1] if piece + 1 < len(self._view) else len(self.text)
        gone = 0 if self._replaced[piece] else max(at - self._given[piece], 0)
        return min(self._view[piece] + gone, end)

    def _start(self, at: int) -> int:
        """Where the character of the view at `at` begins in the given text."""
        piece = bisect_right(self._view, at) - 1
        return self._given[piece] + (0 if self._replaced[piece] else at - self._view[piece])

    def _end(self, at: int) -> int:
        """Where the character of the view before `at` ends in the given text."""
        piece = bisect_right(self._view, at - 1) - 1
        return self._given[piece + 1] if self._replaced[piece] else self._given[piece] + at - self._view[piece]


def folded(text: str) -> Folded:
    """The view of `text`: its paragraphs apart by `BREAK`, its words by one blank, with straight quotation marks.

    Lines that a program broke at a width are joined (without a blank after the hyphen of "long-term"); soft hyphens
    and what else has no width are left out. A view is its own view.
    """
    pieces: list[str] = []
    view, given, replaced = [0], [0], [False]
    at = length = 0
    for start, end, instead in _edits(text):
        pieces += (text[at:start], instead)
        length += start - at
        for place, source, is_replaced in ((length, start, True), (length + len(instead), end, False)):
            if view[-1] == place:  # the piece before holds nothing
                view.pop(), given.pop(), replaced.pop()
            view.append(place)
            given.append(source)
            replaced.append(is_replaced)
        length += len(instead)
        at = end
    pieces.append(text[at:])
    return Folded("".join(pieces), tuple(view), tuple(given), tuple(replaced))


def plain_quotes(words: str) -> str:
    """`words` with straight quotation marks and apostrophes."""
    return _MARKS.sub(lambda mark: '"' if mark["double"] else "'", words)


def without_unseen(words: str) -> str:
    """`words` without soft hyphens and what else has no width."""
    return _NO_WIDTH.sub("", words)


def _edits(text: str) -> Iterator[Edit]:
    """What has to change, in order, without overlap."""
    at = 0
    for start, end in paragraphs(text):
        if not _SEEN.search(text, start, end):
            continue
        inside = list(_inside(text, start, end))
        if inside and inside[0][0] == start and not inside[0][2].strip():
            start = inside.pop(0)[1]
        instead = BREAK if at else ""
        if text[at:start] != instead:
            yield at, start, instead
        at = end
        if inside and inside[-1][1] == end and not inside[-1][2].strip():
            at = inside.pop()[0]
        yield from inside
    if at < len(text):
        yield at, len(text), ""


def _inside(text: str, start: int, end: int) -> Iterator[Edit]:
    """The changes within a paragraph."""
    for odd in _ODD.finditer(text, start, end):
        match odd.lastgroup:
            case "double":
                instead = '"'
            case "single":
                instead = "'"
            case "space":
                instead = _blank(text, odd.start(), odd.end())
            case _:
                instead = ""
        yield odd.start(), odd.end(), instead


def _blank(text: str, start: int, end: int) -> str:
    """What stands for white space: nothing where a line was broken after a hyphen or dash within a word."""
    broken = _LINE.search(text, start, end) and text[end : end + 1].isalnum()
    joined = broken and _JOINED.search(text, max(0, start - 3), start)
    return "" if joined and not _PREFIX_GOES_ON.match(text, end) else " "
