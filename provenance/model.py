"""The nouns. Frozen values without I/O; the closed sets are those of docs/guidelines.md.

Offsets are Unicode code points, half-open, always into `Article.text`. Times are aware and UTC. Scores are in [0, 1].
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Self, TypeAlias

Span: TypeAlias = tuple[int, int]
"""(start, end) into an article's text."""

FLAT: Mapping[str, bool] = {"flat": True}
"""Metadata of a field whose own fields stand beside those of its holder, wherever that is written (see `shapes`)."""

UNSTORED: Mapping[str, bool] = {"stored": False}
"""Metadata of a field that no table has a column for."""


class Kind(StrEnum):
    """What sort of source a holder is."""

    OFFICIAL = "official"
    EXPERT = "expert"
    MEDIA = "media"
    ORGANISATION = "organisation"
    WITNESS = "witness"
    DOCUMENT = "document"
    PERSON = "person"
    UNKNOWN = "unknown"


class Naming(StrEnum):
    """How the article names a holder."""

    NAMED = "named"
    ROLE = "role"
    ANONYMOUS = "anonymous"


class Quotation(StrEnum):
    """Whether a claim is given in the source's own words."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class Level(StrEnum):
    """How surely the innermost source puts it."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    """Whether the source says that it is so or that it is not."""

    AFFIRMED = "affirmed"
    DENIED = "denied"


class Status(StrEnum):
    """Whether the claim is of a fact, an intention, a condition or a question."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    QUESTION = "question"


class Stance(StrEnum):
    """Where the source stands to what is claimed: whether it asserts it, denies it, or does neither."""

    ASSERTS = "asserts"
    DENIES = "denies"
    WITHHOLDS = "withholds"


class Saying(StrEnum):
    """How a claim stands to a statement that somebody asks about."""

    SAME = "same"
    OTHERWISE = "otherwise"
    WITHHOLDS = "withholds"


class Relation(StrEnum):
    """How two claims of different articles stand to each other."""

    CORROBORATES = "corroborates"
    CONFLICTS = "conflicts"
    UPDATES = "updates"
    RELATED = "related"
    DIFFERENT = "different"


class Band(StrEnum):
    """How sure a link is: sure enough to be shown and counted, or only possible, for those who ask for more."""

    SHOWN = "shown"
    POSSIBLE = "possible"


class ReasonKind(StrEnum):
    """What a relation rests on: a clash, or (same-…) an agreement."""

    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    POLARITY = "polarity"
    IDENTITY = "identity"
    STAGE = "stage"
    CAUSE = "cause"
    DEGREE = "degree"
    SAME_NUMBER = "same-number"
    SAME_DATE = "same-date"
    SAME_PLACE = "same-place"
    SAME_NAME = "same-name"
    SAME_STAGE = "same-stage"
    SAME_WORDS = "same-words"


class Grade(StrEnum):
    """Reliability of a source as a person graded it (Admiralty code, NATO AJP-2.1); F until then."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Verdict(StrEnum):
    """What a person decided about a claim or a link. `OPEN` takes an earlier verdict back."""

    ACCEPT = "accept"
    REJECT = "reject"
    OPEN = "open"


def content_id(*parts: object) -> str:
    """Sixteen hexadecimal digits that depend on nothing but `parts` (SHA-256 of their JSON)."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, default=str).encode("ascii")).hexdigest()[:16]


def link_id(a: str, b: str) -> str:
    """The id of the link between two claims, by id; the same whichever comes first."""
    return content_id("link", *sorted((a, b)))


class Place(NamedTuple):
    """Where a stretch of an article's text stood in the original file.

    `where` is a fragment identifier of the original's media type: `char=10,20` of the decoded text (RFC 5147),
    `xpath=/html/body/p[2]`, `page=3` (RFC 8118), `paragraph=4`.
    """

    start: int
    end: int
    where: str


class Remark(NamedTuple):
    """What was read and not taken.

    `name` is the fact that it was told of ("title", "published_on" …), or "text" for words that are no part of it.
    `origin` says where it stood, as `Article.found` does, or as the `where` of a `Place`.
    """

    name: str
    value: str
    origin: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """How bytes came from the web: `url` answered to `method` with `status` and `headers`, in their order.

    `redirects` are the addresses that were asked before and pointed on, in order.
    """

    url: str
    at: datetime
    method: str = "GET"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Original:
    """The bytes that an article was read from, kept as they came; `retrieval` is None where they lay in a file."""

    data: bytes = field(repr=False)
    media_type: str
    retrieval: Retrieval | None = None

    @cached_property
    def sha256(self) -> str:
        """Of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    def retrieved(self, retrieval: Retrieval | None) -> Self:
        """The same bytes as they came so; their hash is not computed anew for each of thousands of articles in them."""
        made = replace(self, retrieval=retrieval)
        made.__dict__["sha256"] = self.sha256
        return made


@dataclass(frozen=True)
class Article:
    """One published text.

    `text` is kept as it is given; only `read()` normalises (NFC, `\\n` line ends). `language` is an ISO 639-1 code.
    `found` says where each of title, outlet, byline, published_on, modified_on, url came from ("text: line 1",
    "html: og:title", "person"). `places` leads from the text to the original file, in order, without overlaps.
    `in_list`: `path` names a place in a list of articles ("news.jsonl:12"), where another text is another article.
    `furniture` are the stretches of the text that the form of the source shows to be no prose (headings, captions,
    links to other stories): in order, without overlaps, and no claims are found there; none where nothing is known.
    `remarks` tell what was read beside it and why it was not taken; they are not stored.
    """

    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published_on: date | None = None
    url: str | None = None
    path: str | None = None
    media_type: str = "text/plain"
    language: str | None = None
    found: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    places: tuple[Place, ...] = field(default=(), repr=False, compare=False)
    original: Original | None = field(default=None, repr=False, compare=False, metadata=UNSTORED)
    modified_on: date | None = None
    in_list: bool = field(default=False, repr=False, compare=False, metadata=UNSTORED)
    remarks: tuple[Remark, ...] = field(default=(), repr=False, compare=False, metadata=UNSTORED)
    furniture: tuple[Span, ...] = field(default=(), repr=False)

    def __hash__(self) -> int:  # of the text, whose hash Python keeps: what is read of articles is cached by them
        return hash(self.text)

    @cached_property
    def id(self) -> str:
        """Sixteen hexadecimal digits, derived from the text and from who published it (not from the path)."""
        return content_id("article", self.text, self.outlet, self.url)

    def place(self, start: int) -> Place | None:
        """Where the character at `start` stood in the original file, if that is known."""
        for candidate in self.places:
            if candidate.start <= start < candidate.end:
                return candidate
        return None


class Trait(StrEnum):
    """What the words of a mention can prove of a source."""

    NAME = "name"
    KIND = "kind"
    NAMING = "naming"


class Mention(NamedTuple):
    """Words of an article that speak of a source, and what of it they prove."""

    start: int
    end: int
    proves: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entity of an article that speaks in it; all its hops point to the same object.

    `name` is the fullest name, or where it has none the fullest description, that the article gives; None where the
    words of the hop say all. `mentions` stand in reading order, without overlaps; none where no words name it.
    """

    name: str | None
    kind: Kind
    naming: Naming
    mentions: tuple[Mention, ...] = ()


NOBODY = Source(name=None, kind=Kind.UNKNOWN, naming=Naming.ANONYMOUS)
"""The source of words that somebody said, nobody knows who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of an attribution.

    `holder` is the words as they stand at `start`..`end`, in this sentence or in another (a quotation that goes on
    points back to its source); all three are None only when no words name the source. `source` is who that is. `cue`
    is the words that report ("said", "according to").
    """

    holder: str | None
    start: int | None
    end: int | None
    source: Source = field(metadata=FLAT)
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None

    @property
    def name(self) -> str | None:
        """The full name where the article gives it, else None."""
        return self.source.name

    @property
    def kind(self) -> Kind:
        """What sort of source this is."""
        return self.source.kind

    @property
    def naming(self) -> Naming:
        """How the article names it."""
        return self.source.naming

    @property
    def label(self) -> str:
        """What to call this source in a list: its full name, else its words, else "unnamed source"."""
        return self.name or self.holder or "unnamed source"


class Likelihood(NamedTuple):
    """A range in percent that a scale gives to the holder's words."""

    low: float
    high: float
    scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How surely the innermost source puts the claim.

    `cues` are the words that made it other than certain, affirmed and asserted. `hedges` are the article's own hedges
    around the attribution ("reportedly", "is said to"): they say nothing of how sure the holder is.
    """

    level: Level = Level.CERTAIN
    polarity: Polarity = Polarity.AFFIRMED
    status: Status = Status.ASSERTED
    cues: tuple[Span, ...] = ()
    hedges: tuple[Span, ...] = ()
    likelihood: Likelihood | None = None


class Piece(NamedTuple):
    """Words of an article in a statement: `text[start:end]` of the statement stands at `article.text[at:]`."""

    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as one sentence that can be read alone, in `text`.

    `inserted` are the spans of `text` that are no words of the passage: what was put in or changed, each with the
    square brackets around it. `passage` are the pieces that are: `text[start:end] == article.text[at : at + end -
    start]`. Both are in the order of `text`, without overlaps, not empty; every character of `text` lies in one of
    them, but for blanks, the "…" of words left out and the full stop that ends it. White space is single blanks.
    """

    text: str
    inserted: tuple[Span, ...] = ()
    passage: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, text: str, *parts: Span | str) -> Self:
        """The statement made of `parts`, one after another.

        Args:
            text: The article's.
            parts: A span of `text` stands for its words, with every stretch of white space as one blank; a string for
                itself: what is put in, with its square brackets, or what stands between two parts (" ", " … ", ".").
        """
        made, inserted, passage = "", [], []
        for part in parts:
            if isinstance(part, str):
                inserted += [(len(made) + one.start(), len(made) + one.end()) for one in _BRACKETED.finditer(part)]
                made += part
                continue
            at = part[0]
            for words in _WORDS.finditer(text, *part):
                made += " " * (words.start() > at)
                passage.append(Piece(len(made), len(made) + len(words[0]), words.start()))
                made += words[0]
                at = words.end()
            made += " " * (part[1] > at)
        return cls(text=made, inserted=tuple(inserted), passage=tuple(passage))

    @property
    def alone(self) -> str:
        """`text` without the context that stands after it: only what is claimed."""
        return _AFTER.sub("", self.text)

    def is_made_of(self, passage: str, start: int) -> bool:
        """Whether every word of it stands in `passage`, which begins at `start`, or in square brackets."""
        rest = list(self.text)
        for begin, end, at in self.passage:
            if at < start or self.text[begin:end] != passage[at - start : at - start + end - begin]:
                return False
            rest[begin:end] = " " * (end - begin)
        for begin, end in self.inserted:
            if (self.text[begin : begin + 1], self.text[end - 1 : end]) != ("[", "]"):
                return False
            rest[begin:end] = " " * (end - begin)
        return set(rest) <= _BETWEEN

    def moved(self, by: int) -> Self:
        """The same of a passage that stands `by` characters later."""
        return replace(self, passage=tuple(one._replace(at=one.at + by) for one in self.passage))


_BETWEEN = frozenset(" ….")
_WORDS = re.compile(r"\S+(?: \S+)*")
_BRACKETED = re.compile(r"\[[^][]*\]")
CONTEXT = "Context:"
"""Begins the square brackets in which a statement is followed by what the article says before it."""
_AFTER = re.compile(rf"\s*\[{CONTEXT}[^][]*\]$")
SENTENCE = Statement(text="")
"""Stands for the sentence of a claim as its statement."""


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What one sentence asserts on one source's authority: the fields that a claim and a record of it share.

    `start`/`end` are the sentence, `content` the spans of what is claimed, without the reporting frame, in order.
    `ordinal` counts the claims of one sentence. `attribution` holds the source that the article cites first, then
    whoever that source cites; () is the article's own voice. `statement` is by default the sentence as it stands.
    """

    start: int
    end: int
    content: tuple[Span, ...]
    attribution: tuple[Hop, ...] = ()
    quotation: Quotation = Quotation.NONE
    ordinal: int = 0
    stance: Stance = Stance.ASSERTS
    statement: Statement = SENTENCE


@dataclass(frozen=True, kw_only=True)
class Claim(Assertion):
    """An assertion in its article, and how surely it is put."""

    article: Article = field(repr=False)
    certainty: Certainty = field(default=Certainty(), metadata=FLAT)

    def __post_init__(self) -> None:
        if self.statement is SENTENCE:
            object.__setattr__(self, "statement", Statement.of(self.article.text, (self.start, self.end)))

    def __hash__(self) -> int:  # of its place alone: what is read of claims is cached by them
        return hash((self.article.text, self.start, self.end, self.ordinal))

    @cached_property
    def id(self) -> str:
        """Sixteen hexadecimal digits, derived from the article and the place in it."""
        return content_id("claim", self.article.id, self.start, self.end, self.ordinal)

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.start : self.end]

    @property
    def says_its_sentence(self) -> bool:
        """Whether the statement is the sentence as it stands."""
        return self.statement == Statement.of(self.article.text, (self.start, self.end))

    @property
    def content_text(self) -> str:
        """What is claimed, its spans joined by " … "."""
        return " … ".join(self.article.text[start:end] for start, end in self.content)


@dataclass(frozen=True, slots=True)
class Reason:
    """What a relation rests on: words of `a` against words of `b`, each a span into its own article's text."""

    kind: ReasonKind
    a: Span
    b: Span
    note: str = ""
    weight: float = 0.0


class Contribution(NamedTuple):
    """One named part of a sum. `value` is in the unit of the sum; `note` says where it comes from."""

    name: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims of different articles. `score` in [0, 1]: that both speak of the same thing.

    `parts` are what `score` is made of (see `provenance.matching.similarity`), `reasons` the strongest first.
    `agreement` in [0, 1]: the chance that both say the same (see `provenance.matching.agreement`), of a link that
    corroborates and was found unasked; else None.
    """

    a: Claim
    b: Claim
    relation: Relation
    score: float
    reasons: tuple[Reason, ...] = ()
    parts: tuple[Contribution, ...] = ()
    agreement: float | None = None
    band: Band = Band.SHOWN

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits, the same whichever claim comes first."""
        return link_id(self.a.id, self.b.id)


@dataclass(frozen=True, slots=True)
class Merge:
    """Why several articles or claims count as one origin."""

    members: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins stand behind some claims, `low` to `high`, with the evidence of each merge."""

    low: int
    high: int
    merges: tuple[Merge, ...] = ()

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Confidence:
    """One number in [0, 1] for sorting, with the log-odds that add up to it."""

    score: float
    contributions: tuple[Contribution, ...]

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self.contributions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's verdict on a claim or a link. Appended, never overwritten; the last one in the log counts.

    `wording` is the verdict in the person's own terms ("Mostly false"), for publication; `scale` all the terms it was
    chosen from, the worst first, or ().
    """

    target: str
    verdict: Verdict
    by: str
    why: str
    at: datetime
    wording: str | None = None
    scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A person's grade of a source's reliability. Appended, never overwritten; the last one in the log counts."""

    source: str
    grade: Grade
    by: str
    why: str
    at: datetime
