import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.evidence import LONGEST, MOST_MENTIONS, evidence, passage, telling
from provenance.extraction.judging import SourceHead
from provenance.extraction.loading import load_head
from provenance.language.sentences import Sentence, sentences
from provenance.model import Kind, Naming
from provenance.networks.network import WEIGHTS, Network
from provenance.networks.pieces import BLOCK, PieceTable

STORY = (
    "The bridge will stay shut until spring, said Ingrid Halvorsen, who chairs the county council. "
    "Two fishermen who saw it sway said they had warned the harbour master. "
    '"It was the frost," said Halvorsen. According to a report by the engineers, four bolts were missing. '
    "A person with knowledge of the inspection, who asked not to be named, said the papers had been lost. "
    "Peter Adeyemi, a professor of structural engineering at Leeds University, said it could be mended. "
    "The ferry company Nordsund said it would sail twice as often. The Evening Courier reported a third crack."
)


def spans(text, *words):
    return [(text.index(word), text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize(
    ("mentions", "kind", "naming"),
    [
        (("Ingrid Halvorsen",), Kind.OFFICIAL, Naming.NAMED),
        (("Two fishermen who saw it sway", "they"), Kind.WITNESS, Naming.ROLE),
        (("a report by the engineers",), Kind.DOCUMENT, Naming.ROLE),
        (("A person with knowledge of the inspection",), Kind.UNKNOWN, Naming.ANONYMOUS),
        (("Peter Adeyemi",), Kind.EXPERT, Naming.NAMED),
        (("The ferry company Nordsund",), Kind.ORGANISATION, Naming.NAMED),
        (("The Evening Courier",), Kind.MEDIA, Naming.NAMED),
    ],
)
def test_a_source_is_judged_by_its_mentions(mentions, kind, naming):
    (judged,) = load_head().judge(STORY, sentences(STORY), [spans(STORY, *mentions)])
    assert (judged.kind, judged.naming) == (kind, naming)
    assert judged.speaks > 0.5


def test_probabilities_are_of_every_kind_and_naming():
    (judged,) = load_head().judge(STORY, sentences(STORY), [spans(STORY, "Peter Adeyemi")])
    assert set(judged.kinds) == set(Kind)
    assert set(judged.namings) == set(Naming)
    assert sum(judged.kinds.values()) == pytest.approx(1)
    assert sum(judged.namings.values()) == pytest.approx(1)
    assert 0 <= judged.speaks <= 1


def test_sources_are_judged_alike_alone_and_together_on_any_number_of_threads():
    sources = [
        spans(STORY, word) for word in ("Ingrid Halvorsen", "Two fishermen", "Peter Adeyemi", "The Evening Courier")
    ]
    parts = sentences(STORY)
    one, two = (SourceHead(Network(WEIGHTS, threads=threads), WEIGHTS) for threads in (1, 2))
    together = one.judge(STORY, parts, sources)
    assert together == two.judge(STORY, parts, sources)
    assert together == [one.judge(STORY, parts, [source])[0] for source in sources]
    assert together[::-1] == one.judge(STORY, parts, sources[::-1])


def test_a_label_that_stands_in_no_sentence_is_judged_by_its_line():
    text = f"SMALL TALK\n\nPOLICE CHIEF ANA DUARTE: It was the frost.\n\n{STORY}"
    label = spans(text, "POLICE CHIEF ANA DUARTE")
    assert passage(text, [], label[0]) == spans(text, "POLICE CHIEF ANA DUARTE: It was the frost.")[0]
    (judged,) = load_head().judge(text, sentences(text)[-2:], [label])
    assert judged.kind is Kind.OFFICIAL
    assert judged.by == label[0]


def test_words_without_a_letter_are_nobody():
    (judged,) = load_head().judge("   \n ", [], [[(0, 2)]])
    assert (judged.kind, judged.naming, judged.speaks) == (Kind.UNKNOWN, Naming.ANONYMOUS, 0)
    assert load_head().judge("", [], []) == []


def test_the_mention_that_tells_most_is_given():
    mentions = spans(STORY, "Ingrid Halvorsen", "Halvorsen. According"[:9])
    (judged,) = load_head().judge(STORY, sentences(STORY), [mentions])
    assert judged.by in mentions


def test_a_source_of_many_mentions_is_judged_from_the_fullest():
    assert telling([(0, 2), (10, 30), (40, 42), (50, 70), (80, 83), (90, 91)]) == [(10, 30), (50, 70), (80, 83), (0, 2)]
    assert len(telling((at, at + 5) for at in range(0, 1000, 10))) == MOST_MENTIONS


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(1, 400)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_spans_of_any_text_are_judged(text, drawn):
    mentions = [(start, start + size) for start, size in drawn]
    (judged,) = load_head().judge(text, sentences(text), [mentions])
    assert np.isfinite(list(judged.kinds.values())).all()
    assert judged.by in mentions


def test_a_mention_of_a_very_long_sentence_is_seen_in_its_surroundings():
    text = "bolt " * 3000 + "said the harbour master " + "rust " * 3000
    mention = spans(text, "the harbour master")
    (shown,) = evidence(Network(WEIGHTS), text, [Sentence(0, len(text), 0)], [mention])
    (seen,) = shown.seen
    assert len(seen.window) == LONGEST + 2
    assert 20 < min(seen.places) <= max(seen.places) < LONGEST - 20


def test_piece_vectors_are_numbers_of_four_bits_times_the_scale_of_their_block(tmp_path):
    numbers = np.arange(-8, 8, dtype=np.int8).repeat(8).reshape(2, 2 * BLOCK)
    scales = np.array([[0.5, 2.0], [1.0, 0.25]], np.float16)
    packed = ((numbers[:, 0::2] & 0xF) | ((numbers[:, 1::2] & 0xF) << 4)).astype(np.uint8)
    np.savez(tmp_path / "words.npz", table=packed, scales=scales)
    expected = numbers.astype(np.float32) * scales.astype(np.float32).repeat(BLOCK, axis=1)
    np.testing.assert_array_equal(PieceTable(tmp_path / "words.npz").rows(np.array([1, 0, 1])), expected[[1, 0, 1]])
