from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction.windows import UNIT_CHARACTERS, cut_units, pack
from provenance.language.sentences import Sentence

UNITS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=40)


def numbered(units):
    """Sizes, and paragraphs that count up where a unit begins one."""
    sizes, paragraphs, paragraph = [], [], 0
    for size, begins in units:
        paragraph += begins
        sizes.append(size)
        paragraphs.append(paragraph)
    return sizes, paragraphs


def breaks(window, paragraphs):
    return sum(paragraphs[a.unit] != paragraphs[b.unit] for a, b in pairwise(window))


@given(units=UNITS, limit=st.integers(2, 50), context=st.integers(0, 20))
def test_every_piece_is_owned_once_and_in_order(units, limit, context):
    sizes, paragraphs = numbered(units)
    windows = pack(sizes, paragraphs, limit=limit, context=context)
    owned = [(p.unit, i) for window in windows for p in window if p.owned for i in range(p.first, p.last)]
    assert owned == [(unit, i) for unit, size in enumerate(sizes) for i in range(size)]


@given(units=UNITS, limit=st.integers(2, 50), first_limit=st.integers(2, 50))
def test_no_window_passes_the_limit(units, limit, first_limit):
    sizes, paragraphs = numbered(units)
    for window in pack(sizes, paragraphs, limit=limit, first_limit=min(limit, first_limit)):
        assert sum(part.last - part.first for part in window) + breaks(window, paragraphs) <= limit


def test_a_paragraph_that_fits_is_kept_together():
    windows = pack([4, 4, 3, 3, 3], [0, 0, 1, 1, 1], limit=12)
    assert [[part.unit for part in window] for window in windows] == [[0, 1], [2, 3, 4]]


def test_a_long_paragraph_is_cut_between_sentences():
    windows = pack([5, 5, 5], [0, 0, 0], limit=10)
    assert [[part.unit for part in window] for window in windows] == [[0, 1], [2]]


def test_a_sentence_longer_than_a_window_is_read_to_its_end():
    windows = pack([25], [0], limit=10)
    assert [(part.first, part.last) for window in windows for part in window] == [(0, 8), (8, 16), (16, 25)]


def test_context_is_the_unit_before_and_is_not_owned():
    first, second = pack([4, 4], [0, 1], limit=5, context=4)
    assert [(part.unit, part.owned) for part in first] == [(0, True)]
    assert [(part.unit, part.owned) for part in second] == [(0, False), (1, True)]


@given(st.text("ab ", max_size=3 * UNIT_CHARACTERS))
def test_units_cover_their_sentence(text):
    sentence = Sentence(0, len(text), 0)
    units = cut_units(text, [sentence])
    assert "".join(text[unit.start : unit.end] for unit in units) == text
    assert all(0 < unit.end - unit.start <= UNIT_CHARACTERS for unit in units)


def test_a_million_characters_without_a_space_are_cut():
    units = cut_units("x" * 1_000_000, [Sentence(0, 1_000_000, 0)])
    assert len(units) == 1_000_000 // UNIT_CHARACTERS
    assert units[-1].end == 1_000_000
