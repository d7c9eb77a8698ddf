"""How the answers to what was asked about are printed: in words on a terminal, by the line into a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provenance.checks import AnswerRecord, CheckRecord, PublishedCheck, StatementRecord
from provenance.cli.screen import Cell, Screen
from provenance.model import Band
from provenance.reports import checked, wording
from provenance.reports.visible import in_a_line

INDENT = 2
MOST_SHOWN = 5
"""So many answers of a kind stand below a statement on a terminal."""


def write(screen: Screen, records: Sequence[CheckRecord], length: int, *, possible: bool) -> None:
    """What is answered to some texts; ids with so many characters."""
    if not screen.is_terminal:
        return screen.rows(_NAMES, (row for one in records for row in _rows(one, length, possible=possible)))
    for number, one in enumerate(records):
        if number:
            screen.line()
        _show(screen, one, length, possible=possible)
    return None


def write_published(screen: Screen, records: Sequence[PublishedCheck]) -> None:
    """Published fact-checks, a line each into a pipe."""
    if not screen.is_terminal:
        names = ("article", "date", "checker", "verdict", "claimant", "claim", "address")
        return screen.rows(names, map(_published_row, records))
    for one in records:
        screen.line([(in_a_line(one.reviewed), "strong")])
        screen.line([(checked.published(one), "sure")], indent=INDENT)
    if not records:
        screen.line("No published fact-check is among the articles.")
    return None


def _published_row(record: PublishedCheck) -> list[Cell]:
    day = "" if record.checked_on is None else record.checked_on.isoformat()
    words = (record.checker, record.verdict, record.claimant, record.reviewed, record.url)
    return [record.article, day, *(in_a_line(one or "") for one in words)]


def _show(screen: Screen, record: CheckRecord, length: int, *, possible: bool) -> None:
    if record.silent is not None:
        return screen.line(f"Nothing to check: {record.silent}.")
    for number, statement in enumerate(record.statements):
        if number:
            screen.line()
        screen.line([(in_a_line(statement.text), "strong")])
        screen.line([(checked.summary(statement, record), "departs" if statement.answers else "dim")], indent=INDENT)
        for one in statement.checked:
            if possible or one.band is Band.SHOWN:
                screen.line([(checked.fact_check(one), "sure")], indent=INDENT)
        for title, answers in checked.sections(statement, possible=possible):
            screen.line([(title, "strong")], indent=INDENT)
            for answer in answers[:MOST_SHOWN]:
                _show_answer(screen, answer, length)
            if len(answers) > MOST_SHOWN:
                screen.line([(f"and {len(answers) - MOST_SHOWN} more", "dim")], indent=2 * INDENT)
    return None


def _show_answer(screen: Screen, answer: AnswerRecord, length: int) -> None:
    claim = answer.claim
    where = f"  {checked.where(claim)}  {wording.chain(claim.attribution)}; {wording.put_claim(claim)}"
    screen.line([(claim.id[:length], "id"), (where, "dim")], indent=2 * INDENT)
    screen.line(screen.said(claim), indent=3 * INDENT)
    if answer.reasons:
        screen.line([(wording.reason(answer.reasons[0]), "dim")], indent=3 * INDENT)


_NAMES = (
    "statement",
    "answer",
    "band",
    "chance",
    "id",
    "date",
    "who says so",
    "put as",
    "claim",
    "reasons",
    "file",
)


def _rows(record: CheckRecord, length: int, *, possible: bool) -> Iterator[list[Cell]]:
    """A line an answer; a statement without any has one that says so."""
    if record.silent is not None:
        yield ["", record.silent, *[""] * (len(_NAMES) - 2)]
    for statement in record.statements:
        answers = [one for one in statement.answers if possible or one.band is Band.SHOWN]
        for answer in answers:
            yield _row(statement, answer, length)
        checks = [one for one in statement.checked if possible or one.band is Band.SHOWN]
        for one in checks:
            row = ["already checked", str(one.band), wording.score(one.chance), one.article[:length]]
            day = "" if one.checked_on is None else one.checked_on.isoformat()
            row += [day, in_a_line(one.checker or ""), in_a_line(one.verdict or ""), in_a_line(one.reviewed), ""]
            yield [in_a_line(statement.text), *row, in_a_line(one.url or "")]
        if not answers and not checks:
            yield [in_a_line(statement.text), checked.summary(statement, record), *[""] * (len(_NAMES) - 2)]


def _row(statement: StatementRecord, answer: AnswerRecord, length: int) -> list[Cell]:
    claim = answer.claim
    return [
        in_a_line(statement.text),
        checked.SAYINGS[answer.saying],
        str(answer.band),
        wording.score(answer.chance),
        claim.id[:length],
        "" if claim.published_on is None else claim.published_on.isoformat(),
        wording.chain(claim.attribution),
        wording.put_claim(claim),
        wording.said(claim),
        "; ".join(wording.reason(one) for one in answer.reasons[:3]),
        wording.place(claim),
    ]
