"""Text in pictures and on scanned pages, by RapidOCR, whose models come with it: nothing is fetched."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import fmean, median
from typing import Any, NamedTuple

from provenance.errors import MissingExtra
from provenance.model import Place
from provenance.progress import tell
from provenance.reading.document import DamagedError, Document, Facts
from provenance.reading.lines import unwrapped

PAGES = 200
"""Of a document; a page takes some seconds."""
PIXELS = 50_000_000
"""Of a picture; a larger one is refused before it is unpacked."""
_SHARP = 200 / 72  # dots for each point of a page: 200 an inch
_DRAWN = 16_000_000  # pixels that a page is drawn with at most
_COLUMN = 1.0  # line heights: so much blank from top to bottom stands between columns
_BAND = 0.9  # line heights: so much blank from left to right ends a paragraph
_SLACK = 0.75  # see `lines.unwrapped`
# Pillow stumbles over damaged pictures in all of these ways.
_STUMBLES = (OSError, EOFError, SyntaxError, TypeError, ValueError, struct.error)


class Line(NamedTuple):
    """A line of text, where it stands on its page, in pixels, and how sure it was read, from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    score: float


def read_picture(data: bytes) -> Document:
    """The text in a picture; the places are its pages (`page=1`), of which a TIFF may have several.

    Raises:
        DamagedError: It cannot be opened, or is over `PIXELS` or `PAGES`.
        MissingExtra: What recognises text is not installed.
    """
    engine = _engine()
    told: list[tuple[str, list[str]]] = []
    seen: list[Line] = []
    for number, page in enumerate(_shown(data), 1):
        lines = _lines(engine, page)
        told += [(f"page={number}", block) for block in in_reading_order(lines)]
        seen += lines
    return _document(told, seen)


def _shown(data: bytes) -> Iterator[Any]:
    """The pages of a picture, as they are shown. Raises DamagedError."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1  # of an animation its first
            if pages > PAGES:
                raise DamagedError(f"it has more than {PAGES} pages; split it")
            for number in range(pages):
                tell(number, pages)
                picture.seek(number)
                if picture.width * picture.height > PIXELS:
                    raise DamagedError(f"it has more than {PIXELS // 1_000_000} million pixels")
                yield _on_paper(picture)
    except UnidentifiedImageError as error:
        raise DamagedError("this picture is damaged, or of a kind that is not read; save it as PNG or JPEG") from error
    except (Image.DecompressionBombError, *_STUMBLES) as error:
        if isinstance(error, DamagedError):
            raise
        raise DamagedError("this picture is damaged") from error


def _on_paper(picture: Any) -> Any:
    """A picture the way up that it is shown, its transparent parts white."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        shown = upright.convert("RGBA")
        upright = Image.new("RGBA", shown.size, "white")
        upright.alpha_composite(shown)
    return upright.convert("RGB")


def read_scanned(data: bytes) -> Document:
    """The text of a PDF whose pages are pictures; a paragraph's place is its page (`page=3`).

    Raises:
        DamagedError: It has more than `PAGES` pages, or cannot be drawn.
        MissingExtra: What recognises text is not installed.
    """
    engine = _engine()
    from pypdfium2 import PdfDocument, PdfiumError

    told: list[tuple[str, list[str]]] = []
    seen: list[Line] = []
    try:
        with PdfDocument(data) as pages:
            if len(pages) > PAGES:
                raise DamagedError(f"its pages are pictures, and there are more than {PAGES}; split it")
            for number, page in enumerate(pages, 1):
                tell(number - 1, len(pages))
                scale = min(_SHARP, (_DRAWN / (page.get_width() * page.get_height())) ** 0.5)
                lines = _lines(engine, page.render(scale=scale).to_pil())
                told += [(f"page={number}", block) for block in in_reading_order(lines)]
                seen += lines
    except PdfiumError as error:
        raise DamagedError("there is no text in it, and its pages cannot be drawn to recognise any") from error
    return _document(told, seen)


def in_reading_order(lines: Sequence[Line]) -> list[list[str]]:
    """The blocks of a page, its columns one after the other, each as its lines.

    A page is cut at its blanks, first into columns, then into bands, and each piece again. Source: the recursive X-Y
    cut, Nagy and Seth 1984.
    """
    if not lines:
        return []
    height = median(line.bottom - line.top for line in lines)
    return [[" ".join(one.text for one in row) for row in _rows(block, height)] for block in _blocks(lines, height)]


def _blocks(lines: Sequence[Line], height: float) -> Iterator[Sequence[Line]]:
    for start, end, blank in (("left", "right", _COLUMN), ("top", "bottom", _BAND)):
        pieces = _cut(lines, start, end, blank * height)
        if len(pieces) > 1:
            for piece in pieces:
                yield from _blocks(piece, height)
            return
    yield lines


def _cut(lines: Sequence[Line], start: str, end: str, blank: float) -> list[list[Line]]:
    """The lines in groups between which so many pixels are blank."""
    pieces: list[list[Line]] = []
    reach = float("-inf")
    for line in sorted(lines, key=lambda one: float(getattr(one, start))):
        if getattr(line, start) > reach + blank:
            pieces.append([])
        pieces[-1].append(line)
        reach = max(reach, getattr(line, end))
    return pieces


def _rows(block: Sequence[Line], height: float) -> Iterator[list[Line]]:
    """The lines of a block from top to bottom; what stands side by side is one row."""
    row: list[Line] = []
    for line in sorted(block, key=lambda one: one.top + one.bottom):
        if row and (line.top + line.bottom) - (row[-1].top + row[-1].bottom) > height:
            yield sorted(row)
            row = []
        row.append(line)
    yield sorted(row)


def _document(blocks: Sequence[tuple[str, Sequence[str]]], lines: Sequence[Line]) -> Document:
    """The article of blocks with their pages; each was broken at a width of its own."""
    texts: list[str] = []
    places: list[Place] = []
    at = 0
    for where, block in blocks:
        text, own = unwrapped([(line, where) for line in block], slack=_SLACK)
        places += [Place(at + place.start, at + place.end, place.where) for place in own]
        texts.append(text)
        at += len(text) + 1
    facts = Facts()
    if lines:
        sure = fmean(line.score for line in lines)
        facts.origins["text"] = f"recognised in pictures, so letters may be wrong; score {sure:.2f} of 1"
    return Document("\n".join(texts), tuple(places), facts)


def _lines(engine: Any, picture: Any) -> list[Line]:
    import numpy

    found = engine(numpy.asarray(picture)[:, :, ::-1])  # its colours are in the order blue, green, red
    if found.boxes is None:
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        across, down = box[:, 0], box[:, 1]
        lines.append(
            Line(float(across.min()), float(down.min()), float(across.max()), float(down.max()), text, float(score))
        )
    return lines


@cache
def _engine() -> Any:
    """What recognises text: kept, for it takes seconds to load."""
    try:
        import pypdfium2  # noqa: F401
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingExtra("reading pictures and scanned pages (text recognition, OCR)", "ocr") from error
    return RapidOCR(params={"Global.log_level": "critical"})
