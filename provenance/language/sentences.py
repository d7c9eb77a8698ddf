"""Sentences and paragraphs with lossless offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from provenance.language.data import load


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start`..`end`; `paragraph` counts the paragraphs of the text from 0."""

    start: int
    end: int
    paragraph: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The tables of abbreviations.toml."""

    titles: frozenset[str]
    never_end: frozenset[str]
    before_a_number: frozenset[str]
    months: frozenset[str]
    hours: frozenset[str]
    after_hours: frozenset[str]
    may_end: frozenset[str]
    marked_names: frozenset[str]
    starters: frozenset[str]
    reporting: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    data = load("abbreviations")
    return _Lexicon(
        **{name: frozenset(words.split() if isinstance(words, str) else words) for name, words in data.items()}
    )


# Possessive quantifiers keep the search linear on a million dots. A lone quotation mark after a space closes, too.
_MARKS = re.compile(
    r"(?P<mark>(?<![.!?…])[.!?…]++(?: \.(?=\s|$))*+)(?P<closers>[\"'”’»›)\]]*+(?:\s[\"'“”’»]++(?=\s|$))?+)(?=\s|$)"
)
_GLUED = re.compile(
    r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]{2,}\b[^.]|[\"“][A-Z])|(?<=[a-z][.!?][\"”])(?=[A-Z][a-z]+\s)|(?<=[a-z][.!?][\"”])(?=[\"“][A-Z])"
)
"""Where one sentence ends and the next begins without a space ("sank.Divers found")."""
_ADDRESS = re.compile(r"[/@\\]|\bwww\b")
_NEXT = re.compile(r"\s+([\"'“‘«‹„(\[\-–—•*]*+\s?)([\w.’'&-]{0,40})")
_FOLLOWING_WORDS = re.compile(r"[\w.’'-]+")
_DOTTED = re.compile(r"(?:\w\.)+\w")
_SPACED_URL = re.compile(r"https? ?: / /")
_OPENERS = "\"'“‘«(["
_LOOK_BACK = 40  # characters; no abbreviation is longer


def sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, trimmed of white space; together they hold every other character.

    A line break ends a paragraph and with it a sentence, except in hard-wrapped text. A sentence quoted inside
    another ("…?" she asked) does not end it; each sentence of a longer quotation stands by itself.
    """
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        begin = start
        for stop in _stops(text, start, end):
            found.append(Sentence(begin, stop, number))
            begin = stop
            while begin < end and text[begin].isspace():
                begin += 1
        if begin < end:
            found.append(Sentence(begin, end, number))
    return found


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end inside the paragraph, its own end left out."""
    if _SPACED_URL.match(text, start, end):
        return
    begin = start
    ends = [*_MARKS.finditer(text, start, end), *_GLUED.finditer(text, start, end)]
    for marks in sorted(ends, key=lambda found: found.end()):
        stop = marks.end()
        if start < stop < end and (_is_glued(text, stop) if marks.re is _GLUED else _ends(text, begin, marks, end)):
            yield stop
            begin = stop


def _is_glued(text: str, stop: int) -> bool:
    """Whether the run of characters around `stop` is no address of a page or of mail."""
    first, last = max(text.rfind(" ", 0, stop), text.rfind("\n", 0, stop)) + 1, text.find(" ", stop)
    return not _ADDRESS.search(text, first, last if last > 0 else len(text))


def _ends(text: str, begin: int, marks: re.Match[str], end: int) -> bool:
    """Whether the sentence that began at `begin` ends with `marks`."""
    following = _NEXT.match(text, marks.end(), end)
    opener, word = following.groups() if following else ("", "")
    if not word:
        return True
    if word[0].islower():
        return False
    lexicon = _lexicon()
    before = text[max(begin, marks.start() - _LOOK_BACK) : marks.start()].split()
    last = before[-1] if before else ""
    mark, closers = marks["mark"], marks["closers"]
    if mark == ".":
        if closers.strip(")]"):
            return True
        return _full_stop_ends(last.lstrip(_OPENERS), word, first_word=len(before) < 2, lexicon=lexicon)
    if not last or last.lstrip(_OPENERS) + mark in lexicon.marked_names:
        return False
    return not (closers and not opener.strip() and _takes_up(text, marks.end(), end, lexicon))


def _full_stop_ends(last: str, following: str, *, first_word: bool, lexicon: _Lexicon) -> bool:
    """Whether a lone full stop after the word `last` ends the sentence, given the word that follows."""
    lowered = last.lower()
    follower = following.rstrip(".").lower().replace("’", "'")
    if first_word and (last.isdigit() or len(last) == 1):
        return False  # "1. The first item"
    if lowered in lexicon.never_end or (lowered in lexicon.titles and last[0].isupper()):
        return lowered in lexicon.before_a_number and not last[0].isupper()
    if lowered in lexicon.before_a_number:
        return not following[0].isdigit()
    if lowered in lexicon.months and last[0].isupper():
        return not (following[0].isdigit() or follower in lexicon.after_hours)
    if lowered in lexicon.hours or last == "m":
        return follower not in lexicon.after_hours
    if len(last) == 1:
        return follower in lexicon.starters and follower != "i" if last.isupper() and last != "I" else True
    if _DOTTED.fullmatch(last.rpartition("-")[2]) or (
        lowered.rpartition("-")[2] in lexicon.may_end and last[0].isupper()
    ):
        return follower in lexicon.starters
    return True


def _takes_up(text: str, position: int, end: int, lexicon: _Lexicon) -> bool:
    """Whether what follows a closed quotation says who spoke: a name of up to four words, then a reporting verb."""
    words = _FOLLOWING_WORDS.findall(text, position, min(end, position + 80))[:5]
    for count, word in enumerate(words):
        if count and word.rstrip(".") in lexicon.reporting:
            return words[0].lower() not in lexicon.starters
        if not word[0].isupper():
            return False
    return False


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs of `text` as spans, trimmed of white space, none of them empty.

    A line is a paragraph, unless the text or the lines around it are hard-wrapped: then lines up to a blank line, or
    up to one that ends short, are one.
    """
    blocks: list[list[tuple[int, int]]] = [[]]
    position = 0
    for raw in text.splitlines(keepends=True):
        left = len(raw) - len(raw.lstrip())
        size = len(raw.strip())
        if size:
            blocks[-1].append((position + left, position + left + size))
        elif blocks[-1]:
            blocks.append([])
        position += len(raw)
    width = _wrapped_at(text, [lines for lines in blocks if len(lines) > 1])
    return [span for lines in blocks for span in _unwrap(text, lines, width)]


_UNBROKEN = re.compile(r"[^ \t]+")
_WIDEST = 120
_NARROWEST = 40
_SURELY, _NEARLY_ALL = 4, 0.9
"""So many lines, and such a share of all, are as full as they can be by no chance."""


def _unwrap(text: str, lines: list[tuple[int, int]], width: int | None) -> Iterator[tuple[int, int]]:
    """Joins the lines that a program broke at `width`, or else at the width of these lines."""
    if not lines:
        return
    broken_at = width or _wrapped_at(text, [lines])
    begin = lines[0][0]
    for line, following in pairwise(lines):
        if broken_at is None or not _is_full(text, line, following, broken_at):
            yield begin, line[1]
            begin = following[0]
    yield begin, lines[-1][1]


def _wrapped_at(text: str, blocks: Sequence[Sequence[tuple[int, int]]]) -> int | None:
    """The width at which a program broke these lines; None where nothing tells that one did."""
    phrases = ((start, end) for lines in blocks for start, end in lines if " " in text[start:end])
    width = max((end - start for start, end in phrases), default=0)  # a long word may pass it, alone on its line
    if not _NARROWEST <= width <= _WIDEST:
        return None
    breaks = [(line, following) for lines in blocks for line, following in pairwise(lines)]
    full = [following for line, following in breaks if _is_full(text, line, following, width)]
    if len(full) >= _SURELY and len(full) >= _NEARLY_ALL * len(breaks):
        return width
    return width if sum(text[start].islower() for start, _ in full) * 4 >= max(len(full), 1) else None


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the first word of the line that follows would not have fitted on `line`."""
    return line[1] - line[0] + 1 + _first_word(text, *following) > width


def _first_word(text: str, start: int, end: int) -> int:
    """The length of what no program breaks at the front of a line: a word, or words that no-break spaces join."""
    word = _UNBROKEN.match(text, start, min(end, start + _WIDEST))
    return word.end() - start if word else 0
