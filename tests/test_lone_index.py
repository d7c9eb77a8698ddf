from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import BRIDGE, CUP, SPAN, claims

from provenance import Article, Claim, ClaimIndex
from provenance.language.posts import running
from provenance.matching.lone_index import FEW_WORDS, LoneIndex, is_lone


def whole(text: str, title: str | None = None) -> Claim:
    return Claim(
        article=Article(text=text, title=title, outlet=title), start=0, end=len(text), content=((0, len(text)),)
    )


CHECKS = [
    whole("A photograph shows butterflies in a wombat hole.", "Did Wombats Shelter Animals in the Australian Fires?"),
    whole("Minecraft is being shut down in 2020.", "Is Minecraft Shutting Down?"),
    whole("The army sends text messages about a military draft.", "Army Texts on the Draft"),
    whole("A vaccine turns the blood magnetic.", "Does the Vaccine Make Blood Magnetic?"),
]


@pytest.mark.parametrize(
    ("post", "check"),
    [
        ("How are wombats doing? #AustralianFires pic.twitter.com/0eJtw", 0),
        ("omg they are shutting #Minecraft https://t.co/abc @someone", 1),
        ("Got a TEXT MESSAGE: drafted!! @minecraft is that real? #military", 2),
        ("vaxxers: magnetised bloood from vaccines", 3),
    ],
)
def test_a_post_finds_its_check(post: str, check: int) -> None:
    assert ClaimIndex(CHECKS).nearest(whole(post), limit=1)[0].claim == CHECKS[check]


@pytest.mark.parametrize(
    ("post", "text"),
    [
        ("#AustralianFires", "Australian Fires"),
        ("#COVID19 is #5G", "COVID 19 is 5 G"),
        ("ask @someone at https://t.co/x?y=1 now", "ask at now"),
        ("write to ada@example.org", "write to ada@example.org"),
        ("#IranUSApic.twitter.com/TvRk", "Iran USA"),
    ],
)
def test_posts_become_running_text(post: str, text: str) -> None:
    assert " ".join(running(post).split()) == text


def test_titles_are_context() -> None:
    told = whole("It was shut down.", "Is Minecraft Shutting Down?")
    silent = whole("It was shut down.", "Harbour News")
    found = ClaimIndex([silent, told]).nearest(whole("Minecraft was shut down"))
    assert found[0].claim == told
    assert found[0].score > found[1].score


def test_a_story_in_the_index_is_still_looked_for_as_a_story() -> None:
    index = ClaimIndex([*claims(BRIDGE), *claims(SPAN), *claims(CUP)])
    bridge = claims(BRIDGE)[0]
    assert is_lone(bridge.article)
    assert bridge.article not in [found.claim.article for found in index.nearest(bridge)]
    assert index.nearest(bridge)[0].claim.article == SPAN


def test_what_is_added_later_is_found_as_well() -> None:
    index = ClaimIndex(CHECKS[:2])
    assert all(found.score < 0.2 for found in index.nearest(whole("magnetic vaccines")))
    index.add(CHECKS[2:])
    assert index.nearest(whole("magnetic vaccines"))[0].claim == CHECKS[3]


def test_what_is_said_in_other_words_is_found() -> None:
    post = whole("Marsupials let insects hide in their burrows.")
    assert ClaimIndex(CHECKS).nearest(post, limit=1)[0].claim == CHECKS[0]


def test_a_long_text_is_no_lone_one() -> None:
    assert is_lone(Article(text="word " * FEW_WORDS))
    assert not is_lone(Article(text="word " * (FEW_WORDS + 1)))


@settings(max_examples=60)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=8), st.text(max_size=120))
def test_scores_are_chances_whatever_the_text(texts: list[str], asked: str) -> None:
    index = LoneIndex()
    index.add(whole(text) for text in texts)
    scores = index.scores(whole(asked))
    assert len(scores) == len(texts)
    assert all(0 <= score <= 1 for score in scores)
    found = ClaimIndex(whole(text, "title") for text in texts).nearest(whole(asked), limit=3)
    assert len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
