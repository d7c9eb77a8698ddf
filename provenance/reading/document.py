"""What a format's reader hands on: paragraphs with their places, and facts with their origins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from provenance.errors import ReadingError
from provenance.model import Original, Place, Remark, Retrieval, Span
from provenance.progress import begin

_EARLIEST = date(1605, 1, 1)  # the first newspaper; pages without a date often say year 1
_MOST_PASSED_OVER = 50
_AHEAD = timedelta(days=366)  # magazines bear a later date than that of their appearance


@dataclass(slots=True)
class Facts:
    """Who published a text, and when. `origins` says of each field where its value stood; the first to tell
    wins, and what else was told is `passed_over`.
    """

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published_on: date | None = None
    url: str | None = None
    modified_on: date | None = None
    origins: dict[str, str] = field(default_factory=dict)
    passed_over: list[Remark] = field(default_factory=list)

    def tell(self, name: str, value: str | date | None, origin: str) -> None:
        """Sets the field `name` unless it is known, or `value` is empty or a day on which nothing was published."""
        if isinstance(value, str):
            value = " ".join(clean(value).split())[:500]
        if not value:
            return
        known = getattr(self, name)
        if isinstance(value, date) and not _EARLIEST <= value <= datetime.now(UTC).date() + _AHEAD:
            self.pass_over(name, str(value), origin, "nothing was published on such a day")
        elif known is None:
            setattr(self, name, value)
            self.origins[name] = origin
        elif known != value:
            self.pass_over(name, str(value), origin, f"{self.origins.get(name)} is trusted more")

    def pass_over(self, name: str, value: str, origin: str, why: str) -> None:
        """Keeps what was told of the field `name` and not taken."""
        told = Remark(name, " ".join(clean(value).split())[:500], origin, why)
        if told not in self.passed_over and len(self.passed_over) < _MOST_PASSED_OVER:
            self.passed_over.append(told)


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it goes into an article, with the places of its paragraphs, in order, and what was left out of it.

    `furniture`: see `Article`.
    """

    text: str
    places: tuple[Place, ...]
    facts: Facts
    left_out: tuple[Remark, ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A source that stands inside another, read already, or to be read by a call, or still bytes.

    `name` is what follows the name of the whole in messages ("/a.txt", ":12"). `in_list`: it is only a place in a list,
    where another text may stand the next time. `original` is what is kept of a part that was read already.
    `media_type`: what the bytes are; told from them when None.
    """

    name: str
    content: bytes | Document | Callable[[], Document] = field(repr=False)
    original: Original | None = None
    in_list: bool = False
    retrieval: Retrieval | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class BadPart:
    """A part that cannot be read, and why; `left_out`: it is not read on purpose."""

    name: str
    reason: str
    left_out: bool = False


@dataclass(slots=True)
class Allowance:
    """How many bytes may still come out of an archive, with the archives inside it: what stops a bomb.

    It also numbers the documents of a source as they are begun; the first `start` are passed over. `columns`: the
    fields of an article with the names of the columns that a person gave for them, for whatever is a table.
    """

    left: int = 1_000_000_000
    start: int = 0
    begun: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)

    def begins(self, label: str) -> bool:
        """Numbers a document, or an error in its place, and tells that it is begun; whether it is not passed over."""
        self.begun += 1
        if self.begun <= self.start:
            return False
        begin(label, self.begun)
        return True

    def instead(self, error: ReadingError) -> Iterator[ReadingError]:
        """An error in the place of a document, which is passed over like one."""
        if self.begins(error.source):
            yield error

    def spend(self, size: int) -> bool:
        """Whether `size` bytes were still allowed."""
        self.left -= size
        return self.left >= 0


class DamagedError(ValueError):
    """A file is not what its format says; the message says how, in words for a person."""


# Invisible characters that would hide inside words, and marks that turn the direction of what follows.
_DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # one character in UTF-16
_LIGATURES = re.compile("[\ufb00-\ufb06]")  # of printers: a search for "refinery" must find them
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def line_ends(text: str) -> str:
    """`text` with every line end as one `\\n`, so that offsets count as RFC 5147, section 2.1.1, has it."""
    return _LINE_END.sub("\n", text)


def clean(line: str) -> str:
    """`line` in NFC, without invisible characters and ligatures, control characters replaced by spaces."""
    if line.isascii() and line.isprintable():
        return line
    line = _PAIR.sub(lambda pair: pair[0].encode("utf-16-le", errors="surrogatepass").decode("utf-16-le"), line)
    line = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", _DROPPED.sub("", line)))


def join(paragraphs: Iterable[tuple[str, str | None]], separator: str = "\n") -> tuple[str, tuple[Place, ...]]:
    """The text of paragraphs given with where they stood (None: not known), and their places in it."""
    parts: list[str] = []
    places: list[Place] = []
    position = 0
    for paragraph, where in paragraphs:
        if where is not None and paragraph.strip():
            places.append(Place(position, position + len(paragraph), where))
        parts.append(paragraph)
        position += len(paragraph) + len(separator)
    return separator.join(parts), tuple(places)


def marked(paragraphs: Iterable[tuple[str, bool]], separator: str = "\n") -> tuple[Span, ...]:
    """Where those of some paragraphs stand that are marked, in the text that `join` makes of all of them."""
    found: list[Span] = []
    position = 0
    for paragraph, is_marked in paragraphs:
        if is_marked and paragraph.strip():
            found.append((position, position + len(paragraph)))
        position += len(paragraph) + len(separator)
    return tuple(found)
