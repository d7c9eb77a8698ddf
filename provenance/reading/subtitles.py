"""Subtitles (WebVTT of the W3C, SubRip): what was said, by whom, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise

from provenance.language.lines import ends_like_a_sentence
from provenance.model import Place
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Facts, Part, clean, line_ends

CUES = 100_000
PAUSE = 2.0
"""Seconds of silence that end a paragraph."""
_LONG = 1_000  # characters after which a paragraph ends with a sentence
_TOUCHING = 0.1  # seconds within which a caption that rolls follows the one before
_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]+)>")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SOUND = re.compile(r"[\s♪♫*]*(?:\[[^\[\]]*\]|\([^()]*\)|♪.*♪?|♫.*)?[\s♪♫*]*")
_TURN = re.compile(r"\s*(?:-|–|—|>>+)\s*(?=\S)")
_NOTES = ("NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


@dataclass(slots=True)
class Cue:
    """What is shown at one time. `said`: lines, each with who says it, and whether another begins to speak there."""

    line: int
    start: float
    end: float
    said: list[tuple[str | None, bool, str]] = field(default_factory=list)


def read_subtitles(data: bytes) -> Document:
    """The words in paragraphs, one for each turn of a speaker (`Name: words`); captions that roll come once.

    A place is a time in seconds (`t=12.5,15`, W3C Media Fragments). What stands in brackets alone is a sound, and left
    out.

    Raises:
        DamagedError: There are too many cues.
    """
    facts = Facts()
    source = line_ends(decode(data))
    head = re.match(r"WEBVTT[ \t]+-?[ \t]*(\S.*)", source)
    facts.tell("title", head[1] if head else None, "webvtt: header")
    return _document([cue for cue in _cues(source) if isinstance(cue, Cue)], facts)


def open_subtitles(data: bytes, _: Allowance) -> Iterator[Part | BadPart]:
    """What is wrong with cues; the words themselves are one article, by `read_subtitles`."""
    before: Cue | None = None
    for found in _cues(line_ends(decode(data))):
        if isinstance(found, BadPart):
            yield found
            continue
        if found.end < found.start or (before is not None and found.start < before.start):
            when = _shown(found.start)
            yield BadPart(f":{found.line}", f"time runs backwards on line {found.line}, at {when}; its words are in")
        before = found


def _cues(source: str) -> Iterator[Cue | BadPart]:
    """The cues in the order of the file, and what cannot be read in their place."""
    number, count = 0, 0
    for block in re.split(r"\n[ \t]*(?=\n)", source.removeprefix("\ufeff")):
        for lines in _apart(block.split("\n")):
            found = _cue(lines, number + 1)
            number += len(lines)
            count += isinstance(found, Cue)
            if count > CUES:
                raise DamagedError(f"it has more than {CUES:,} cues; split it")
            if found is not None:
                yield found


def _apart(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each cue in a block: a time ends the cue before (WebVTT, section 6.1), with the number above it."""
    times = [at for at, line in enumerate(lines) if _TIMES.match(line)]
    starts = [at - lines[at - 1].strip().isdigit() for at in times[1:]]
    for start, end in pairwise([0, *starts, len(lines)]):
        yield lines[start:end]


def _cue(lines: list[str], first: int) -> Cue | BadPart | None:
    """What lines from number `first` on show; None where they are no cue."""
    at = next((at for at, line in enumerate(lines) if "-->" in line), None)
    if at is None:
        filled = next((at for at, line in enumerate(lines) if line.strip()), 0)
        words = lines[filled].strip()
        if words and not words.startswith(("WEBVTT", *_NOTES)) and first > 1 and not words.isdigit():
            row = first + filled
            return BadPart(f":{row}", f"no time stands on line {row}, before {words[:40]!r}")
        return None
    times = _TIMES.match(lines[at])
    if times is None:
        return BadPart(f":{first + at}", f"the time on line {first + at} is none: {lines[at].strip()[:60]!r}")
    cue = Cue(first + at, _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:]))
    voice: str | None = None
    for line in lines[at + 1 :]:
        voice = _lines(line, voice, cue)
    return cue


def _lines(line: str, voice: str | None, cue: Cue) -> str | None:
    """Adds what a line says to a cue; whose voice it ends in."""
    pieces = _VOICE.split(line)
    for at in range(0, len(pieces), 2):
        speaks = at > 0
        voice = " ".join(clean(unescape(pieces[at - 1])).split()) if speaks else voice
        words = " ".join(clean(unescape(_TAG.sub("", pieces[at]))).split())
        turn = _TURN.match(words)
        if turn is not None:
            words = words[turn.end() :]
        if words and not _SOUND.fullmatch(words):
            cue.said.append((voice, turn is not None, words))
        voice = None if "</v>" in pieces[at] else voice
    return voice


def _document(cues: list[Cue], facts: Facts) -> Document:
    paragraphs: list[list[tuple[str, str]]] = []
    speaker: str | None = None
    shown: list[str] = []
    ended = 0.0
    for cue in cues:
        rolls = cue.start <= ended + _TOUCHING
        said = _new(shown, cue.said) if rolls else cue.said
        shown = [words for _, _, words in cue.said] or (shown if rolls else [])
        where = f"t={_number(cue.start)},{_number(cue.end)}" if cue.end >= cue.start else ""
        for voice, turn, words in said:
            begins = not paragraphs or turn or voice != speaker or _ends(paragraphs[-1], cue.start - ended)
            if begins:
                paragraphs.append([])
                words = f"{voice}: {words}" if voice and voice != speaker else words
            paragraphs[-1].append((words, where))
            speaker, ended = voice, cue.end
        ended = max(ended, cue.end)
    return _joined(paragraphs, facts)


def _new(shown: list[str], said: list[tuple[str | None, bool, str]]) -> list[tuple[str | None, bool, str]]:
    """What of a caption was not on the screen before."""
    lines = [words for _, _, words in said]
    kept = next((size for size in range(min(len(shown), len(lines)), 0, -1) if shown[-size:] == lines[:size]), 0)
    left = said[kept:]
    if left and not kept and shown and left[0][2].startswith(f"{shown[-1]} ") and len(shown[-1].split()) > 1:
        voice, turn, words = left[0]
        left = [(voice, turn, words[len(shown[-1]) + 1 :]), *left[1:]]
    return left


def _ends(paragraph: list[tuple[str, str]], pause: float) -> bool:
    size = sum(len(words) for words, _ in paragraph)
    sentence = ends_like_a_sentence(paragraph[-1][0])
    if pause >= PAUSE:
        return sentence or not any(mark in words for words, _ in paragraph for mark in ".?!")
    return sentence and size > _LONG


def _joined(paragraphs: list[list[tuple[str, str]]], facts: Facts) -> Document:
    text: list[str] = []
    places: list[Place] = []
    position = 0
    for paragraph in paragraphs:
        for at, (words, where) in enumerate(paragraph):
            end = position + len(words)
            if where and places and places[-1].where == where and places[-1].end >= position - 1:
                places[-1] = Place(places[-1].start, end, where)
            elif where:
                places.append(Place(position, end, where))
            text.append(words + (" " if at + 1 < len(paragraph) else "\n"))
            position = end + 1
    return Document("".join(text).rstrip("\n"), tuple(places), facts)


def _seconds(hours: str | None, minutes: str, seconds: str, parts: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{parts or 0}")


def _number(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def _shown(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
