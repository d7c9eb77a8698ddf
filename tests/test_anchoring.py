"""Passages found again in a later version of their text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.casefile.anchoring import LEAST, Anchor, Fate, anchored, changed_words
from provenance.language.sentences import sentences

OLD = (
    "The ferry will run again on Monday.",
    "Officials said 12 people were hurt.",
    "The mayor thanked the crew for its work.",
    "Nobody has been charged.",
)


def compare(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...]) -> list[tuple[str, str, str, bool]]:
    """Fate, words before, words after, whether it is sure."""
    texts = "\n".join(old), "\n".join(new)
    spans = [[(one.start, one.end) for one in sentences(text)] for text in texts]
    found = anchored(texts[0], spans[0], texts[1], spans[1])
    return [(str(one.fate), _words(texts[0], one.old), _words(texts[1], one.new), one.sure) for one in found]


def _words(text: str, span: tuple[int, int] | None) -> str:
    return "" if span is None else text[slice(*span)]


def test_what_stays_is_unchanged_and_sure() -> None:
    assert compare(OLD, OLD) == [("unchanged", one, one, True) for one in OLD]


def test_what_is_altered_added_and_gone() -> None:
    new = [OLD[0], "Officials said 15 people were hurt.", OLD[2], "The harbour stays closed to cars until May."]
    assert compare(OLD, new) == [
        ("unchanged", OLD[0], OLD[0], True),
        ("altered", OLD[1], new[1], False),
        ("unchanged", OLD[2], OLD[2], True),
        ("gone", OLD[3], "", False),
        ("added", "", new[3], False),
    ]


def test_what_moved_keeps_its_words_but_not_what_was_said_of_it() -> None:
    new = [OLD[3], OLD[0], OLD[1], OLD[2]]
    fates = compare(OLD, new)
    assert [one[0] for one in fates] == ["unchanged", "unchanged", "unchanged", "moved"]
    assert fates[3] == ("moved", OLD[3], OLD[3], False), "its company is another"


def test_two_places_are_not_guessed_between() -> None:
    said = "He denied it."
    old = ["Poe met Roe in the town hall.", said, "Then Roe left for the harbour by car."]
    new = [said, "It rained in Moe all day long.", said]
    assert all(not sure for _, before, _, sure in compare(old, new) if before == said)


def test_the_same_words_twice_are_told_apart_by_their_company() -> None:
    said = "He denied it."
    text = ["Poe met Roe in the town hall.", said, "Moe had seen the boat sink at night.", said, "Doe slept."]
    assert [one[3] for one in compare(text, text)] == [True] * 5
    changed = ["Poe met Roe in the town hall.", said, "Doe slept."]
    fates = compare(text, changed)
    assert sorted(one[0] for one in fates) == ["gone", "gone", "unchanged", "unchanged", "unchanged"]


def test_the_changed_words_are_shown() -> None:
    old, new = "Officials said 12 people were hurt.", "Police said at least 1,500 people were hurt."
    gone, came = changed_words(old, new)
    assert [old[slice(*span)] for span in gone] == ["Officials", "12"]
    assert [new[slice(*span)] for span in came] == ["Police", "at least 1,500"]


TEXTS = st.lists(
    st.sampled_from([*OLD, "He denied it.", "It is so.", "Officials said 15 people were hurt."]), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_every_passage_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    texts = "\n".join(old), "\n".join(new)
    spans = [[(one.start, one.end) for one in sentences(text)] for text in texts]
    found: list[Anchor] = anchored(texts[0], spans[0], texts[1], spans[1])
    assert [one.old for one in found if one.old] == spans[0]
    assert sorted(one.new for one in found if one.new) == spans[1]
    for one in found:
        same = one.old and one.new and texts[0][slice(*one.old)] == texts[1][slice(*one.new)]
        assert bool(same) == (one.fate in (Fate.UNCHANGED, Fate.MOVED))
        assert not one.sure or (same and one.score >= LEAST)
    kept = [one.new[0] for one in found if one.fate is Fate.UNCHANGED and one.new]
    assert all(a < b for a, b in pairwise(kept))
