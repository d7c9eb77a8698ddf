"""PDF documents, by pypdf: the text of each page, its lines put back into paragraphs."""

from __future__ import annotations

import io
import logging
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from provenance.reading.document import DamagedError, Document, Facts
from provenance.reading.lines import unwrapped
from provenance.reading.markup import raised

SECONDS = 25
"""A document that takes longer to read loops, or was made to."""
PAGES = 3000
_CONTENT = 20_000_000  # bytes of one page's drawing commands
_SLACK = 0.75  # of the usual length: letters are of different widths, and lines may stand beside a picture
_GAP = 1.4  # times the usual distance between lines: a paragraph ends
_SMALL = 0.85  # of the letters of its line: a figure that is smaller, and no lower, is raised
_FURNITURE = 3  # a line at the edge of so many pages is a running head or foot
_JUNK_TITLE = re.compile(r"(?i)^(?:microsoft word\b.*|untitled.*|\S+\.(?:docx?|pdf|indd|odt|rtf))$")
_PAGE_NUMBER = re.compile(r"(?i)^(?:page\s+)?\W*\d{1,4}\W*(?:(?:of|/)\s*\d{1,4})?$")

# What a parser of a broken document stumbles over; pypdf does not turn all of it into its own errors.
_STUMBLES = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError, zlib.error,
)  # fmt: skip

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its remarks on broken files are not for our users


class _LateError(Exception):
    """The time is over."""


def read_pdf(data: bytes) -> Document:
    """The text of a PDF; a paragraph's place is its page (`page=3`, RFC 8118).

    Running heads, feet and page numbers are left out.

    Raises:
        DamagedError: It cannot be parsed, is locked, or takes too long.
        MissingExtra: Its pages are pictures, and what recognises text in them is not installed.
    """
    deadline = time.monotonic() + SECONDS
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DamagedError("it is locked by a password; save it without one and read that")
        if len(reader.pages) > PAGES:
            raise DamagedError(f"it has more than {PAGES} pages; split it")
        pages = [list(_lines(page, deadline)) for page in reader.pages]
        facts = _facts(reader)
    except DamagedError:
        raise
    except _LateError as error:
        raise DamagedError(f"it took more than {SECONDS} seconds to read; it may be damaged") from error
    except _STUMBLES as error:
        raise DamagedError("this PDF is damaged; open it in a viewer, save it anew and read that") from error
    lines = [
        (line, f"page={number}")
        for number, page in enumerate(_without_furniture(pages), 1)
        for line in page
    ]  # fmt: skip
    if not any(line.strip() for line, _ in lines):
        from provenance.reading.recognition import read_scanned  # loads what recognises text

        scanned = read_scanned(data)
        facts.origins |= scanned.facts.origins
        return replace(scanned, facts=facts)
    text, places = unwrapped(lines, slack=_SLACK)
    return Document(text, places, facts)


def _lines(page: PageObject, deadline: float) -> Iterator[str]:
    """The lines of a page, with an empty one where the gap between two is wider than usual."""
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > _CONTENT:
        raise DamagedError("one of its pages is drawn with more than 20 MB of commands")
    drawn: list[Drawn] = []

    def check(*_: Any) -> None:
        if time.monotonic() > deadline:
            raise _LateError

    def keep(text: str, matrix: Sequence[float], text_matrix: Sequence[float], _: Any, size: float) -> None:
        height = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        scale = abs(matrix[2] * text_matrix[1] + matrix[3] * text_matrix[3])
        drawn.append(Drawn(text, height, size * scale))

    page.extract_text(visitor_text=keep, visitor_operand_before=check)
    rows = _rows(drawn)
    gaps = [above - below for (_, above), (_, below) in pairwise(rows) if above > below]
    usual = median(gaps) if gaps else 0.0
    close = [gap for gap in gaps if gap <= usual * _GAP]
    limit = (median(close) if close else usual) * _GAP
    before: float | None = None
    for row, height in rows:
        if before is not None and before - height > limit:
            yield ""
        yield row
        before = height


class Drawn(NamedTuple):
    """A piece of text with the height that it stands at and the size of its letters."""

    text: str
    height: float
    size: float


def _rows(drawn: Sequence[Drawn]) -> list[tuple[str, float]]:
    """Lines of text with the height that each stands at."""
    rows: list[tuple[str, float]] = []
    row, height, size = "", 0.0, 0.0
    for text, at, letters in drawn:
        for number, piece in enumerate(text.split("\n")):
            if number:
                rows.append((row.strip(), height))
                row = ""
            if piece.strip() and not row.strip():
                height, size = at, letters
            small = letters < size * _SMALL and at >= height
            row += raised(piece) if small and piece.strip() else piece
    rows.append((row.strip(), height))
    return [one for one in rows if one[0]]


def _without_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines of each page without page numbers, and without the first and last ones that pages share."""
    edges = Counter(line for page in pages for line in {*_edges(page)})
    cut = {line for line, times in edges.items() if times >= _FURNITURE or _PAGE_NUMBER.match(line)}
    kept = []
    for page in pages:
        rows = list(page)
        while rows and (not rows[0] or rows[0] in cut):
            del rows[0]
        while rows and (not rows[-1] or rows[-1] in cut):
            del rows[-1]
        kept.append(rows)
    return kept


def _edges(page: Sequence[str]) -> list[str]:
    rows = [row for row in page if row]
    return rows[:2] + rows[-2:]


def _facts(reader: PdfReader) -> Facts:
    """Title and author from the document's own properties; when the file was made says nothing of publication."""
    facts = Facts()
    known = reader.metadata
    if known is None:
        return facts
    title = known.title
    if title and not _JUNK_TITLE.match(title.strip()):
        facts.tell("title", title, "pdf: Title")
    facts.tell("byline", known.author, "pdf: Author")
    modified = known.modification_date
    facts.tell("modified_on", modified.date() if isinstance(modified, datetime) else None, "pdf: ModDate")
    return facts
