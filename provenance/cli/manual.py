"""`provenance help`: what a command takes, and what the words mean."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from provenance.cli.screen import Column, Screen
from provenance.errors import NotFound
from provenance.reports.visible import in_a_line

WORDS = "words"
"""What is asked to see the glossary; no command has this name."""


def help(  # noqa: A001  (the command's name)
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="COMMAND|words", help="What to explain.")] = None,
) -> None:
    """Explain a command, or the words that lists use.

    `help words` lists them all; `help confidence` and the like explain one.
    """
    from provenance.reports.glossary import explained, glossary

    program: Any = ctx.find_root()
    commands: dict[str, Any] = program.command.commands
    if topic is None:
        return typer.echo(program.get_help())
    if topic in commands:
        named = commands[topic]
        return typer.echo(named.get_help(named.context_class(named, info_name=topic, parent=program)))
    screen = Screen()
    terms = glossary() if topic == WORDS else explained(topic)
    if not terms:
        raise NotFound("command or word", topic, (*commands, WORDS))
    if screen.is_terminal:
        columns = (Column("word", width=18), Column("meaning", ratio=1))
        return screen.table(columns, ([[(in_a_line(one.name), "strong")], one.meaning] for one in terms), spaced=True)
    return screen.rows(("word", "meaning"), ([one.name, one.meaning] for one in terms))
