"""Bytes to articles: forms, encodings, places, facts and errors."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml.html import HTMLParser, document_fromstring

from provenance.errors import EmptySource, ReadingError, TooLarge, UnsupportedSource
from provenance.model import Article
from provenance.reading import LARGEST, find, read

SENTENCE = "Officials in Poe City said “no” to the pact – twice, in a café."
PAGE = (Path(__file__).parent / "cases" / "page.html").read_text(encoding="utf-8")


def _without_space(text: str) -> str:
    return "".join(text.split())


def _check(article: Article) -> None:
    """What holds for every article."""
    assert article.text.strip()
    assert "\r" not in article.text
    assert "\x00" not in article.text
    assert all(a.end <= b.start for a, b in pairwise(article.places))
    assert all(0 <= place.start < place.end <= len(article.text) for place in article.places)


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode(),
        codecs.BOM_UTF8 + SENTENCE.encode(),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.encode("cp1252"),
        SENTENCE.replace("é", "e\u0301").encode(),
    ],
    ids=[
        "utf-8",
        "utf-8 with a mark",
        "utf-16",
        "utf-16 big-endian",
        "utf-16 without a mark",
        "windows-1252",
        "decomposed",
    ],
)
def test_encodings(data: bytes) -> None:
    article = read(data)
    assert article.text == SENTENCE
    assert article.original is not None
    assert article.original.data == data


def test_a_few_bad_bytes_do_not_spoil_a_text() -> None:
    article = read(b"A caf\xc3\xa9 in \xff Poe, a caf\xc3\xa9 in Roe.")
    assert article.text == "A café in \ufffd Poe, a café in Roe."


def test_a_page_in_the_encoding_that_it_declares() -> None:
    data = "<html><head><meta charset='windows-1251'></head><body><p>Президент заявил это.</p></body></html>".encode(
        "cp1251"
    )
    assert "Президент" in read(data).text


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("windows-1254", "President Erdoğan met Işık Doe in Diyarbakır, where the Beşiktaş fans of Çağlayan cheered."),
        ("windows-1250", "Lech Wałęsa met Tomáš Dvořák and Jiří Černý in Łódź, and spoke of the Kaczyński brothers."),
        (
            "windows-1252",
            "François Müller met Björk Guðmundsdóttir and Davíð Þórsson in São Paulo, and spoke of Ålesund.",
        ),
    ],
)
@pytest.mark.parametrize("form", ["text", "page that declares Latin-1", "mail that declares Latin-1"])
def test_a_few_foreign_names_tell_the_code_page(encoding: str, words: str, form: str) -> None:
    text = f"The talks began on Monday and went on for a week. {words} Nobody said what it was about."
    before, after, kind = {
        "text": ("", "", "text/plain"),
        "page that declares Latin-1": ("<html><head><meta charset='iso-8859-1'></head><body><p>", "</p>", "text/html"),
        "mail that declares Latin-1": (
            "From: a@poe.example\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n",
            "",
            "message/rfc822",
        ),
    }[form]
    assert read((before + text + after).encode(encoding), media_type=kind).text == text


def test_a_mail_in_an_encoding_of_seven_bits() -> None:
    head = b"From: a@poe.example\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
    assert read(head + "雨が降った。".encode("iso-2022-jp"), media_type="message/rfc822").text == "雨が降った。"


def test_text_is_normalised_and_leads_back_to_the_characters_of_the_file() -> None:
    source = "\ufeffHead\r\n\r\nCafe\u0301 \x07one.\rLast\u200b line."
    article = read(source.encode())
    assert article.text == "Head\n\nCafé  one.\nLast line."
    counted = source[1:].replace("\r\n", "\n")  # RFC 5147: a line end counts as one character
    for place in article.places:
        start, end = map(int, place.where.removeprefix("char=").split(","))
        assert article.text[place.start : place.end][:3] == counted[start:end][:3]
    assert [place.where for place in article.places] == ["char=0,4", "char=6,17", "char=18,29"]


def test_markdown_loses_its_markup_and_leads_back_to_its_lines() -> None:
    source = (Path(__file__).parent / "cases" / "note.md").read_text(encoding="utf-8")
    article = read(source.encode(), name="note.md")
    lines = [
        "The Pact",
        "Roeland is near a pact, it said.",
        "“Yes,” she said.",
        "• one",
        "• two",
        "A | B",
        "c | d",
        "code",
        "Bold end.",
    ]
    assert [line.strip() for line in article.text.split("\n\n")] == lines
    assert (article.title, article.byline, article.published_on) == ("The Pact", "Jane Roe", date(2026, 1, 2))
    assert ("title", "front matter: title") in article.found
    assert article.media_type == "text/markdown"
    for place in article.places:
        start, end = map(int, place.where.removeprefix("char=").split(","))
        for word in re.findall(r"\w+", article.text[place.start : place.end]):
            assert word in source[start:end]


def _at(page: str, where: str) -> str:
    tree = document_fromstring(page.encode(), parser=HTMLParser(encoding="utf-8"))
    (element,) = tree.getroottree().xpath(where.removeprefix("xpath="))
    return str(element.text_content())


def test_a_page_becomes_its_article_and_leads_back_to_its_elements() -> None:
    article = read(PAGE.encode())
    assert "Home" not in article.text
    assert "About us" not in article.text
    assert "Roeland is close to a pact, officials said on Tuesday. It may take months." in article.text
    assert len(article.places) == len(article.text.split("\n"))
    for place in article.places:
        words = article.text[place.start : place.end].removeprefix("• ")
        assert _without_space(words) in _without_space(_at(PAGE, place.where))
    last = article.places[-1].where
    assert _at(PAGE, last).startswith("Nobody else")
    assert _at(PAGE, last).endswith("a witness said.")


def test_a_page_tells_who_published_it_and_when() -> None:
    article = read(PAGE.encode())
    assert (article.title, article.outlet, article.byline) == ("Pact near", "The Poe Times", "Jane Roe, John Moe")
    assert (article.published_on, article.url) == (date(2026, 1, 14), "https://poe.example/pact")
    assert dict(article.found) == {
        "title": "html: og:title",
        "outlet": "html: og:site_name",
        "byline": "html: JSON-LD author",
        "published_on": "html: article:published_time",
        "url": "html: og:url",
        "language": "text: its words",
    }


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-01T00:00:00Z", "1604-12-31", "2999-01-01", "9999-12-31"])
def test_a_day_on_which_nothing_was_published_gives_way_to_another(day: str) -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{day}"}}</script>'
    meta = '<meta property="article:published_time" content="2026-01-14">'
    page = f"<html><head>{script}{meta}</head><body><p>Roeland signed the pact.</p></body></html>"
    assert read(page.encode()).published_on == date(2026, 1, 14)
    assert read(page.replace(meta, "").encode()).published_on is None


def test_a_short_page_is_read_without_its_furniture() -> None:
    page = "<html><body><nav>Home</nav><p>Roeland signed <i>the</i> pact.</p><footer>About</footer></body></html>"
    article = read(page.encode())
    assert article.text == "Roeland signed the pact."
    assert [place.where for place in article.places] == ["xpath=/html/body[1]/p[1]"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("World\nRoeland Joins the Pact\n\nIt joined on Monday.", {"title": "Roeland Joins the Pact"}),
        ("14 January 2026 17:01 PM\nNEWS DESK\nIt joined.", {"published_on": date(2026, 1, 14), "byline": "NEWS DESK"}),
        ("Pact\nUpdated May 4, 2020 | Published May 3, 2020\nIt rained.", {"published_on": date(2020, 5, 3)}),
        ("Pact Near\nBy Jane Roe and John Moe\nIt rained.", {"byline": "Jane Roe and John Moe"}),
        ("Pact Near\n04/05/2020\nIt rained.", {"published_on": None}),
        ("Pact Near\n24/05/2020\nIt rained.", {"published_on": date(2020, 5, 24)}),
        ("Pact Near\n04.05.2020\nIt rained.", {"published_on": None}),
        ("Pact Near\n2020-05-04\nIt rained.", {"published_on": date(2020, 5, 4)}),
        ("http: / / www. example. com / a - 1. html\nIt rained.", {"url": "http://www.example.com/a-1.html"}),
        ("http://www.example.com/a\nPact Near\nIt rained.", {"outlet": "example.com", "title": "Pact Near"}),
        ("It rained on 3 May 2020.\nIt was cold.", {"published_on": None, "title": None}),
    ],
    ids=[
        "headline",
        "desk",
        "published",
        "byline",
        "ambiguous",
        "numeric",
        "points",
        "iso",
        "spaced address",
        "address",
        "prose",
    ],
)
def test_a_text_tells_who_published_it_and_when(text: str, expected: dict[str, object]) -> None:
    article = read(text.encode())
    assert {name: getattr(article, name) for name in expected} == expected
    assert {name for name, value in expected.items() if value} <= dict(article.found).keys()


def test_the_agency_of_a_dateline_is_found() -> None:
    assert ("wire", "Reuters") in read(b"Pact Near\nLONDON (Reuters) - It rained in the city.\nIt was cold.").found


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptySource, "empty"),
        (b" \n\t ", EmptySource, "empty"),
        (b"...", EmptySource, "no text"),
        (b"<html><body></body></html>", EmptySource, "no text"),
        (b"%PDF-1.7 x", ReadingError, "this PDF is damaged"),
        (b"PK\x03\x04abc", ReadingError, "archive is damaged"),
        (b"\x89PNG\r\n\x1a\n123", ReadingError, "PNG"),
        (b"{\\rtf1 }", EmptySource, "no text"),
        (bytes(range(256)) * 9, UnsupportedSource, "binary"),
        (b"<?xml version='1.0'?><plan><item>a</item></plan>", UnsupportedSource, "data"),
        (b"a" * (LARGEST["text/plain"] + 1), TooLarge, "20 MB"),
        (b"<html>" + b"a" * LARGEST["text/html"], TooLarge, "5 MB"),
    ],
    ids=["empty", "white", "signs", "bare page", "pdf", "zip", "png", "rtf", "binary", "xml", "large", "large page"],
)
def test_what_cannot_be_read_says_why(data: bytes, error: type[ReadingError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read(data, name="some.file")
    assert str(caught.value).startswith("some.file: ")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for path, words in [(tmp_path / "gone.txt", "no such file"), (tmp_path, "folder"), (Path("a\x00b"), "not a path")]:
        with pytest.raises(ReadingError, match=words):
            read(path)
    with pytest.raises(UnsupportedSource, match="known: text/plain"):
        read(b"a", media_type="image/png")


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs users as on Unix")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It rained.")
    path.chmod(0)
    for parent in (tmp_path, tmp_path.parent):
        parent.chmod(0o755)
    me = os.geteuid()
    os.seteuid(me or 65534)  # root may read everything
    try:
        with pytest.raises(ReadingError, match="permissions"):
            read(path)
    finally:
        os.seteuid(me)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"It rained in Poe.")))
    article = read("-")
    assert (article.text, article.path) == ("It rained in Poe.", None)


def test_find_expands_folders_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "a.md", ".hidden.txt", "README.md", "sub/c.html", "sub/.git/d.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It rained.")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = [Path(source).relative_to(tmp_path).as_posix() for source in find([tmp_path])]
    assert found == ["a.md", "b.txt", "sub/c.html"]
    assert list(find(["-", "gone.txt", tmp_path / "README.md"])) == ["-", "gone.txt", str(tmp_path / "README.md")]


PIECES = """<p>|</p>|<div>|<b>|</b>|<br>|<table><tr><td>|<ul><li>|<!--|-->|<script>|&amp;|&#0;|<o:p>|[a](|)|**|# |> |```
|- |---
|+++
|\n|\r|word |\x00|:-:"""
MARKUP = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=4), max_size=40).map("".join)
BYTES = st.binary(max_size=200) | MARKUP.map(lambda text: text.encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BYTES, st.sampled_from([None, "text/plain", "text/markdown", "text/html"]))
@example(b"<html><body>" + b"<div>" * 10_000 + b"<p>Deep." + b"</div>" * 10_000, "text/html")
@example(b"<p>" + b"x" * 1_000_000, "text/html")
@example(b"<p>" + b"&amp;" * 50_000, "text/html")
@example(b"x" * 1_000_000, "text/plain")
@example(b"." * 1_000_000, "text/plain")
@example(b"[" * 10_000, "text/markdown")
def test_any_bytes_become_an_article_or_a_reading_error(data: bytes, media_type: str | None) -> None:
    try:
        article = read(data, media_type=media_type)
    except ReadingError:
        return
    _check(article)
