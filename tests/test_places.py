import pytest

from provenance.language.places import places


def only(text):
    (place,) = places(text)
    return place


def test_the_longest_name_wins():
    assert only("talks in South Korea").path == "KR"
    assert only("talks in North Korea").path == "KP"


@pytest.mark.parametrize(
    ("a", "b", "fit"),
    [
        ("Houston", "Texas", True),
        ("Houston", "U.S.", True),
        ("French", "Paris", True),
        ("Paris", "Germany", False),
        ("South Korea", "North Korea", False),
    ],
)
def test_containment(a, b, fit):
    assert only(a).within(only(b)) is fit
    assert only(b).within(only(a)) is fit


def test_a_people_is_told_from_a_country():
    assert only("a French diver").people
    assert not only("in France").people


def test_no_place_inside_a_word():
    assert places("Iranistan and chinaware") == []
