"""How the answers to a text that was asked about are put, the same on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provenance.checks import AnswerRecord, CheckRecord, FactCheckRecord, PublishedCheck, StatementRecord
from provenance.model import Band, Saying
from provenance.records import ClaimRecord
from provenance.reports import wording
from provenance.reports.visible import in_a_line

SAYINGS = {Saying.SAME: "says the same", Saying.OTHERWISE: "says otherwise", Saying.WITHHOLDS: "leaves it open"}
HEADINGS = {Saying.SAME: "Say the same", Saying.OTHERWISE: "Say otherwise", Saying.WITHHOLDS: "Leave it open"}
NOT_TRUE = "That nobody says so does not make it false, and that somebody does not make it true."


def summary(statement: StatementRecord, record: CheckRecord) -> str:
    """Who says so, in a line: "2 say the same (1 origin), 1 says otherwise; first on 2026-01-14"."""
    if statement.unasked is not None:
        return f"Not asked: {statement.unasked}."
    parts = []
    for saying, origins in ((Saying.SAME, statement.same), (Saying.OTHERWISE, statement.otherwise)):
        number = len(statement.of(saying))
        if origins is not None and number:
            verb = SAYINGS[saying] if number == 1 else HEADINGS[saying].lower()
            parts.append(f"{number} {verb} ({wording.origins(origins)})")
    withheld = len(statement.of(Saying.WITHHOLDS))
    if withheld:
        parts.append(f"{withheld} {'leaves' if withheld == 1 else 'leave'} it open")
    if not parts:
        among = wording.count(record.articles, "article")
        maybe = sum(one.band is Band.POSSIBLE for one in statement.answers)
        found = f"{maybe} may speak of it" if maybe else ""
        return f"Nobody says this in {among}{'; ' if found else ''}{found}."
    when = ""
    if statement.first_on is not None and statement.last_on is not None:
        when = f"; first on {statement.first_on}"
        when += f", last on {statement.last_on}" if statement.last_on != statement.first_on else ""
    return f"{', '.join(parts)}{when}."


def fact_check(record: FactCheckRecord) -> str:
    """ "checked by Strait Facts on 2026-02-03: “Mostly false”, of “The ferry carried 148 people.”"."""
    against = {Saying.OTHERWISE: ", of a claim that says otherwise"}.get(record.saying, "")
    maybe = "perhaps " if record.band is Band.POSSIBLE else ""
    return f"{maybe}{_by(record)}{against}: {_verdict(record)}, of “{in_a_line(record.reviewed)}”"


def published(record: PublishedCheck) -> str:
    """ "checked by Strait Facts on 2026-02-03: “Mostly false”; a claim of Ada Quill"."""
    whose = f"; a claim of {in_a_line(record.claimant)}" if record.claimant else ""
    return f"{_by(record)}: {_verdict(record)}{whose}"


def _by(record: FactCheckRecord | PublishedCheck) -> str:
    who = in_a_line(record.checker or "a publisher without a name")
    return f"checked by {who}" if record.checked_on is None else f"checked by {who} on {record.checked_on}"


def _verdict(record: FactCheckRecord | PublishedCheck) -> str:
    return "no verdict in words" if record.verdict is None else f"“{in_a_line(record.verdict)}”"


def sections(statement: StatementRecord, *, possible: bool) -> Iterator[tuple[str, Sequence[AnswerRecord]]]:
    """The answers under their headings; of those that are only possible where they are asked for."""
    for band in (Band.SHOWN, Band.POSSIBLE) if possible else (Band.SHOWN,):
        for saying, heading in HEADINGS.items():
            answers = statement.of(saying, band)
            if answers:
                yield heading if band is Band.SHOWN else f"{heading}, possibly", answers


def where(claim: ClaimRecord) -> str:
    """ "2026-01-14, example.org"; without a date where the article has none."""
    day = "" if claim.published_on is None else f"{claim.published_on}, "
    return f"{day}{wording.publication(claim)}"
