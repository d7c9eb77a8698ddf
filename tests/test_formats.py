"""Each format that is read: its article, its facts, where its passages stand, and what it does with hostile input."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import makers
import press
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from terminal import environment

from provenance.errors import MissingExtra, ReadingError
from provenance.extraction import extract
from provenance.model import Article
from provenance.reading import CONTAINERS, READERS, read, read_all
from provenance.reading.document import Allowance, BadPart
from provenance.reading.lines import unwrapped
from provenance.reading.packed import open_archive
from provenance.reading.pdf import _without_furniture

STORY = (
    "Poe City Ferry to Sail Again",
    "The mayor of Poe City said on Tuesday that the ferry would run again on Monday, after repairs that took four "
    "months and cost more than two million crowns.",
    "“We are ready,” she said. The ferry had been out of service since March, when a storm broke its engine and "
    "flooded the pier at Moe.",
    "Officials in Roeland denied that the state-owned company had asked for money, and called a report in the Roe "
    "Courier a mistake. The company may still need a loan next year, two people close to its board said.",
    "Fishermen doubt the date. “They promised us the same in June,” said Ann Doe, who sells her catch on the island.",
    "The pier will be closed to cars until May, according to a notice by the harbour office.",
)
ADDRESS = "https://poe.example/ferry"
DAY = "Tue, 3 Mar 2026 23:30:00 +0100"


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


def feed(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Poe Times</title>{''.join(items)}</channel></rss>".encode()


def lines(*values: object) -> bytes:
    return b"\n".join(json.dumps(value).encode() for value in values)


def rtf(paragraphs: tuple[str, ...]) -> bytes:
    text = "\\par\n".join(one.replace("“", "\\ldblquote ").replace("”", "\\rdblquote ") for one in paragraphs)
    return f"{{\\rtf1\\ansi {text}}}".encode()


SAME = {
    "story.txt": "\n".join(STORY).encode(),
    "story.html": makers.page(STORY),
    "story.pdf": makers.pdf(STORY),
    "story.docx": makers.docx(STORY),
    "story.eml": makers.mail(STORY, Subject=STORY[0], Date=DAY),
    "story.rtf": rtf(STORY),
    "story.epub": makers.epub([STORY]),
    "story.warc.gz": makers.warc({ADDRESS: makers.page(STORY)}),
    "story.jsonl": lines({"text": "\n".join(STORY)}),
    "story.rss": feed(f"<item><description><![CDATA[{makers.page(STORY).decode()}]]></description></item>"),
}


@pytest.fixture(scope="module")
def sentences() -> dict[str, list[tuple[str, str]]]:
    """What is claimed in each form of the story, by sentence and first source."""
    found = {}
    for name, data in SAME.items():
        claims = extract(read(data, name=name))
        found[name] = [(claim.text, claim.attribution[0].label if claim.attribution else "") for claim in claims]
    return found


@pytest.mark.parametrize("name", SAME)
def test_one_story_makes_the_same_claims_in_every_form(name: str, sentences: dict[str, list[tuple[str, str]]]) -> None:
    expected = sentences["story.txt"]
    assert len(expected) >= 7
    assert len(set(sentences[name]) & set(expected)) >= 0.95 * len(set(expected) | set(sentences[name]))


@pytest.mark.parametrize("name", SAME)
def test_the_form_is_told_from_the_bytes(name: str) -> None:
    assert read(SAME[name]).text == read(SAME[name], name=name).text


def test_a_pdf_leads_back_to_its_pages() -> None:
    long = [f"{text} Part {number}." for number in range(12) for text in STORY[1:]]
    article = read(makers.pdf(long, title="Microsoft Word - ferry.docx"))
    assert article.text == "\n".join(long)
    assert list(dict.fromkeys(place.where for place in article.places)) == [f"page={number}" for number in range(1, 5)]
    assert "Part 0." in article.text[: article.places[5].start]
    assert article.title != "Microsoft Word - ferry.docx"
    assert read(makers.pdf(STORY, title="The Ferry")).title == "The Ferry"


def test_words_broken_at_the_end_of_a_line_are_put_together() -> None:
    broken = ("It told the parlia-", "ment of a well-", "known fault.", "", "A well-known one.", "", "It is.")
    text, places = unwrapped([(line, f"page={number // 2}") for number, line in enumerate(broken)], slack=0.75)
    assert text == "It told the parliament of a well-known fault.\nA well-known one.\nIt is."
    assert [text[place.start : place.end].strip() for place in places] == [
        "It told the parliament of a well-", "known fault.", "A well-known one.", "It is.",
    ]  # fmt: skip


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [["Poe Times", f"It rained in city {n}.", f"It was cold in {n}.", f"Page {n} of 4"] for n in range(1, 5)]
    kept = _without_furniture(pages)
    assert kept == [[f"It rained in city {n}.", f"It was cold in {n}."] for n in range(1, 5)]


def test_a_word_document_leads_back_to_its_paragraphs() -> None:
    deleted = "<w:p><w:del><w:r><w:delText>It sank.</w:delText></w:r></w:del></w:p>"
    core = "<dc:title>Ferry</dc:title><dc:creator>Jane Roe</dc:creator>"
    core += "<dcterms:modified>2026-03-04T10:00:00Z</dcterms:modified>"
    article = read(makers.docx(STORY, core=core, body=deleted))
    assert "sank" not in article.text
    assert [place.where for place in article.places] == [f"paragraph={number}" for number in range(2, 8)]
    assert (article.title, article.byline, article.modified_on) == ("Ferry", "Jane Roe", date(2026, 3, 4))
    assert article.published_on is None, "when a file was made is not when it was published"
    assert dict(article.found)["modified_on"] == "docx: modified"


def test_a_mail_tells_who_sent_it_and_keeps_what_is_attached() -> None:
    article = read(SAME["story.eml"])
    assert (article.title, article.byline, article.published_on) == (STORY[0], "Press Office", date(2026, 3, 3))
    assert all(place.where.startswith("part=1;char=") for place in article.places)
    message = message_from_bytes(SAME["story.eml"], policy=policy.default)
    message.add_attachment(makers.docx(STORY[:3]), maintype="application", subtype="msword", filename="../note.docx")
    articles, errors = everything(message.as_bytes(), "a.eml")
    assert [one.text.split("\n")[-1] for one in articles] == [STORY[-1], STORY[2]]
    assert errors == []


def test_the_lines_of_a_mail_end_where_its_writer_ended_them() -> None:
    letter = makers.mail(["Dear all,", STORY[1]]) + b"-- \nJane Roe\nPoe Ferries\n"
    assert read(letter).text.split("\n") == ["Dear all,", STORY[1], "Jane Roe", "Poe Ferries"]


def test_each_entry_of_a_feed_is_an_article() -> None:
    item = (
        "<item><title>Ferry</title><link>{0}</link><pubDate>" + DAY + "</pubDate>"
        "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Jane Roe</dc:creator>"
        "<description>&lt;p&gt;It sails on {1}.&lt;/p&gt;</description></item>"
    )
    data = feed(item.format(ADDRESS, "Monday"), item.format(ADDRESS + "/2", "Friday"), "<item><title>x</title></item>")
    articles, errors = everything(data, "feed.xml")
    assert [(one.text, one.url) for one in articles] == [
        ("It sails on Monday.", ADDRESS),
        ("It sails on Friday.", ADDRESS + "/2"),
    ]
    first = articles[0]
    assert (first.outlet, first.byline, first.published_on) == ("Poe Times", "Jane Roe", date(2026, 3, 3))
    assert first.places[0].where == "xpath=/rss/channel/item[1]/description"
    assert "summary" in dict(first.found)["text"]
    assert [str(error) for error in errors] == ["feed.xml:3: this entry has no text"]


def test_atom_is_a_feed_too() -> None:
    data = (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Poe Times</title><entry>"
        f"<title>Ferry</title><link rel='self' href='x'/><link href='{ADDRESS}'/><author><name>Jane Roe</name></author>"
        "<published>2026-03-03T10:00:00Z</published><updated>2026-03-05T10:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It sails.</p></div></content>"
        "</entry></feed>"
    ).encode()
    [article], errors = everything(data, "atom.xml")
    assert (article.text, article.url, article.byline) == ("It sails.", ADDRESS, "Jane Roe")
    assert (article.published_on, article.modified_on) == (date(2026, 3, 3), date(2026, 3, 5))
    assert errors == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an article"),
        (b'{"title": "x"}', "no text"),
        (b'{"text": 5}', "not text"),
        (b'{"text": "It rained.", "published_on": "3/4/2026"}', "published_on is not a date"),
        (b'{"text": "It rained.", "url": "javascript:x"}', "url is not an address"),
        (b'{"text": "It rained.", "title": ["x"]}', "title is not text"),
        (b'{"text": "caf\xe9"}', "UTF-8"),
        (b"[" * 100_000, "not JSON|nobody would write"),
        (b'{"text": ' + b"9" * 5000 + b"}", "nobody would write"),
        (b'{"text": "..."}', "no text in it"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(line: bytes, words: str) -> None:
    data = b'{"text": "It rained.", "byline": "Jane Roe"}\n\n' + line + b'\n{"text": "It snowed."}'
    articles, errors = everything(data, "news.jsonl")
    assert [one.text for one in articles] == ["It rained.", "It snowed."]
    assert articles[0].byline == "Jane Roe"
    [error] = errors
    assert error.source == "news.jsonl:3"
    assert re.search(words, error.reason)


def test_a_web_archive_tells_when_and_how_a_page_came() -> None:
    pages = {ADDRESS: makers.page(STORY), ADDRESS + "/empty": b" "}
    [article], errors = everything(makers.warc(pages), "a.warc.gz")
    assert article.url == ADDRESS
    assert dict(article.found)["url"] == "retrieved"
    assert article.original is not None
    assert article.original.data == makers.page(STORY)
    retrieval = article.original.retrieval
    assert retrieval is not None
    assert (retrieval.at, retrieval.status) == (datetime(2026, 3, 2, 10, tzinfo=UTC), 200)
    assert ("Server", "Test") in retrieval.headers
    assert errors == []
    packed = makers.archive(
        {"datapackage.json": b"{}", "archive/a.warc.gz": makers.warc(pages), "x.txt": b"It rained."}
    )
    assert [one.text for one in everything(packed, "a.wacz")[0]] == [article.text]


def test_a_web_archive_says_nothing_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(makers.warc({f"{ADDRESS}/a b \x1b[31mred": makers.page(STORY)}, packed=False))
    program = "import sys; from provenance.reading import read_all; print(len(list(read_all(sys.argv[1]))))"
    command = [sys.executable, "-c", program, str(tmp_path / "a.warc")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    assert done.stderr == ""
    assert done.stdout == "1\n"


def test_a_page_may_not_pass_itself_off_as_another_sites() -> None:
    def address(canonical: str) -> str | None:
        page = makers.page(STORY, head=f"<link rel='canonical' href='{canonical}'>")
        return everything(makers.warc({"https://www.poe.example/ferry?x=1": page}), "a.warc")[0][0].url

    assert address(ADDRESS) == ADDRESS
    assert address("https://roe.example/ferry") == "https://www.poe.example/ferry?x=1"
    assert address("https://www.poe.example/") == "https://www.poe.example/ferry?x=1"


def test_a_packed_folder_is_read_like_a_folder(tmp_path: Path) -> None:
    inner = makers.archive({"b.txt": b"It snowed."})
    files = {
        "z.txt": b"It rained.",
        "a/inner.zip": inner,
        "__MACOSX/z.txt": b"x y",
        "a/.hidden": b"x",
        "p.png": b"\x89PNG\r\n\x1a\n",
    }
    (tmp_path / "box.zip").write_bytes(makers.archive(files))
    found = list(read_all(tmp_path / "box.zip"))
    assert [one.path for one in found if isinstance(one, Article)] == [
        f"{tmp_path}/box.zip/a/inner.zip/b.txt",
        f"{tmp_path}/box.zip/z.txt",
    ]
    assert [one.source for one in found if isinstance(one, ReadingError)] == [f"{tmp_path}/box.zip/p.png"]


def test_no_name_leads_out_of_an_archive() -> None:
    articles, errors = everything(
        makers.archive({"../up.txt": b"It rained.", "/etc/x.txt": b"It rained.", "C:\\x.txt": b"It rained."}), "a.zip"
    )
    assert articles == []
    assert all("leads out" in error.reason for error in errors)
    assert len(errors) == 3


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = makers.archive({f"{n}.txt": b"It rained. " * 25_000_000 for n in range(1)})
    [error] = everything(bomb, "bomb.zip")[1]
    assert "over the limit of 200 MB" in error.reason
    nested = b"It rained."
    for _ in range(7):
        nested = makers.archive({"in.zip": nested})
    [error] = everything(nested, "deep.zip")[1]
    assert "archives, one in the other" in error.reason


def test_an_archive_may_not_unpack_to_more_than_is_allowed() -> None:
    parts = list(open_archive(makers.archive({f"{n}.txt": b"x" * 1000 for n in range(10)}), Allowance(3500)))
    assert len(parts) == 4
    assert isinstance(parts[-1], BadPart)


def test_an_xml_bomb_expands_nothing() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = (
        f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'ha'>{entities}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
        "<rss><channel><item><description>It rained. &e9; &f;</description></item></channel></rss>"
    ).encode()
    found = list(read_all(bomb, media_type="application/rss+xml"))
    assert found
    assert not any(isinstance(one, Article) and ("root:" in one.text or len(one.text) > 100) for one in found)
    document = makers.docx(STORY)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["word/document.xml"] = bomb
    assert all(isinstance(one, ReadingError) for one in read_all(makers.archive(files)))


def test_a_pdf_that_refers_to_itself_ends() -> None:
    looping = makers.pdf(STORY).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(ReadingError):
        read(looping)


def test_a_pdf_without_text_says_what_to_do() -> None:
    with pytest.raises((ReadingError, MissingExtra), match=r"\(text recognition, OCR\)|there is no text in it"):
        read(makers.pdf([" "]).replace(b"BT", b"% "))


def test_an_archive_that_unpacks_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.reading.warc.UNPACKED", 1_000_000)
    packed = gzip.compress(makers.warc({ADDRESS: makers.page(STORY) + b" " * 4_000_000}, packed=False))
    [error] = everything(packed, "a.warc.gz")[1]
    assert "over the limit" in error.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("&#xD800;", "\ufffd"),
        ("&#57343;", "\ufffd"),
        ("&#x000DC00;&#xd800;", "\ufffd\ufffd"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#65;&#55357;&#56832;", "A😀"),
        ("&#xD83D;&#xD83D;&#xDE00;", "\ufffd😀"),
        ("&#x1F600;", "😀"),
    ],
)
def test_a_reference_to_half_a_character(reference: str, meant: str, encoding: str) -> None:
    item = f"<item><title>{reference}</title><description>It rained{reference}.</description></item>"
    [article], errors = everything(f"<rss><channel>{item}</channel></rss>".encode(encoding), "a.rss")
    assert (article.title, article.text, errors) == (meant, f"It rained{meant}.", [])


@pytest.mark.parametrize("reference", ["&#xD800;", "&#57343;", "&#0;", "&#x1F;", "&#xFFFE;", "&#x110000;"])
def test_no_format_stumbles_over_a_reference_to_no_character(reference: str) -> None:
    line = f"<w:p><w:r><w:t>It rained{reference} all day.</w:t></w:r></w:p>"
    core = f"<dc:title>Rain{reference}</dc:title>"
    with zipfile.ZipFile(io.BytesIO(makers.epub([["It rained all day."]]))) as packed:
        book = {name: packed.read(name) for name in packed.namelist()}
    book |= {name: data.replace(b"all day", reference.encode()) for name, data in book.items()}
    page = f"<html><head><title>Rain{reference}</title></head><body><p>It rained{reference} all day.</p></body></html>"
    mail = f"From: Poe <a@poe.example>\nSubject: Rain\nMIME-Version: 1.0\nContent-Type: text/html\n\n{page}".encode()
    files = {
        "docx": makers.docx([], core=core, body=line),
        "epub": makers.archive(book),
        "html": page.encode(),
        "eml": mail,
    }
    for suffix, data in files.items():
        [article], errors = everything(data, f"a.{suffix}")
        assert article.text.startswith("It rained")
        assert article.text.encode().decode() == article.text
        assert errors == []


SEEDS = {
    "application/pdf": makers.pdf(STORY[:2]),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": makers.docx(STORY[:2]),
    "application/epub+zip": makers.epub([STORY[:2]]),
    "application/rtf": rtf(STORY[:2]),
    "message/rfc822": makers.mail(STORY[:2], Subject="x", Date=DAY),
    "application/rss+xml": SAME["story.rss"],
    "application/jsonl": SAME["story.jsonl"],
    "application/zip": makers.archive({"a.txt": b"It rained.", "b.html": makers.page(STORY[:2])}),
    "application/wacz": makers.archive(
        {"datapackage.json": b"{}", "archive/a.warc": makers.warc({ADDRESS: b"It rained."})}
    ),
    "application/warc": makers.warc({ADDRESS: makers.page(STORY[:2])}, packed=False),
    **press.SAMPLES,
}


def test_every_format_is_fuzzed() -> None:
    assert set(SEEDS) == {*READERS, *CONTAINERS} - press.MISSING - {"text/plain", "text/markdown", "text/html"}


@st.composite
def _spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with a few places overwritten, cut out or doubled, or any bytes at all."""
    kind = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[kind])
    if draw(st.integers(0, 9)) == 0:
        return kind, draw(st.binary(max_size=300))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 20))
        new = draw(
            st.binary(max_size=20) | st.sampled_from([b"\x00" * 8, b"<", b"&e;", b"9" * 12, b"\r\n\r\n", b"{", b"\\"])
        )
        data[at : at + size] = new * draw(st.sampled_from([1, 1, 1, 50]))
    return kind, bytes(data)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_spoiled())
@example(
    ("message/rfc822", b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 10_000)
)
@example(("application/rtf", b"{\\rtf1 " + b"{" * 10_000 + b"}" * 10_000))
@example(("application/jsonl", b"[" * 100_000))
@example(("message/rfc822", SEEDS["message/rfc822"].replace(b"utf-8", b"ut\x00f")))
@example(("application/zip", SEEDS["application/zip"].replace(b"a.txt", b"\x00.txt")))
@example(("application/rss+xml", b"<rss>" + b"<item>" * 10_000))
@example(("application/pdf", b"%PDF-1.4\n" + b"[" * 10_000))
def test_any_bytes_become_articles_or_reading_errors(spoiled: tuple[str, bytes]) -> None:
    kind, data = spoiled
    for found in read_all(data, media_type=kind):
        if isinstance(found, Article):
            assert found.text.strip()
            assert "\x00" not in found.text
            assert all(0 <= place.start < place.end <= len(found.text) for place in found.places)
        else:
            assert found.reason


def test_an_entry_within_an_entry_is_part_of_it() -> None:
    """Where each were one of its own, a text within many would be read as often."""
    inner = "<item><description>It snowed.</description></item>"
    articles, errors = everything(feed(f"<item><description>It rained. {inner}</description></item>"), "a.rss")
    assert ([one.text.split() for one in articles], errors) == ([["It", "rained.", "It", "snowed."]], [])


def test_markup_in_an_entry_that_is_not_escaped_is_read_whole() -> None:
    [article], _ = everything(feed("<item><description>It &lt; rained <b>hard</b> then.</description></item>"), "a.rss")
    assert article.text == "It < rained hard then."


def test_an_archive_that_lists_too_many_files_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = makers.archive({f"{number}.txt": b"It rained." for number in range(30)})
    assert len(everything(many, "a.zip")[0]) == 30
    monkeypatch.setattr("provenance.reading.signatures.CROWD", 20)
    articles, [error] = everything(many, "a.zip")
    assert articles == []
    assert "it holds more than" in error.reason
