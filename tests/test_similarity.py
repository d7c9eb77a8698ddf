import math
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from newsroom import BRIDGE, CUP, SPAN, claims

from provenance.language.data import load
from provenance.matching import similarity
from provenance.matching.similarity import features
from provenance.matching.terms import article_keys, cosine
from provenance.model import Article, Claim


def alone(text: str) -> Claim:
    return Claim(article=Article(text=text), start=0, end=len(text), content=((0, len(text)),))


def test_the_same_thing_is_more_similar_than_another() -> None:
    fell, hurt, _ = claims(BRIDGE)
    gave_way, treated, _ = claims(SPAN)
    won = claims(CUP)[0]
    assert similarity(fell, gave_way)[0] > similarity(fell, treated)[0] > similarity(fell, won)[0]
    assert similarity(hurt, treated)[0] > similarity(hurt, gave_way)[0]


def test_score_is_the_sum_of_its_parts() -> None:
    for a, b in permutations([claims(BRIDGE)[0], claims(SPAN)[0], claims(CUP)[0]], 2):
        score, parts = similarity(a, b)
        assert math.isclose(score, 1 / (1 + math.exp(-sum(part.value for part in parts))))
        assert all(part.note for part in parts)


def test_headlines_need_no_story() -> None:
    same = similarity(alone("Bridge collapses near Ludlow"), alone("Ludlow bridge collapse hurts four"))[0]
    other = similarity(alone("Bridge collapses near Ludlow"), alone("Valletta wins the cup"))[0]
    assert same > 2 * other
    assert "story" not in {part.name for part in similarity(alone("Bridge falls"), alone("Bridge falls"))[1]}


def test_thresholds_are_in_order() -> None:
    data = load("similarity")
    assert 0 < data["suggested"] < data["sure"] < 1
    known = set(features(claims(BRIDGE)[0], claims(SPAN)[0])) | {"base"}
    assert set(data["story"]) | set(data["bare"]) <= known <= set(data["notes"])


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_any_two_texts_compare_alike_either_way(a: str, b: str) -> None:
    score, parts = similarity(alone(a), alone(b))
    assert 0 <= score <= 1
    assert similarity(alone(b), alone(a)) == (score, parts)
    assert all(0 <= value <= 1 + 1e-9 for value in features(alone(a), alone(b)).values())


def test_how_alike_the_articles_are_can_be_given() -> None:
    a, b = claims(BRIDGE)[0], claims(SPAN)[0]
    told = cosine(article_keys(a.article), article_keys(b.article))
    assert similarity(a, b, told) == similarity(a, b)
    assert similarity(a, b, 0.0)[0] < similarity(a, b)[0] == similarity(b, a, told)[0]
