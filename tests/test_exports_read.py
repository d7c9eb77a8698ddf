"""Exports of press databases and mailboxes: one article each, with its outlet, day and byline."""

from __future__ import annotations

import mailbox
from pathlib import Path

import press
import pytest
from press import DAYS, TOLD

from provenance.errors import ReadingError
from provenance.model import Article
from provenance.reading import read_all


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


@pytest.mark.parametrize("name", press.EXPORTS)
def test_an_export_is_one_article_each(name: str) -> None:
    articles, errors = everything(press.EXPORTS[name], name)
    assert errors == []
    assert [(one.title, one.outlet, one.byline) for one in articles] == [
        (one.title, one.outlet, one.byline) for one in TOLD
    ]
    assert tuple(one.published_on for one in articles) == DAYS
    assert [tuple(one.text.split("\n")) for one in articles] == [one.paragraphs for one in TOLD]
    assert [one.path for one in articles] == [None] * 3
    database = name.partition(".")[0]
    assert all(dict(one.found)["outlet"].startswith(f"{database}: ") for one in articles)
    assert all(one.places and one.original is not None for one in articles)


@pytest.mark.parametrize("name", press.EXPORTS)
def test_the_name_of_an_export_tells_nothing(name: str) -> None:
    assert len(everything(press.EXPORTS[name], "news.bin")[0]) == 3


@pytest.mark.parametrize("name", [name for name in press.EXPORTS if name.endswith((".txt", ".html"))])
def test_an_export_that_is_cut_off_gives_what_is_whole(name: str) -> None:
    data = press.EXPORTS[name]
    at = data.index(TOLD[2].paragraphs[1].encode()[:20])
    articles, errors = everything(data[:at], name)
    assert [one.title for one in articles] == [TOLD[0].title, TOLD[1].title]
    [error] = errors
    assert error.source == f"{name}:3"
    assert "cut off" in error.reason
    assert "begins at" in error.reason


def test_an_article_without_text_is_named() -> None:
    lines = press.nexis_lines()
    del lines[lines.index("Body") : lines.index("Graphic")]
    articles, [error] = everything("\n\n".join(lines).encode(), "nexis.txt")
    assert [one.title for one in articles] == [TOLD[1].title, TOLD[2].title]
    assert (error.source, "has no text" in error.reason) == ("nexis.txt:1", True)


def test_what_stands_for_a_date_is_no_outlet() -> None:
    text = "\n\n".join(press.nexis_lines()).replace("March 4, 2026 Tuesday, Final Edition", "Correction Appended")
    text = text.replace("March 15, 2026 Tuesday", "(Late)\n\nMarch 15, 2026 Sunday 9:20 AM GMT")
    articles, _ = everything(text.encode(), "nexis.txt")
    assert [one.outlet for one in articles] == [one.outlet for one in TOLD]
    assert [one.published_on for one in articles] == [DAYS[0], None, DAYS[2]]


def test_a_report_that_speaks_of_documents_is_no_export() -> None:
    text = "The court saw 3 of 10 DOCUMENTS on Monday.\nIt was the End of Document review, a lawyer said.\n"
    [article], errors = everything(text.encode(), "court.txt")
    assert (article.text, errors) == (text, [])


def test_each_message_of_a_mailbox_is_an_article() -> None:
    articles, errors = everything(press.mailbox(), "inbox")
    assert errors == []
    assert [(one.title, one.byline, one.published_on) for one in articles] == [
        (one.title, one.byline, day) for one, day in zip(TOLD, DAYS, strict=True)
    ]
    assert [one.text.split("\n")[0] for one in articles] == [one.paragraphs[0] for one in TOLD]


def test_a_mailbox_of_the_standard_library(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for text in ("It rained.\n\nFrom Monday on it snowed.\n", "It froze.\n", "It thawed.\n"):
        box.add(f"From: Jane Roe <j@poe.example>\nSubject: Weather\n\n{text}")
    box.close()
    articles, errors = everything((tmp_path / "box").read_bytes(), "box")
    assert errors == []
    assert [one.text.split("\n") for one in articles] == [
        ["It rained.", "From Monday on it snowed."], ["It froze."], ["It thawed."],
    ]  # fmt: skip


def test_a_damaged_message_leaves_the_others() -> None:
    bad = b"Subject: x\nMIME-Version: 1.0\n" + b"X: y\n" * 2000 + b"\nIt rained.\n"
    good = [b"From: a@poe.example\nSubject: x\n\nIt snowed.\n", b"From: a@poe.example\nSubject: x\n\nIt froze.\n"]
    articles, [error] = everything(press.mbox([good[0], bad, good[1]]), "box.mbox")
    assert [one.text for one in articles] == ["It snowed.", "It froze."]
    assert error.source == "box.mbox:2"
    assert "fields" in error.reason


def test_a_letter_that_begins_with_from_is_no_mailbox() -> None:
    [article], errors = everything(b"From June 2026\nit rained every day.", "letter.txt")
    assert (article.text, errors) == ("From June 2026\nit rained every day.", [])
