"""Dates and times: what a text says of when, resolved against the publication date where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<{0}>Jan(?:uary|\b)|Feb(?:ruary|\b)|Mar(?:ch|\b)|Apr(?:il|\b)|May\b|June?\b|July?\b|Aug(?:ust|\b)"
    r"|Sep(?:tember|t\b|\b)|Oct(?:ober|\b)|Nov(?:ember|\b)|Dec(?:ember|\b))\.?"
)
_YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MERIDIEM = r"(?P<meridiem>[ap])\.? ?m\b\.?"
_ALONE = r"(?![\d\w]|[.,:/-]\d)"  # a numeric date is a numeral by itself
_DOTTED = r"(?P<day_dot>0?[1-9]|[12]\d|3[01])\.(?P<month_dot>0[1-9]|1[0-2])"
_AT = "(?:" + "|".join(
    rf"(?<=\b[{word[0].upper()}{word[0]}]{word[1:]} )"
    for word in ("at", "until", "till", "before", "after", "since", "around", "about")
) + ")"  # fmt: skip

# The longest forms first: the first that fits at a place wins.
_IN_FIGURES = "|".join(
    (
        rf"\b{_YEAR.format('iso_year')}(?P<part1>[-/.])(?P<iso_month>\d\d?)(?P=part1)(?P<iso_day>\d\d?){_ALONE}",
        rf"(?<![\d.,/:-])(?P<first>\d\d?)(?P<part2>[-/.])(?P<then>\d\d?)(?P=part2){_YEAR.format('y6')}{_ALONE}",
        rf"(?<![\d.,/:-])(?P<first2>\d\d)(?P<part3>[/.])(?P<then2>\d\d)(?P=part3)(?P<short>\d\d){_ALONE}",
        rf"(?:(?<=\b[Oo]n )|(?<=\b[Oo]n the )){_DOTTED}(?:\.(?!\d)|(?=[,;)]|$| (?:and|at|from|in|that|to|when)\b))",
        r"(?:(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Ff]rom )|(?<=\b[Bb]y ))"
        rf"{_DOTTED.replace('>', '_2>')}\.(?= [a-z])",
        rf"\b{_DAY.format('d1')} (?:of )?{_MONTH.format('m1')}(?:,? {_YEAR.format('y1')}|\b(?![,.]?\d))",
        rf"(?<![\d$£€.,])(?<!\d[-–/])\b{_YEAR.format('y5')}\b(?![,.:]?\d|-\w|(?:ft|m|km|kg)\b| ?%)",
        rf"\b(?P<h1>1[0-2]|0?[1-9])(?:[:.] ?(?P<min1>[0-5]\d))? ?{_MERIDIEM}",
        r"\b(?P<h2>[01]?\d|2[0-3]): ?(?P<min2>[0-5]\d)\b(?=\s+(?:GMT|UTC|local|hours|this|on|in the|\())",
        r"(?<![\d:])\b(?P<h3>1[3-9]|2[0-3]):(?P<min3>[0-5]\d)\b(?![:.,]\d)",
        rf"{_AT}(?P<h5>0?\d|1[0-2])(?:: ?|h)(?P<min5>[0-5]\d)\b(?![:.,]\d)",
        r"\b(?P<h7>1[0-2]|0?[1-9]) ?o['’]clock\b",
        r"(?<![\d:])\b(?P<h6>[01]?\d|2[0-3])h(?P<min6>[0-5]\d)\b",
        r"\b(?P<h4>[01]\d|2[0-3])(?P<min4>[0-5]\d) ?(?:GMT|UTC|hours)\b",
    )
)
_IN_WORDS = "|".join(
    (
        rf"\b{_MONTH.format('m2')} ?\.?{_DAY.format('d2')}\b(?![.:]?\d)(?:,? {_YEAR.format('y2')}\b)?",
        rf"\b{_MONTH.format('m3')},? (?:of )?{_YEAR.format('y3')}\b",
        rf"(?<![Mm]ay )\b{_MONTH.format('m4')}(?!\w)",
        r"\b(?P<weekday>Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)day(?:'s|’s)?\b",
        r"\b(?P<noon>noon|midday|midnight)\b",
        r"\b(?P<relative>yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening))\b",
        r"\b(?P<part>morning|afternoon|evening|night|overnight)\b",
    )
)
# Most places fail on their first character.
_FORMS = re.compile(rf"\b(?=[\dADFJMNOSTWaelmnoty])(?:(?=\d)(?:{_IN_FIGURES})|(?!\d)(?:{_IN_WORDS}))")
_RELATIVE = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_JOINED = re.compile(
    r"[\s,]*(?:(?:on|at|of|in|the|about|around|early|late|around|local time|shortly (?:after|before))\s*)*"
)
_UNNAMED_MONTH = frozenset({"May", "Mar", "March"})  # also a verb, a name, a walk
_BEFORE_MONTH = re.compile(r"\b(?:in|since|until|by|last|next|early|late|of|from) $")
_LOOK_BACK = 8  # characters
_ROUNDED = 5  # minutes
_HALF_DAY = 720  # minutes
_CENTURY_ENDS = 68  # two figures up to here are a year of this century (POSIX.1-2017, strptime)
_ZONE = re.compile(r"\s*(?:GMT|UTC|PST|EST|EDT|PDT|CET|BST|local)\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time at `start`..`end`, as far as it is told.

    `day_on` is the calendar day where text and publication date settle it. `weekday` counts from Monday = 0,
    `minute` from midnight. `part` is the part of the day in words, `zone` a named time zone. `relative` is true of
    "today" and its like. `either` are the days that a date in figures may mean, where nothing says whether day or month
    comes first. `twelve_hour`: the time was told without its half of the day.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    minute: int | None = None
    part: str | None = None
    zone: str | None = None
    day_on: date | None = None
    relative: bool = False
    either: tuple[date, ...] = ()
    twelve_hour: bool = False

    @property
    def grain(self) -> str:
        """The finest unit told: time, day, month, year or part."""
        if self.minute is not None:
            return "time"
        if self.day is not None or self.weekday is not None or self.day_on is not None or self.either:
            return "day"
        if self.month is not None:
            return "month"
        return "year" if self.year is not None else "part"


def moments(text: str, start: int = 0, end: int | None = None, published_on: date | None = None) -> list[Moment]:
    """The dates and times in `text[start:end]`, in order; offsets are into `text`.

    A weekday, "yesterday" or a day without its year is resolved only when `published_on` is given: a weekday is
    the last one before or on it, a day without a year the one nearest to it.
    """
    stop = len(text) if end is None else end
    found: list[Moment] = []
    for match in _FORMS.finditer(text, start, stop):
        moment = _moment(match, published_on)
        if moment is None:
            continue
        if found and _JOINED.fullmatch(text, found[-1].end, moment.start):
            joined = _join(found[-1], moment)
            if joined is not None:
                found[-1] = joined
                continue
        found.append(moment)
    return [_resolved(moment, published_on) for moment in found]


def disagree(a: Moment, b: Moment) -> str | None:
    """The unit in which two moments exclude each other ("day", "month", "year", "time", "part"), or None."""
    same = _same_day(a, b)
    if same is False:
        return "day"
    if same is None:
        for unit in ("year", "month", "day"):
            told = getattr(a, unit), getattr(b, unit)
            if None not in told and told[0] != told[1]:
                return unit
        if None not in (a.weekday, b.weekday) and a.weekday != b.weekday:
            return "day"
    if a.minute is not None and b.minute is not None and a.zone == b.zone and not _same_time(a, b):
        return "time"
    return None


def agree(a: Moment, b: Moment) -> bool:
    """Whether two moments share a unit and clash in none."""
    shared = bool(_same_day(a, b)) or any(
        getattr(a, unit) is not None and getattr(a, unit) == getattr(b, unit) for unit in ("year", "month", "weekday")
    )
    if a.minute is not None and b.minute is not None:
        shared = shared or _same_time(a, b)
    return shared and disagree(a, b) is None


def _same_day(a: Moment, b: Moment) -> bool | None:
    """Whether two calendar days can be the same; None where one of them is open."""
    if a.day_on is not None and b.day_on is not None:
        return a.day_on == b.day_on
    mine = a.either if a.day_on is None else (a.day_on,)
    theirs = b.either if b.day_on is None else (b.day_on,)
    return any(day in theirs for day in mine) if mine and theirs else None


def _same_time(a: Moment, b: Moment) -> bool:
    """Whether two times of day can be the same, one of them rounded to five minutes."""
    apart = abs((a.minute or 0) - (b.minute or 0))
    if a.twelve_hour or b.twelve_hour:
        apart = min(apart % _HALF_DAY, -apart % _HALF_DAY)
    rounded = not ((a.minute or 0) % _ROUNDED and (b.minute or 0) % _ROUNDED)
    return apart == 0 or (apart < _ROUNDED and rounded)


def _moment(match: re.Match[str], published_on: date | None) -> Moment | None:
    group = {name: value for name, value in match.groupdict().items() if value is not None}
    span = match.span()
    if "weekday" in group:
        return Moment(*span, weekday=_WEEKDAYS.index(group["weekday"][:3].lower()))
    if "iso_year" in group:
        day = _date(int(group["iso_year"]), int(group["iso_month"]), int(group["iso_day"]))
        return Moment(*span, day.year, day.month, day.day) if day else None
    if "y6" in group or "short" in group:
        return _in_figures(match, group)
    if "noon" in group:
        return Moment(*span, minute=0 if group["noon"] == "midnight" else 720)
    if "relative" in group:
        word = group["relative"].lower()
        day = _days_after(published_on, _RELATIVE.get(word, 0)) if published_on else None
        return Moment(*span, day_on=day, part=word.split()[-1] if " " in word else None, relative=True)
    if "part" in group:
        return Moment(*span, part=group["part"])
    for form in "1234567":
        if f"h{form}" in group:
            hour, minute = int(group[f"h{form}"]), int(group.get(f"min{form}", "0"))
            if "meridiem" in group:
                hour = hour % 12 + (12 if group["meridiem"] == "p" else 0)
            zone = _ZONE.match(match.string, match.end(), match.endpos)
            until = zone.end() if zone else match.end()
            named = zone[0].strip() if zone else None
            half = form == "7" or (form == "5" and ":" in match[0] and match[0][0] != "0")
            return Moment(match.start(), until, minute=60 * hour + minute, zone=named, twelve_hour=half)
    return _calendar_day(match, group)


def _in_figures(match: re.Match[str], group: dict[str, str]) -> Moment | None:
    """A date in figures: with points the day comes first, else that is only told by a number over 12."""
    first, then = int(group.get("first") or group["first2"]), int(group.get("then") or group["then2"])
    year = int(group["y6"]) if "y6" in group else int(group["short"])
    if "short" in group:
        year += 2000 if year <= _CENTURY_ENDS else 1900
    day_first, month_first = _date(year, then, first), _date(year, first, then)
    days = sorted({day for day in (day_first, month_first) if day})
    if len(days) == 2 and "." not in match[0]:
        return Moment(*match.span(), year, either=tuple(days))
    day = day_first or month_first
    return Moment(*match.span(), day.year, day.month, day.day) if day else None


def _date(year: int, month: int, day: int) -> date | None:
    """The day in the calendar, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days_after(day: date, days: int) -> date | None:
    """The day so many days after another, unless the calendar ends before."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _calendar_day(match: re.Match[str], group: dict[str, str]) -> Moment | None:
    month = next((group[f"m{form}"] for form in "1234" if f"m{form}" in group), None)
    day = group.get("d1") or group.get("d2") or group.get("day_dot") or group.get("day_dot_2")
    if month is None and (in_figures := group.get("month_dot") or group.get("month_dot_2")):
        return Moment(*match.span(), month=int(in_figures), day=int(day or 0))
    year = next((group[f"y{form}"] for form in "1235" if f"y{form}" in group), None)
    bare = month is not None and day is None and year is None
    since = max(0, match.start() - _LOOK_BACK)
    if bare and month in _UNNAMED_MONTH and not _BEFORE_MONTH.search(match.string, since, match.start()):
        return None
    return Moment(
        *match.span(),
        int(year) if year else None,
        _MONTHS.index(month[:3].lower()) + 1 if month else None,
        int(day) if day else None,
    )


def _join(a: Moment, b: Moment) -> Moment | None:
    """One moment out of two neighbours that tell different units, else None."""
    units = ("year", "month", "day", "weekday", "minute", "part", "zone", "day_on")
    if (a.either or b.either) and (a.grain == b.grain == "day" or (a.year and b.year)):
        return None
    if any(getattr(a, unit) is not None and getattr(b, unit) is not None for unit in units):
        return None
    a = replace(
        a,
        relative=a.relative or b.relative,
        twelve_hour=a.twelve_hour or b.twelve_hour,
        either=a.either or b.either,
    )
    told = {unit: getattr(b, unit) for unit in units if getattr(b, unit) is not None}
    return replace(a, end=b.end, **told)


def _resolved(moment: Moment, published_on: date | None) -> Moment:
    if moment.day_on is not None or moment.either:
        return moment
    day = None
    if moment.month and moment.day:
        if moment.year:
            day = _date(moment.year, moment.month, moment.day)
        elif published_on:
            years = range(published_on.year - 1, published_on.year + 2)
            days = [day for year in years if (day := _date(year, moment.month, moment.day))]
            day = min(days, key=lambda one: abs(one - published_on), default=None)
    elif moment.weekday is not None and published_on:
        day = _days_after(published_on, -((published_on.weekday() - moment.weekday) % 7))
    if day is None:
        return moment
    return replace(moment, day_on=day, weekday=day.weekday(), year=day.year, month=day.month, day=day.day)
