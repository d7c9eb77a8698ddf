"""Where answers go: a table that fits a terminal, or plain and complete lines for a pipe.

Text reaches a terminal only through `visible`, as `rich.text.Text` without markup, so no article can steer either.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, TextIO, TypeAlias

from provenance.records import ClaimRecord
from provenance.reports.passages import Mark, bracketed, pieces, statement_marks
from provenance.reports.visible import in_a_line, visible
from provenance.reports.wording import LONGEST, said_shortly

if TYPE_CHECKING:  # rich is loaded only where there is a terminal
    from rich.console import Console
    from rich.text import Text

Styled: TypeAlias = list[tuple[str, str]]
"""Stretches of text, each with the name of a style."""
Cell: TypeAlias = str | Styled

STYLES = {
    "": "",
    "id": "cyan",
    "dim": "dim",
    "strong": "bold",
    "departs": "yellow",
    "who": "bold cyan",
    "cue": "italic magenta",
    "claim": "bold",
    "sure": "bold yellow",
    "hedge": "yellow",
    "clash": "bold red",
    "same": "bold green",
    "inserted": "dim",
    "found": "bold green",
}
READABLE = 100
"""Running text is not set wider than this, in columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and how it shares the width."""

    name: str
    width: int | None = None
    ratio: int | None = None
    right: bool = False


class Screen:
    """Standard output."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads along."""
        return self._stream.isatty()

    @property
    def has_colour(self) -> bool:
        """Whether styles can be seen; if not, marks are brackets."""
        return self.is_terminal and self._console.color_system is not None

    @property
    def width(self) -> int:
        """In columns; of a terminal."""
        return self._console.width

    @property
    def binary(self) -> BinaryIO:
        """For writers of bytes."""
        self._stream.flush()
        return self._stream.buffer

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        plain = bool(os.environ.get("NO_COLOR"))
        return Console(
            file=self._stream,
            color_system=None if plain else "auto",
            markup=False,
            emoji=False,
            highlight=False,
        )

    def marked(self, text: str, marks: Iterable[Mark], *, labels: bool = False) -> Styled:
        """`text` with its marks as styles, or as brackets where no style can be seen (with their labels if asked)."""
        if self.has_colour:
            return [(visible(one.text), one.marks[-1].label if one.marks else "") for one in pieces(text, marks)]
        shown = marks if labels else [mark._replace(label="") for mark in marks]
        return [(bracketed(text, shown), "")]

    def said(self, claim: ClaimRecord, marks: Sequence[Mark] = ()) -> Styled:
        """The statement of a claim, what was put in less bright, with `marks` of it; a very long one is cut."""
        text = claim.statement.text
        short = said_shortly(claim) if len(text) > LONGEST else text
        if not self.has_colour:
            return [(bracketed(short, [mark._replace(label="") for mark in marks]), "")]
        return self.marked(short, statement_marks(claim, marks))

    def line(self, cell: Cell = "", *, indent: int = 0) -> None:
        """A line, which a terminal breaks between words."""
        if not self.is_terminal:
            self._stream.write(f"{' ' * indent}{text_of(cell)}".rstrip() + "\n")
            return
        from rich.padding import Padding

        width = min(self.width, READABLE + indent)
        self._console.print(Padding(_rich(cell), (0, 0, 0, indent)), width=width)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, spaced: bool = False) -> None:
        """A table; into a pipe, a line of headings and then a line a row, with tabs."""
        if self.is_terminal:
            self._console.print(_rich_table(columns, rows, spaced))
            return
        self.rows([column.name for column in columns], rows)

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Lines with tabs, complete, under a line of names."""
        self._stream.write("\t".join(names) + "\n")
        for row in rows:
            self._stream.write("\t".join(in_a_line(text_of(cell)) for cell in row) + "\n")


def text_of(cell: Cell) -> str:
    """What a cell says, without its styles."""
    return visible(cell) if isinstance(cell, str) else "".join(text for text, _ in cell)


def one_line(cell: Cell) -> Cell:
    """A cell with every line end and run of white space as one space."""
    if isinstance(cell, str):
        return in_a_line(cell)
    return [(text.replace("\n", " "), style) for text, style in cell]


def _rich(cell: Cell) -> Text:
    from rich.text import Text

    if isinstance(cell, str):
        return Text(visible(cell))
    return Text.assemble(*((text, STYLES[style]) for text, style in cell))


def _rich_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], spaced: bool) -> object:
    from rich import box
    from rich.table import Table

    flexible = any(column.ratio for column in columns)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), leading=int(spaced), expand=flexible)
    for column in columns:
        table.add_column(
            column.name,
            width=column.width,
            ratio=column.ratio,
            justify="right" if column.right else "left",
            overflow="fold",
            header_style="bold",
        )
    for row in rows:
        table.add_row(*(_rich(cell) for cell in row))
    return table
