"""What the lines of an article are, and which sentences are its content."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.boilerplate import boilerplate, content_sentences
from provenance.language.layout import layout
from provenance.language.lines import dateline, line_kind
from provenance.language.sentences import sentences

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "layout.toml").read_text(encoding="utf-8"))["case"]
LINES = st.lists(
    st.sampled_from(
        [
            "By Jane Roe",
            "World",
            "Headline Here",
            "It rained.",
            "“Why?” he said:",
            "3 May 2020",
            "© 2020",
            "POE (AP) —",
            "",
        ]
    )
    | st.text(max_size=20),
    max_size=12,
).map("\n".join)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    text = "\n".join(line for line, _ in case["lines"])
    if case.get("glue"):
        text = text.replace("\n", " ", 1)
    assert [[line.text, str(line.kind or "")] for line in layout(text)] == case["lines"]


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_sentence_is_content_or_boilerplate_and_some_are_content(text: str) -> None:
    content = content_sentences(text)
    rest = [part for part, _ in boilerplate(text)]
    assert sorted([*content, *rest], key=lambda part: part.start) == sentences(text)
    kinds = {line.kind for line in layout(text) if any(letter.isalnum() for letter in line.text)}
    assert content or not kinds & {None, "headline", "subheading"}


def test_what_has_no_word_claims_nothing() -> None:
    text = "The mayor of Poe resigned on Monday.\n___.\nThe council meets today. * * * It will vote."
    assert [text[part.start : part.end] for part, kind in boilerplate(text) if kind == "separator"] == ["___."]
    assert all(any(map(str.isalpha, text[part.start : part.end])) for part in content_sentences(text))
    assert [kind for _, kind in boilerplate("...")] == ["separator"]


@pytest.mark.parametrize(
    ("text", "place", "wire", "prose"),
    [
        ("LONDON (Reuters) - It rained.", "LONDON", "Reuters", "It rained."),
        ("WASHINGTON, Jan 5 (AP) — It rained.", "WASHINGTON", "AP", "It rained."),
        ("POE CITY, Roeland — It rained.", "POE CITY, Roeland", None, "It rained."),
        ("Ankara (AFP) – It rained.", "Ankara", "AFP", "It rained."),
    ],
)
def test_dateline(text: str, place: str, wire: str | None, prose: str) -> None:
    found = dateline(text)
    assert found is not None
    assert (found.place, found.wire, text[found.end :]) == (place, wire, prose)


@pytest.mark.parametrize(
    "text", ["It rained — hard.", "The U.S. - once more - left.", "NATO: a history", "He (Roe) - it is said - left."]
)
def test_no_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize("unit", ["A ", "1 ", "By ", "> ", "(", "http: / / ", "A, ", "-"])
def test_a_long_line_is_prose(unit: str) -> None:
    assert line_kind(unit * (100_000 // len(unit))) is None
