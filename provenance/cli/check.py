"""`provenance check`: what the casefile's articles say to a statement, a post or a speech."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.checks import CheckRecord, PublishedCheck
from provenance.cli import answers
from provenance.cli.asking import existing, id_length, write_records
from provenance.cli.options import SOME_FAILED, Form, Why, database_of, form_of, name_of, takes
from provenance.cli.screen import Screen
from provenance.errors import InvalidRequest, ReadingError
from provenance.reports import wording
from provenance.reports.visible import in_a_line

if TYPE_CHECKING:
    from provenance.casefile import Casefile
    from provenance.model import Article
    from provenance.reports.check_report import Writer


@takes(form=form_of, db=database_of)
def check(
    form: Form,
    db: str,
    what: Annotated[
        str | None,
        typer.Argument(metavar="TEXT|FILE|URL", help="A statement, or where the text is; - is standard input."),
    ] = None,
    possible: Annotated[bool, typer.Option("--possible", help="Also answers that are only possible.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the statements, to be checked; needs --by.")] = False,
    kept: Annotated[bool, typer.Option("--kept", help="Ask about all statements that are kept, instead.")] = False,
    published: Annotated[
        bool, typer.Option("--published", help="List the published fact-checks among the articles, instead.")
    ] = False,
    by: Annotated[str, name_of("Who keeps them.")] = "",
    why: Why = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a report; its ending says which (.html, .md, .docx, .pdf, .csv).",
        ),
    ] = None,
) -> None:
    """Ask who says so: what the articles say to a statement, a post or a speech.

    For each statement of the text: who says the same, who says otherwise, who withholds, each with the passage; how
    many independent sources that is; when it was first and last said; and what nobody says. Nothing of it is stored,
    unless you keep it; and what is true is for you to judge.
    """
    if (what is not None) + kept + published != 1:
        raise typer.BadParameter("give a statement, a file or an address, or --kept or --published", param_hint="TEXT")
    if published:
        _published(db, form)
        return
    if keep and not by.strip():
        raise typer.BadParameter("say under whose name, with --by", param_hint="--keep")
    writer = None if output is None else _writer(output)
    screen = Screen()
    failed = False
    records: list[CheckRecord] = []
    with existing(db) as case:
        for text in [one.text for one in case.kept()] if what is None else _texts(what):
            if isinstance(text, ReadingError):
                failed = True
                typer.echo(in_a_line(f"skipped: {text}"), err=True)
            else:
                records.append(case.check(text))
        if keep:
            _keep(case, records, by=by, why=why)
        shown = [answer for one in records for statement in one.statements for answer in statement.answers]
        length = id_length((answer.claim.id for answer in shown), case.count_claims())
    if output is not None and writer is not None:
        _report(records, output, writer)
    elif form is not Form.TABLE:
        write_records(records, CheckRecord, form, screen)
    else:
        answers.write(screen, records, length, possible=possible)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _published(db: str, form: Form) -> None:
    screen = Screen()
    with existing(db) as case:
        found = case.published_checks()
    if form is not Form.TABLE:
        return write_records(found, PublishedCheck, form, screen)
    return answers.write_published(screen, found)


def _writer(path: Path) -> Writer:
    """What writes such a file. Raises InvalidRequest."""
    from provenance.reports.check_report import format_of  # loads all formats

    return format_of(path.name)


def _report(records: list[CheckRecord], path: Path, write: Writer) -> None:
    """A report that could not be finished never takes the place of another."""
    from provenance.store.drafts import draft  # ten milliseconds that --help need not pay

    with draft(path) as made, made.open("wb") as out:
        write(records, out)
    number = sum(len(one.statements) for one in records)
    typer.echo(in_a_line(f"{path}: {wording.count(number, 'statement')}"), err=True)


def _keep(case: Casefile, records: list[CheckRecord], *, by: str, why: str) -> None:
    """Keeps what can be asked about; what is kept already stays as it is, which is told."""
    for statement in (one for record in records for one in record.statements if one.unasked is None):
        try:
            made = case.keep(statement.text, by=by, why=why)
            told = f"kept by {made.by} as entry {made.entry}: {made.text}"
        except InvalidRequest as error:
            told = f"not kept: {statement.text}: {error}"
        typer.echo(in_a_line(told), err=True)


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
