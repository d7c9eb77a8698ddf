"""Sources inside what a source says, by the reader that ships."""

import pytest

from provenance import Article, extract

CITED = [
    ("A harbour spokesman said witnesses told him that the crane had been swaying since dawn.", "witnesses"),
    ("According to the broadcaster, the ministry has admitted that the bridge was never inspected.", "ministry"),
    ('"The engineers told us that the valve was open," the plant manager said.', "engineers"),
]
NOBODY = [
    "The mayor said she believed the bridge was safe.",
    "The company said the factory would close in May.",
    '"I said last year that the valve was worn," the plant manager said.',
    "Police said they found the car near the river.",
]


def chains(text: str) -> list[list[str | None]]:
    return [[hop.holder for hop in claim.attribution] for claim in extract(Article(text=text))]


@pytest.mark.parametrize(("text", "inner"), CITED)
def test_whom_a_source_cites_is_its_second_hop(text, inner):
    assert [chain[1:] for chain in chains(text) if len(chain) > 1] == [[inner]]


@pytest.mark.parametrize("text", NOBODY)
def test_who_speaks_of_himself_or_of_deeds_cites_nobody(text):
    assert [len(chain) for chain in chains(text)] == [1]


def test_what_the_outer_source_says_beside_remains_his():
    text = "The minister said the dam would hold for years, and that residents told him that they felt safe."
    assert len({len(chain) for chain in chains(text)}) == 2


def test_a_quotation_goes_on_in_the_words_of_who_speaks_it_not_of_whom_he_cites():
    cited = '"He says he is a farmer.'
    going_on = 'But I am talking about the way he treats the land. And I think that is different," the mayor said.'
    assert chains(f"{cited} {going_on}") == [["mayor", "He"], ["mayor"], ["mayor"]]


def test_whoever_does_something_beside_what_is_said_does_not_pass_it_on():
    text = "The governor signed the water bill, saying it would end the shortage, as farmers rallied outside."
    assert all(len(chain) == 1 for chain in chains(text))
