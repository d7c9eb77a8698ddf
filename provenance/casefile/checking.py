"""Asking a casefile about a text: what each of its statements is answered, from the claims that are there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from provenance import progress
from provenance.casefile.comparing import article_keys, claim_keys
from provenance.casefile.door import Door
from provenance.casefile.elsewhere import opened
from provenance.casefile.jobs import Job
from provenance.casefile.readable import readable_claims
from provenance.casefile.steps import Steps
from provenance.checks import AnswerRecord, CheckRecord, FactCheckRecord, StatementRecord
from provenance.errors import InvalidRequest, Phase
from provenance.factchecks import is_reviewed, is_verdict, verdict
from provenance.faults import isolated
from provenance.language.identify import language_of
from provenance.model import Article, Band, Claim, Origins, Saying, Stance, Status
from provenance.records import ArticleRecord, ClaimRecord
from provenance.store import articles, listing, loading, log, writing
from provenance.store.database import Database
from provenance.store.rows import reason_record

if TYPE_CHECKING:  # matching is loaded by whoever compares
    from provenance.matching.lone import Answer

CANDIDATES = 100
"""How many claims are looked up for a statement."""
LONGEST = 20_000
"""Words of a text that is asked about: a speech of two hours. A longer one is an article to take in."""
LONGEST_TEXT = 20 * LONGEST
"""Characters of it, whether they are words or not."""
LITTLE = 2_000
"""Characters of a text: so many are checked in less time than a process takes to start."""
FEWEST_WORDS = 4
"""From so many words on the language of a text is told."""
_NO_CHARACTER = re.compile("[\ud800-\udfff\\x00]")
QUESTION = "a question states nothing: ask for what it would be answered with"
OPEN = "it says only what is not known: ask for the statement itself"


class Checking(Door):
    """Answers about texts that are not in the casefile, and what published fact-checks say of a claim."""

    def fact_checks(self, claim: str) -> tuple[FactCheckRecord, ...]:
        """The published fact-checks, among the articles, of what a claim (an id or its beginning) says.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several claims begin so.
        """
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            said = loading.claims(connection, [number])[number]
            (record,) = answered(connection, said.article, [said], self._steps)
            return record.checked

    def check(self, what: str | Article) -> CheckRecord:
        """What the casefile's articles say to the statements of a text, or of an article that was read. Stores nothing.

        Raises:
            InvalidRequest: The text is empty, or longer than `LONGEST` words or `LONGEST_TEXT` characters.
            TooDemanding: It took more time or memory than one document may.
            WorkersLost: No process can be started.
        """
        article = what if isinstance(what, Article) else as_article(what)
        words = len(article.text.split())
        if not words:
            raise InvalidRequest("there is nothing to check: give a statement, or a text that makes some")
        if words > LONGEST:
            raise InvalidRequest(f"the text has {words:,} words, and up to {LONGEST:,} are checked: ingest it instead")
        if len(article.text) > LONGEST_TEXT:
            long = f"the text has {len(article.text):,} characters"
            raise InvalidRequest(f"{long}, and up to {LONGEST_TEXT:,} are checked: ingest it instead")
        where = self._database.elsewhere
        if self._asked.is_here or where is None or len(article.text) <= LITTLE:
            return checked(self._steps, self._database, article)
        return self._asked.begin(Job("the text"), checked_at, where, replace(article, original=None))()


def checked_at(steps: Steps, where: str, article: Article) -> CheckRecord:
    """As `checked`, of the database at a path or URL; to be called by another process."""
    return checked(steps, opened(where), article)


def checked(steps: Steps, database: Database, article: Article) -> CheckRecord:
    """See `Checking.check`."""
    english = article.language in (None, "en")
    statements = steps.extract(article) if english else ()
    with database.reading() as connection:
        found = tuple(answered(connection, article, statements, steps))
        return CheckRecord(
            text=article.text,
            title=article.title,
            language=article.language,
            articles=articles.count_articles(connection),
            statements=found,
            silent=None if statements else silent(article),
            file=article.path or article.url,
            cited=tuple(_cited(connection, found)),
            log=log.state(connection),
        )


def _cited(connection: Connection, statements: Sequence[StatementRecord]) -> list[ArticleRecord]:
    """The articles of all answers and fact-checks, each once, in the order in which they are cited."""
    ids = [
        id_
        for one in statements
        for id_ in (*(answer.claim.article for answer in one.answers), *(check.article for check in one.checked))
    ]
    known = (writing.find_article(connection, id_) for id_ in dict.fromkeys(ids))
    return loading.article_records(connection, [one.number for one in known if one is not None])


def as_article(text: str) -> Article:
    """A text as somebody types or pastes it: all of it is text, none a title. What is no character becomes one."""
    text = _NO_CHARACTER.sub("\ufffd", text)
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return Article(text=lines, language=language_of(lines, FEWEST_WORDS))


def silent(article: Article) -> str:
    """Why a text that makes no statements makes none."""
    if article.language not in (None, "en"):
        return f"it is written in {article.language!r}; only English is read"
    return "no sentence in it states anything"


def answered(
    connection: Connection, article: Article, statements: Sequence[Claim], steps: Steps
) -> list[StatementRecord]:
    """Each statement with its answers, in reading order."""
    asked = {at: claim for at, claim in enumerate(statements) if unasked(claim) is None}
    near: Mapping[int, Sequence[int]] = {}
    if asked:
        from provenance.store import candidates  # numpy, which whoever only reads a casefile does not wait for

        keys = {at: claim_keys(claim, steps) for at, claim in asked.items()}
        story = article_keys(article, steps)
        near = candidates.nearest(connection, None, story, keys, score=steps.candidate_score, limit=CANDIDATES)
    claims = readable_claims(connection, {other for found in near.values() for other in found})
    asking = _Asking(connection, article, claims, steps)
    found = []
    for at, statement in enumerate(statements):
        progress.tell(at, len(statements))
        found.append(asking.record(statement, near.get(at, ())))
    return found


def _checked(answer: Answer, claim: Claim) -> FactCheckRecord:
    article = claim.article
    return FactCheckRecord(
        saying=answer.saying,
        band=answer.band,
        chance=answer.chance,
        reviewed=claim.statement.text,
        claimant=claim.attribution[0].label if claim.attribution else None,
        verdict=verdict(article),
        checker=article.outlet,
        checked_on=article.published_on,
        url=article.url,
        article=article.id,
    )


def unasked(statement: Claim) -> str | None:
    """Why nothing is looked for; None where it is."""
    if statement.certainty.status is Status.QUESTION and statement.text.rstrip().endswith("?"):
        return QUESTION
    return OPEN if statement.stance is Stance.WITHHOLDS else None


@dataclass(frozen=True, slots=True)
class _Asking:
    """One text, and the claims that may say something to it, by number."""

    connection: Connection
    article: Article
    claims: Mapping[int, Claim]
    steps: Steps

    def record(self, statement: Claim, near: Sequence[int]) -> StatementRecord:
        """What is answered to a statement."""
        answers = self._answers(statement, near)
        found = {at: one for at, one in answers.items() if not is_reviewed(self.claims[at])}
        same, otherwise = (self._shown(found, saying) for saying in (Saying.SAME, Saying.OTHERWISE))
        days = sorted(one.article.published_on for one in same if one.article.published_on is not None)
        records = loading.claim_records(self.connection, list(found))
        return StatementRecord(
            text=statement.statement.text,
            start=statement.start,
            end=statement.end,
            content=statement.content,
            attribution=statement.attribution,
            stance=statement.stance,
            unasked=unasked(statement),
            answers=tuple(
                self._record(answer, self.claims[at], record)
                for (at, answer), record in zip(found.items(), records, strict=True)
            ),
            same=self._origins(same),
            otherwise=self._origins(otherwise),
            first_on=days[0] if days else None,
            last_on=days[-1] if days else None,
            checked=tuple(_checked(one, self.claims[at]) for at, one in answers.items() if at not in found),
        )

    def _answers(self, statement: Claim, near: Sequence[int]) -> dict[int, Answer]:
        """By the number of the claim: those that are shown first, of each band the likeliest first."""
        others = {at: self.claims[at] for at in near if at in self.claims}
        others = {
            at: claim
            for at, claim in others.items()
            if claim.article.text != self.article.text and not is_verdict(claim)
        }
        work = partial(self.steps.answers, statement, others)
        found = isolated(Phase.COMPARISON, f"statement “{statement.text[:60]}”", work) or {}
        order = sorted(found, key=lambda at: (found[at].band is Band.POSSIBLE, -found[at].chance, others[at].id))
        return {at: found[at] for at in order}

    def _shown(self, found: Mapping[int, Answer], saying: Saying) -> list[Claim]:
        return [self.claims[at] for at, one in found.items() if one.saying is saying and one.band is Band.SHOWN]

    def _origins(self, claims: Sequence[Claim]) -> Origins | None:
        return self.steps.origins(claims) if claims else None

    def _record(self, answer: Answer, claim: Claim, record: ClaimRecord) -> AnswerRecord:
        return AnswerRecord(
            saying=answer.saying,
            band=answer.band,
            chance=answer.chance,
            reasons=tuple(reason_record(one, (self.article.text, claim.article.text)) for one in answer.reasons),
            claim=record,
        )
