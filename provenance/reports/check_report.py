"""The report of a text that was asked about, as a file: laid out for people, or as records for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, TypeAlias

from provenance.checks import CheckRecord
from provenance.errors import InvalidRequest, did_you_mean
from provenance.reports import csv, docx, html, json, jsonl, markdown, pdf
from provenance.reports.check_outline import check_outline, title_of
from provenance.reports.markup import Content, joined, table, tag
from provenance.reports.outline import Block, Heading, Item, Paragraph, Table
from provenance.version import __version__

Writer: TypeAlias = Callable[[Sequence[CheckRecord], BinaryIO], None]


def format_of(name: str) -> Writer:
    """What writes the format that the ending of a file's name asks for. Raises InvalidRequest."""
    ending = f".{name.rpartition('.')[2].casefold()}"
    if ending not in FORMATS:
        meant = did_you_mean(ending, FORMATS)
        raise InvalidRequest(f"no report of a check ends in {ending!r}{meant}; known: {', '.join(FORMATS)}")
    return FORMATS[ending]


def _as_markdown(records: Sequence[CheckRecord], out: BinaryIO) -> None:
    for block in check_outline(records):
        out.write(f"{_in_markdown(block)}\n\n".encode())


def _in_markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {markdown.escaped(block.text)}"
    if isinstance(block, Table):
        return markdown.table(block.heads, ([markdown.escaped(cell) for cell in row] for row in block.rows))
    return f"- {markdown.escaped(block.text)}" if isinstance(block, Item) else markdown.escaped(block.text)


def _as_page(records: Sequence[CheckRecord], out: BinaryIO) -> None:
    parts = ["<!DOCTYPE html>\n", '<html lang="en">\n', html.head(title_of(records)), "\n<body>\n<main>\n"]
    out.write("".join(parts).encode())
    for part in _elements(check_outline(records)):
        out.write(f"{joined(part)}\n".encode())
    out.write(f"</main>\n{tag('footer', f'Made by Provenance {__version__}.')}\n</body>\n</html>\n".encode())


def _elements(blocks: Iterable[Block]) -> Iterator[Content]:
    items: list[Content] = []
    for block in blocks:
        if isinstance(block, Item):
            items.append(tag("li", *_citing(block)))
            continue
        if items:
            yield tag("ul", items)
            items = []
        if isinstance(block, Heading):
            yield tag(f"h{block.level}", block.text)
        elif isinstance(block, Table):
            yield table("What was found", block.heads, block.rows, class_="figures")
        else:
            yield _paragraph(block)
    if items:
        yield tag("ul", items)


def _citing(item: Item) -> Iterator[Content]:
    """The words of an item, and a link to the passage that it cites."""
    if item.note is None:
        yield item.text
        return
    yield item.text.removesuffix(f"[{item.note}]")
    yield tag("a", f"[{item.note}]", href=f"#note-{item.note}", aria_label=f"passage {item.note}")


def _paragraph(block: Paragraph) -> Content:
    return tag("p", block.text, id=None if block.note is None else f"note-{block.note}")


def _as_document(records: Sequence[CheckRecord], out: BinaryIO) -> None:
    docx.lay_out(check_outline(records), out, title=title_of(records), version=__version__)


def _as_pages(records: Sequence[CheckRecord], out: BinaryIO) -> None:
    pdf.lay_out(check_outline(records), out, version=__version__)


FORMATS: Mapping[str, Writer] = {
    ".md": _as_markdown,
    ".html": _as_page,
    ".docx": _as_document,
    ".pdf": _as_pages,
    ".csv": lambda records, out: csv.write_records(records, CheckRecord, out),
    ".json": json.write_records,
    ".jsonl": jsonl.write_records,
}
"""By the ending of the file. A table has a line a statement."""
