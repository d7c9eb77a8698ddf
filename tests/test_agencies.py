"""News of agencies (NewsML-G2, NewsML 1, NITF), chats, references and Outlook's e-mails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import press
import pytest
from press import DAYS, TOLD

from provenance.errors import LeftOut, ReadingError
from provenance.model import Article
from provenance.reading import read, read_all
from provenance.reading.listed import listed_addresses

SAMPLES = Path(__file__).parent / "samples"


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


def check_told(articles: list[Article]) -> None:
    assert [(one.title, one.outlet, one.byline, one.published_on) for one in articles] == [
        (one.title, one.outlet, one.byline, day) for one, day in zip(TOLD, DAYS, strict=True)
    ]
    assert [tuple(one.text.split("\n")) for one in articles] == [one.paragraphs for one in TOLD]


@pytest.mark.parametrize("data", [press.newsml_g2(), press.newsml()], ids=["g2", "1.2"])
def test_each_news_item_is_an_article(data: bytes) -> None:
    articles, errors = everything(data, "wire.xml")
    assert errors == []
    check_told(articles)
    assert all(place.where.startswith("xpath=/") for one in articles for place in one.places)


def test_nitf_is_an_article_by_itself() -> None:
    for number in range(3):
        article = read(press.nitf(number).encode())
        assert (article.title, article.byline, article.outlet) == (
            TOLD[number].title,
            TOLD[number].byline,
            TOLD[number].outlet,
        )
        assert (article.published_on, article.url) == (DAYS[number], press.address(number))
        assert tuple(article.text.split("\n")) == TOLD[number].paragraphs


def test_the_specification_s_own_items_are_read() -> None:
    fed = read(SAMPLES / "newsml-g2-text.xml")
    assert (fed.title, fed.outlet) == ('Fed to halt QE to avert "bubble"', "Acme News and Media LLC")
    assert (fed.byline, fed.published_on, fed.modified_on) == (
        "Meredith Jameson",
        date(2016, 11, 21),
        date(2018, 11, 21),
    )
    assert len(fed.text.split("\n")) == 2
    game = read(SAMPLES / "newsml-g2-nitf.xml")
    assert game.title is not None
    assert game.title.startswith("Preview: Arizona Diamondbacks (29-23) at Philadelphia")
    assert game.published_on == date(2016, 10, 19)
    assert game.text.startswith("(Sports Network) - A pair of teams")


@pytest.mark.parametrize(("data", "label"), [(press.newsml_g2(), "wire.xml:5"), (press.newsml(), "wire.xml:3")])
def test_a_message_that_is_cut_off_gives_what_is_whole(data: bytes, label: str) -> None:
    articles, errors = everything(data[: data.index(TOLD[2].paragraphs[1][:20].encode())], "wire.xml")
    assert [one.title for one in articles] == [TOLD[0].title, TOLD[1].title]
    [error] = errors
    assert error.source == label
    assert "cut off" in error.reason


def test_nothing_is_resolved_in_the_xml_of_agencies() -> None:
    data = press.nitf().replace("<nitf ", '<!DOCTYPE nitf [<!ENTITY f SYSTEM "file:///etc/passwd">]><nitf ', 1)
    article = read(data.replace("The mayor", "&f; The mayor", 1).encode())
    assert "root:" not in article.text
    assert "of Poe City said" in article.text


@pytest.mark.parametrize(
    "form",
    [
        "[{d:%d.%m.%y}, 10:15:00] {who}: {words}",
        "\u200e[{d:%d/%m/%Y}, 10:15:00 PM] {who}: {words}",
        "{d:%m/%d/%y}, 10:15\u202fAM - {who}: {words}",
        "{d:%d/%m/%Y}, 10:15 - {who}: {words}",
        "{d:%Y-%m-%d}, 10:15 - {who}: {words}",
    ],
)
def test_each_message_of_a_chat_is_an_article(form: str) -> None:
    articles, errors = everything(press.whatsapp(form), "WhatsApp Chat with Poe.txt")
    assert errors == []
    assert [(one.byline, one.published_on) for one in articles] == [
        (one.byline, day) for one, day in zip(TOLD, DAYS, strict=True)
    ]
    assert [tuple(one.text.split("\n")) for one in articles] == [one.paragraphs for one in TOLD]


def test_a_chat_whose_days_can_be_read_in_two_ways_has_none() -> None:
    chat = b"3/4/26, 10:15 - Jane Roe: It rained.\n5/4/26, 10:16 - Sam Poe: It snowed.\n"
    articles, errors = everything(chat, "chat.txt")
    assert [one.published_on for one in articles] == [None, None]
    assert errors == []


def test_time_that_runs_backwards_in_a_chat_is_named() -> None:
    chat = b"13/3/26, 10:15 - Jane Roe: It rained.\n12/3/26, 10:16 - Sam Poe: It snowed.\n"
    articles, [error] = everything(chat, "chat.txt")
    assert [one.text for one in articles] == ["It rained.", "It snowed."]
    assert "time runs backwards" in error.reason
    assert "from 2026-03-13 to 2026-03-12" in error.reason


def test_a_diary_is_no_chat() -> None:
    text = "3.3.2026, 10:15 - it rained.\nThe mayor said so.\n4.3.2026 was dry.\n"
    assert read(text.encode()).media_type == "text/plain"


@pytest.mark.parametrize(("data", "name"), [(press.ris(), "list.ris"), (press.zotero(), "list.rdf")])
def test_references_are_abstracts_and_addresses(data: bytes, name: str, tmp_path: Path) -> None:
    articles, [error] = everything(data, name)
    assert [(one.title, one.outlet, one.byline) for one in articles] == [
        (one.title, one.outlet, "Jane Roe") for one in (TOLD[0], TOLD[2])
    ]
    assert [one.published_on for one in articles] == [DAYS[0], DAYS[2]]
    assert [one.url for one in articles] == [press.address(0), press.address(2)]
    assert dict(articles[0].found)["text"].endswith(": abstract")
    assert isinstance(error, LeftOut)
    assert "1 of its references" in error.reason
    (tmp_path / name).write_bytes(data)
    assert listed_addresses(tmp_path / name) == [press.address(number) for number in range(3)]


def test_a_reference_that_is_cut_off_is_named() -> None:
    data = press.ris()
    articles, errors = everything(data[: data.rindex(b"ER  -")], "list.ris")
    assert [one.title for one in articles] == [TOLD[0].title]
    assert any("begins on line" in error.reason and "cut off" in error.reason for error in errors)


def test_outlook_s_own_messages_are_read() -> None:
    pytest.importorskip("oxmsg")
    first = read(SAMPLES / "message.msg")
    assert (first.title, first.published_on) == ("Re: test internal", date(2020, 10, 6))
    assert first.text.startswith("asdfasdf")
    data = (SAMPLES / "no-attachments.msg").read_bytes()
    for subject in ("This is the subject", "That is the subject"):
        changed = data.replace("This is the subject".encode("utf-16-le"), subject.encode("utf-16-le"))
        article = read(changed)
        assert (article.title, article.byline, article.text) == (subject, "peterpan@neverland.com", "This is a message")


def test_outlook_s_message_that_is_damaged_says_so() -> None:
    pytest.importorskip("oxmsg")
    data = (SAMPLES / "message.msg").read_bytes()
    for size in (600, 4_000, 20_000):
        for found in read_all(data[:size], name="a.msg", media_type="application/vnd.ms-outlook"):
            assert not isinstance(found, ReadingError) or found.reason
