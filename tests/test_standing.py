import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction.loading import load_tagger
from provenance.extraction.standing import BESIDE, CONTENT, REST, Traits, parted
from provenance.language.sentences import sentences
from provenance.model import Certainty

TEXT = "It rained. The mayor denied that the dam had failed, police said. Nobody was hurt."
WORDS = [(at, at + len(word)) for word in TEXT.split() for at in [TEXT.index(word)]]
TRAITS = Traits([start for start, _ in WORDS], [end for _, end in WORDS], np.zeros((len(WORDS), 4), np.float16))
MIDDLE = (TEXT.index("The mayor"), TEXT.index(" Nobody"))


def spanned(*words):
    return [(TEXT.index(part), TEXT.index(part) + len(part)) for part in words]


def words_of(part, seen, parts):
    return [TEXT[slice(*WORDS[seen.start + at])] for at in np.flatnonzero(parts == part)]


def test_a_claim_is_seen_with_its_sentence_and_those_beside_it():
    seen, parts = parted(TRAITS, sentences(TEXT), MIDDLE, spanned("the dam had failed"))
    assert words_of(CONTENT, seen, parts) == ["the", "dam", "had", "failed,"]
    assert words_of(REST, seen, parts) == ["The", "mayor", "denied", "that", "police", "said."]
    assert words_of(BESIDE, seen, parts) == ["It", "rained.", "Nobody", "was", "hurt."]


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_every_word_of_the_sentence_has_one_part(first, last):
    content = (min(first[0], last[0]), max(first[1], last[1]))
    seen, parts = parted(TRAITS, sentences(TEXT), MIDDLE, [content])
    here = [place for place, (start, end) in enumerate(WORDS) if MIDDLE[0] <= start and end <= MIDDLE[1]]
    assert seen.start <= here[0]
    assert here[-1] < seen.stop
    for place in here:
        inside = WORDS[place][0] < content[1] and content[0] < WORDS[place][1]
        assert parts[place - seen.start] == (CONTENT if inside else REST)


def test_what_was_not_read_has_no_stance():
    assert load_tagger().read("", []).stances.chances((0, 0), [(0, 0)], Certainty()) is None
    text = "It rained."
    reading = load_tagger().read(text, sentences(text))
    assert reading.stances.chances((0, 10), [(2, 3)], Certainty()) is None
    told = reading.stances.chances((0, 10), [(0, 10)], Certainty())
    assert told is not None
    assert sum(told.values()) == pytest.approx(1)


def test_a_stance_does_not_hang_on_what_else_is_read():
    alone, story = "The mayor denied that the dam had failed.", "\n\n".join(["Rain fell on Sunday."] * 60)
    told = []
    for text in (alone, f"{alone}\n\n{story}"):
        reading = load_tagger().read(text, sentences(text)[:1])
        told.append(reading.stances.chances((0, len(alone)), [(22, 40)], Certainty()))
    assert told[0] == told[1]
