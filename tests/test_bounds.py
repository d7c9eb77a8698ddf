"""What a document may hold: our own limits, lowered, on harmless input; what is counted, and what is not."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import ReadingError
from provenance.reading import bounds, read, read_all
from provenance.reading.bounds import check_html, check_mail, check_markdown, check_xml
from provenance.reading.document import DamagedError

PAGE = "<html><body><h1>Bridge closed</h1><p>The mayor said so.</p><ul><li>one<li>two</ul><br><br></body></html>"
DEEP = "<div><div><div><p>The mayor said so.</p></div></div></div>"
MAIL = b"From: Ada <ada@post.example>\r\nMessage-ID: <1>\r\nSubject: Bridge\r\n\r\nThe mayor said so.\r\n"
PARTS = (
    b"From: a@b.example\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: text/plain; charset=utf-8\n\nHe said so.\n" * 5
    + b"--x--\n"
)
TABLE = "| a | b |\n|---|---|\n| he | said |\n| so | too |\n\n- one\n- two\n"


@pytest.mark.parametrize(
    ("page", "limit", "value", "words"),
    [
        (PAGE, "HTML_ELEMENTS", 5, "more than 5 elements"),
        (DEEP, "HTML_LEVELS", 2, "more than 2 deep"),
        (DEEP, "HTML_LEVELS_OF_ALL", 3, "too many and lie too deep"),
        ('<p id="a" class="b c d" lang="en">Said.</p>', "HTML_ATTRIBUTES", 2, "more than 2 attributes"),
    ],
)
def test_a_page_over_a_limit_is_refused(
    page: str, limit: str, value: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_html(page)
    monkeypatch.setattr(bounds, limit, value)
    with pytest.raises(ReadingError, match=words) as raised:
        read(page.encode(), media_type="text/html", name="page.html")
    assert raised.value.source == "page.html"


@pytest.mark.parametrize(
    "page",
    [
        DEEP,
        DEEP * 50,
        "<p>one<p>two<p>three<ul><li>a<li>b<li>c</ul><table><tr><td>x<td>y<tr><td>z</table>",
        "<br><br><br><img><hr><input><meta><br/>",
        "<!-- <div><div><div><div> --><script>if (a<b) { '<div><div><div>' }</script><style>a<b<c</style>",
        "<div><b><i>never ended</div><div><b><i>never ended</div>" * 20,
        "1 < 2 <3 < 4 <5 <<<",
        '<p title="many words that are no attributes of the element at all">Said.</p>',
    ],
)
def test_levels_are_counted_as_a_parser_makes_them(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "HTML_LEVELS", 3)
    monkeypatch.setattr(bounds, "HTML_ATTRIBUTES", 3)
    check_html(page)


@given(st.text(alphabet="<>/!-ab \"'=scriptdiv", max_size=300))
def test_any_text_can_be_counted(page: str) -> None:
    check_html(page)


@pytest.mark.parametrize(
    ("mail", "limit", "value", "words"),
    [
        (MAIL, "MAIL_FIELDS", 2, "more than 2 fields"),
        (MAIL, "MAIL_HEADER", 20, "a header of this e-mail is longer"),
        (MAIL, "MAIL_NAMED", 10, "header field From of this e-mail is longer than 10 bytes"),
        (PARTS, "MAIL_STRUCTURED", 30, "header field Content-Type"),
        (PARTS, "MAIL_STRUCTURED_ALL", 150, "headers of the parts"),
        (MAIL.replace(b"Bridge", b"Bridge\r\n" + b" closed\r\n" * 9), "MAIL_NAMED", 60, "header field Subject"),
    ],
)
def test_a_mail_over_a_limit_is_refused(
    mail: bytes, limit: str, value: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_mail(mail)
    monkeypatch.setattr(bounds, limit, value)
    [found] = read_all(mail, name="a.eml", media_type="message/rfc822")
    assert isinstance(found, ReadingError)
    assert words in found.reason


def test_the_body_of_a_mail_is_no_header() -> None:
    check_mail(MAIL + b"Date: " + b"x" * 100_000 + b"\r\n\r\n" + b"Subject: a\r\n" * 10_000)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("MARKDOWN_LINES", 5, "more than 5 lines"),
        ("MARKDOWN_CELLS", 8, "more than 8 cells of tables"),
        ("MARKDOWN_ITEMS", 1, "more than 1 items of lists"),
        ("MARKDOWN_MARKS", 3, "signs that may be markup"),
    ],
)
def test_markdown_over_a_limit_is_refused(limit: str, value: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = TABLE + "\nHe *said* so, and _she_ too.\n"
    check_markdown(source)
    monkeypatch.setattr(bounds, limit, value)
    with pytest.raises(DamagedError, match=words):
        check_markdown(source)


def test_a_word_document_of_too_many_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = "<w:p><w:r><w:t>The mayor said so.</w:t></w:r></w:p>"
    xml = f'<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>'
    check_xml(xml.encode())
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert read(packed.getvalue(), name="a.docx").text == "The mayor said so."
    monkeypatch.setattr(bounds, "XML_TAGS", 9)
    with pytest.raises(ReadingError, match=r"a\.docx: its XML has more than 9 tags"):
        read(packed.getvalue(), name="a.docx")


def test_an_entry_of_a_feed_that_is_over_a_limit_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entries = ("&lt;p&gt;One said so.&lt;/p&gt;", "&lt;p&gt;" * 30 + "Two", "&lt;p&gt;Three said so.&lt;/p&gt;")
    feed = "".join(f"<item><description>{entry}</description></item>" for entry in entries)
    monkeypatch.setattr(bounds, "HTML_ELEMENTS", 20)
    found = list(read_all(f'<rss version="2.0"><channel>{feed}</channel></rss>'.encode(), name="feed"))
    told = [one.source if isinstance(one, ReadingError) else one.text for one in found]
    assert told == ["One said so.", "feed:2", "Three said so."]
