import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.extraction.stance import settled, stance
from provenance.model import Article, Certainty, Level, Polarity, Stance, Status

CERTAINTIES = st.builds(
    Certainty,
    level=st.sampled_from(Level),
    polarity=st.sampled_from(Polarity),
    status=st.sampled_from(Status),
)


class Told:
    """Says the same of every claim."""

    def __init__(self, likeliest):
        self.likeliest = likeliest

    def chances(self, sentence, content, certainty):
        return {one: 0.8 if one is self.likeliest else 0.1 for one in Stance}


@given(CERTAINTIES, st.sampled_from(Stance))
def test_what_is_told_and_how_it_is_put_agree(certainty, likeliest):
    put = settled(Told(likeliest), (0, 9), [(0, 9)], certainty)
    assert stance(put) is likeliest
    if likeliest is not Stance.WITHHOLDS:
        assert (put.polarity is Polarity.DENIED) == (likeliest is Stance.DENIES)
        assert put.level is not Level.UNKNOWN


@given(CERTAINTIES)
def test_the_wording_stays_where_it_says_the_same(certainty):
    assert settled(Told(stance(certainty)), (0, 9), [(0, 9)], certainty) == certainty
    assert settled(None, (0, 9), [(0, 9)], certainty) == certainty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said that the dam had failed.", Stance.ASSERTS),
        ("The minister did not dispute that the dam had failed.", Stance.ASSERTS),
        ("Nobody disputes that the dam had failed.", Stance.ASSERTS),
        ("The minister rejected as fiction reports that the dam had failed.", Stance.DENIES),
        ("The minister denied that the dam had failed.", Stance.DENIES),
        ("The minister said the dam had not failed.", Stance.ASSERTS),
        ("No formal structure has been announced.", Stance.ASSERTS),
        ("Claims that the dam had failed are baseless, the minister said.", Stance.DENIES),
        ("The mayor refused to leave her office.", Stance.ASSERTS),
        ("The judge denied bond to the clerk on Tuesday.", Stance.ASSERTS),
        ("The clerk was denied entry to the mill on Friday.", Stance.ASSERTS),
        ("The clerk has denied any wrongdoing.", Stance.DENIES),
        ("The clerk said she cannot pay the bill.", Stance.ASSERTS),
        ("The council refrained from raising the fee.", Stance.ASSERTS),
        ("The minister has yet to confirm that the dam had failed.", Stance.WITHHOLDS),
        ("The minister declined to say whether the dam had failed.", Stance.WITHHOLDS),
        ("It was not immediately clear whether the dam had failed.", Stance.WITHHOLDS),
        ("Reports that the dam had failed could not be independently verified.", Stance.WITHHOLDS),
    ],
)
def test_where_a_source_stands(text, expected):
    (claim,) = extract(Article(text=text, language="en"))
    assert claim.stance is expected


def test_a_not_of_its_own_counts_in_what_is_held_of_the_bare_proposition():
    (claim,) = extract(Article(text="The minister said the dam had not failed.", language="en"))
    assert claim.certainty.polarity is Polarity.DENIED


@settings(deadline=None)
@given(st.lists(st.sampled_from(["He", "denied", "“it", "rained.”", "not", ".", "\n\n", "🙂", "whether", "?", "said"])))
def test_any_text_has_stances_true_to_its_wording(words):
    for claim in extract(Article(text=" ".join(words), language="en")):
        whole = stance(claim.certainty)
        assert claim.stance is whole or (claim.stance, whole) == (Stance.ASSERTS, Stance.DENIES)
