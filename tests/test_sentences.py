"""Sentences and paragraphs."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.language.sentences import paragraphs, sentences

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sentences.toml").read_text(encoding="utf-8"))["case"]
NEWS = st.lists(
    st.sampled_from(
        [
            "U.S.",
            "Mr.",
            "He",
            "said",
            "“",
            "”",
            '"',
            "’",
            "...",
            ". ",
            "? ",
            "!",
            " ",
            "\n",
            "\n\n",
            "3.5",
            "a.m.",
            "(",
            ")",
            "é",
        ]
    )
    | st.text(max_size=5),
    max_size=60,
).map("".join)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    text = case["text"].replace("‖ ", "")
    assert [text[part.start : part.end] for part in sentences(text)] == [
        part.strip() for part in case["text"].split(" ‖ ")
    ]


@settings(max_examples=150, deadline=None)
@given(NEWS)
def test_lossless(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(text[part.start : part.end].split()) for part in found) == "".join(text.split())
    assert all(a.end <= b.start and a.paragraph <= b.paragraph for a, b in pairwise(found))
    assert all(text[part.start : part.end].strip() == text[part.start : part.end] != "" for part in found)


def test_paragraphs_are_numbered_from_zero_without_gaps() -> None:
    text = "One. Two.\n\n\nThree.\n \nFour."
    assert [part.paragraph for part in sentences(text)] == [0, 0, 1, 2]
    assert [text[start:end] for start, end in paragraphs(text)] == ["One. Two.", "Three.", "Four."]


@pytest.mark.parametrize("unit", [".", ". ", "a. A. ", '."', "x", "? ", "\n", "a\n", "U.S. The ", "…", "(", '" '])
def test_a_long_text_is_read_in_one_pass(unit: str) -> None:
    text = unit * (200_000 // len(unit)) + "a"
    found = sentences(text)  # by its square this would not end
    assert found[-1].end == len(text)
