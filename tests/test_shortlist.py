"""The shortlist leaves out no pair that is linked, and nearly all others."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Article, extract
from provenance.language.data import load
from provenance.matching import shortlist as module
from provenance.matching.firmness import may_hold_back
from provenance.matching.shortlist import shortlist
from provenance.matching.similarity import similarity
from provenance.matching.terms import article_keys, cosine
from provenance.model import Claim, Stance

BRIDGE = "A bridge near Ludlow fell on Friday. Officials said at least 12 people were hurt. Talks remain conceptual."
SPAN = "The Ludlow bridge has collapsed. Police said 14 people were injured on Friday. Talks have reached a deal."
CUP = "Valletta won the cup. The coach said he was happy. The mayor did not confirm that 12 people were hurt."
CLAIMS = [claim for text in (BRIDGE, SPAN, CUP) for claim in extract(Article(text=text))]
WORDS = st.sampled_from("Ludlow bridge fell 12 Friday. ") | st.characters(codec="utf-8")
TEXTS = st.text(WORDS, min_size=1, max_size=60)


def is_worth_reading(a: Claim, b: Claim, story: float) -> bool:
    """As `linked` decides it by the whole likeness."""
    limits = load("similarity")
    least = limits["compared"] if may_hold_back(a) or may_hold_back(b) else limits["shown"]
    return Stance.WITHHOLDS not in (a.stance, b.stance) and similarity(a, b, story)[0] >= least


def near(a: Claim, b: Claim) -> float:
    return cosine(article_keys(a.article), article_keys(b.article))


@pytest.mark.parametrize(("at_once", "cells"), [(1, 100), (4, 100), (10_000, 10), (10_000, 1), (10_000, 1_000_000)])
def test_what_is_likely_enough_is_told_exactly(monkeypatch: pytest.MonkeyPatch, at_once: int, cells: int) -> None:
    monkeypatch.setattr(module, "PAIRS", at_once)
    monkeypatch.setattr(module, "CELLS", cells)
    pairs = list(permutations(CLAIMS, 2))
    for stories in ([0.0] * len(pairs), [0.3] * len(pairs), [near(a, b) for a, b in pairs]):
        told = shortlist(pairs, stories)
        assert told == [is_worth_reading(a, b, story) for (a, b), story in zip(pairs, stories, strict=True)]
    assert shortlist(pairs) == told
    assert 0 < sum(told) < len(told)


@given(TEXTS, TEXTS)
def test_no_text_is_passed_over(a: str, b: str) -> None:
    claims = [Claim(article=Article(text=text), start=0, end=len(text), content=((0, len(text)),)) for text in (a, b)]
    pairs = [*permutations(claims, 2), *((claim, other) for claim in claims for other in CLAIMS)]
    expected = [is_worth_reading(x, y, near(x, y)) for x, y in pairs]
    assert all(told or not worth for told, worth in zip(shortlist(pairs), expected, strict=True))


def test_many_pairs_of_other_claims_each_are_judged_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CELLS", 9)
    runs = list(module._runs(list(zip(CLAIMS, reversed(CLAIMS), strict=True))))
    sizes = [run.stop - run.start for run in runs]
    assert set(sizes[:-1]) == {3}
    assert 0 < sizes[-1] <= 3
    assert [at for run in runs for at in range(run.start, run.stop)] == list(range(len(CLAIMS)))


def test_no_pairs_are_no_pairs() -> None:
    assert shortlist([]) == []
