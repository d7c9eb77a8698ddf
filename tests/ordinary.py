"""Ordinary news sentences, made at random: numbers, times, scores, dates, versions, telephone numbers, money and names
of the world in all places of a sentence. All of it is invented."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

NAMES = (
    "Ana Köhler", "Nguyễn Thị Hoa", "Seán O'Brien", "Fatima al-Sayed", "José María Ruiz", "李明", "Мария Иванова",
    "Dr. K. Adeyemi", "N'Golo Diarra", "Jean-Luc St. Clair", "Ole Nordmann Jr.", "Mr. X", "Łucja Żak",
    "Zoë van der Meer",
    "M. Ó hÓgáin", "Ngũgĩ Kamau", "DeShawn McCoy", "Çiğdem Öz", "the mayor", "two officials",
    "a spokeswoman for the port",
    "local media", "residents", "Reuters", "the 12-member council", "U.S. officials", "he", "they", "the W.H.O.",
)  # fmt: skip
PLACES = (
    "Torvik", "Sund", "Côte-Nord", "São Tomé", "Poe City", "Washington, D.C.", "Xi'an", "Kyiv", "Rio", "the U.K.",
    "New South Wales", "St. John's", "Ürümqi", "Llanfair", "Roeland",
)  # fmt: skip
UNITS = (
    "people",
    "homes",
    "km",
    "miles",
    "%",
    "per cent",
    "percent",
    "tonnes",
    "points",
    "votes",
    "years",
    "°C",
    "m",
    "",
)
SIGNS = ("$", "€", "£", "US$", "₹", "Rs ", "EUR ", "¥", "$US", "CHF ", "kr ")
ENDS = (".", ".", ".", ".", "", "!", "?", "…", "...", ".”", ";", ",", " –", ":", ")")
SAYS = (
    "said",
    "told reporters",
    "denied that",
    "claimed",
    "wrote that",
    "confirmed",
    "doubts that",
    "reported",
    "warned",
)

TEMPLATES = (
    "{name} {says} the bridge in {place} carried {slot}{end}",
    "Inflation in {place} was {slot}{end}",
    "{slot} were killed in {place}, {name} {says}{end}",
    "{name} {says} that {slot} and {slot} were enough for {slot}{end}",
    "“{slot} is what we saw at {slot},” {name} {says}{end}",
    "According to {name}, the ferry to {place} left {slot}, not {slot}{end}",
    "At least {slot} died and {slot} were hurt when it struck {place} {slot}{end}",
    "{place} beat {place} {slot}{end}",
    "The fire broke out {slot} and was put out {slot}{end}",
    "{name} ({slot}) will not sign, {name} {says} on {day}{end}",
    "{name}, {slot}, {says} prices fell to {slot} in {month} from {slot}{end}",
    "{slot}{end}",
    "{slot} {slot} {slot}{end}",
    "By {slot}, {slot} had left; {slot} more may follow, {name} {says}{end}",
    "The count: {slot}, {slot} and {slot} – {slot} in all{end}",
    "Update {slot} came {slot}, between {slot} and {slot}, about {slot} before {slot}{end}",
)


def _digits(rng: Random, size: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(size))


def number(rng: Random) -> str:
    """A number in one of the ways in which the world writes it."""
    whole, part = rng.choice([rng.randrange(10), rng.randrange(1000), rng.randrange(10**7)]), rng.randrange(1, 1000)
    grouped = f"{whole:,}"
    styles: Sequence[Callable[[], str]] = (
        lambda: str(whole),
        lambda: grouped,
        lambda: grouped.replace(",", rng.choice([".", " ", "\u00a0", "\u202f", "'", "’", ", "])),
        lambda: f"{whole}.{part}",
        lambda: f"{whole},{part}",
        lambda: f"{grouped}.{part % 100:02}",
        lambda: f"{grouped.replace(',', '.')},{part % 100:02}",
        lambda: f"-{whole % 90}.{part % 10}",
        lambda: f"−{whole % 90}",
        lambda: f".{part}",
        lambda: rng.choice(
            ["2 1/2", "3/4", "½", "2½", "2/3", "two thirds", "a third of", "half", "24/7", "1/0", "9/11"]
        ),
        lambda: rng.choice(
            ["a dozen", "dozens", "hundreds of", "three million", "twenty-five", "one", "no", "several"]
        ),
        lambda: f"{rng.choice(['about', 'at least', 'nearly', 'up to', 'more than', 'minus', 'some'])} {grouped}",
        lambda: f"{whole}{rng.choice(['-', '–', ' to ', ' - '])}{whole + part}",
        lambda: f"{whole % 100}{rng.choice(['st', 'nd', 'rd', 'th', 's', 'm', 'bn', 'k', 'x'])}",
        lambda: f"{whole % 1000}.{part % 10} {rng.choice(['million', 'billion', 'lakh', 'crore', 'hundred thousand'])}",
        lambda: _digits(rng, rng.randrange(8, 40)),
        lambda: rng.choice(["١٢٣", "１２", "१२,५", "Ⅳ", "²", "①", "1e5", "0x1F", "00", "0", "1,2,3"]),
    )
    return rng.choice(styles)()


def money(rng: Random) -> str:
    """A sum of money, its sign before or behind."""
    if rng.random() < 0.3:
        return number(rng) + rng.choice([" €", "€", " dollars", " USD", " kr", " £", " m euros"])
    return rng.choice(SIGNS) + number(rng) + rng.choice(["", "", "m", "bn", " million", " a year"])


def clock(rng: Random) -> str:
    """A time of day, or on a stopwatch."""
    hour, minute = rng.randrange(25), rng.randrange(62)
    half = rng.choice(["am", "p.m.", "pm", "GMT", "local time"])
    return rng.choice(
        (
            f"at {hour}:{minute:02}", f"at {hour % 12}:{minute:02} {half}",
            f"at {hour}.{minute:02}", f"at {hour}h{minute:02}", f"in {hour}:{minute:02}:{minute:02}.{minute}",
            f"at {hour:02}{minute:02} GMT", f"at {hour % 12} o'clock", "at noon", "at midnight",
            f"after {hour}: {minute:02}",
        )
    )  # fmt: skip


def day(rng: Random) -> str:
    """A date, also one that no calendar has."""
    month, on, year = rng.randrange(0, 14), rng.randrange(0, 33), rng.choice([2024, 2026, 1999, 1823, 1, 9999, 24])
    name = calendar.month_name[month % 12 + 1]
    return rng.choice(
        (
            f"on {on}.{month:02}.{year}", f"on {on:02}.{month:02}.", f"by {on}.{month:02}. in the north",
            f"{on}/{month}/{year}",
            f"{year}-{month:02}-{on:02}", f"{on}-{month}-{year}", f"on {on} {name}", f"on {name} {on}, {year}",
            f"in {name}",
            f"on {name[:3]}. {on}", "yesterday", "tomorrow", "last night", f"on {calendar.day_name[on % 7]}",
            f"in {year}",
            f"in {year}-{on:02}", f"in {year}/{on:02}", "on 29 February", f"{year:04}/{month}/{on}", "this morning",
        )
    )  # fmt: skip


def odd(rng: Random) -> str:
    """A score, a version, a telephone number or the like: figures that count nothing."""
    a, b, c = rng.randrange(100), rng.randrange(100), rng.randrange(10)
    return rng.choice(
        (
            f"{a}-{b}", f"{a}–{b}", f"{a} - {b}", f"{a}-{b}-{c}", f"{c}:{b % 10}", f"version {a}.{b}.{c}",
            f"{a}.{b}.{c}.{b}",
            f"v{a}.{b}", f"IE{c}", f"AK-{a}", f"the {a}ers", f"555-0{b:03}",
            f"+{a} {_digits(rng, 3)} {_digits(rng, 6)}",
            f"(0{_digits(rng, 3)}) {_digits(rng, 6)}", f"1-800-555-{_digits(rng, 4)}",
            f"0{_digits(rng, 3)}/{_digits(rng, 7)}",
            f"call {_digits(rng, 2)} {_digits(rng, 2)} {_digits(rng, 2)} {_digits(rng, 2)}", f"flight {a}",
            f"Covid-{a}",
            f"{a}'{b}\"", f"No. {a}/{b}", f"§ {a}", f"{a}%-{b}%", f"#{a}", f"{a}x{b}", f"{a} × {b}", f"{a}@{b}.example",
            f"www.{a}.example", f"{a}.", f"{a},", f"({a})", f"[{a}]", f"{a}/", f"-{a}-", f"{a}:", f"{a}'", f".{a}",
            f"{a}..{b}",
        )
    )  # fmt: skip


def slot(rng: Random) -> str:
    """Anything with figures in it, or a name."""
    kind = rng.randrange(7)
    if kind == 0:
        return f"{number(rng)}{rng.choice(['', ' '])}{rng.choice(UNITS)}"
    if kind == 1:
        return f"{number(rng)} {rng.choice(UNITS)}"
    return (money, clock, day, odd, lambda one: one.choice(NAMES + PLACES))[kind - 2](rng)


def sentence(rng: Random) -> str:
    """One sentence; now and then two run into one, or a part of it is gone or doubled."""
    text = rng.choice(TEMPLATES)
    for name, make in (
        ("{name}", lambda: rng.choice(NAMES)), ("{place}", lambda: rng.choice(PLACES)),
        ("{says}", lambda: rng.choice(SAYS)),
        ("{day}", lambda: rng.choice(calendar.day_name)), ("{month}", lambda: rng.choice(calendar.month_name[1:])),
        ("{end}", lambda: rng.choice(ENDS)), ("{slot}", lambda: slot(rng)),
    ):  # fmt: skip
        while name in text:
            text = text.replace(name, make(), 1)
    roll = rng.random()
    if roll < 0.05:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + slot(rng) + text[at:]
    elif roll < 0.1:
        at = rng.randrange(len(text) + 1)
        text = text[:at]
    elif roll < 0.13:
        text = text.upper()
    return text[:1].upper() + text[1:] if rng.random() < 0.9 else text


def varied(rng: Random, text: str) -> str:
    """A sentence with some of its words replaced by slots, so that two of them tell nearly the same."""
    words = text.split(" ")
    for _ in range(rng.randrange(1, 3)):
        words[rng.randrange(len(words))] = slot(rng)
    return " ".join(words)


def article(rng: Random, size: int = 6) -> str:
    """A headline and paragraphs."""
    told = [sentence(rng) for _ in range(size)]
    parts = [sentence(rng).rstrip(".!?")]
    while told:
        take = rng.randrange(1, 4)
        parts.append(" ".join(told[:take]))
        told = told[take:]
    return rng.choice(["\n", "\n\n"]).join(parts)


def published(rng: Random) -> date | None:
    """A day of publication, also the first and the last that there is."""
    usual = date(2024, 1, 1) + timedelta(days=rng.randrange(900))
    return rng.choice([None, usual, usual, usual, date.min, date.max, date(2024, 2, 29)])
