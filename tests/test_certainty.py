"""Certainty: a table of sentences, and what must hold for any text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.certainty import certainty
from provenance.extraction.certainty.likelihood import likelihood
from provenance.language.data import load
from provenance.model import Certainty, Level, Polarity, Span, Status

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "certainty.toml").read_text("utf-8"))[
    "case"
]
_MARKS = re.compile(r"[\[\]{}]")


@dataclass(frozen=True)
class Marked:
    text: str
    content: list[Span]
    cue: Span | None


def unmark(marked: str) -> Marked:
    """The sentence without its marks, with the spans that they marked."""
    spans: dict[str, list[Span]] = {"[": [], "{": []}
    opened: list[tuple[str, int]] = []
    text = ""
    for piece in re.split(r"([\[\]{}])", marked):
        if piece in ("[", "{"):
            opened.append((piece, len(text)))
        elif piece in ("]", "}"):
            kind, start = opened.pop()
            spans[kind].append((start, len(text)))
        else:
            text += piece
    cue = spans["{"][0] if spans["{"] else None
    content = spans["["] or _without(text, cue)
    return Marked(text, content, cue)


def _without(text: str, cue: Span | None) -> list[Span]:
    """The content of "…, the agency {said}." is what stands before the last comma."""
    if cue is None:
        return [(0, len(text))]
    return [(0, text.rindex(",", 0, cue[0]))]


def judge(marked: str) -> tuple[Marked, Certainty]:
    sentence = unmark(marked)
    whole = (0, len(sentence.text))
    return sentence, certainty(sentence.text, sentence.content, sentence=whole, cue=sentence.cue)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("case", CASES, ids=[_MARKS.sub("", case["text"]) for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    sentence, found = judge(case["text"])
    assert f"{found.level} {found.polarity} {found.status}" == case["expect"], case["why"]
    assert words(sentence.text, found.cues) == case["cues"], case["why"]
    assert words(sentence.text, found.hedges) == case.get("hedges", [])
    shown = found.likelihood and f"{found.likelihood.low:g}-{found.likelihood.high:g} {found.likelihood.scale}"
    assert shown == case.get("likelihood")


def test_table_is_large_and_has_no_twins() -> None:
    texts = [case["text"] for case in CASES]
    assert len(set(texts)) == len(texts) >= 150
    assert all(case["why"] for case in CASES)


def test_predicate_instead_of_the_main_one() -> None:
    text = "The minister said that the army may have fled after it lost the town."
    whole = (0, len(text))
    at = text.index("fled")
    fled = certainty(text, [whole], sentence=whole, predicate=(at, at + 4))
    at = text.index("lost")
    lost = certainty(text, [whole], sentence=whole, predicate=(at, at + 4))
    assert (fled.level, lost.level) == (Level.POSSIBLE, Level.CERTAIN)


def test_ability_is_a_fact_but_the_deed_only_possible() -> None:
    text = "The ferry can carry 600 passengers."
    whole = (0, len(text))
    assert certainty(text, [whole], sentence=whole).level is Level.CERTAIN
    assert certainty(text, [whole], sentence=whole, predicate=(14, 19)).level is Level.POSSIBLE


def test_content_in_two_pieces() -> None:
    text = "If the rains fail, the ministry said, the province may import rice."
    found = certainty(text, [(0, 17), (38, len(text))], sentence=(0, len(text)), cue=(32, 36))
    assert (found.level, found.status) == (Level.UNKNOWN, Status.CONDITIONAL)


def test_offsets_are_into_the_whole_text() -> None:
    first, second = "Rain fell. ", "The dam may break."
    found = certainty(first + second, [(len(first), len(first + second))], sentence=(len(first), len(first + second)))
    assert found.cues == ((len(first) + 8, len(first) + 11),)


def test_nothing_claimed_is_a_bare_fact() -> None:
    assert certainty("", [], sentence=(0, 0)) == Certainty()
    assert certainty("...", [(0, 3)], sentence=(0, 3)) == Certainty()


def test_every_listed_phrase_has_a_range_and_names_its_scale() -> None:
    for scale in load("likelihood")["scale"]:
        for phrase in scale["words"]:
            found = likelihood(phrase.split(), 0)
            assert found is not None
            assert 0 <= found[0].low <= found[0].high <= 100
            assert found[0].scale in {"ICD 203", "survey", "Kent", "IPCC"}


def test_the_default_scale_comes_first() -> None:
    found = likelihood(["likely"], 0)
    assert found is not None
    assert found[0] == (55, 80, "ICD 203")
    assert likelihood(["possible"], 0) is None


_VOCABULARY = """the army may not have will be said that who if denied failed to plans likely , . ? “ ” no doubt when
ruled out possible is it a seems unlikely city killed reportedly and but could would can't Will May"""
_WORDS = st.sampled_from(_VOCABULARY.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, max_size=25))
def test_any_words_have_an_answer_that_shows_its_words(chosen: list[str]) -> None:
    text = " ".join(chosen)
    whole = (0, len(text))
    found = certainty(text, [whole], sentence=whole)
    assert all(0 <= start < end <= len(text) for start, end in found.cues)
    assert list(found.cues) == sorted(found.cues)
    if (found.level, found.polarity, found.status) != (Level.CERTAIN, Polarity.AFFIRMED, Status.ASSERTED):
        assert found.cues


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    whole = (0, len(text))
    found = certainty(text, [whole], sentence=whole)
    assert found == certainty(text, [whole], sentence=whole)
    certainty(text, [whole], sentence=whole, predicate=(0, min(3, len(text))))


def test_a_text_without_an_end_is_read_as_fast_as_any_sentence() -> None:
    text = "the plan that who said to may not have " * 5_000
    whole = (0, len(text))
    assert len(certainty(text, [whole], sentence=whole).cues) < 400
