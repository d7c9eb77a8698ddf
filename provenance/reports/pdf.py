"""The citation report as a PDF with tags for screen readers; needs the extra `pdf` (typst).

Spec: PDF 1.7 (ISO 32000-1). Typst is one wheel without system libraries, with fonts for Latin, Greek and Cyrillic;
other scripts need a font on the machine. Text of articles reaches it as data of the fixed template `report.typ`, never
as markup, and the template loads no package, so nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import BinaryIO

from provenance.errors import MissingExtra
from provenance.records import Casebook
from provenance.reports.outline import Block, Heading, Item, Table, outline
from provenance.reports.plain import Json


def write(book: Casebook, out: BinaryIO) -> None:
    """The whole report. Raises MissingExtra."""
    lay_out(outline(book), out, version=book.version)


def lay_out(blocks: Iterable[Block], out: BinaryIO, *, version: str) -> None:
    """Blocks as pages. Raises MissingExtra."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("the format pdf", "pdf") from error
    template = files("provenance.reports").joinpath("report.typ").read_bytes()
    data = json.dumps({"version": version, "blocks": [_plain(block) for block in blocks]})
    out.write(typst.compile(template, sys_inputs={"report": data}))


def _plain(block: Block) -> dict[str, Json]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Table):
        return {"kind": "table", "heads": [*block.heads], "rows": [[*row] for row in block.rows]}
    return {"kind": "item" if isinstance(block, Item) else "paragraph", "text": block.text}
