"""`provenance check`: what the casefile's articles say to a statement, a post or a speech."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.checks import AnswerRecord, CheckRecord, StatementRecord
from provenance.cli.asking import existing, id_length, write_records
from provenance.cli.options import SOME_FAILED, Form, database_of, form_of, takes
from provenance.cli.screen import Cell, Screen
from provenance.errors import InvalidRequest, ReadingError
from provenance.model import Band
from provenance.reports import checked, wording
from provenance.reports.visible import in_a_line

if TYPE_CHECKING:
    from provenance.model import Article

INDENT = 2
MOST_SHOWN = 5
"""So many answers of a kind stand below a statement on a terminal."""


@takes(form=form_of, db=database_of)
def check(
    what: Annotated[
        str, typer.Argument(metavar="TEXT|FILE|URL", help="A statement, or where the text is; - is standard input.")
    ],
    form: Form,
    db: str,
    possible: Annotated[bool, typer.Option("--possible", help="Also answers that are only possible.")] = False,
) -> None:
    """Ask who says so: what the articles say to a statement, a post or a speech.

    For each statement of the text: who says the same, who says otherwise, who withholds, each with the passage; how
    many independent origins that is; when it was first and last said; and what nobody says. Nothing of it is stored,
    and what is true is for you to judge.
    """
    screen = Screen()
    failed = False
    records: list[CheckRecord] = []
    with existing(db) as case:
        for text in _texts(what):
            if isinstance(text, ReadingError):
                failed = True
                typer.echo(in_a_line(f"skipped: {text}"), err=True)
            else:
                records.append(case.check(text))
        answers = [answer for one in records for statement in one.statements for answer in statement.answers]
        length = id_length((answer.claim.id for answer in answers), case.count_claims())
    if form is not Form.TABLE:
        write_records(records, CheckRecord, form, screen)
    elif screen.is_terminal:
        for one in records:
            _show(screen, one, length, possible)
    else:
        screen.rows(_NAMES, (row for one in records for row in _rows(one, length, possible)))
    if failed:
        raise typer.Exit(SOME_FAILED)


def _texts(what: str) -> Iterator[str | Article | ReadingError]:
    """What to check: standard input and words as they are, files and addresses as they are read."""
    if what == "-":
        yield sys.stdin.buffer.read().decode("utf-8", "replace")
        return
    from provenance.reading import read_all  # loads what reads documents
    from provenance.reading.web import is_address

    if is_address(what) or _is_file(what):
        yield from read_all(what)
    elif len(what.split()) == 1:
        raise InvalidRequest(f"{what}: there is no such file, and one word states nothing")
    else:
        yield what


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # too long for a name, or with a character that none has
        return False


def _show(screen: Screen, record: CheckRecord, length: int, possible: bool) -> None:
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


def _rows(record: CheckRecord, length: int, possible: bool) -> Iterator[list[Cell]]:
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
