import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.language.words import rarity, stem, stop_words, tokens

CASES = tomllib.loads((Path(__file__).parent / "cases" / "words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("forms", CASES["same"], ids=lambda forms: forms[0])
def test_forms_of_a_word_share_a_stem(forms: list[str]) -> None:
    assert {stem(form) for form in forms} == {stem(forms[0])}


@pytest.mark.parametrize("words", CASES["apart"], ids=lambda words: "-".join(words))
def test_other_words_do_not(words: list[str]) -> None:
    assert all(stem(a) != stem(b) for a, b in combinations(words, 2))


def test_tokens_keep_their_place() -> None:
    found = tokens("Mr. Özcan said 1,000 people won’t join a NATO-style bloc.", 4)
    assert [token.text for token in found] == [
        "Özcan",
        "said",
        "1,000",
        "people",
        "won’t",
        "join",
        "a",
        "NATO",
        "style",
        "bloc",
    ]


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_tokens_are_slices_within_bounds(text: str, start: int, end: int) -> None:
    last = start
    for token in tokens(text, start, end):
        assert last <= token.start < token.end <= min(end, len(text))
        assert text[token.start : token.end] == token.text
        assert token.stem
        last = token.end


def test_rarity_orders_common_and_rare() -> None:
    assert rarity(stem("the")) == 0
    assert 0 < rarity(stem("people")) < rarity(stem("treaty")) < rarity("qwzx")
    assert stem("said") in stop_words()
