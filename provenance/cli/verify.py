"""`provenance verify`: whether reports and the casefile are what they say they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import DEFAULT_DATABASE, FollowLinks, Json, database_of, takes
from provenance.cli.screen import Screen
from provenance.reports.visible import in_a_line

if TYPE_CHECKING:  # loading the casefile takes half a second: only a command that runs needs it
    from provenance.bookkeeping import Verification
    from provenance.records import Casebook


@takes(db=database_of)
def verify(
    reports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="REPORT", help="Reports in html, json or jsonl; none: the casefile itself."),
    ] = None,
    *,
    db: str,
    files: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Also read the articles again from this file or folder.")
    ] = None,
    follow_links: FollowLinks = False,
    json: Json = False,
) -> None:
    """Check passages, hashes, sums and the log.

    Each quoted passage is where it is said to be, each hash agrees, each sum adds up. Exit code 1 where not. Nothing
    is fetched. Without a casefile, a report is checked by what it carries.
    """
    from provenance.casefile.verification import together

    found = together(_parts(reports or [], db, files, follow_links))
    screen = Screen()
    if json:
        from provenance.reports import json as writer

        screen.binary.write(writer.encode(found, indent=2) + b"\n")
    else:
        _show(screen, found)
    if found.differences:
        raise typer.Exit(1)


def _parts(reports: list[Path], db: str, files: Path | None, follow_links: bool) -> list[Verification]:
    if not reports:
        with existing(db) as case:
            return [case.verify()]
    from provenance.bookkeeping import Verification
    from provenance.casefile.verification import verify_report
    from provenance.reports.checking import read

    parts = []
    for path in reports:
        data = path.read_bytes()
        book = read(data, str(path))
        parts += [verify_report(book, data), *_outside(book, db, files, follow_links)]
    if db == DEFAULT_DATABASE and not Path(db).exists():
        remark = f"there is no casefile {db}: the report was checked without one"
        parts.append(Verification(checked=(), differences=(), remarks=(remark,)))
    return parts


def _outside(book: Casebook, db: str, files: Path | None, follow_links: bool) -> list[Verification]:
    """What the casefile and the files say of a report."""
    parts = []
    if db != DEFAULT_DATABASE or Path(db).exists():
        with existing(db) as case:
            parts.append(case.verify(book))
    if files is not None:
        from provenance.casefile.verification import against_files, reread

        parts.append(against_files(book, reread(files, follow_links=follow_links)))
    return parts


def _show(screen: Screen, found: Verification) -> None:
    for difference in found.differences:
        screen.line([(in_a_line(difference.where), "id"), (f"  {in_a_line(difference.what)}", "departs")])
    for remark in found.remarks:
        screen.line([(f"not checked: {in_a_line(remark)}", "dim")])
    checked = ", ".join(f"{number} {what}" for what, number in found.checked)
    screen.line(f"checked: {checked}")
    count = len(found.differences)
    follows = sum(one.follows for one in found.differences)
    if follows:
        told = "all" if follows == len(found.differences) else str(follows)
        screen.line(f"{told} of this follows from the rest: provenance doctor --repair makes it anew")
    screen.line("everything agrees" if not count else f"{count} difference{'s' * (count > 1)}")
