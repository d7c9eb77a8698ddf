"""Furniture of a page in its text: promotion, credits, hotlines, captions."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.boilerplate import boilerplate, content_sentences

PAGES = tomllib.loads((Path(__file__).parent / "cases" / "furniture.toml").read_text(encoding="utf-8"))["page"]


def kept(text):
    return [text[slice(*sentence.span)] for sentence in content_sentences(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["prose"][0][:30])
def test_prose_stays_and_furniture_goes(page):
    text = "\n\n".join([*page["prose"], *page["furniture"]])
    assert kept(text) == page["prose"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["prose"][0][:30])
def test_furniture_between_paragraphs(page):
    lines = [line for pair in zip(page["prose"], page["furniture"], strict=True) for line in pair]
    assert kept("\n\n".join(lines)) == page["prose"]


def test_furniture_run_on_to_a_paragraph():
    prose, furniture = PAGES[0]["prose"], PAGES[0]["furniture"]
    assert kept(f"{prose[0]} {prose[1]} {furniture[1]}\n\n{prose[3]}") == [*prose[:2], prose[3]]


def test_a_line_that_leads_to_a_quotation_stays():
    text = "The mayor spoke on Monday.\n\nHe said:\n\n“We will rebuild the bridge.”\n\nWork begins in May."
    assert "He said:" in kept(text)


def test_questions_that_head_a_paragraph_are_no_claims():
    text = "\n\n".join(
        ["The mine closed.", "What happens next?", "The county decides in May.", "But why now?", "Nobody knew."]
    )
    assert kept(text) == [
        "The mine closed.",
        "The county decides in May.",
        "But why now?",
        "Nobody knew.",
    ]


LINES = st.sampled_from([line for page in PAGES for line in (*page["prose"], *page["furniture"])])


@given(st.lists(LINES, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_character_is_content_or_boilerplate_and_some_prose_stays(lines):
    text = "\n\n".join(lines)
    parts = sorted([*content_sentences(text), *(part for part, _ in boilerplate(text))], key=lambda part: part.start)
    assert content_sentences(text) or not any(line in page["prose"] for page in PAGES for line in lines)
    assert "".join(text[slice(*part.span)] for part in parts).replace(" ", "") == "".join(text.split())
