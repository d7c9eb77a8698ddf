import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction.sources import is_hidden, kind_of, naming_of, take_apart
from provenance.model import Kind

CASES = tomllib.loads((Path(__file__).parent / "cases" / "sources.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["words"] for case in CASES])
def test_kind_and_naming(case):
    kind = kind_of(case["words"]) or (Kind.UNKNOWN if is_hidden(case["words"]) else None)
    if case["words"].startswith("statement"):  # whose statement it is decides; see chains.Voices
        kind = kind or Kind.ORGANISATION
    assert (kind, naming_of(case["words"])) == (case["kind"], case["naming"]), case["why"]


def test_a_title_is_told_from_the_name():
    phrase = take_apart("US Defence Secretary Robert Stone")
    assert (phrase.title, phrase.name) == (("US", "Defence", "Secretary"), ("Robert", "Stone"))


@given(st.text(max_size=80))
def test_any_words_get_an_answer(words):
    assert naming_of(words) in ("named", "role", "anonymous")
    kind_of(words)
