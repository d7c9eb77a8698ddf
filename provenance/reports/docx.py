"""The citation report as a Word document; needs the extra `docx` (python-docx).

Spec: Office Open XML, WordprocessingML (ISO/IEC 29500). Text of articles goes in as runs of text, never as XML, without
the control characters that XML 1.0 forbids.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from provenance.errors import MissingExtra
from provenance.records import Casebook
from provenance.reports.outline import Block, Heading, Item, Paragraph, Table, outline
from provenance.reports.visible import in_a_line

_STYLES = {Item: "List Bullet", Paragraph: None}


def write(book: Casebook, out: BinaryIO) -> None:
    """The whole report. Raises MissingExtra."""
    lay_out(outline(book), out, title=in_a_line(book.front.title), version=book.version)


def lay_out(blocks: Iterable[Block], out: BinaryIO, *, title: str, version: str) -> None:
    """Blocks as a document. Raises MissingExtra."""
    try:
        from docx import Document
    except ImportError as error:
        raise MissingExtra("the format docx", "docx") from error
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = f"Provenance {version}"
    for block in blocks:
        _add(document, block)
    document.save(out)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=block.level)
    elif isinstance(block, Table):
        table = document.add_table(rows=1, cols=len(block.heads), style="Table Grid")
        for row in (block.heads, *block.rows):
            cells = table.rows[0].cells if row is block.heads else table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    else:
        document.add_paragraph(block.text, style=_STYLES[type(block)])
