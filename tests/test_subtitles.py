"""Subtitles: who speaks, when, captions that roll, and cues that are damaged."""

from __future__ import annotations

import press
import pytest

from provenance.errors import ReadingError
from provenance.extraction import extract
from provenance.model import Article
from provenance.reading import read, read_all


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


def test_each_turn_is_a_paragraph_with_its_speaker_and_time() -> None:
    [article], errors = everything(press.vtt(), "hearing.vtt")
    assert errors == []
    assert article.title == "Harbour hearing"
    assert article.text.split("\n") == [
        "Ada Quill: The ferry will run again on Monday.",
        "Sam Poe: Who says so?",
        "Ada Quill: The harbour office & I.",
    ]
    shown = [(article.text[place.start : place.end], place.where) for place in article.places]
    assert shown == [
        ("Ada Quill: The ferry will run", "t=1,4"),
        ("again on Monday.", "t=4,6"),
        ("Sam Poe: Who says so?", "t=9,10"),
        ("Ada Quill: The harbour office & I.", "t=12,14"),
    ]
    claim = extract(article)[0]
    assert [hop.name or hop.holder for hop in claim.attribution] == ["Ada Quill"]


def test_captions_that_roll_come_once() -> None:
    assert read(press.srt()).text == "the mayor said on Tuesday that the ferry would run again on Monday"


def test_a_caption_that_grows_comes_once() -> None:
    grown = "".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{' '.join('the ferry will run again'.split()[: n + 2])}\n\n"
        for n in range(4)
    )
    assert read(f"WEBVTT\n\n{grown}".encode()).text == "the ferry will run again"


def test_the_same_words_at_another_time_are_said_again() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nNo.\n\n00:05.000 --> 00:06.000\nNo.\n"
    assert read(text.encode()).text == "No.\nNo."


@pytest.mark.parametrize("mark", ["- ", "– ", ">> "])
def test_a_mark_begins_a_turn(mark: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{mark}Will it run?\n{mark}It will.\n"
    assert read(text.encode()).text == "Will it run?\nIt will."


@pytest.mark.parametrize(
    ("cue", "words", "kept"),
    [
        ("00:99:xx --> 1\nIt snowed.", "the time on line 7 is none", False),
        ("00:00:00.500 --> 00:00:03.000\nIt snowed.", "time runs backwards on line 7, at 0:00:00", True),
        ("00:00:09.000 --> 00:00:08.000\nIt snowed.", "time runs backwards on line 7, at 0:00:09", True),
        ("It snowed.", "no time stands on line 7", False),
    ],
)
def test_a_damaged_cue_is_named_with_its_line(cue: str, words: str, kept: bool) -> None:
    text = f"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nIt rained.\n\n{cue}\n\n00:20.000 --> 00:21.000\nIt froze.\n"
    [article], [error] = everything(text.encode(), "a.vtt")
    assert ("It snowed." in article.text) is kept
    assert "It rained." in article.text
    assert "It froze." in article.text
    assert words in error.reason


def test_subtitles_without_words_are_empty() -> None:
    articles, [error] = everything(b"WEBVTT\n\n00:01.000 --> 00:02.000\n[music]\n", "a.vtt")
    assert articles == []
    assert "no article in it" in error.reason
