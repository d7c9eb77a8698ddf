"""What was done to a casefile, and whether it is whole: the records of its log, of checks, repairs and copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from provenance.model import Remark, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """Something that differs between two versions of an article, a passage (`what`: text) or a fact (its name).

    `cause`: outlet, or reading where the bytes are the same and another version of the program reads them differently.
    `change`: altered | gone | added | moved | unchanged. `before` and `after` are its words, `start_before` and `start`
    where a passage begins in the text of each version. `gone` and `came` are the words that differ, as spans into
    `before` and `after`.
    """

    at: datetime
    """When the later version was read."""
    article_before: str
    article: str
    file: str | None
    url: str | None
    outlet: str | None
    what: str
    change: str
    before: str | None
    after: str | None
    start_before: int | None = None
    start: int | None = None
    gone: tuple[Span, ...] = ()
    came: tuple[Span, ...] = ()
    cause: str = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecord:
    """What was read of one article before anything is stored.

    `words` is how many the text has, `claims` how many claims it makes; `silent` says why it makes none. `opening` is
    how the text begins. `found` says where each fact stood, `remarks` what was told or written besides and why it was
    not taken.
    """

    source: str
    media_type: str
    title: str | None
    outlet: str | None
    byline: str | None
    published_on: date | None
    modified_on: date | None
    url: str | None
    language: str | None
    words: int
    claims: int
    silent: str | None
    opening: str
    found: tuple[Origin, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Origin(NamedTuple):
    """The fact `name`, and where it stood."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """How far the log had got: its number of entries, and the hash that covers them all ("" for an empty log)."""

    entries: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry of the log: what was done, to what, by whom and why. `hash` covers it and the `hash` before."""

    number: int
    at: datetime
    event: str
    subject: str
    value: str
    person: str | None
    why: str | None
    detail: dict[str, str]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """An entry of the log, and the one that takes it back (or, for an undo, brings back what that had taken)."""

    undone: LogEntry
    entry: LogEntry


class SavedView(NamedTuple):
    """A list that a person keeps under a name: the address of its page. `entry`: its number in the log."""

    name: str
    address: str
    by: str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was taken out with an article: how many versions of it, claims and links; and the entry that says so."""

    article: str
    name: str
    versions: int
    claims: int
    links: int
    entry: LogEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as it is said to be: where, and what is wrong. `follows`: from other rows or the log, so
    that it can be rebuilt; what does not was read or decided, and only a backup has it.
    """

    where: str
    what: str
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was checked, each with how often, and what did not agree. `remarks` say what could not be checked."""

    checked: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was made again, and what is still wrong: where that was read or decided, only a backup has it.

    `sealed`: how many articles got hashes in the log that had none yet.
    """

    rebuilt: tuple[Difference, ...]
    left: tuple[Difference, ...]
    sealed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSummary:
    """What a merge brought: zero everywhere where nothing was new."""

    articles: int
    claims: int
    links: int
    entries: int
    """Of the log, reviews and ratings among them."""
    contradictions: int = 0
    """That this brought: decisions of people who had not seen each other's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    """What a backup holds, and how far its log had got: the same as that of the casefile when it was begun."""

    held: MergeSummary
    head: LogState


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's answer."""

    name: str
    value: str
    ok: bool = True
    origin: str = ""
    """Where a setting came from: an option, an environment variable, a file, the default."""
