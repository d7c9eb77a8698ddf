import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction.memory import Heard
from provenance.extraction.pronouns import agrees, antecedent
from provenance.extraction.speakers import Cast
from provenance.model import Kind

NEWS = (
    "Ana Duarte, the mayor of Rivertown, met Governor Omar Haddad and his brother Sami Haddad.\n"
    "Nihal Perera, a strategist at the Colombo Institute, stayed away. Ms. Perera was ill. North Korea was silent."
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Duarte", "Ana Duarte"),
        ("Ms. Perera", "Nihal Perera"),
        ("Omar", "Omar Haddad"),
        ("Haddad", None),  # two people
        ("Korea", None),  # a place
        ("Ivanov", None),  # nobody
        ("Bea Duarte", None),  # somebody else
    ],
)
def test_a_short_name_means_the_one_who_bears_it(words, name):
    figure = Cast(NEWS).named(words)
    assert (figure.name if figure else None) == name


def test_a_description_means_the_one_who_was_called_so_before():
    cast = Cast(NEWS)
    assert cast.described("strategist", len(NEWS)).name == "Nihal Perera"
    assert cast.described("strategist", 5) is None
    assert cast.described("pilot", len(NEWS)) is None


def test_a_title_tells_whom_a_pronoun_cannot_mean():
    perera = Cast(NEWS).named("Perera")
    assert agrees("she", perera)
    assert not agrees("he", perera)


def heard(words, name=None, kind=Kind.PERSON, person=True):
    return Heard(0, words, name, kind, person)


@pytest.mark.parametrize(
    ("pronoun", "sources", "name"),
    [
        ("she", [heard("Duarte", "Ana Duarte")], "Ana Duarte"),
        ("he", [heard("army", None, Kind.OFFICIAL, False), heard("Haddad", "Omar Haddad")], "Omar Haddad"),
        ("it", [heard("ministry", "Interior Ministry", Kind.OFFICIAL, False)], "Interior Ministry"),
        ("he", [heard("doctors")], None),  # several people
        ("she", [heard("she"), heard("Duarte", "Ana Duarte")], None),  # whom the same pronoun meant is not known
        ("he", [], None),
    ],
)  # fmt: skip
def test_a_pronoun_means_the_latest_that_fits(pronoun, sources, name):
    assert antecedent(pronoun, sources, None)[0] == name


def test_somebody_named_in_between_is_meant():
    haddad = Cast(NEWS).named("Omar Haddad")
    assert antecedent("he", [heard("Perera", "Nihal Perera")], haddad)[0] == "Omar Haddad"


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_has_a_cast(text, words):
    cast = Cast(text)
    for figure in cast.figures:
        assert all(text.startswith(figure.name[:1], at) for at in figure.where)
    cast.named(words)
    cast.described(words, len(text))
    cast.inside(words)
