"""Quotation marks."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.language.quotations import Quote, quotations
from provenance.language.sentences import paragraphs

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quotations.toml").read_text(encoding="utf-8"))["case"]
MARKED = st.lists(
    st.sampled_from([*"“”„\"«»‘’'‹›", "``", "''", "a", "s", " ", ". ", "\n", "5", "‘90s"]), max_size=60
).map("".join)


def _shown(text: str, quote: Quote) -> str:
    return ("+" if quote.continues else "") + ("" if quote.closed else "!") + text[quote.start : quote.end]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    assert [_shown(case["text"], quote) for quote in quotations(case["text"])] == case["quotes"]


@settings(max_examples=200, deadline=None)
@given(MARKED)
def test_quotations_stay_in_their_paragraphs_in_order(text: str) -> None:
    found = quotations(text)
    spans = paragraphs(text)
    for quote in found:
        assert quote.start < quote.inner_start <= quote.inner_end <= quote.end
        assert any(start <= quote.start and quote.end <= end for start, end in spans)
        assert (quote.inner_end == quote.end) != quote.closed
    assert all(a.start < b.start for a, b in pairwise(found))
    outer = [quote for quote in found if quote.depth == 0]
    assert all(a.end <= b.start for a, b in pairwise(outer))


@pytest.mark.parametrize("unit", ['"', "“ ", "' a", "‘a“b", "“a”", " ‘a"])
def test_a_long_text_is_read_in_one_pass(unit: str) -> None:
    quotations(unit * (100_000 // len(unit)))  # by its square this would not end
