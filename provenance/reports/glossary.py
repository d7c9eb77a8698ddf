"""What the words on pages, in reports and in lists mean, for who reads them first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its meaning. `also`: other words for it, and those of `--json` that stand for it."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is looked up by."""
        return (self.name, *self.also)


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, in the order in which they explain each other."""
    found = tomllib.loads(files("provenance.reports").joinpath("glossary.toml").read_text("utf-8"))["term"]
    return tuple(Term(one["name"], " ".join(one["meaning"].split()), tuple(one.get("also", ()))) for one in found)


def explained(word: str) -> tuple[Term, ...]:
    """The terms that go by a word, in any case."""
    asked = word.casefold()
    return tuple(one for one in glossary() if asked in (name.casefold() for name in one.names))
