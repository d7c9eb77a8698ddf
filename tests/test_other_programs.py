"""What other programs write beside the specifications: each case was met in a file of theirs, and is told here anew."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest

from provenance.errors import ReadingError
from provenance.model import Article
from provenance.reading import read, read_all

NEWS = (
    '<?xml version="1.0" encoding="iso-8859-1"?><NewsML><NewsItem><NewsManagement><FirstCreated>20260303T101500+0000'
    "</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Décès de Zoé Moe</HeadLine></NewsLines>"
    "<ContentItem><DataContent>{0}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
)
NITF = "<nitf><body><body.content><p>The ferry sails.</p><p>So said Zoë Moe.</p></body.content></body></nitf>"


def ninjs(**told: object) -> bytes:
    return json.dumps(
        {"uri": "urn:x:1", "type": "text", "headline": "Ferry", "versioncreated": "2026-03-03"} | told
    ).encode()


def texts(data: bytes, name: str) -> list[str]:
    return [one.text for one in read_all(data, name=name) if isinstance(one, Article)]


def reasons(data: bytes, name: str) -> list[str]:
    return [one.reason for one in read_all(data, name=name) if isinstance(one, ReadingError)]


def test_xml_that_declares_another_encoding_than_its_utf_8() -> None:
    article = read(NEWS.format("<p>L'opératrice est condamnée.</p>").encode())
    assert (article.title, article.text) == ("Décès de Zoé Moe", "L'opératrice est condamnée.")
    assert read(NEWS.format("<p>Zoé.</p>").encode("latin-1")).text == "Zoé."


def test_markup_that_stands_as_text_in_news_of_agencies() -> None:
    escaped = "&lt;P&gt;The ferry sails.&lt;/P&gt;&lt;P&gt;So said Zoé &amp;amp; Moe.&lt;/P&gt;"
    article = read(NEWS.format(escaped).encode())
    assert article.text == "The ferry sails.\nSo said Zoé & Moe."
    assert {place.where for place in article.places} == {"xpath=/NewsML/NewsItem/NewsComponent/ContentItem/DataContent"}


def test_a_body_of_ninjs_in_the_iptcs_own_markup() -> None:
    article = read(ninjs(body_xhtml=f"<?xml version='1.0'?>{NITF}"), name="a.json")
    assert article.text == "The ferry sails.\nSo said Zoë Moe."
    assert [place.where for place in article.places] == ["/body_xhtml"] * 2


def test_half_a_pair_in_a_body_of_ninjs_costs_one_letter() -> None:
    data = ninjs(body_xhtml=f"<?xml version='1.0'?>{NITF}".replace("sails", "sa\ud800ls"))
    assert texts(data, "a.json") == ["The ferry sa?ls.\nSo said Zoë Moe."]


@pytest.mark.parametrize(
    "told",
    [
        {"descriptions": [{"role": "text", "contentType": "text/plain", "value": "The ferry sails."}]},
        {"description_text": "The ferry sails."},
        {"description_html": "<p>The ferry sails.</p>"},
    ],
)
def test_news_in_ninjs_whose_only_text_is_its_description(told: dict[str, object]) -> None:
    assert texts(ninjs(**told), "a.json") == ["The ferry sails."]
    assert texts(ninjs(body_text="They said so.", **told), "a.json") == ["They said so."]


TERMS = "This content is intended for editorial use only. For other uses, clearances may be required."


def test_what_is_said_of_each_row_is_no_text_of_an_article() -> None:
    items = [{"item": {"uri": f"https://poe.example/{n}", "usage": TERMS, "kind": "text"}} for n in range(4)]
    assert texts(json.dumps({"data": {"items": items}}).encode(), "a.json") == []
    [reason] = reasons(json.dumps({"data": {"items": items}}).encode(), "a.json")
    assert "4 of them, in its column 'item.uri'" in reason
    [reason] = reasons(
        json.dumps({"about": {"scheme": "https://poe.example/terms", "usage": TERMS}}).encode(), "a.json"
    )
    assert "there are no articles" in reason


REFERENCE = "TY  - NEWS\nTI  - Ferry\nAB  - The ferry sails.\nER  - \n"


@pytest.mark.parametrize("before", ["", "1.\n", "\n\n", "Record #1 of 2\nProvider: Moe\n"])
def test_references_with_a_number_or_a_header_before_them(before: str) -> None:
    assert texts((before + REFERENCE).encode(), "a.ris") == ["The ferry sails."]


def test_references_without_text_or_address_say_so() -> None:
    [reason] = reasons(b"TY  - NEWS\nTI  - Ferry\nER  - \n", "a.ris")
    assert "neither an abstract nor an address" in reason


SAID = ("The ferry sails on Monday.", "So said the mayor.")


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("a.srt", ("1\n00:00:01,000 --> 00:00:02,000\n", "2\n00:00:02,000 --> 00:00:03,000\n")),
        ("a.srt", ("1\n00:00:01 --> 00:00:02\n", "2\n00:00:02 --> 00:00:03\n")),
        ("a.srt", ("00:00:01,000 --> 00:00:02,000\n", "00:00:02,000 --> 00:00:03,000\n")),
        ("a.vtt", ("00:01.000 --> 00:02.000\n", "00:02.000 --> 00:03.000 align:start position:0%\n")),
        ("a.vtt", ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "00:02.000 --> 00:03.000\n")),
    ],
)
@pytest.mark.parametrize("apart", ["\n\n", "\n"])
def test_subtitles_without_numbers_fractions_or_empty_lines(name: str, times: tuple[str, str], apart: str) -> None:
    data = apart.join(time + words for time, words in zip(times, SAID, strict=True)).encode()
    article = read(data, name=name)
    assert article.text.split("\n") == [" ".join(SAID)]
    assert [place.where for place in article.places] == ["t=1,2", "t=2,3"]


def test_posts_of_telegram_with_seconds_instead_of_a_date() -> None:
    post = {"id": 1, "type": "message", "date_unixtime": "1772539200", "from": "Poe", "text": "The ferry sails."}
    [article] = read_all(json.dumps({"name": "Poe", "type": "x", "messages": [post]}).encode(), name="a.json")
    assert isinstance(article, Article)
    assert (article.text, article.published_on) == ("The ferry sails.", date(2026, 3, 3))


MAIL = "From: Jo Roe <jo@poe.example>\nSubject: Ferry\nMIME-Version: 1.0\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n"


@pytest.mark.parametrize("before", ["", "   \r\n", "x-store-info:J++/JTCz\n", "Received: by poe\n\tid 7\n"])
def test_mail_that_begins_with_blanks_or_a_field_without_one(before: str) -> None:
    article = read(f"{before}{MAIL}\nThe ferry sails.\n".encode(), name="a.txt")
    assert (article.title, article.byline, article.text) == ("Ferry", "Jo Roe", "The ferry sails.")


def test_a_message_in_a_message_that_was_encoded() -> None:
    inner = base64.encodebytes(f"{MAIL}\nThe ferry sails.\n".encode()).decode()
    outer = (
        f'{MAIL}Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nSee below, please.\n--x\n'
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n--x--\n"
    )
    assert texts(outer.encode(), "a.eml") == ["See below, please.", "The ferry sails."]


def test_rich_text_with_the_sign_of_groups_that_are_skipped_within_a_group() -> None:
    assert (
        read(b"{\\rtf1\\ansi{\\loch\\f2\\i0\\*\\cs7\\cf0 The ferry sails.}\\par{\\*\\x skipped}}").text
        == "The ferry sails."
    )


def test_pictures_in_rich_text_are_no_export() -> None:
    hexes = "a020050101c0000000fffffffdfffffffeffffffaa"
    data = f"{{\\rtf1\\ansi The ferry sails.\\par{{\\object\\objdata\n{hexes}\n}}}}".encode()
    assert read(data).text == "The ferry sails."


SAVED = """From: <Saved by Windows Internet Explorer 8>
Subject: Ferry
Date: Tue, 3 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; type="multipart/alternative"; boundary="a"

--a
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/html; charset="{0}"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://poe.example/ferry

<html><head><title>Ferry</title></head><body><article><p>The ferry sails on Monday, =
said the mayor of Moe.</p><p>It had been out of service for months after a storm.</p></article></body></html>
--b--

--a--
"""


@pytest.mark.parametrize("charset", ["utf-8", "x-user-defined"])
def test_a_saved_page_that_is_offered_in_several_forms_and_in_no_known_encoding(charset: str) -> None:
    [article] = read_all(SAVED.format(charset).encode(), name="a.mht")
    assert isinstance(article, Article)
    assert article.text.startswith("The ferry sails on Monday, said the mayor of Moe.")
    assert article.url == "https://poe.example/ferry"


def shown(day: str, words: str) -> bytes:
    """An article of Factiva as its page shows it."""
    return (
        f"<html><body><div class='article'><div><span class='hd'>Ferry</span></div><div>{words}</div><div>{day}</div>"
        "<div>Poe Times</div><div>POET</div><div>English</div><div>Copyright 2026 Poe Times. All Rights Reserved.</div>"
        "<p>The ferry sails on Monday, said the mayor of Moe.</p><p>Document POET000020260303ee3300001</p></div>"
        "</body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("3 March 2026", "12 words"),
        ("3 März 2026", "12 Wörter"),
        ("3 mars 2026", "12 mots"),
        ("2026 年 3 月 3 日 17:04", "12 字"),
    ],
)
def test_the_day_of_an_export_is_written_in_the_language_of_its_page(day: str, words: str) -> None:
    [article] = read_all(shown(day, words))
    assert isinstance(article, Article)
    assert (article.outlet, article.published_on) == ("Poe Times", date(2026, 3, 3))
