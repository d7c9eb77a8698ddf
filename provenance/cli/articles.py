"""`provenance articles` and `provenance remove`: what is in the casefile, and taking an article out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from provenance.cli.asking import existing, id_length, write_records
from provenance.cli.options import By, Form, Limit, Why, database_of, day, form_of, takes
from provenance.cli.screen import Cell, Column, Screen
from provenance.records import ArticleFilter, ArticleRecord
from provenance.reports import wording
from provenance.reports.visible import in_a_line


def wanted(
    text: Annotated[
        str | None, typer.Option(metavar="WORDS", help="With these words in title, outlet, author, file or address.")
    ] = None,
    outlet: Annotated[list[str], typer.Option(metavar="NAME", help="Published by this outlet. May be repeated.")] = [],  # noqa: B006
    since: Annotated[date | None, day("Published on this day or later.")] = None,
    until: Annotated[date | None, day("Published on this day or earlier.")] = None,
    dated: Annotated[bool | None, typer.Option("--dated/--undated", help="With a date, or without.")] = None,
    claims: Annotated[bool | None, typer.Option("--claims/--no-claims", help="That make claims, or none.")] = None,
) -> ArticleFilter:
    """The articles that were asked for."""
    return ArticleFilter(
        text=text,
        outlets=frozenset(outlet),
        since=since,
        until=until,
        dated=dated,
        with_claims=claims,
    )


@takes(where=wanted, form=form_of, db=database_of)
def articles(where: ArticleFilter, form: Form, db: str, limit: Limit = None) -> None:
    """List the articles.

    With their outlet, day and number of claims, in the order in which they came.
    """
    screen = Screen()
    with existing(db) as case:
        found = case.articles(where=where, limit=limit)
        if form is not Form.TABLE:
            return write_records(found, ArticleRecord, form, screen)
        length = id_length((one.id for one in found), case.count_claims())
    if not screen.is_terminal:
        names = ("id", "published on", "outlet", "author", "title", "claims", "version", "file")
        return screen.rows(names, (_plain(one, length) for one in found))
    if not found:
        return screen.line("No articles. `provenance ingest FOLDER` reads some; fewer filters show more.")
    columns = (
        Column("id", width=length),
        Column("published", width=10),
        Column("outlet", ratio=2),
        Column("title", ratio=4),
        Column("claims", right=True),
    )
    return screen.table(columns, (_cells(one, length) for one in found))


def _plain(one: ArticleRecord, length: int) -> list[Cell]:
    day = one.published_on.isoformat() if one.published_on else ""
    facts = (one.id[:length], day, one.outlet or "", one.byline or "", one.title or "")
    return [*map(in_a_line, facts), str(one.claims), str(one.version), in_a_line(one.file or one.url or "")]


def _cells(one: ArticleRecord, length: int) -> list[Cell]:
    day = one.published_on.isoformat() if one.published_on else "–"
    title: Cell = [(wording.headline(one), "")]
    if one.title and (one.file or one.url):
        title = [(wording.headline(one), ""), (f"\n{wording.file_name(one.file or one.url or '')}", "dim")]
    return [[(one.id[:length], "id")], day, in_a_line(one.outlet or "–"), title, str(one.claims)]


@takes(db=database_of)
def remove(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The id of an article, or its beginning.")],
    by: By,
    db: str,
    why: Why = "",
) -> None:
    """Take an article out of the casefile.

    Its text, its bytes and all its versions go, with its claims and links; an entry of the log says that it was here,
    and who took it out. What agreed or clashed with it is weighed again. To have it back, read it in again.
    """
    with existing(db) as case:
        done = case.remove(article, by=by, why=why)
    gone = (
        wording.count(done.versions, "version"),
        wording.count(done.claims, "claim"),
        wording.count(done.links, "link"),
    )
    typer.echo(in_a_line(f"{done.article}: {done.name} is out ({', '.join(gone)}), entry {done.entry.number}"))
