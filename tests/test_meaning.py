from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.matching.meaning import LONGEST, WIDTH, likeness, meanings

TEXTS = ["The ferry sank.", "A boat went down in the strait.", "", "Prices rose by two per cent.", "word " * 500]


def test_texts_that_say_it_in_other_words_are_nearer_than_others() -> None:
    near, far = likeness(TEXTS[0], [TEXTS[1], TEXTS[3]])
    assert near > far + 0.2


def test_vectors_have_length_1_and_those_of_nothing_0() -> None:
    lengths = np.linalg.norm(meanings(TEXTS), axis=1)
    assert meanings(TEXTS).shape == (len(TEXTS), WIDTH)
    assert lengths == pytest.approx([1, 1, 0, 1, 1], abs=1e-5)
    assert meanings([]).shape == (0, WIDTH)


def test_a_text_means_the_same_whatever_is_read_beside_it() -> None:
    together = meanings([*TEXTS, *TEXTS[::-1]])
    for at, text in enumerate(TEXTS):
        assert np.array_equal(together[at], meanings([text])[0])
        assert np.array_equal(together[at], together[-1 - at])


def test_what_is_beyond_the_longest_is_not_read() -> None:
    short = "word " * LONGEST
    assert likeness(short, [f"{short} prices rose"]) == pytest.approx([1.0])


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_likeness_is_a_share_and_the_same_both_ways(text: str, others: list[str]) -> None:
    found = likeness(text, others)
    assert all(0 <= one <= 1 for one in found)
    assert found == pytest.approx([likeness(other, [text])[0] for other in others], abs=1e-5)
