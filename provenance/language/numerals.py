"""Numerals: how a number is written in figures, and which figures count nothing.

A decimal comma, and digits grouped by commas, points, spaces or apostrophes, are read where they can be nothing else
("3,5", "1.200.000", "12 000", "1'200"): "1,200" and "1.200" stay what they are in English. Clock times, dates,
versions, telephone numbers and spans of years are figures that count nothing.
"""

from __future__ import annotations

import re

_FRACTIONS = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
VULGAR = "".join(_FRACTIONS)
"""Fractions that are one character."""
_THIN = "\u00a0\u2009\u202f"  # spaces that part nothing but groups
_WHOLE = r"(?!\d|[.,:'’]\d)"  # a numeral is read whole or not at all
FIGURES = "(?:" + "|".join(
    (
        r"\.\d+(?= ?(?:%|per ?cent\b))",
        r"\d{1,3}(?:, ?\d{3})+(?:\.\d+)?" + _WHOLE,
        r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?" + _WHOLE,  # 12,34,567 (India)
        r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?" + _WHOLE,
        r"[1-9]\d{0,2}(?:\.\d{3})+,\d{1,2}" + _WHOLE,
        r"[1-9]\d{0,2}(?:['’]\d{3})+(?:[.,]\d+)?" + _WHOLE,
        rf"[1-9]\d{{0,2}}(?:[{_THIN}]\d{{3}})+(?:[.,]\d{{1,2}})?{_WHOLE}(?![{_THIN}]\d)",
        rf"[1-9]\d{{0,2}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?{_WHOLE}(?! \d| ?/ ?\d)",
        r"\d+(?: ?- ?| )[1-3] ?/ ?[2-4](?!\d)",  # 2 1/2
        r"\d+/\d+(?![/\d])",
        rf"\d*[{VULGAR}]",
        r"\d+,\d{1,2}" + _WHOLE,
        r"0,\d+" + _WHOLE,
        r"\d+(?:\.\d+)?" + _WHOLE,
    )
) + ")"  # fmt: skip
"""A pattern of a number in figures; what may stand before it is for the caller to say."""

_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
_BLANKS = re.compile(rf"(?<=\d)[ {_THIN}'’]+(?=\d)")
_AFTER_COMMA = re.compile(r"(?<=,) (?=\d{3})")
_SPLIT = re.compile(r"(?:(\d+)(?: ?- ?| ))?(\d+) ?/ ?(\d+)")
_PARTS = frozenset({*range(2, 11), 12, 16, 20, 25, 32, 50, 64, 100, 1000})
"""What things are commonly parted into: "9/11", "24/7" and "2012/13" are no fractions."""
_LONGEST = 15  # digits; longer ones name something, and no float tells them apart

_YEAR = r"(?:1[89]|20)\d\d"
_COUNTING = r"(?!\s*(?:%|per|million|billion|people|men|women|children|miles|met(?:re|er)s|km|kg)\b)"
_UNCOUNTED = re.compile(
    r"(?<![\w.,])(?:"
    + "|".join(
        (
            r"(?:\+|00)\d{1,3}[ -]?(?:\(0?\d*\)[ -]?)?\d{1,14}(?:[ ./-]\d{1,8}){0,5}\b",  # telephone numbers
            r"0\d{2,4}(?:[ ./-]\d{2,8}){1,4}\b",
            r"\(0?\d{2,5}\)[ -]?\d{3,8}(?:[ ./-]\d{2,8}){0,3}\b",
            r"(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}\b",
            r"(?<!-)\d{3}-0\d{3}\b(?!-)",
            r"(?:911|999)(?= (?:call|dispatch|operator|tape|emergency))",
            r"\d+(?::\d+)+(?:[.,]\d+)?\b",  # clock times, ratios
            r"\d{4}([-/])\d{1,2}\1\d{1,2}\b",  # dates
            r"\d{1,2}([-/])\d{1,2}\2(?:\d{4}|\d\d)\b(?!\d)",
            r"\d+/\d+/\d+\b",
            r"(?!\d{1,3}(?:\.\d{3}){2,}(?![.\d]))\d+(?:\.\d+){2,}\b",  # dates, versions, addresses of computers
            r"(?:(?:1?\d?\d|2[0-5]\d)\.){3}(?:1?\d?\d|2[0-5]\d)\b",
            rf"{_YEAR}[-–/](?:{_YEAR}|\d\d)\b(?![-–/.,]?\d){_COUNTING}",  # spans of years, seasons
        )
    )
    + ")"
)
_RUN = re.compile(r"[(+\d]\d*")
_DIALLED = re.compile(r"\d{2,8}(?:[ ./-]\d{2,8}){1,5}(?![\d/-])|(?:999|911|112|111|110|119)\b(?! [a-z]+s\b)")
_CALLED = re.compile(
    r"\b(?:call|phone|telephone|tel|dial|hotline|helpline|fax|whatsapp)(?:ed|led|ing|ling)?\b[^;,\d+]{0,20}$",
    re.IGNORECASE,
)
_LOOK_BACK = 32  # characters
_TELEPHONE_DIGITS = 6  # at least, where only the words around say what it is


def uncounted(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The spans of figures in `text[start:stop]` that count nothing."""
    spans: list[tuple[int, int]] = []
    end = start
    for run in _RUN.finditer(text, start, stop):
        at = run.start()
        if at < end:
            continue
        found = _UNCOUNTED.match(text, at, stop) or _dialled(text, at, stop)
        if found is not None:
            end = found.end()
            spans.append(found.span())
    return spans


def _dialled(text: str, at: int, stop: int) -> re.Match[str] | None:
    """A telephone number that only the words before it tell."""
    found = _DIALLED.match(text, at, stop)
    if found is None or not _CALLED.search(text, max(0, at - _LOOK_BACK), at):
        return None
    digits = sum(map(str.isdigit, found[0]))
    return found if digits >= _TELEPHONE_DIGITS or digits == len(found[0]) else None


def value(figures: str) -> tuple[float, int] | None:
    """What a number that fits `FIGURES` stands for, and its digits after the point; None where it is no number."""
    if sum(map(str.isdigit, figures)) > _LONGEST:
        return None
    if "/" in figures:
        return _fraction(figures)
    if figures[-1] in _FRACTIONS:
        return float(figures[:-1] or 0) + _FRACTIONS[figures[-1]], 2
    digits = _BLANKS.sub("", _AFTER_COMMA.sub("", figures))
    if _POINTS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _COMMAS.fullmatch(digits):
        digits = digits.replace(",", "")
    else:
        digits = digits.replace(",", ".")
    return float(digits), len(digits.partition(".")[2])


def _fraction(figures: str) -> tuple[float, int] | None:
    parts = _SPLIT.fullmatch(figures)
    if parts is None:
        return None
    whole, above, below = (int(part or 0) for part in parts.groups())
    if not above < below or below not in _PARTS:
        return None
    return whole + above / below, 2
