"""What a casefile answers to a text that somebody asks about: its statements, and who says so or otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from provenance.bookkeeping import LogState
from provenance.model import Band, Hop, Origins, Saying, Span, Stance
from provenance.records import ArticleRecord, ClaimRecord, ReasonRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """What one claim says to a statement. `chance` in [0, 1]: that it does."""

    saying: Saying
    band: Band
    chance: float
    reasons: tuple[ReasonRecord, ...]
    """Words of the statement (`a`, into the text that was asked about) and of the claim (`b`), the strongest first."""
    claim: ClaimRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheckRecord:
    """A published fact-check of a claim like the statement, as its publisher has it; it counts as no origin.

    `saying`: how the claim that it checks stands to the statement. `verdict` is the checker's, in their words.
    """

    saying: Saying
    band: Band
    chance: float
    reviewed: str
    claimant: str | None
    verdict: str | None
    checker: str | None
    checked_on: date | None
    url: str | None
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRecord:
    """One statement of a text, and the claims of the casefile that say something to it.

    `start` and `end` are its sentence in the text, `content` what is stated there, `attribution` who says so there.
    `same`, `otherwise` count independent origins of the answers that are shown; None where there is none.
    `first_on`, `last_on`: the days of the first and the last dated article of those that say the same.
    """

    text: str
    start: int
    end: int
    content: tuple[Span, ...]
    attribution: tuple[Hop, ...]
    stance: Stance
    unasked: str | None
    """Why nothing was looked for, in words; a question states nothing."""
    answers: tuple[AnswerRecord, ...]
    """Those that are shown before those that are only possible, of each the likeliest first."""
    same: Origins | None
    otherwise: Origins | None
    first_on: date | None
    last_on: date | None
    checked: tuple[FactCheckRecord, ...] = ()
    """Published fact-checks of it or of its opposite, those that are shown first, of each the likeliest first."""

    def of(self, saying: Saying, band: Band = Band.SHOWN) -> tuple[AnswerRecord, ...]:
        """The answers of one kind in one band, the likeliest first."""
        return tuple(one for one in self.answers if one.saying is saying and one.band is band)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """A text that somebody asked about, sentence by sentence; nothing of it is stored.

    `articles` of the casefile were asked, when its log had got as far as `log`. `silent` says why the text states
    nothing. `file`: where the text stood, if it was read from anywhere. `cited`: the articles of all that is answered.
    """

    text: str
    title: str | None
    language: str | None
    articles: int
    statements: tuple[StatementRecord, ...]
    silent: str | None
    file: str | None = None
    cited: tuple[ArticleRecord, ...] = ()
    log: LogState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStatement:
    """A statement that a person wants checked. `id` depends on its words alone; `entry`: its number in the log."""

    id: str
    text: str
    by: str
    why: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCheck:
    """A published fact-check that is among the articles: what was checked, whose claim it was, and the verdict in the
    checker's words.
    """

    article: str
    reviewed: str
    claimant: str | None
    verdict: str | None
    checker: str | None
    checked_on: date | None
    url: str | None
