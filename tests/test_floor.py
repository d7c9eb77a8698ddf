"""Transcripts, interviews and debates: who has the floor, and whose the claims within a turn are."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.extraction.kinds import MOST_MENTIONS
from provenance.language.folding import folded
from provenance.language.turns import turns
from provenance.model import Article, Quotation

CASES = tomllib.loads((Path(__file__).parent / "cases" / "turns.toml").read_text(encoding="utf-8"))["case"]
TRANSCRIPTS = [case for case in CASES if case["turns"]]


def spoken(text):
    """The first words of each claim with the name and the kind of whoever is cited first."""
    return [(claim.text, claim.attribution[0] if claim.attribution else None, claim) for claim in claims(text)]


def claims(text):
    return extract(Article(text=text, language="en"))


@pytest.mark.parametrize("case", TRANSCRIPTS, ids=[case["why"] for case in TRANSCRIPTS])
def test_claims_within_turns_go_to_their_speaker(case):
    found = spoken(case["text"])
    for expected in case["turns"]:
        name, kind, opens = (part.strip() for part in expected.split("|"))
        here = [hop for words, hop, _ in found if words.startswith(opens)]
        assert here, (opens, [words for words, *_ in found])
        assert here[0] is not None, opens
        assert (here[0].name or "None", here[0].kind) == (name, kind), opens


@pytest.mark.parametrize("case", [case for case in CASES if not case["turns"]], ids=lambda case: case["why"])
def test_no_transcript(case):
    assert turns(folded(case["text"]).text) == []


def test_the_words_of_a_turn_are_direct_speech():
    found = {claim.text: claim for claim in claims(TRANSCRIPTS[2]["text"])}
    assert found["It also takes a year longer."].quotation is Quotation.DIRECT


def test_labels_are_no_part_of_a_claim():
    for case in TRANSCRIPTS:
        for words, *_ in spoken(case["text"]):
            assert not words.startswith(("Q.", "A.", "KLEIN", "[00", "MODERATOR", "**", "Mr. THORNE"))


def test_all_hops_of_a_speaker_point_to_one_source():
    found = [hop for words, hop, _ in spoken(TRANSCRIPTS[0]["text"]) if hop and hop.name == "Luis Okonjo"]
    assert len(found) > 2
    assert len({id(hop.source) for hop in found}) == 1


LABELS = st.sampled_from(
    ["MR. OSEI:", "Q.", "A.", "Q", "THE COURT:", "Ana Duarte:", "[00:01:04] Ben Ike:", "Note:", "**Host:**", ""]
)
WORDS = st.sampled_from(["It rained.", "Did it rain?", "(Laughter.)", "I said so", "4 of 5", "“No,” he said.", ""])


@given(st.lists(st.tuples(LABELS, WORDS), max_size=30))
@settings(max_examples=60, deadline=None)
def test_turns_keep_their_order_whatever_the_text(lines):
    text = folded("\n".join(f"{label} {words}" for label, words in lines)).text
    found = turns(text)
    edges = [edge for turn in found for edge in (turn.whole[0], turn.start, turn.end)]
    assert edges == sorted(edges)
    assert all(turn.start < turn.end <= len(text) for turn in found)
    for turn in found:
        assert turn.whole[0] <= turn.label[0] <= turn.label[1] <= turn.whole[1] <= turn.start
    extract(Article(text=text, language="en"))


def test_a_source_with_many_turns_tells_its_first_mentions_only() -> None:
    """Every hop carries them, so that a long transcript would grow with the square of its turns."""
    lines = "".join(f"MS. ODUYA: The bridge number {n} is closed.\n\nQ Is bridge {n + 1} open?\n\n" for n in range(120))
    claims = extract(Article(text=lines))
    told = [hop.source for claim in claims for hop in claim.attribution if hop.source is not None]
    assert len(told) > 150
    assert {len(source.mentions) for source in told} <= set(range(MOST_MENTIONS + 3))
