"""Bare numbers: what a number stands for by its figures or its words, whatever it counts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from provenance.language.data import load
from provenance.language.numerals import FIGURES, VULGAR, value

GAP = re.compile(r"[ \u00a0\u202f-]{0,2}")
"""What may stand between a number and its magnitude or unit."""
_SPACED = frozenset({"bn", "mn", "mln", "tn"})  # magnitudes also written after a space
_LARGEST = 1e15  # larger numbers are no news
_LOOK_BACK = 12  # characters
_A_PART = re.compile(r"\b(?:a|one) $")
_OF_A = re.compile(r" (?:of )?a ")
_FEW = 20  # more thirds than that are no share


class Number(NamedTuple):
    """A bare number while it is being read: pieces first..last (of the text), its value and half its last digit."""

    start: int
    end: int
    low: float
    high: float
    exact: bool
    following: int  # index of the piece after it


class Piece(NamedTuple):
    """A word or a number in figures, in lower case."""

    start: int
    end: int
    text: str
    figures: bool


@cache
def _pieces() -> re.Pattern[str]:
    """Words, and figures by themselves or right behind the sign of a currency ("$US5", "e20"), not in "IE8"."""
    signs = "|".join(rf"(?<=(?<![^\W_]){re.escape(sign)})" for sign in load("units")["sign"])
    alone = r"(?<![\w.])(?<!\d[,:'’/])" + "".join(rf"(?<![^\W\d_]\d{{{size}}}-)" for size in (1, 2, 3))
    return re.compile(
        rf"(?P<figures>(?=[\d.{VULGAR}])(?:{alone}|{signs}){FIGURES})|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*|%)"
    )


def pieces_of(text: str, start: int, stop: int) -> list[Piece]:
    """The words and figures of `text[start:stop]`, in lower case."""
    return [
        Piece._make((*match.span(), match[0].lower(), match.lastgroup == "figures"))
        for match in _pieces().finditer(text, start, stop)
    ]


def number_at(text: str, pieces: list[Piece], index: int) -> Number | None:
    """The number that begins with a piece, as far as it goes; None where none does."""
    piece = pieces[index]
    if piece.figures:
        return _figures(text, pieces, index)
    table = load("numbers")
    for words, (low, high) in _vague().get(piece.text, ()):
        size = len(words)
        if tuple(p.text for p in pieces[index : index + size]) == words:
            last = pieces[index + size - 1]
            return Number(piece.start, last.end, low, high, low == high, index + size)
    before = text[max(0, piece.start - _LOOK_BACK) : piece.start].lower()
    if piece.text in table["fraction"] and (whole := _scale_after(text, pieces, index)):
        share = table["fraction"][piece.text] * whole.high
        return Number(piece.start, whole.end, share, share, True, whole.following)
    if piece.text in table["parts"] and _A_PART.search(before) and text.startswith(" of ", piece.end):
        return _exactly(piece, 1 / table["parts"][piece.text], index)
    if piece.text in table["ordinal"]:
        return _exactly(piece, table["ordinal"][piece.text], index)
    if piece.text in table["fraction"] and not before.endswith(("first ", "second ", "first-", "second-")):
        return _exactly(piece, table["fraction"][piece.text], index)
    return _words(text, pieces, index)


def _scale_after(text: str, pieces: list[Piece], index: int) -> Number | None:
    """The magnitude that a fraction is of: "half a million", "a quarter of a million"."""
    match = _OF_A.match(text, pieces[index].end)
    if match is None:
        return None
    at = index + 1 + len(match[0].split())
    size = (
        load("numbers")["scale"].get(pieces[at].text) if at < len(pieces) and pieces[at].start == match.end() else None
    )
    return Number(pieces[index].start, pieces[at].end, size, size, True, at + 1) if size else None


def _exactly(piece: Piece, number: float, index: int) -> Number:
    return Number(piece.start, piece.end, float(number), float(number), True, index + 1)


@cache
def openings() -> frozenset[str]:
    """The words that a number can begin with."""
    table = load("numbers")
    return frozenset({*table["word"], *table["ordinal"], *table["fraction"], *_vague()})


@cache
def _vague() -> dict[str, list[tuple[tuple[str, ...], tuple[float, float]]]]:
    """Vague numbers and their ranges by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[float, float]]]] = {}
    for phrase, (low, high) in sorted(load("numbers")["vague"].items(), key=lambda item: -len(item[0].split())):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, (float(low), float(high))))
    return found


def _figures(text: str, pieces: list[Piece], index: int) -> Number | None:
    piece = pieces[index]
    read = value(piece.text)
    if read is None:
        return None
    number, decimals = read
    precision = 0.5 * 10.0**-decimals
    scale, end, following = 1.0, piece.end, index + 1
    table = load("numbers")
    while following < len(pieces) and GAP.fullmatch(text, end, pieces[following].start):
        word = pieces[following].text.removesuffix("s") if pieces[following].text != "s" else "s"
        size = table["scale"].get(word)
        if size is None and (pieces[following].start == end or pieces[following].text in _SPACED):
            after = pieces[following + 1 : following + 2]
            metres = pieces[following].text == "m" and not _is_money(text, piece.start, after)
            size = None if metres else table["suffix"].get(pieces[following].text)
        if size is None:
            break
        scale, end, following = scale * size, pieces[following].end, following + 1
    if scale > _LARGEST:
        return None
    half = min(precision * scale, 0.05 * number * scale) if scale > 1000 else 0.0
    return Number(piece.start, end, number * scale - half, number * scale + half, True, following)


def _is_money(text: str, start: int, after: list[Piece]) -> bool:
    """Whether a currency stands before the figures, or is the word behind them."""
    if text[max(0, start - 1) : start] in {"$", "£", "€", "¥", "e"}:
        return True
    return any(piece.text.removesuffix("s") in load("units")["currency"] for piece in after)


def _words(text: str, pieces: list[Piece], index: int) -> Number | None:
    """Number words: "twenty-three", "two hundred and five", "three million"."""
    table = load("numbers")
    words, scales = table["word"], table["scale"]
    total = current = 0.0
    following, end, read = index, pieces[index].start, False
    while following < len(pieces) and (following == index or GAP.fullmatch(text, end, pieces[following].start)):
        word = pieces[following].text
        if word in words and (
            not read or current % 100 == 0 or (current % 10 == 0 and current % 100 >= 20 and words[word] < 10)
        ):
            current += words[word]
        elif word in scales and read:
            if scales[word] in (100, 12):
                current = max(current, 1) * scales[word]
            else:
                total, current = total + max(current, 1) * scales[word], 0.0
        elif (
            word == "and"
            and read
            and total + current >= 100
            and following + 1 < len(pieces)
            and pieces[following + 1].text in words
        ):
            end, following = pieces[following].end, following + 1
            continue
        else:
            break
        read, end, following = True, pieces[following].end, following + 1
    if not read or total + current > _LARGEST:
        return None
    shares = _shares(text, pieces[following : following + 1], end) if 1 <= total + current <= _FEW else None
    if shares:
        share = (total + current) / shares
        return Number(pieces[index].start, pieces[following].end, share, share, True, following + 1)
    return Number(pieces[index].start, end, total + current, total + current, True, following)


def _shares(text: str, after: list[Piece], end: int) -> int | None:
    """Into how many parts something is parted, by the word behind their number: "two thirds", "three quarters of"."""
    for piece in after:
        parts: int | None = load("numbers")["parts"].get(piece.text.removesuffix("s"))
        plural = piece.text.endswith("s") and not piece.text.startswith("quarter")
        if parts and GAP.fullmatch(text, end, piece.start) and (plural or text.startswith(" of ", piece.end)):
            return parts
    return None
