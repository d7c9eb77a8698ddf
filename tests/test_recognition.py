"""Text in pictures: the order of columns, and, where it is installed, what recognises letters."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec
from typing import Any

import makers
import pytest

from provenance.reading import read
from provenance.reading.recognition import Line, in_reading_order

HEIGHT = 20
needs_ocr = pytest.mark.skipif(
    not (find_spec("rapidocr") and find_spec("pypdfium2")), reason="needs the part that recognises text"
)


def lines(*rows: tuple[int, int, int, str]) -> list[Line]:
    """Lines by where they begin and end across, and by the row that they stand on, 30 pixels apart."""
    return [Line(left, row * 30, right, row * 30 + HEIGHT, text, 1.0) for left, right, row, text in rows]


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        (lines(), []),
        (lines((0, 400, 0, "a"), (0, 400, 1, "b"), (0, 400, 3, "c")), [["a", "b"], ["c"]]),
        (
            lines((0, 400, 0, "head"), (0, 180, 2, "a"), (220, 400, 2, "c"), (0, 180, 3, "b"), (220, 400, 3, "d")),
            [["head"], ["a", "b"], ["c", "d"]],
        ),
        (
            lines((0, 180, 0, "a"), (0, 180, 2, "b"), (220, 400, 0, "c"), (220, 400, 1, "d"), (0, 400, 4, "foot")),
            [["a"], ["b"], ["c", "d"], ["foot"]],
        ),
        (lines((0, 90, 0, "one"), (95, 400, 0, "line"), (0, 400, 1, "b")), [["one line", "b"]]),
        (lines((0, 400, 1, "below"), (0, 400, 0, "above")), [["above", "below"]]),
    ],
    ids=["nothing", "paragraphs", "columns below a head", "columns above a foot", "one row", "any order"],
)
def test_columns_are_read_one_after_the_other(page: list[Line], blocks: list[list[str]]) -> None:
    assert in_reading_order(page) == blocks


HEAD = "Poe City Ferry to Sail Again"
LEFT = ("The mayor of Poe City said on", "Tuesday that the ferry would run", "again on Monday, after repairs.")
RIGHT = ("Officials in Roeland denied that", "the company had asked for money,", "and called it a mistake.")


@pytest.fixture(scope="module")
def picture() -> Any:
    """A page of two columns below a headline."""
    image = pytest.importorskip("PIL.Image")
    drawing = pytest.importorskip("PIL.ImageDraw")
    font = pytest.importorskip("PIL.ImageFont").load_default(24)
    page = image.new("RGB", (1000, 320), "white")
    pen = drawing.Draw(page)
    pen.text((40, 30), HEAD, fill="black", font=font)
    for across, column in ((40, LEFT), (540, RIGHT)):
        for row, line in enumerate(column):
            pen.text((across, 110 + 40 * row), line, fill="black", font=font)
    return page


def saved(picture: Any, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@needs_ocr
def test_a_picture_is_read_as_it_is_shown(picture: Any) -> None:
    image = pytest.importorskip("PIL.Image")
    turned = image.Exif()
    turned[0x0112] = 6  # to be shown turned to the right by a quarter
    held = io.BytesIO()
    picture.rotate(90, expand=True).save(held, "JPEG", exif=turned)
    ink = image.new("RGBA", picture.size)
    ink.putalpha(picture.convert("L").point(lambda light: 255 - light))
    text = "\n".join([HEAD, " ".join(LEFT), " ".join(RIGHT)])
    assert [read(held.getvalue()).text, read(saved(ink, "PNG")).text] == [text, text]


@needs_ocr
def test_every_page_of_a_tiff_is_read(picture: Any) -> None:
    out = io.BytesIO()
    picture.crop((0, 0, 1000, 90)).save(out, "TIFF", save_all=True, append_images=[picture.crop((0, 90, 500, 320))])
    article = read(out.getvalue())
    assert article.text.split("\n") == [HEAD, " ".join(LEFT)]
    assert [place.where for place in article.places] == ["page=1", "page=2"]


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PDF"])
def test_what_is_written_in_a_picture_or_on_a_scanned_page_is_read(picture: Any, kind: str) -> None:
    article = read(saved(picture, kind))
    assert article.text.split("\n") == [HEAD, " ".join(LEFT), " ".join(RIGHT)]
    assert {place.where for place in article.places} == {"page=1"}
    assert article.title == HEAD
    assert dict(article.found)["text"].startswith("recognised in pictures, so letters may be wrong")


@needs_ocr
def test_a_page_with_nothing_on_it_has_no_text(picture: Any) -> None:
    with pytest.raises(Exception, match="there is no text in it"):
        read(saved(picture.crop((0, 0, 30, 20)), "PNG"))


def test_a_scanned_pdf_says_what_to_install_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    from provenance.reading import recognition

    recognition._engine.cache_clear()
    with pytest.raises(Exception, match=r"claim-provenance\[ocr\]"):
        read(makers.pdf([" "]).replace(b"BT", b"% "))
    recognition._engine.cache_clear()
