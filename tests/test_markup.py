"""Markup that carries meaning, in every format that has it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from provenance.model import Article
from provenance.reading import read, read_all

CASES = tomllib.loads((Path(__file__).parent / "cases" / "markup.toml").read_text(encoding="utf-8"))
INLINE = [pytest.param(case, id=case["name"]) for case in CASES["case"]]
BLOCK = [pytest.param(case, id=case["name"]) for case in CASES["block"]]
BEFORE = "The inquiry opened on Tuesday in the valley town, with forty witnesses expected over the next three weeks."
AFTER = "Hearings go on until the end of the month, and the report is expected in autumn, the chair of it said."


def page(body: str) -> bytes:
    long = "".join(f"<p>{text}</p>" for text in (BEFORE, AFTER, BEFORE.replace("opened", "began")))
    end = f"<p>{AFTER.replace('month', 'year')}</p>"
    return f"<html><body><article><h1>Dam</h1>{long}{body}{end}</article></body></html>".encode()


@pytest.mark.parametrize("case", INLINE)
def test_the_markup_of_a_sentence_on_a_page(case: dict[str, str]) -> None:
    assert f"\n{case['text']}\n" in read(page(f"<p>{case['html']}</p>")).text, case["why"]


@pytest.mark.parametrize("case", BLOCK)
def test_the_markup_of_blocks_on_a_page(case: dict[str, str]) -> None:
    assert f"\n{case['text']}\n" in read(page(case["html"])).text, case["why"]


@pytest.mark.parametrize("case", [*INLINE, *BLOCK])
def test_markup_says_the_same_in_a_feed_and_in_a_mail(case: dict[str, str]) -> None:
    markup = f"<div>{case['html']}</div>"
    feed = f"<rss version='2.0'><channel><item><description><![CDATA[{markup}]]></description></item></channel></rss>"
    header = "From: a@poe.example\nSubject: Dam\nContent-Type: text/html; charset=utf-8"
    mail = f"{header}\n\n<html><body>{markup}</body></html>"
    for data, kind in ((feed, "application/rss+xml"), (mail, "message/rfc822")):
        found = [one for one in read_all(data.encode(), media_type=kind) if isinstance(one, Article)]
        assert [one.text for one in found] == [case["text"]], case["why"]
