"""Chats that WhatsApp exported as text: each message with its day and its writer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from provenance.model import Original
from provenance.progress import tell
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, Document, Facts, Part, clean, join, line_ends
from provenance.reading.signatures import WHATSAPP

MESSAGES = 200_000
# "[03.03.26, 10:15:00] Jane Roe: …" on iOS, "3/3/26, 10:15 PM - Jane Roe: …" on Android, in the order of the phone.
_BEGINS = re.compile(
    r"[\u200e\u200f\ufeff]*\[?(\d{1,4})[./-](\d{1,2})[./-](\d{2,4}),? \d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?:[ \u202f\u00a0]?[AaPp]\.?[ ]?[Mm]\.?)?(?:\] | - )(?:[\u200e\u200f]*)(.*)"
)
_WRITER = re.compile(r"([^:]{1,100}): (.*)", re.DOTALL)
_LEFT_OUT = re.compile(
    r"[\u200e\u200f]*(?:<[^<>]*(?:omitted|attached:[^<>]*)>|(?:image|video|audio|sticker|GIF|document) omitted"
    r"|This message was deleted\.?|You deleted this message\.?|.{1,80} \(file attached\)"
    r"|Messages (?:and calls|to this (?:chat|group)) .{0,60}end-to-end encrypt.*)\s*",
    re.IGNORECASE,
)


def is_whatsapp(text: str) -> bool:
    """Whether a text is such a chat: its first lines begin with a time and a writer."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:20]
    begun = [found for found in map(_BEGINS.match, lines) if found]
    return len(begun) >= 2 and _BEGINS.match(lines[0]) is not None and any(_WRITER.match(found[4]) for found in begun)


def open_whatsapp(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The messages, numbered from 1; notices of who joined and pictures without words are passed over.

    Their order tells whether the day or the month stands first. A message whose time is before that of the one above
    it comes all the same, and is named.
    """
    source = line_ends(decode(data))
    original = Original(data, WHATSAPP)
    found = list(_messages(source))
    order = _order([numbers for numbers, _, _, _ in found])
    before: date | None = None
    number = 0
    for numbers, words, start, end in found:
        writer = _WRITER.match(words)
        if writer is None or not writer[2].strip() or _is_notice(writer[2]):
            continue
        number += 1
        tell(start, len(source))
        name = f":{number}"
        if number > MESSAGES or not allowance.spend(end - start):
            yield BadPart(name, "the chat holds more than is allowed; split it")
            return
        day = None if order is None else _day(numbers, order)
        if order is not None and day is None:
            yield BadPart(name, f"the date of the message at char={start},{end} is none: {'/'.join(numbers)}")
            continue
        if day is not None and before is not None and day < before:
            yield BadPart(name, f"time runs backwards at the message at char={start},{end}, from {before} to {day}")
        before = day or before
        yield Part(name, _document(writer[1], writer[2], day, f"char={start},{end}"), original, in_list=True)


def _is_notice(words: str) -> bool:
    """Whether the program says it, who on iOS puts a mark before its own words, or nothing is left of a message."""
    return words.startswith("\u200e") or _LEFT_OUT.fullmatch(words) is not None


def _messages(source: str) -> Iterator[tuple[tuple[str, str, str], str, int, int]]:
    """The date, the words with their writer, and the place of each message."""
    begun: tuple[tuple[str, str, str], int] | None = None
    words: list[str] = []
    at = 0
    for line in source.split("\n"):
        found = _BEGINS.fullmatch(line)
        if found is not None:
            if begun is not None:
                yield begun[0], "\n".join(words), begun[1], at - 1
            begun, words = ((found[1], found[2], found[3]), at), [found[4]]
        elif begun is not None:
            words.append(line)
        at += len(line) + 1
    if begun is not None:
        yield begun[0], "\n".join(words).rstrip(), begun[1], len(source.rstrip())


def _order(dates: list[tuple[str, str, str]]) -> str | None:
    """How dates are written: the order in which all are days, and run backwards the least; None if two do alike."""
    orders = ["ymd"] if dates and len(dates[0][0]) == 4 else ["dmy", "mdy"]
    faults = {}
    for order in orders:
        days = [_day(one, order) for one in dates]
        known = [day for day in days if day is not None]
        faults[order] = (days.count(None), sum(after < first for first, after in pairwise(known)))
    best = min(orders, key=lambda order: faults[order])
    return None if len(orders) > 1 and faults["dmy"] == faults["mdy"] and not _alike(dates) else best


def _alike(dates: list[tuple[str, str, str]]) -> bool:
    return all(first == second for first, second, _ in dates)


def _day(numbers: tuple[str, str, str], order: str) -> date | None:
    named = dict(zip(order, map(int, numbers), strict=True))
    year = named["y"] + (2000 if named["y"] < 100 else 0)
    try:
        return datetime(year, named["m"], named["d"]).date()
    except ValueError:
        return None


def _document(writer: str, words: str, day: date | None, where: str) -> Document:
    facts = Facts()
    facts.tell("byline", writer, "whatsapp: writer")
    facts.tell("published_on", day, "whatsapp: date")
    text, places = join((clean(line), where) for line in words.split("\n"))
    return Document(text, places, facts)
