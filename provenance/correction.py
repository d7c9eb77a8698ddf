"""The nouns of corrections: what a person sets in the place of what the program read, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from provenance.bookkeeping import LogEntry
from provenance.model import Kind, Level, Naming, Polarity, Span, Stance, Status


class Corrected(NamedTuple):
    """What a person set of a claim in the place of what the program read. `entry`: its number in the log.

    `field`: source, for any part of its attribution | stance | level | polarity | status | content | statement | claim,
    where a person says that there is none | added, where the program had read none.
    """

    field: str
    by: str
    at: datetime
    entry: int


class Scope(StrEnum):
    """Where a word about a source holds: of one claim, in the article of that, or wherever the source speaks."""

    CLAIM = "claim"
    ARTICLE = "article"
    CASEFILE = "casefile"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """What a person says of a source; None leaves a trait as it is."""

    name: str | None = None
    kind: Kind | None = None
    naming: Naming | None = None

    def traits(self) -> Iterator[tuple[str, str]]:
        """What is said, by trait."""
        for trait, value in (("name", self.name), ("kind", self.kind), ("naming", self.naming)):
            if value is not None:
                yield trait, str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """What a person says of a claim; None leaves a field as it is.

    `content`: the words of the sentence that are claimed, "…" between several stretches. `statement`: the claim as one
    sentence that can be read alone.
    """

    stance: Stance | None = None
    level: Level | None = None
    polarity: Polarity | None = None
    status: Status | None = None
    content: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSummary:
    """The entries of the log that a correction made, and how many claims it changed."""

    entries: tuple[LogEntry, ...]
    claims: int


class Selected(NamedTuple):
    """Words of one sentence of an article: where that stands, and where they do."""

    sentence: Span
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Where words that a person selects stand in an article.

    `places`: each in one sentence. `parts`: where there is none, what of them stands in which sentence, in order.
    """

    places: tuple[Selected, ...]
    parts: tuple[str, ...] = ()
