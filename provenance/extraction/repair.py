"""Small repairs of a tagger's marks, before they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from provenance.extraction.mentions import PRONOUNS, RELATIVES
from provenance.extraction.tagger import Mark, Role
from provenance.language.words import WORD, stop_words

_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lt|Sgt|Gen|Col|Capt|Gov|Sen|Rep|President|Minister)\.?$")
_LONGEST = 60
"""Characters of a hyphenated word."""
_HYPHEN_BEFORE = re.compile(r"(?:[^\W_]+-)+$")
_HYPHEN_AFTER = re.compile(r"(?:-[^\W_]+)+")
_WORD_AFTER = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_NAME = re.compile(r"\s+[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*")
_DATELINE = re.compile(r"[A-Z][A-Z .,'-]{2,40}(?:\([A-Za-z]+\)\s*)?\s*[-—–]\s+")


def repaired(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks without sources that name nobody ("by"), with cut names whole ("Mr Gates"), without datelines."""
    end = 0
    for found in _relays_whole(text, sorted(marks, key=lambda mark: mark.start)):
        if found.role is not Role.SOURCE:
            yield found
            continue
        mark = _whole_words(text, found)
        if mark.start < end:
            continue  # the other half of a hyphenated name
        end = mark.end
        words = [word[0].casefold() for word in WORD.finditer(text, mark.start, mark.end)]
        if not words or (
            len(words) == 1 and words[0] in stop_words() and words[0] not in PRONOUNS | RELATIVES | _PEOPLE
        ):
            continue
        if _TITLE.search(text[mark.start : mark.end]):
            name = _NAME.match(text, mark.end)
            yield replace(mark, end=name.end()) if name else mark
            continue
        dateline = _DATELINE.match(text, mark.start, mark.end)
        yield replace(mark, start=dateline.end()) if dateline and dateline.end() < mark.end else mark


def _whole_words(text: str, mark: Mark) -> Mark:
    """The mark with all of the hyphenated words at its ends ("Kowalczyk-" + "Nowak")."""
    start, end = mark.start, mark.end
    before = _HYPHEN_BEFORE.search(text, max(0, start - _LONGEST), start)
    after = (_WORD_AFTER if text[end - 1] == "-" else _HYPHEN_AFTER).match(text, end)
    return replace(
        mark, start=before.start() if before and text[start].isalnum() else start, end=after.end() if after else end
    )


def _relays_whole(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """ "were quoted by" + "AP" + "as saying" is one cue, whose source stands before it."""
    skip = -1
    for index, mark in enumerate(marks):
        if index <= skip:
            continue
        following = marks[index + 1 : index + 3]
        if (
            mark.role is Role.CUE
            and _QUOTED_BY.search(text[mark.start : mark.end])
            and following
            and following[0].role is Role.SOURCE
        ):
            last = following[-1] if _AS_SAYING.match(text[following[-1].start : following[-1].end]) else following[0]
            skip = index + 1 + (last is not following[0])
            yield replace(mark, end=last.end)
        else:
            yield mark


_QUOTED_BY = re.compile(r"\b(?:quoted|cited) by$")
_AS_SAYING = re.compile(r"as (?:saying|having said)\b")
_PEOPLE = frozenset(
    [
        "some",
        "many",
        "others",
        "both",
        "all",
        "most",
        "few",
        "several",
        "those",
        "each",
        "one",
        "none",
        "everyone",
        "nobody",
        "someone",
        "somebody",
        "anyone",
    ]
)
