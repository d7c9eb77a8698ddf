import pytest

from provenance.extraction import extract
from provenance.model import Article


def sources(text):
    """Each attributed content of `text` with who says it."""
    return {
        claim.content_text: " > ".join(hop.label for hop in claim.attribution)
        for claim in extract(Article(text=text, language="en"))
        if claim.attribution
    }


@pytest.mark.parametrize(
    ("text", "content", "holder"),
    [
        ("It has been alleged that the owner set the fire.", "the owner set the fire", "has been alleged"),
        ("As per officials, the toll stands at 40.", "the toll stands at 40", "officials"),
        ("The UN put the toll at 60.", "the toll at 60", "UN"),
        ("The plant will close in June (according to Kestrel).", "The plant will close in June", "Kestrel"),
        ("Sea levels rise faster than expected – study.", "Sea levels rise faster than expected", "study"),
        ("Three men were held over a theft: police.", "Three men were held over a theft", "police"),
        ("The mayor was quoted by AFP as saying that it rained.", "it rained", "AFP > mayor"),
        ("Claims were made that the vote had been rigged.", "the vote had been rigged", "Claims were made"),
        ("The man allegedly stole a car.", "The man allegedly stole a car", "allegedly"),
    ],
)
def test_a_frame_is_known_by_its_form(text, content, holder):
    found = {words.rstrip("."): who for words, who in sources(text).items()}
    assert found.get(content) == holder


@pytest.mark.parametrize(
    "text",
    [
        "No party has claimed that it won.",
        "Nobody said that the bridge was safe.",
        "He bought three things: bread, milk and salt.",
        "The council put the money at the disposal of the school.",
    ],
)
def test_where_nobody_speaks_nobody_is_cited(text):
    assert sources(text) == {}


def test_a_quotation_is_not_given_to_whoever_speaks_in_the_next_paragraph():
    found = sources("The widow wept.\n\n“He was a good man.”\n\nThe company said he had broken the rules.")
    assert found["he had broken the rules"] == "company"
    assert found.get("“He was a good man.”") != "company"


@pytest.mark.parametrize(
    ("text", "content", "chain"),
    [
        ("Ana Duarte reportedly said that the dam was safe.", "the dam was safe", "reportedly > Ana Duarte"),
        ("In a Kestrel News report, Ana Duarte said that it rained.", "it rained", "Kestrel News > Ana Duarte"),
        (
            "Reuters reported that officials, who met in May, said the port had closed for good.",
            "the port had closed for good",
            "Reuters > officials",
        ),
    ],
)
def test_who_is_cited_by_whom(text, content, chain):
    found = {words.rstrip("."): who for words, who in sources(text).items()}
    assert found.get(content) == chain
