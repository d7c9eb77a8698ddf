"""What a casefile answers with: flat, frozen rows that commands print, pages show and reports write.

Spans are offsets into the article's text, as everywhere. The field names are those of `--json`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from provenance.bookkeeping import LogState
from provenance.correction import Corrected
from provenance.model import (
    SENTENCE,
    Assertion,
    Band,
    Certainty,
    Confidence,
    Contribution,
    Grade,
    Kind,
    Level,
    Naming,
    Origins,
    Place,
    Polarity,
    Rating,
    ReasonKind,
    Relation,
    Review,
    Span,
    Stance,
    Statement,
    Status,
    Verdict,
)

Tell = Callable[[str, int, int], None]
"""Called with the step that a long job is at, and how much of how much of it is done."""


def untold(_step: str, _done: int, _of: int) -> None:
    """A `Tell` for those who do not ask."""


OWN_VOICE = "own-voice"
"""What stands among the kinds of sources for the article itself, in facets and addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which claims to list; empty sets and None let everything through.

    `since` and `until` (both included) are compared with the article's publication date; with either set, articles
    without a date are left out. `kinds` and `namings` look at the first hop; `own_voice` lets claims pass that the
    article makes itself, besides the `kinds` (True), or leaves them out (False). `reviewed`: with a verdict, or
    without; `verdict`: with this one. `claims`: these, by their ids or beginnings.
    `text`: words that the claim's passage holds, as in a search. `source`: cited anywhere in the attribution.
    `tags`: with each of them. `corroborated`, `conflicting`: with such links that nobody rejected, or without.
    """

    kinds: frozenset[Kind] = frozenset()
    namings: frozenset[Naming] = frozenset()
    levels: frozenset[Level] = frozenset()
    polarities: frozenset[Polarity] = frozenset()
    statuses: frozenset[Status] = frozenset()
    stances: frozenset[Stance] = frozenset()
    outlets: frozenset[str] = frozenset()
    article: str | None = None
    since: date | None = None
    until: date | None = None
    min_confidence: float = 0.0
    reviewed: bool | None = None
    max_confidence: float = 1.0
    own_voice: bool | None = None
    text: str | None = None
    source: str | None = None
    tags: frozenset[str] = frozenset()
    corroborated: bool | None = None
    conflicting: bool | None = None
    verdict: Verdict | None = None
    claims: frozenset[str] = frozenset()


class WordFound(NamedTuple):
    """A word of a search: how many claims have it in their passage, and where none has, what is most like it."""

    word: str
    claims: int
    meant: str | None


class Order(StrEnum):
    """In what order claims are listed: what is said of an order holds of the first of the list."""

    CONFIDENCE = "confidence"
    LEAST_CONFIDENT = "-confidence"
    NOTABLE = "notable"
    ORIGINS = "origins"
    CONFLICTS = "conflicts"
    REPEATED = "repeated"
    LOAD_BEARING = "load-bearing"
    DATE = "date"
    FILE = "file"
    LEVEL = "level"
    POLARITY = "polarity"
    STATUS = "status"
    LIKELIHOOD = "likelihood"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFilter:
    """Which links to list; empty sets and None let everything through.

    `reasons`: with one of these among its reasons. `decided`: with a verdict, or without. `claims`: one of both passes.
    `band`: those that count, or those that are only possible.
    """

    relations: frozenset[Relation] = frozenset()
    reasons: frozenset[ReasonKind] = frozenset()
    decided: bool | None = None
    claims: Filter = Filter()
    band: Band = Band.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles to list; empty sets and None let everything through.

    `text`: words that its title, outlet, author, file or address hold. `since` and `until` (both included) leave out
    articles without a date. `dated`: with a date, or without. `with_claims`: that make claims, or none.
    """

    outlets: frozenset[str] = frozenset()
    text: str | None = None
    since: date | None = None
    until: date | None = None
    dated: bool | None = None
    with_claims: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article as it lies in the casefile."""

    id: str
    file: str | None
    url: str | None
    title: str | None
    outlet: str | None
    byline: str | None
    published_on: date | None
    language: str | None
    media_type: str
    sha256: str | None
    """Of the original bytes."""
    ingested_at: datetime
    version: int
    """1 for the first content under this file or URL; only the latest version is listed."""
    claims: int
    found: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Placed:
    """In which article something stands, and its words."""

    id: str
    article: str
    file: str | None
    title: str | None
    outlet: str | None
    published_on: date | None
    text: str
    """The sentence."""
    content_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord(Certainty, Assertion, Placed):
    """A claim with the numbers that a list shows. `corroborating` and `conflicting` count links not rejected."""

    confidence: float
    origins: Origins
    corroborating: int
    conflicting: int
    verdict: Verdict | None
    tags: tuple[str, ...] = ()
    """That people gave it, in alphabetical order."""
    contested: bool = False
    """Whether people who had not seen each other's verdict contradict each other: no verdict counts meanwhile."""
    corrected: tuple[Corrected, ...] = ()
    """What of it people set, instead of the program."""

    def __post_init__(self) -> None:
        if self.statement is SENTENCE:
            whole = Statement.of(self.text, (0, len(self.text)))
            object.__setattr__(self, "statement", whole.moved(self.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRecord:
    """A reason with the words of both sides."""

    kind: ReasonKind
    a: Span
    b: Span
    a_text: str
    b_text: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """Two claims that agree or clash."""

    id: str
    relation: Relation
    score: float
    parts: tuple[Contribution, ...]
    reasons: tuple[ReasonRecord, ...]
    a: ClaimRecord
    b: ClaimRecord
    verdict: Verdict | None
    contested: bool = False
    """As of a claim."""
    agreement: float | None = None
    """Of a link that corroborates, the chance that both claims say the same; none of older ones."""
    band: Band = Band.SHOWN
    """Only what is shown counts, and what a person accepted; what is only possible is listed for those who ask."""
    corrected: tuple[Corrected, ...] = ()
    """Who set how the claims stand to each other, where a person did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of several people decided who had not seen each other's decision. `entry`: its number in the log.

    `value`: a verdict, a grade or what was set; "open", "F" or "as it was read" where the last decision was to take one
    back.
    """

    value: str
    by: str
    why: str
    at: datetime
    entry: int
    wording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Decisions on one thing that are not the same, by people who had not seen each other's: none counts meanwhile.

    `what`: review | rating | correction. `target` is the id of a claim, link or article, or the key of a source, which
    `label` names.
    """

    what: str
    target: str
    label: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDetail:
    """Everything about one claim: the passage in its paragraph, the sum behind its confidence, its links."""

    claim: ClaimRecord
    article: ArticleRecord
    paragraph: str
    paragraph_start: int
    where: str | None
    """Where the passage stood in the original file (see `Place.where`)."""
    confidence: Confidence
    links: tuple[LinkRecord, ...]
    reviews: tuple[Review, ...]
    contradictions: tuple[Contradiction, ...] = ()
    """On the claim and its links."""
    possible: tuple[LinkRecord, ...] = ()
    """Links that may be right, but are not sure enough to be shown or counted; the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRecord:
    """Claims of several articles that say the same, with the count of independent origins."""

    id: str
    """That of its most confident claim."""
    claims: tuple[ClaimRecord, ...]
    links: tuple[LinkRecord, ...]
    articles: int
    origins: Origins


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A source that articles cite."""

    source: str
    kind: Kind
    naming: Naming
    claims: int
    articles: int
    files: tuple[str, ...]
    outlets: tuple[str, ...]
    grade: Grade
    ratings: tuple[Rating, ...] = ()
    contested: bool = False
    """Whether people who had not seen each other's grade contradict each other: it counts as F meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRecord:
    """A publisher of articles in the casefile."""

    outlet: str
    articles: int
    claims: int
    grade: Grade
    ratings: tuple[Rating, ...] = ()
    contested: bool = False
    """As of a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A passage that holds the words asked for. `claim` is None where they stand outside every claim."""

    article: ArticleRecord
    claim: ClaimRecord | None
    start: int
    end: int
    snippet: str
    marks: tuple[Span, ...]
    """Where the words stand in `snippet` (offsets into the snippet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPlace:
    """A decision whose words today's program does not find as they were: a person has to look.

    `event`: review | note | tag | rating. `target` is what it was made on, `words` what was claimed there.
    """

    event: str
    target: str
    value: str
    by: str | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of one source of an ingest.

    `state`: added | unchanged | changed | completed | new-version | reread | skipped | failed | cancelled. changed: the
    text is the same, but a fact about the article is not (its title, its date); completed: it was in, but the program
    had failed on a part of it; reread: another version of the program had read it.
    """

    source: str
    state: str
    article: str | None = None
    claims: int = 0
    reason: str | None = None
    """Why it failed or was skipped, in a line."""
    redirects: tuple[str, ...] = ()
    """The addresses that pointed on to the one that answered."""
    faults: tuple[str, ...] = ()
    """Where the program itself failed: of what was stored, these claims or comparisons are missing."""
    again_in: float | None = None
    """The seconds after which the server of an address asks to be asked again."""
    lost: tuple[LostPlace, ...] = ()
    """Decisions that lost their place because it was read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSummary:
    """What became of all sources of an ingest."""

    outcomes: tuple[FileOutcome, ...]
    links: int
    """How many links were added."""

    def count(self, state: str) -> int:
        """How many outcomes have this state."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def incomplete(self) -> int:
        """How many articles were stored with something missing, because the program failed on it."""
        return sum(bool(outcome.faults) and outcome.state != "failed" for outcome in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """How far it is with what was sent to the workbench together."""

    id: str
    state: str
    """waiting | reading | over."""
    by: str | None
    sent_at: datetime
    began_at: datetime | None
    done: int
    """Outcomes so far, of so many as are known of."""
    of: int
    under_way: str | None
    """What of a large source is being read."""
    share: float | None
    """How much of that is done, in [0, 1]."""
    waiting: tuple[str, ...]
    """The sources that nobody has begun to read."""
    trouble: str | None
    """What ended it early."""


class Context(NamedTuple):
    """The words just before and after a passage, which tell it from the same words elsewhere."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that claims have, and how many of them. `chosen`: the filter asks for it."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What a list of claims can be narrowed by: kind | naming | stance | level | polarity | status | reviewed | tag |
    outlet | month.

    Counted over the claims that pass the filter without what it asks of this facet itself. Closed sets hold all their
    values in the order of their definition, "own-voice" among the kinds; tags and outlets the commonest first; months
    ("2026-03") the earliest first.
    """

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDetail:
    """An article with its text and the claims that pass, in reading order. `places`: where the text stood in the
    original file (see `model.Place`). `furniture`: stretches of the text that make no claims (see `model.Article`)."""

    article: ArticleRecord
    text: str
    claims: tuple[ClaimRecord, ...]
    places: tuple[Place, ...]
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a casefile holds, without what is not listed. Links count without rejected ones."""

    articles: int
    claims: int
    sources: int
    corroborations: int
    conflicts: int
    updates: int
    undecided: int
    """Conflicts without a verdict."""
    reviews: int
    """That stand, of claims and links."""
    contradictions: int = 0
    """Between decisions on claims, links and sources."""
    read_by_others: int = 0
    """Articles that another version of the program read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRecord:
    """What needs a person first. Each list is the beginning of one; `queue` goes on.

    `single_origin`: load-bearing claims with one origin that nobody reviewed (see `casefile.desk`), best first.
    `open_conflicts`: undecided, surest first. `updates` and `new_articles`: since a moment, the latest first.
    """

    counts: Counts
    single_origin: tuple[ClaimRecord, ...]
    open_conflicts: tuple[LinkRecord, ...]
    updates: tuple[LinkRecord, ...]
    new_articles: tuple[ArticleRecord, ...]


class Stage(StrEnum):
    """Why something waits for a person, the most pressing first."""

    CONTRADICTION = "contradiction"
    CLASH = "clash"
    SINGLE_ORIGIN = "single-origin"
    DOUBTFUL_LINK = "doubtful-link"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing to decide: a link or a claim, and `target`, its id."""

    stage: Stage
    target: str
    link: LinkRecord | None = None
    claim: ClaimRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRecord:
    """What a person should decide next. `decided` and `left` count all that the queue is made of."""

    items: tuple[QueueItem, ...]
    decided: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """What a person noted on a claim, link or article. `entry`: its number in the log."""

    target: str
    text: str
    by: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRecord:
    """How the claims of one month ("2026-03") name their first source; `claims` are all of them."""

    month: str
    claims: int
    named: int
    role: int
    anonymous: int
    own_voice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingArticle:
    """An article, and how many of its claims cite a source."""

    article: ArticleRecord
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetail:
    """Everything about one source. `aliases`: what it is called, `outlets`: who cites it, both with how many claims,
    most first; `by_month`: of the articles with a date; `articles`: the first of those that cite it, most first."""

    source: SourceRecord
    aliases: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    by_month: tuple[tuple[str, int], ...]
    articles: tuple[CitingArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What a person put at the head of a report: its title, who wrote it, and what it begins with (paragraphs)."""

    title: str = "Citation report"
    author: str | None = None
    introduction: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The introduction, without empty lines."""
        return tuple(line.strip() for line in (self.introduction or "").splitlines() if line.strip())


PLAIN_FRONT = Front()


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """A whole casefile as a report shows it, already filtered and ordered."""

    made_at: datetime
    version: str
    articles: tuple[ArticleRecord, ...]
    claims: tuple[ClaimRecord, ...]
    groups: tuple[GroupRecord, ...]
    conflicts: tuple[LinkRecord, ...]
    """Links that conflict or update."""
    sources: tuple[SourceRecord, ...]
    outlets: tuple[OutletRecord, ...]
    reviews: tuple[Review, ...]
    confidences: dict[str, Confidence] = field(default_factory=dict)
    """By claim id."""
    contexts: dict[str, Context] = field(default_factory=dict)
    """By claim id."""
    contradictions: tuple[Contradiction, ...] = ()
    """All of the casefile."""
    front: Front = PLAIN_FRONT
    log: LogState | None = None
