"""What can go wrong, as one tree.

    ProvenanceError
    ├── ReadingError                a source cannot become an article
    │   ├── EmptySource             nothing to read in it
    │   ├── UnsupportedSource       not a form that can be read (a binary, an unknown format)
    │   ├── TooLarge                over the size limit
    │   ├── FaultyReading           this program failed on it: a fault of ours, not of the source
    │   ├── LeftOut                 not read on purpose: a link out of a folder, a pipe, a device
    │   ├── NotNow                  a server asks to come back later
    │   └── TooDemanding            took more time or memory than one document may
    ├── UnsupportedLanguage         an article in a language that is not read
    ├── MissingExtra                an optional dependency is not installed
    ├── WorkersLost                 no process can be started to work for this one
    ├── Cancelled                   somebody did not want it any more
    ├── CasefileError               the database cannot do what was asked
    │   ├── NewerCasefile           written by a later version of the program
    │   └── CasefileUnavailable     cannot be opened, locked or written (read-only, disk full, server gone)
    ├── NotFound                    no such id, name, format or field; `known` lists what exists
    ├── Ambiguous                   a prefix fits several ids; `candidates` lists them
    └── InvalidRequest              a value that a person gave is not acceptable

Programming mistakes stay ValueError and TypeError. A message says what, where, and what to do next. What nobody
foresaw is no error of this tree: `provenance.faults` turns it into a `Fault` of the one thing that it happened to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self

from provenance import installation


class Phase(StrEnum):
    """What is done to an article on its way in, or for a person who asks."""

    FINDING = "finding"
    READING = "reading"
    EXTRACTION = "extraction"
    INDEXING = "indexing"
    COMPARISON = "comparison"
    SCORING = "scoring"
    STORING = "storing"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception that nobody foresaw, in one step of one thing.

    Args:
        phase: What was being done.
        where: To what: a file, an article, a claim, a pair of claims.
        cause: The kind of the exception and its message, in a line.
        trace: Where in the program it happened, with what led there.
    """

    phase: Phase
    where: str
    cause: str
    trace: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.phase} failed ({self.cause})"


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """ " (did you mean 'official'?)": what is most like a word that is not known; nothing where nothing is like it.

    Source: gestalt pattern matching, Ratcliff and Metzener 1988.
    """
    spelt = {one.casefold(): str(one) for one in known}
    nearest = get_close_matches(given.casefold(), spelt, n=1)
    return f" (did you mean {spelt[nearest[0]]!r}?)" if nearest else ""


class ProvenanceError(Exception):
    """The base of every error that a person can do something about; it can be sent from one process to another."""

    def __reduce__(
        self,
    ) -> tuple[Callable[..., ProvenanceError], tuple[type[Self], tuple[object, ...], dict[str, Any]]]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[ProvenanceError], args: tuple[object, ...], state: dict[str, Any]) -> ProvenanceError:
    error = kind.__new__(kind, *args)  # what `__init__` would make of its arguments is in both already
    error.__dict__.update(state)
    return error


class ReadingError(ProvenanceError):
    """A source cannot become an article. `source` names it, `reason` says why."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class EmptySource(ReadingError):
    """There is nothing to read in the source."""


class UnsupportedSource(ReadingError):
    """The source is not in a form that can be read."""


class TooLarge(ReadingError):
    """The source is over the size limit."""


class FaultyReading(ReadingError):
    """This program failed on the source; `fault` says how."""

    def __init__(self, source: str, fault: Fault) -> None:
        super().__init__(source, f"the program failed to read it ({fault.cause}); --debug shows where")
        self.fault = fault


class LeftOut(ReadingError):
    """Something in a folder that is not read on purpose; the reason says how to have it read, where that can be."""


class NotNow(ReadingError):
    """A server asks to come back later: in so many `seconds`, where it says when."""

    def __init__(self, source: str, reason: str, seconds: float | None) -> None:
        super().__init__(source, reason)
        self.seconds = seconds


class TooDemanding(ReadingError):
    """The source took more time or memory than one document may."""


class UnsupportedLanguage(ProvenanceError):
    """An article is in a language that is not read. `language` is its ISO 639-1 code."""

    def __init__(self, source: str, language: str) -> None:
        super().__init__(f"{source}: written in {language!r}; only English is read")
        self.source = source
        self.language = language


class MissingExtra(ProvenanceError):
    """An optional dependency is not installed. `extra` names the set that brings it."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional part; install it with: {installation.command_for(extra)}")
        self.feature = feature
        self.extra = extra


class WorkersLost(ProvenanceError):
    """No process can be started to work for this one."""

    def __init__(self) -> None:
        super().__init__(
            "no worker process can be started, perhaps for want of memory; close other programs, or run the same "
            "command again with fewer --workers: what was stored stays"
        )


class Cancelled(ProvenanceError):
    """Somebody did not want a source any more. `source` names it."""

    def __init__(self, source: str) -> None:
        super().__init__(f"{source}: cancelled")
        self.source = source


class CasefileError(ProvenanceError):
    """The database cannot do what was asked."""


class NewerCasefile(CasefileError):
    """The casefile was written by a later version of the program."""


class CasefileUnavailable(CasefileError):
    """The casefile cannot be opened, locked or written.

    `passing`: it may be there again in a while (a server that is started again, another writer that ends).
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class NotFound(ProvenanceError):
    """Nothing by that name. `known` lists what exists (perhaps only the nearest)."""

    def __init__(self, what: str, name: str, known: Sequence[str] = ()) -> None:
        listed = f"; known: {', '.join(known)}" if known else ""
        super().__init__(f"no {what} {name!r}{did_you_mean(name, known)}{listed}")
        self.what = what
        self.name = name
        self.known = tuple(known)


class Ambiguous(ProvenanceError):
    """A prefix fits several ids. `candidates` lists them."""

    def __init__(self, what: str, prefix: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{what} {prefix!r} is ambiguous: {', '.join(candidates)}; give more characters")
        self.what = what
        self.prefix = prefix
        self.candidates = tuple(candidates)


class InvalidRequest(ProvenanceError):
    """A value that a person gave is not acceptable; the message says what is."""
