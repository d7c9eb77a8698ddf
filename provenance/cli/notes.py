"""`provenance note`, `tag` and `undo`: what people write beside a claim, and what they take back."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing
from provenance.cli.options import By, Why, database_of, takes
from provenance.reports.visible import in_a_line

_Target = Annotated[str, typer.Argument(metavar="CLAIM|LINK", help="The id of a claim or a link, or its beginning.")]


@takes(db=database_of)
def note(
    target: Annotated[
        str, typer.Argument(metavar="CLAIM|LINK|ARTICLE", help="The id of a claim, link or article, or its beginning.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to note.")],
    by: By,
    db: str,
) -> None:
    """Note something on a claim, a link or an article.

    Notes follow a claim to the next version of its article, and stand in the log.
    """
    with existing(db) as case:
        made = case.note(target, text, by=by)
    typer.echo(in_a_line(f"{made.target}: {made.by} notes as entry {made.entry}: {made.text}"))


@takes(db=database_of)
def tag(
    target: _Target,
    name: Annotated[str, typer.Argument(metavar="TAG", help="A word or a few; capitals make no difference.")],
    by: By,
    db: str,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off instead.")] = False,
) -> None:
    """Give a claim or a link a tag.

    Lists can be narrowed to it: `provenance claims --tag TAG`.
    """
    with existing(db) as case:
        entry = case.untag(target, name, by=by) if remove else case.tag(target, name, by=by)
    done = "takes off" if remove else "gives"
    typer.echo(in_a_line(f"{entry.subject}: {entry.person} {done} the tag {entry.value}, entry {entry.number}"))


@takes(db=database_of)
def undo(
    by: By,
    db: str,
    entry: Annotated[
        int | None,
        typer.Argument(metavar="ENTRY", help="A number of `provenance log`; without, your last decision."),
    ] = None,
    why: Why = "",
) -> None:
    """Take back a verdict, grade, correction, note, tag or kept statement.

    Nothing is deleted: a new entry of the log says so, and confidence follows. To undo an undo brings back what it
    took.
    """
    with existing(db) as case:
        made = case.undo(by=by, why=why, entry=entry)
    undone = made.undone
    told = f"{undone.event}, {undone.value}, by {undone.person}"
    typer.echo(in_a_line(f"{undone.subject}: entry {made.entry.number} takes back entry {undone.number} ({told})"))
