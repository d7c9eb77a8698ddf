"""`provenance report`: the casefile as a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.asking import asked, existing
from provenance.cli.options import closed, database_of, filter_of, takes
from provenance.cli.screen import Screen
from provenance.errors import NotFound, did_you_mean
from provenance.records import Casebook, Filter, Front, Order
from provenance.reports import FORMATS, write_report


@takes(where=filter_of, db=database_of)
def report(
    where: Filter,
    db: str,
    format: Annotated[  # noqa: A002  (the option's name)
        str | None,
        typer.Option(metavar="NAME", help=f"{', '.join(FORMATS)}; else as the file's ending says, or markdown."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write; else standard output."),
    ] = None,
    sort: Annotated[
        Order, typer.Option(metavar="ORDER", help=f"What stands first: {', '.join(Order)}.", **closed(Order))
    ] = Order.CONFIDENCE,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What to call it.")] = Front().title,
    author: Annotated[str | None, typer.Option(metavar="NAME", help="Who wrote it.")] = None,
    introduction: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What it begins with; a line a paragraph.")
    ] = None,
) -> None:
    """Write the citation report.

    On all claims or, as with lists, on those that pass: --accepted, --claim ID, --outlet … Claims with their passages,
    corroboration, conflicts side by side, sources, method and limits, file hashes.
    """
    name = format or format_of(output)
    if name not in FORMATS:
        raise typer.BadParameter(str(NotFound("format", name, tuple(FORMATS))), param_hint="--format")
    with existing(db) as case:
        book = case.casebook(
            where=asked(case, where),
            order=sort,
            front=Front(title=title.strip() or Front().title, author=author, introduction=introduction),
        )
    if output is None or str(output) == "-":
        return write_report(book, name, Screen().binary)
    _write_whole(book, name, output)
    return typer.echo(f"{output}: {len(book.claims)} claims, {len(book.articles)} articles", err=True)


def format_of(output: Path | None) -> str:
    """The format that the ending of a file asks for (the longest that fits); Markdown where there is no ending.

    Raises BadParameter for an ending that no format has.
    """
    if output is None or not output.suffix:
        return "markdown"
    fitting = [name for name, one in FORMATS.items() if output.name.casefold().endswith(one.suffix)]
    if not fitting:
        known = [one.suffix for one in FORMATS.values()]
        meant = did_you_mean(output.suffix, known)
        message = f"no report ends in {output.suffix!r}{meant}; known: {', '.join(known)}; or name a --format"
        raise typer.BadParameter(message, param_hint="--output")
    return max(fitting, key=lambda name: len(FORMATS[name].suffix))


def _write_whole(book: Casebook, name: str, path: Path) -> None:
    """A report that could not be finished never takes its place."""
    from provenance.store.drafts import draft  # ten milliseconds that --help need not pay

    with draft(path) as made, made.open("wb") as out:
        write_report(book, name, out)
