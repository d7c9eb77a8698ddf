"""What a number is made of: in words, and as a sum whose parts add up as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.model import Contribution


def adding_up(values: Sequence[float], digits: int = 2) -> list[str]:
    """The values and then their total, rounded so that what is shown adds up to the total that is shown.

    Each is at most one unit of the last digit away from its value (largest remainder method, Hamilton 1792).
    """
    unit = 10**-digits
    total = round(sum(values) / unit)
    floors = [int(value // unit) for value in values]
    by_remainder = sorted(range(len(values)), key=lambda i: floors[i] - values[i] / unit)
    for i in by_remainder[: total - sum(floors)]:
        floors[i] += 1
    return [f"{units * unit:+.{digits}f}" for units in (*floors, total)]


def for_and_against(contributions: Sequence[Contribution]) -> list[tuple[str, list[str]]]:
    """What speaks for a claim and what against it, in words, what weighs most first; and what was left out."""
    heaviest = sorted(contributions, key=lambda one: -abs(one.value))
    evidence = [one for one in heaviest if one.name != "base"]
    return [
        ("Speaks for it", [one.note for one in evidence if one.value > 0]),
        ("Speaks against it", [one.note for one in evidence if one.value < 0]),
        ("Left out", [one.note for one in evidence if not one.value]),
    ]


def sum_rows(contributions: Sequence[Contribution]) -> list[tuple[str, str, str]]:
    """Name, log-odds and note of each contribution, and a last row with the total."""
    *parts, total = adding_up([one.value for one in contributions])
    rows = [(one.name, part, one.note) for one, part in zip(contributions, parts, strict=True)]
    return [*rows, ("total", total, "")]
