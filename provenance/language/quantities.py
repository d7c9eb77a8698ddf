"""Quantities: the numbers in a text with their range, unit and what is counted.

A number is a range [low, high] of what it may stand for: "22" is [22, 22], "about 100" [88, 112], "at least 20"
[20, 40], "dozens" [24, 150]. Two numbers agree when their ranges meet. Dates and times of day are left to `dates`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from provenance.language.data import load
from provenance.language.numbers import GAP, Number, Piece, number_at, openings, pieces_of
from provenance.language.numerals import FIGURES, uncounted, value

_SCORE = re.compile(r"(?<![\w.,$£€])(\d{1,3}) ?[-–] ?(\d{1,3})(?: ?[-–] ?(\d{1,3}))?(?![\w/%]|[.,]\d| ?[-–] ?\w)")
_BROKEN = re.compile(r"\d ?/ $|^ /|^\ufffd")  # around a number: a fraction that lost its form
_FIGURE = re.compile(FIGURES)
_MINUS = re.compile(r"(?:(?<![^\s(])(?<!\d )[-\u2212]|\b[Mm]inus )(?:[$£€¥₹] ?)?$")
_SIGN_BEHIND = re.compile(r"[ \u00a0\u202f]?([€$£¥₹])(?!\w| \d)")  # "20 €"
_RANGE = re.compile(r"\s*(?:-|–|to|and)\s*(?:[$£€]\s*)?")
_PARTS = re.compile(r",? (?:and )?")
_AGE_AFTER = re.compile(r"[ -]years?[ -]old\b|[ -]yr[ -]old\b|[ -]year[ -]olds\b")
_AGE_BEFORE = re.compile(r"\b(?:aged?(?: of)?|(?:dies|died|dead|dies peacefully in \w+ \w+) at) $")
_APPOSED = re.compile(r"[^\W\d_], $")
_MAGNITUDE_BEFORE = re.compile(
    r"\b(?:magnitude(?: of)?|measuring|measured)(?: (?:at least|about))?(?: magnitude ?-)? ?-? ?$"
)
_MAGNITUDE_AFTER = re.compile(r"[ -]{1,2}(?:magnitude|strength|degree (?:quake|earthquake)|on the Richter)")
_LAST_WORD = re.compile(r"\b(\w+)\.? ?#?$")
_QUAKE = re.compile(r" (?:earth)?quake| tremor")
_APPOSED_END = re.compile(r"[,.;]|$| (?:was|were|is|has|had|from|and|who|told|said)\b| of (?!wh|th)")
_OFFSPRING = re.compile(r"\b(?:mother|father|mom|mum|dad|parent|grandmother|grandfather)s?[ -]of[ -]$", re.IGNORECASE)
_BETWEEN_UNIT = re.compile(r"[a-z]+ing")  # "183 passing yards"
_VAGUE_HEADS = frozenset({"a", "half"})  # ", a dozen," tells no age
_ONES = frozenset({"one", "another", "both", "half", "quarter"})
_POUNDS_OF_MONEY = 100_000  # so many pounds are money, not weight
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_NAMES = re.compile(r"s\b|[ -]?bit\b| block\b|[a-z]{2,} (?:Street|Avenue)|(?:st|nd|rd|th) (?:Street|Avenue|St\b|Ave\b)")
_NAMED = re.compile(r"(?:(?<![\w.])[A-Z]{2,3}[ -]|(?<!\d)\.)$")  # "AK-47", ".357"
_ATTACHED = re.compile(r"(?:st|nd|rd|th|bn|mn|mm|m|k|b|tn|ft|km|kg|cm|lbs?|mph|kph|MM|am|pm)\b", re.IGNORECASE)
_ARTICLES = frozenset({"a", "an"})
_LASTS_BEFORE = re.compile(r"\b(?:for|in|within|after|than|nearly|almost|about|lasted|took|over) $")
_LASTS_AFTER = re.compile(r" (?:after|before|later|earlier|long)\b")
_SIGNIFICANT = 0.05  # how far a converted measure may lie off: "200 feet" for "60 metres" is 1.6 % off


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at `start`..`end` (its bounds and unit included).

    `low`..`high` is what it may stand for, in the base unit of `kind`. `kind` is what is measured: count, ordinal,
    age, offspring, money, percent, magnitude, score, or a dimension of `data/units.toml`. `unit` is the currency or
    the unit's word. `exact` is false of bounds, rounded and vague numbers. `figure_start`..`figure_end` is the bare
    number.
    """

    start: int
    end: int
    low: float
    high: float
    kind: str
    unit: str = ""
    exact: bool = True
    figure_start: int = -1
    figure_end: int = -1

    def agrees(self, other: Quantity) -> bool:
        """Whether both can stand for the same number: same kind and currency, ranges that meet."""
        if self.kind != other.kind or (self.kind == "money" and self.unit != other.unit):
            return False
        slack = 0.0
        if self.kind not in ("count", "age", "ordinal", "score", "money", "magnitude") and self.unit != other.unit:
            slack = _SIGNIFICANT * max(map(abs, (self.low, self.high, other.low, other.high)))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def distance(self, other: Quantity) -> float:
        """How far apart the ranges lie, as a share of the larger: 0 where they meet, near 1 where one dwarfs."""
        gap = max(self.low - other.high, other.low - self.high, 0.0)
        return gap / max(abs(self.high), abs(other.high), 1e-9)


def quantities(
    text: str, start: int = 0, end: int | None = None, taken: Sequence[tuple[int, int]] = ()
) -> list[Quantity]:
    """The quantities of `text[start:end]`, in order; offsets are into `text`.

    Args:
        text: Any text.
        start: Where to begin.
        end: Where to stop; None is the end of the text.
        taken: Spans to leave out, above all those of dates and times.
    """
    stop = len(text) if end is None else end
    found: list[Quantity] = []
    covered = [*taken, *uncounted(text, start, stop)]
    known = _Spans(covered)
    for match in _SCORE.finditer(text, start, stop):
        if not known.touch(*match.span()) and _is_score(text, match):
            sides = sorted((int(match[1]), int(match[2])))
            score = 1000 * sides[1] + sides[0] + 1_000_000 * int(match[3] or 0)
            since, until = match.span()
            found.append(Quantity(since, until, score, score, "score", figure_start=since, figure_end=until))
            covered.append(match.span())
    known = _Spans([(-1, start), *covered, (stop, len(text) + 1)])
    pieces = pieces_of(text, start, stop)
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        opens = piece.figures or piece.text in openings()  # few words do: the rest is passed over
        number = number_at(text, pieces, index) if opens and not known.touch(piece.start, piece.end) else None
        if number is None:
            single = None if known.touch(piece.start, piece.end) else _single(text, pieces, index)
            if single is not None:
                found.append(single)
            index += 1
            continue
        quantity = _quantity(text, pieces, index, number)
        if quantity is not None:
            found.append(_within(quantity, known))
        index = max(number.following, index + 1)
    return _parted(sorted(_ranges(text, found), key=lambda quantity: quantity.start))


class _Spans:
    """Stretches of a text, some of them in each other, to be asked what touches one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Whether one of them has a character of `start`..`end`."""
        at = bisect_right(self._ends, start)
        return start < end and at < len(self._starts) and self._starts[at] < end


def _within(quantity: Quantity, taken: _Spans) -> Quantity:
    """The quantity without words that belong to something else: these decide on its meaning, but are no part of it."""
    start = quantity.figure_start if taken.touch(quantity.start, quantity.figure_start) else quantity.start
    end = quantity.figure_end if taken.touch(quantity.figure_end, quantity.end) else quantity.end
    return replace(quantity, start=start, end=end)


def _parted(found: list[Quantity]) -> list[Quantity]:
    """Quantities in order, a word between two ("5 USD 8") being a part of the first alone."""
    for index, (before, after) in enumerate(pairwise(found), 1):
        if after.start < before.end:
            found[index] = replace(after, start=min(before.end, after.figure_start))
    return found


def _is_score(text: str, match: re.Match[str]) -> bool:
    """A score or record ("91-73", "52-3"), not a range with a unit after it."""
    before = text[max(0, match.start() - 12) : match.start()].lower()
    return not re.match(
        r"\s*(?:%|per|million|billion|people|years?|days?|months?|points?\b)", text[match.end() : match.end() + 10]
    ) and not before.endswith(("between ", "from "))


def _single(text: str, pieces: list[Piece], index: int) -> Quantity | None:
    """A time told without a number ("an hour after", "for a year"); None where it may be a rate ("once a week"), or a
    "second" one."""
    if pieces[index].text not in _ARTICLES or index + 1 == len(pieces):
        return None
    if pieces[index + 1].text in load("numbers")["ordinal"]:
        return None
    start, end = pieces[index].start, pieces[index + 1].end
    kind, unit, size = _unit_table().get(pieces[index + 1].text, ("", "", 0.0))
    if kind != "duration" or not GAP.fullmatch(text, pieces[index].end, pieces[index + 1].start):
        return None
    if _LASTS_BEFORE.search(text, max(0, start - 12), start) or _LASTS_AFTER.match(text, end):
        one = Number(start, pieces[index].end, 1.0, 1.0, True, index + 1)
        since, low, high, exact = _bounded(text, pieces, index, one)
        return Quantity(since, end, low * size, high * size, kind, unit, exact, one.start, one.end)
    return None


def _quantity(text: str, pieces: list[Piece], index: int, number: Number) -> Quantity | None:
    """The number at a piece with what it measures; None where it counts nothing."""
    found = _measured(text, pieces, index, number)
    minus = _MINUS.search(text, max(0, number.start - 10), number.start) if found and pieces[index].figures else None
    if found is None or minus is None or found.kind in ("ordinal", "age"):
        return found
    return replace(found, start=min(found.start, minus.start()), low=-found.high, high=-found.low)


def _measured(text: str, pieces: list[Piece], index: int, number: Number) -> Quantity | None:
    start, low, high, exact = _bounded(text, pieces, index, number)
    sign = _sign(text, number.start)
    if sign and start == number.start:
        start, low, high, exact = _bounded_before_sign(pieces, index, number, sign[1])
    quantity = Quantity(start, number.end, low, high, "count", "", exact, number.start, number.end)
    if number.low == load("numbers")["ordinal"].get(pieces[index].text):
        return replace(quantity, kind="ordinal")
    if sign:
        return replace(quantity, start=min(start, sign[1]), kind="money", unit=sign[0])
    if behind := _SIGN_BEHIND.match(text, number.end):
        return replace(quantity, end=behind.end(), kind="money", unit=load("units")["sign"][behind[1]])
    before = text[max(0, number.start - 24) : number.start]
    after = text[number.end : number.end + 24]
    if _is_named(before, after):
        return None
    told = _told_around(quantity, before, after)
    if told and not (told.kind == "age" and pieces[index].text in _VAGUE_HEADS):
        return told
    unit = _unit(text, number.end, pieces, number.following, part=0 < low < 1)
    if unit:
        kind, word, size, end = unit
        if word == "pound" and low >= _POUNDS_OF_MONEY:
            return replace(quantity, end=end, kind="money", unit="GBP")
        return replace(quantity, end=end, low=low * size, high=high * size, kind=kind, unit=word)
    following = pieces[number.following] if number.following < len(pieces) else None
    one_word = pieces[index].text in _ONES and number.following == index + 1
    stands_alone = one_word and not _counts(following, number.end)
    return None if stands_alone else quantity


def _is_named(before: str, after: str) -> bool:
    """Whether the number is part of a name ("AK-47", "76ers", "flight 12") or a broken fraction, and counts nothing."""
    if _BROKEN.search(before) or _BROKEN.match(after):
        return True
    if _NAMES.match(after) or _NAMED.search(before) or (after[:1].isalpha() and not _ATTACHED.match(after)):
        return True
    word = _LAST_WORD.search(before)
    return word is not None and word[1].lower() in _naming()


@cache
def _naming() -> frozenset[str]:
    return frozenset(load("numbers")["named"]["before"])


def _told_around(quantity: Quantity, before: str, after: str) -> Quantity | None:
    """The number as a rank, an age or a magnitude, where the words right around it say so."""
    end = quantity.figure_end
    if _ORDINAL.match(after):
        return replace(quantity, end=end + 2, kind="ordinal")
    if age := _AGE_AFTER.match(after):
        return replace(quantity, end=end + age.end(), kind="age")
    if _AGE_BEFORE.search(before):
        return replace(quantity, kind="age")
    if _OFFSPRING.search(before):
        return replace(quantity, kind="offspring")
    if _MAGNITUDE_BEFORE.search(before) or _MAGNITUDE_AFTER.match(after) or (quantity.low < 10 and _QUAKE.match(after)):
        return replace(quantity, kind="magnitude")
    appositive = _APPOSED.search(before) and _APPOSED_END.match(after)
    if appositive and quantity.exact and 5 < quantity.low < 110 and quantity.low.is_integer():
        return replace(quantity, kind="age")
    return None


def _counts(following: Piece | None, end: int) -> bool:
    """Whether "one" counts what follows it ("one man") rather than standing for somebody ("one of them")."""
    return (
        following is not None
        and following.start - end <= 1
        and following.text not in {"of", "that", "who", "is", "was", "day", "another", "and", "s"}
    )


@cache
def _bounds(which: str) -> tuple[tuple[tuple[str, ...], float, float], ...]:
    table = load("numbers")[which]
    return tuple(sorted(((tuple(k.split()), v[0], v[1]) for k, v in table.items()), key=lambda bound: -len(bound[0])))


def _bounded(text: str, pieces: list[Piece], index: int, number: Number) -> tuple[int, float, float, bool]:
    """The number with the bound before or after it: (start, low, high, exact)."""
    for words, low, high in _bounds("bound"):
        first = index - len(words)
        if (
            first >= 0
            and tuple(piece.text for piece in pieces[first:index]) == words
            and _close(text, pieces[index - 1].end, number.start)
        ):
            return pieces[first].start, low * number.low, high * number.high, number.exact and low == high == 1.0
    for words, low, high in _bounds("after"):
        last = number.following + len(words)
        if tuple(piece.text for piece in pieces[number.following : last]) == words:
            return number.start, low * number.low, high * number.high, False
    return number.start, number.low, number.high, number.exact


def _bounded_before_sign(pieces: list[Piece], index: int, number: Number, sign: int) -> tuple[int, float, float, bool]:
    while index > 0 and pieces[index - 1].end > sign:
        index -= 1
    for words, low, high in _bounds("bound"):
        first = index - len(words)
        if first >= 0 and tuple(piece.text for piece in pieces[first:index]) == words:
            return pieces[first].start, low * number.low, high * number.high, False
    return number.start, number.low, number.high, number.exact


def _close(text: str, before: int, start: int) -> bool:
    return text[before:start].strip(" $£€¥₹USAe-") == ""


@cache
def _signs() -> re.Pattern[str]:
    signs = sorted(load("units")["sign"], key=len, reverse=True)
    return re.compile("(?:(?<![^\\W_])(?:" + "|".join(re.escape(sign) for sign in signs) + ")) ?$")


def _sign(text: str, start: int) -> tuple[str, int] | None:
    """The currency whose sign stands right before `start`, and where the sign begins."""
    since = max(0, start - 5)
    match = _signs().search(text[since:start])
    if match is None:
        return None
    sign = match[0].strip()
    if sign == "e" and match[0] != "e":
        return None
    return load("units")["sign"][sign], since + match.start()


def _unit(
    text: str, end: int, pieces: list[Piece], following: int, *, part: bool = False
) -> tuple[str, str, float, int] | None:
    """The unit after a number: (kind, unit, size in the base unit, where it ends); `part`: the number is below one."""
    if following + 1 < len(pieces) and _BETWEEN_UNIT.fullmatch(pieces[following].text):
        length = _unit(text, pieces[following].end, pieces, following + 1)
        return length if length and length[0] == "length" else None
    if part and following < len(pieces) and pieces[following].text in _ARTICLES:  # "half an hour"
        whole = _unit(text, pieces[following].end, pieces, following + 1)
        return whole if whole and whole[0] == "duration" else None
    for size in (2, 1):
        words = pieces[following : following + size]
        if len(words) < size or not GAP.fullmatch(text, end, words[0].start):
            continue
        if size == 2 and words[1].start - words[0].end > 1:
            continue
        name = " ".join(piece.text for piece in words)
        for candidate in (name, name.removesuffix("s")):
            if candidate in _unit_table():
                kind, unit, factor = _unit_table()[candidate]
                if candidate == "m" and words[0].start != end:
                    continue
                return kind, unit, factor, words[-1].end
    return None


@cache
def _unit_table() -> dict[str, tuple[str, str, float]]:
    """(kind, unit, size) by the unit's word."""
    table: dict[str, tuple[str, str, float]] = {}
    for kind, units in load("units").items():
        if kind == "sign":
            continue
        for name, size in units.items():
            table[name] = ("money", size, 1.0) if kind == "currency" else (kind, name, float(size))
    return table


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Joins the two ends of a range ("between 140 and 150 million", "$25-30bn") and what two units measure together."""
    joined: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: q.start):
        last = joined[-1] if joined else None
        if last and _is_finer(text, last, quantity):
            low, high = last.low + quantity.low, last.high + quantity.high
            joined[-1] = replace(last, end=quantity.end, low=low, high=high, figure_end=quantity.figure_end)
            continue
        if last and _RANGE.fullmatch(text, last.end, quantity.start) and _is_range(text, last, quantity):
            low = last.low
            if last.kind in ("count", "money") and last.low < quantity.low / 100:
                low = last.low * _scale(text, quantity)
            joined[-1] = replace(
                quantity,
                start=last.start,
                low=min(low, quantity.low),
                kind=last.kind if quantity.kind == "count" else quantity.kind,
                unit=quantity.unit or last.unit,
                exact=False,
                figure_start=last.figure_start,
            )
            continue
        joined.append(quantity)
    return joined


def _scale(text: str, quantity: Quantity) -> float:
    """What the figures of a quantity are multiplied by: a billion in "30bn"."""
    figures = _FIGURE.match(text, quantity.figure_start, quantity.figure_end)
    read = value(figures[0]) if figures else None
    return abs(quantity.low + quantity.high) / 2 / read[0] if read and read[0] else 1.0


def _is_finer(text: str, coarse: Quantity, fine: Quantity) -> bool:
    """Whether the second goes on measuring what the first began: "4 minutes 48 seconds", "six feet, two inches"."""
    units = _unit_table()
    if coarse.kind != fine.kind or not {coarse.unit, fine.unit} <= units.keys() or not coarse.exact:
        return False
    return fine.high < units[coarse.unit][2] and _PARTS.fullmatch(text, coarse.end, fine.start) is not None


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[low.end : high.start].strip()
    if between.startswith("and"):
        return text[max(0, low.start - 8) : low.start].lower().endswith("between ") and low.low <= high.high
    return (
        (low.kind in (high.kind, "count") or (low.kind == "money" and high.kind == "count" and between in {"-", "–"}))
        and low.low < high.high
        and low.kind != "score"
        and (between != "to" or low.kind == high.kind)
    )
