"""Pages that a program saved: the same text as the page itself, its address, and when it was saved."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import makers
import press
import pytest
from browser import browsing
from press import PAGE, SAVED_FROM

from provenance.errors import ReadingError
from provenance.model import Article, Retrieval
from provenance.reading import read, read_all
from provenance.reading.addresses import address_of

FORMS = {
    "a.mhtml": press.mhtml(PAGE),
    "a.webarchive": press.webarchive(PAGE),
    "b.webarchive": press.webarchive(PAGE, binary=False),
    "single.html": press.single_file(PAGE),
    "monolith.html": PAGE.replace(
        b"<html>", b"<!-- Saved from %s at 2026-03-03T10:00:00Z using monolith v2.8.1 --><html>" % SAVED_FROM.encode()
    ),
    "wayback.html": press.wayback(PAGE),
    "a.arc": press.arc(PAGE),
    "a.arc.gz": gzip.compress(press.arc(PAGE)),
}
WITHOUT_TIME = ("a.webarchive", "b.webarchive")


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


@pytest.mark.parametrize("name", FORMS)
def test_a_saved_page_is_the_page(name: str) -> None:
    for told in (name, "x"):
        [article], errors = everything(FORMS[name], told)
        assert errors == []
        assert article.text == read(PAGE).text
        assert (article.title, article.url, article.media_type) == ("Ferry", SAVED_FROM, "text/html")
        assert article.published_on is None, "when a page was saved is not when it was published"
        assert article.original is not None
        retrieval = article.original.retrieval
        assert (retrieval is None) is (name in WITHOUT_TIME)
        assert retrieval is None or retrieval.at == datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("name", [name for name in FORMS if not name.endswith("html")])
def test_a_saved_page_that_is_cut_off_says_so(name: str) -> None:
    articles, errors = everything(FORMS[name][: len(FORMS[name]) // 8], name)
    assert articles == []
    assert errors
    assert all(error.reason for error in errors)


def test_chromium_saves_what_is_read_from_its_page(tmp_path: Path) -> None:
    paragraphs = [
        *(text for one in press.TOLD for text in one.paragraphs),
        "Erdoğan flew to Diyarbakır, he said – “now”.",
    ]
    page = makers.page(paragraphs, head="<title>Ferry</title><style>p{color:red}</style>")
    (tmp_path / "a.html").write_bytes(page)
    with browsing() as browser:
        tab = browser.new_page()
        tab.goto((tmp_path / "a.html").as_uri())
        saved = tab.context.new_cdp_session(tab).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    [article], errors = everything(saved.encode(), "a.mhtml")
    assert errors == []
    assert article.text == read(page).text
    assert article.title == "Ferry"


def test_pictures_in_a_page_do_not_count() -> None:
    [article], errors = everything(press.single_file(PAGE, size=8_000_000), "a.html")
    assert (article.text, errors) == (read(PAGE).text, [])
    articles, [error] = everything(press.single_file(PAGE + b"<p>x</p>" * 700_000), "a.html")
    assert articles == []
    assert "without its pictures it is over the limit of 5 MB" in error.reason


def test_the_page_in_mhtml_is_that_which_was_saved() -> None:
    other = b"Content-Type: text/html\r\nContent-Location: https://ads.example/\r\n\r\n<p>Buy a boat now.</p>\r\n"
    mark = b"------MultipartBoundary--x----\r\n"
    head, _, rest = press.mhtml(PAGE).partition(mark)
    [article], _ = everything(head + mark + other + mark + rest, "a.mhtml")
    assert article.text == read(PAGE).text


def test_mhtml_with_a_charset_is_read_in_it() -> None:
    page = "<html><body><p>Erdoğan flew to Diyarbakır on Tuesday.</p></body></html>".encode("cp1254")
    data = press.mhtml(page).replace(
        b"Content-Type: text/html\r\nContent-ID", b"Content-Type: text/html; charset=windows-1254\r\nContent-ID"
    )
    [article], _ = everything(data, "a.mht")
    assert article.text == "Erdoğan flew to Diyarbakır on Tuesday."


def test_a_letter_with_pictures_is_no_saved_page() -> None:
    letter = (
        b"From: a@poe.example\nMessage-ID: <1@poe.example>\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/related; boundary=b\n\n"
        b"--b\nContent-Type: text/html\n\n<p>It rained.</p>\n--b--\n"
    )
    assert read(letter).media_type == "message/rfc822"


@pytest.mark.parametrize(
    ("url", "told", "expected"),
    [
        ("https://web.archive.org/web/20260303100000/https://poe.example/a", None, "https://poe.example/a"),
        ("https://web.archive.org/web/20260303/http:/poe.example/a", None, "http://poe.example/a"),
        (
            "https://web.archive.org/web/20260303100000id_/https://poe.example/a?x=1",
            "https://web.archive.org/web/20260303100000/https://poe.example/a",
            "https://poe.example/a",
        ),
        ("https://web.archive.org/about", None, "https://web.archive.org/about"),
    ],
)
def test_a_page_of_the_wayback_machine_has_its_original_address(url: str, told: str | None, expected: str) -> None:
    retrieval = Retrieval(url=url, at=datetime(2026, 3, 4, tzinfo=UTC))
    assert address_of(retrieval, told, told and "html: link canonical")[0] == expected


def test_an_opendocument_text_tells_what_is_said_in_it() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>It sank.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>It would <text:span text:style-name="T1">not </text:span>wait<text:s text:c="2"/>for 12'
        '<text:span text:style-name="T2">3</text:span> crowns.'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>So the mayor.</text:p>"
        "</text:note-body></text:note></text:p><text:h>Pier<text:line-break/>closed</text:h>"
    )
    article = read(press.odt(["It rained."], body=body))
    lines = article.text.split("\n")
    assert lines[0].startswith("It would wait  for 12")
    assert "123" not in lines[0]
    assert lines[1:] == ["So the mayor.", "Pier", "closed", "It rained."]
    assert [place.where for place in article.places] == [f"paragraph={number}" for number in (1, 2, 3, 3, 4)]
    assert (article.title, article.byline, article.modified_on) == ("Ferry", "Jane Roe", date(2026, 3, 4))


def test_an_opendocument_text_that_is_locked_or_damaged_says_so() -> None:
    data = press.odt(["It rained."])
    _, [error] = everything(data[: len(data) // 2], "a.odt")
    assert "damaged" in error.reason
    spoiled = data.replace(b"content.xml", b"content.xmk")
    assert everything(spoiled, "a.odt")[1]


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"RIFF\x40\x00\x00\x00WEBP", b"\x00\x00\x00\x18ftypheic"],
    ids=["PNG", "JPEG", "TIFF", "WebP", "HEIC"],
)
def test_a_picture_says_what_to_do(data: bytes) -> None:
    articles, [error] = everything(data + bytes(50), "scan")
    assert articles == []
    if find_spec("rapidocr"):
        assert "damaged" in error.reason or "save it as PNG" in error.reason
    else:
        assert 'text recognition, OCR) needs an optional part; install it with: pip install "claim-prov' in error.reason


def test_a_picture_in_the_order_of_a_book_is_not_read_as_text() -> None:
    with zipfile.ZipFile(io.BytesIO(makers.epub([["It rained all day."]]))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    package = files["OPS/book.opf"]
    package = package.replace(b"</manifest>", b'<item id="p" href="p.png" media-type="image/png"/></manifest>')
    files["OPS/book.opf"] = package.replace(b"</spine>", b'<itemref idref="p"/></spine>')
    files["OPS/p.png"] = b"\x89PNG\r\n\x1a\n" + b"picture words " * 1000
    article = read(makers.archive(files))
    assert article.text == "It rained all day."
