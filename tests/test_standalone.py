"""Statements that can be read alone: kinds of claims, and what holds for any text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.extraction.standalone.wording import Change, worded
from provenance.model import Article, Stance

CASES = tomllib.loads((Path(__file__).parent / "cases" / "standalone.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_statements(case: dict[str, Any]) -> None:
    claims = extract(Article(text=case["text"], published_on=case.get("published_on")))
    assert [claim.statement.text for claim in claims] == case["statements"], case["why"]


@pytest.mark.parametrize(
    "text", ["“…” “ ” ‘", "He said it to her and they to him.", "Oslo | 12 | 14.5 | open", "word " * 2000 + "ends."]
)
def test_what_makes_no_statement_stands_as_it_is(text: str) -> None:
    for claim in extract(Article(text=text)):
        assert claim.statement.text
        assert not claim.statement.inserted
        assert claim.statement.text.rstrip(".") in " ".join(text.split())


@given(
    st.sampled_from(["said", "told reporters", "insisted", "explained"]), st.sampled_from(["bridge", "mill", "ferry"])
)
def test_the_frame_of_who_asserts_is_left_out(cue: str, thing: str) -> None:
    [claim] = extract(Article(text=f"The engineer {cue} that the {thing} is closed."))
    assert claim.stance is Stance.ASSERTS
    assert claim.statement.text == f"the {thing} is closed."


PHRASES = [
    *(
        "the mayor",
        "He",
        "they",
        "Ana Duarte",
        "police",
        "“We will not pay”",
        '"it is safe,"',
        "which",
        "the dam had failed",
    ),
    *(
        "said",
        "denied that",
        "according to",
        "what she called",
        "on Monday",
        "and",
        "but",
        ",",
        ".",
        ":",
        "–",
        "was",
        "to",
    ),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=14))
def test_a_statement_of_any_sentence_is_made_of_its_words(phrases: list[str]) -> None:
    text = " ".join(phrases)
    for claim in extract(Article(text=text, published_on=date(2024, 5, 9))):
        made = claim.statement
        assert made.is_made_of(claim.text, claim.start)
        assert any(map(str.isalnum, made.text))
        assert [at for _, _, at in made.passage] == sorted(at for _, _, at in made.passage)


@given(st.text(alphabet="abc ,.“”\"'’\n—", max_size=60), st.data())
def test_without_what_is_put_in_only_words_of_the_passage_are_left(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = data.draw(st.integers(start, end))
    made = worded(text, [(start, end)], len(text), [Change((at, at), "a name")], "somebody:")
    assert all(made.text[a:b] == text[where : where + b - a] for a, b, where in made.passage)
    assert all((made.text[a], made.text[b - 1]) == ("[", "]") for a, b in made.inserted)
    assert made.text.startswith("[somebody:]")
