"""Which sources an article has cited so far, for the words that point back to one of them."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from provenance.extraction.sources import is_body, take_apart
from provenance.model import Kind

_WORD = re.compile(r"\w+")
_BACK = 40
"""Words point back over at most this many sources."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A source that was resolved: where it stands, its words, its full name, and what it is."""

    start: int
    words: str
    name: str | None
    kind: Kind
    person: bool


class Memory:
    """The sources heard so far, by where they stand."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._roles: dict[str, str] = {}

    def add(self, source: Heard, role: str) -> None:
        """Remembers a source; `role` is the head noun of its description, "" for a name."""
        insort(self._heard, source, key=lambda heard: heard.start)
        if role:
            self._roles[role] = source.name or source.words

    def back_from(self, offset: int, *, to: int = 0) -> Iterator[Heard]:
        """The sources between `to` and `offset`, the latest first."""
        last = bisect_left(self._heard, offset, key=lambda heard: heard.start)
        for index in range(last - 1, max(-1, last - 1 - _BACK), -1):
            if self._heard[index].start < to:
                return
            yield self._heard[index]

    def role(self, head: str) -> str | None:
        """What the source last described by the noun `head` is called."""
        return self._roles.get(head)

    def issuer(self, offset: int) -> Heard | None:
        """Who issued "a statement": the latest body named before `offset`, else the latest person."""
        named = [source for source in self.back_from(offset) if source.name]
        return next((source for source in named if not source.person), named[0] if named else None)

    def body(self, head: str, kind: Kind | None, offset: int) -> Heard | None:
        """The body that "the agency" at `offset` takes up: one called so, else the only bare name of its kind."""
        if not is_body(head):
            return None
        named = [source for source in self.back_from(offset) if source.name and not source.person]
        noun = head.split()[-1]
        called = next((source for source in named if noun in _WORD.findall(source.words.casefold())), None)
        if called is not None or kind is Kind.OFFICIAL:
            return called
        fits = {source.name: source for source in named if source.kind is kind and not take_apart(source.words).head}
        return next(iter(fits.values())) if len(fits) == 1 else None
