"""Every form of `press.SAMPLES` as people send it by mistake: empty, under a wrong name, in itself, far too large."""

from __future__ import annotations

import os
import time

import makers
import press
import pytest

from provenance.errors import ReadingError
from provenance.model import Article
from provenance.reading import LARGEST, read_all

BY_NAME = frozenset({"text/csv"})
"""Forms that only their name tells."""
FILLED = 200_000_000
"""Bytes: a test fills no more of the memory with blanks."""
PARTS = 100_000 if os.environ.get("PROVENANCE_LONG_TESTS") else 1_000


def articles(data: bytes, name: str) -> list[str]:
    return [one.text for one in read_all(data, name=name) if isinstance(one, Article)]


def reasons(data: bytes, name: str, kind: str | None = None) -> list[str]:
    found = read_all(data, name=name, media_type=kind)
    return [one.reason for one in found if isinstance(one, ReadingError)]


@pytest.mark.parametrize("kind", press.SAMPLES)
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"], ids=["empty", "blank", "mark"])
def test_nothing_is_said_to_be_nothing(kind: str, data: bytes) -> None:
    [reason] = reasons(data, "a", kind)
    assert reason


@pytest.mark.parametrize("kind", sorted(set(press.SAMPLES) - BY_NAME))
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.pdf", "a.json", "a.eml", "a.csv", "a"])
def test_a_wrong_name_changes_nothing(kind: str, name: str) -> None:
    right = list(read_all(press.SAMPLES[kind], media_type=kind))
    wrong = list(read_all(press.SAMPLES[kind], name=name))
    assert [one.text for one in wrong if isinstance(one, Article)] == [
        one.text for one in right if isinstance(one, Article)
    ]


@pytest.mark.parametrize("kind", press.SAMPLES)
def test_a_form_within_archives_is_read_as_it_is_alone(kind: str) -> None:
    name = "a.csv" if kind in BY_NAME else "a"
    packed = makers.archive({"in.zip": makers.archive({name: press.SAMPLES[kind]}), name: press.SAMPLES[kind]})
    alone = articles(press.SAMPLES[kind], name)
    assert alone
    assert articles(packed, "a.zip") == alone * 2


@pytest.mark.parametrize("kind", press.SAMPLES)
def test_a_form_called_another_says_so(kind: str) -> None:
    """What is no such form is an error with a reason, or the text that stands in it; never a fault of the program."""
    for other in sorted(set(press.SAMPLES) - {kind}):
        for reason in reasons(press.SAMPLES[kind], "a", other):
            assert "the program failed" not in reason, (kind, other, reason)


@pytest.mark.parametrize("kind", [kind for kind in press.SAMPLES if LARGEST[kind] <= FILLED])
def test_a_form_over_its_limit_is_refused_before_it_is_read(kind: str) -> None:
    begun = time.monotonic()
    [reason] = reasons(press.SAMPLES[kind].ljust(LARGEST[kind] + 1, b" "), "a", kind)
    assert "over the limit" in reason
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("kind", sorted(set(press.SAMPLES) - {"application/mbox"}))
def test_a_form_cut_in_the_middle_gives_a_reason_or_what_is_whole(kind: str) -> None:
    data = press.SAMPLES[kind]
    whole = [one.text for one in read_all(data, media_type=kind) if isinstance(one, Article)]
    for part in (3, 2):
        found = list(read_all(data[: len(data) // part], media_type=kind))
        texts = [one.text for one in found if isinstance(one, Article)]
        errors = [one for one in found if isinstance(one, ReadingError)]
        assert errors or len(texts) < len(whole) or len(whole) == 1
        assert all("the program failed" not in one.reason for one in errors)
        assert all(text in whole for text in texts[:-1])


MANY = {
    "application/mbox": ("", "From - Tue Mar  3 10:00:00 2026\nFrom: Jo <j@poe.example>\n\nFerry {0} sails.\n\n", ""),
    "text/csv": ("title,text\n", '{0},"Ferry {0} sails, said the mayor of Poe City on the third of March."\n', ""),
    "application/json": ('{{"articles": [{{"text": "Ferry."}}', ', {{"text": "Ferry {0} sails."}}', "]}}"),
    "application/jsonl": ("", '{{"text": "Ferry {0} sails."}}\n', ""),
    "application/rss+xml": (
        "<rss version='2.0'><channel>",
        "<item><description>Ferry {0} sails.</description></item>",
        "</channel></rss>",
    ),
    "application/x-research-info-systems": ("", "TY  - NEWS\nAB  - Ferry {0} sails.\nER  - \n", ""),
    "text/x-whatsapp-chat": ("", "[13.03.26, 10:15:00] Jo Roe: Ferry {0} sails.\n", ""),
    "application/vnd.iptc.g2.newsmessage+xml": (
        "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>",
        "<newsItem><contentSet><inlineData>Ferry {0} sails.</inlineData></contentSet></newsItem>",
        "</itemSet></newsMessage>",
    ),
    "text/vnd.iptc.newsml": (
        "<NewsML>",
        "<NewsItem><ContentItem><DataContent>Ferry {0} sails.</DataContent></ContentItem></NewsItem>",
        "</NewsML>",
    ),
}
"""How a file begins, each part of it, and how it ends."""


@pytest.mark.parametrize("kind", MANY)
def test_as_many_parts_as_anybody_would_send_come_out_one_by_one(kind: str) -> None:
    begin, part, end = MANY[kind]
    data = (begin.format() + "".join(part.format(number) for number in range(PARTS)) + end.format()).encode()
    count = 0
    for one in read_all(data, media_type=kind):
        assert isinstance(one, Article), one
        count += 1
    assert count == PARTS + (kind == "application/json")


@pytest.mark.parametrize("kind", ["text/vtt", "application/x-subrip"])
def test_as_many_cues_as_a_day_of_speech_has_are_one_article(kind: str) -> None:
    times = (f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(PARTS))
    cues = "".join(f"{time}.000 --> {time}.900\nFerry {n} sails.\n\n" for n, time in enumerate(times))
    [article] = read_all(f"WEBVTT\n\n{cues}".encode() if kind == "text/vtt" else cues.encode(), media_type=kind)
    assert isinstance(article, Article)
    assert article.text.count("sails.") == PARTS


def test_parts_of_mhtml_that_name_no_boundary_take_little_time() -> None:
    begun = time.monotonic()
    mark = b"\r\n--m\r\n"
    part = b"Content-Type: multipart/x\r\n" + b"\n" * 20_000
    head = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=m\r\n\r\n"
    [reason] = reasons(head + mark + mark.join([part] * 100), "a.mht")
    assert "there is no page in this MHTML" in reason
    assert time.monotonic() - begun < 5
