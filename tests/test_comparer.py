"""The network that reads two claims, and what its reading does to an agreement."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.matching.comparer import both_told, opinion, opposed, wording
from provenance.matching.pairs import match
from provenance.model import Article, Claim, Statement
from provenance.networks.network import WEIGHTS, Network

CLAIM = "The ferry company sacked forty deckhands on Monday."
SAYS = (
    "Forty deckhands were sacked by the ferry company on Monday.",
    "The ferry company on Monday sacked forty of its deckhands, the union said.",
)
DENIES = (
    "Reports that the ferry company sacked forty deckhands on Monday are a hoax, its lawyer said.",
    "A photograph said to show forty deckhands sacked by the ferry company on Monday is fake, the union said.",
)


def claim(text: str) -> Claim:
    return Claim(article=Article(text=text), start=0, end=len(text), content=((0, len(text)),))


@pytest.mark.parametrize("other", [*SAYS, *DENIES, "", "…"])
def test_an_opinion_is_three_chances_whichever_claim_comes_first(other):
    one = opinion(claim(CLAIM), claim(other))
    assert sum(one) == pytest.approx(1, abs=1e-5)
    assert min(one) >= 0
    assert one == opinion(claim(other), claim(CLAIM))


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("denies", DENIES)
def test_a_denial_is_told_from_the_same_in_other_words(says, denies):
    same, denied = opinion(claim(CLAIM), claim(says)), opinion(claim(CLAIM), claim(denies))
    assert same.same > denied.same
    assert same.opposite < denied.opposite


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("denies", DENIES)
def test_what_is_read_adds_to_agreement_by_words_and_a_denial_takes_away(says, denies):
    alike = 0.8
    assert both_told(claim(CLAIM), claim(says), alike) > both_told(claim(CLAIM), claim(denies), alike)
    assert both_told(claim(denies), claim(CLAIM), alike) == both_told(claim(CLAIM), claim(denies), alike)
    assert both_told(claim(CLAIM), claim(says), alike) > both_told(claim(CLAIM), claim(says), 0.2)


def test_claims_of_the_same_words_need_no_reading():
    text = "Nobody denied that nothing had never failed."
    same = claim(text), claim(f"  {text}".strip())
    assert both_told(*same, 0.9) == 0.9
    assert opposed(*same) == 0


def test_what_is_put_into_a_statement_is_read_without_its_brackets():
    text = "She said it was shut."
    made = Claim(
        article=Article(text=text),
        start=0,
        end=len(text),
        content=((9, 20),),
        statement=Statement(text="… [the bridge] was shut."),
    )
    assert wording(made) == "the bridge was shut."


def test_very_long_claims_are_read_as_far_as_they_go():
    long, longer = claim("Rust ate the bridge. " * 1000), claim("Rust ate the bridge. " * 2000)
    assert opinion(long, claim(CLAIM)) == opinion(longer, claim(CLAIM))
    assert sum(opinion(long, longer)) == pytest.approx(1, abs=1e-5)


def test_any_number_of_threads_reads_the_same():
    windows = [(101, *range(1000, 1000 + size), 102, 2000, 102) for size in (3, 9, 40, 41, 120)]
    one, two = (dict(Network(WEIGHTS, threads=threads).run("relation", windows)) for threads in (1, 2))
    alone = [next(Network(WEIGHTS, threads=1).run("relation", [window]))[1] for window in windows]
    for at in range(len(windows)):
        assert one[at].tolist() == two[at].tolist() == alone[at].tolist()


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_two_texts_have_an_opinion(a, b):
    assert sum(opinion(claim(a), claim(b))) == pytest.approx(1, abs=1e-5)


def test_a_claim_of_an_article_is_read_with_its_frame():
    denial = "The ferry company denied that it had sacked forty deckhands on Monday."
    assert any("denied" in wording(found) for found in extract(Article(text=f"Officials met on Tuesday. {denial}")))


def test_what_words_in_common_suggest_is_not_shown_of_a_denial():
    stories = (f"Trouble at sea. {CLAIM} Nobody knows why.", f"Trouble at sea. {DENIES[0]} Nobody knows why.")
    found = [one for text in stories for one in extract(Article(text=text))]
    assert not [link for link in match(found) if "deckhands" in link.a.text and link.relation == "corroborates"]
