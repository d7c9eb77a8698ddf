"""Places: countries, their people, states and cities named in a text, and which lies in which."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from provenance.language.data import load

_CAPITALISED = re.compile(r"(?<![\w.])[A-Z][\w]*")


class PlaceName(NamedTuple):
    """A place or a people named at `start`..`end`.

    `path` leads from the country down: "FR", "US/TX/Houston". `people` is true of a demonym ("French").
    """

    start: int
    end: int
    path: str
    people: bool

    def within(self, other: PlaceName) -> bool:
        """Whether one of the two lies in the other, or both are the same."""
        return f"{self.path}/".startswith(f"{other.path}/") or f"{other.path}/".startswith(f"{self.path}/")


def places(text: str, start: int = 0, end: int | None = None) -> list[PlaceName]:
    """The places of the gazetteer that `text[start:end]` names, in order; offsets are into `text`.

    Only capitalised names count. The longest name wins ("South Korea", not "Korea").
    """
    stop = len(text) if end is None else end
    found: list[PlaceName] = []
    position = start
    for match in _CAPITALISED.finditer(text, start, stop):
        if match.start() < position:
            continue
        for name, path, people in _names().get(match[0], ()):
            after = match.start() + len(name)
            if after <= stop and text.startswith(name, match.start()) and not text[after : after + 1].isalpha():
                found.append(PlaceName(match.start(), after, path, people))
                position = after
                break
    return found


@cache
def _names() -> dict[str, tuple[tuple[str, str, bool], ...]]:
    """Names by their first word, the longest first: (name, path, whether it is a people)."""
    table = load("places")
    entries: dict[str, tuple[str, bool]] = {}
    for code, country in table["country"].items():
        for name in country["people"]:
            entries.setdefault(name, (code, True))
            entries.setdefault(f"{name}s", (code, True))
        entries.update((name, (code, False)) for name in country["names"])
    for code, names in table["state"].items():
        entries.update((name, (f"US/{code}", False)) for name in names)
    for code, names in table["city"].items():
        for name in names:
            entries.setdefault(name, (f"{code.replace('-', '/')}/{name}", False))
    by_word: dict[str, list[tuple[str, str, bool]]] = {}
    for name, (path, people) in entries.items():
        first = _CAPITALISED.match(name)
        if first:
            by_word.setdefault(first[0], []).append((name, path, people))
    return {word: tuple(sorted(names, key=lambda name: -len(name[0]))) for word, names in by_word.items()}
