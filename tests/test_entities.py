from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.entities import Scene, choose
from provenance.extraction.mentions import Form, Names, mention
from provenance.language.quotations import quotations

NEWS = (
    "Ana Duarte, the mayor of Rivertown, met Governor Omar Haddad and his brother Sami Haddad.\n"
    "Nihal Perera, a strategist at the Colombo Institute, stayed away. Ms. Perera was ill. North Korea was silent."
)


def scene(text):
    sentences = content_sentences(text)
    names = Names(text, sentences)
    return Scene(text, sentences, quotations(text, sentences), names.all), names


def who(text, words, spoken=()):
    """Whom the last occurrence of `words` in `text` speaks of, after the words in `spoken` spoke."""
    article, names = scene(text)
    for earlier in spoken:
        at = text.index(earlier)
        reference = mention(text, at, at + len(earlier), names)
        article.join(reference, choose(article, reference) or article.new())
    at = text.rindex(words)
    found = choose(article, mention(text, at, at + len(words), names))
    return found.name if found else None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Duarte", "Ana Duarte"),
        ("Ms. Perera", "Nihal Perera"),
        ("Haddad", None),  # two people
        ("Ivanov", None),  # nobody
        ("Bea Duarte", "Bea Duarte"),  # somebody else
        ("The strategist", "Nihal Perera"),
        ("The pilot", None),
    ],
)
def test_a_short_name_or_a_description_means_the_one_who_is_called_so(words, name):
    assert who(f"{NEWS}\n{words} said that it rained.", words) == name


@pytest.mark.parametrize(
    ("text", "words", "spoken", "name"),
    [
        ("Ana Duarte said it rained. She said it was cold.", "She", ["Ana Duarte"], "Ana Duarte"),
        ("Ms. Carla Nunez met Omar Haddad. He said it was cold.", "He", [], "Omar Haddad"),
        ("Mr. Omar Haddad said it rained. She said it was cold.", "She", ["Mr. Omar Haddad"], None),
        (f"{NEWS} Ana Duarte said it rained. The mayor said it was cold.", "The mayor", ["Ana Duarte"], "Ana Duarte"),
        ("It was cold. He said it rained.", "He", [], None),
    ],
)
def test_a_pronoun_means_whoever_spoke_and_can_be_meant(text, words, spoken, name):
    assert who(text, words, spoken) == name


def test_one_person_never_answers_for_he_and_she():
    text = "Robin Hale said it rained. He said it was cold. She said it was late."
    assert who(text, "She", ["Robin Hale", "He"]) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Friday the minister flew home.", []),
        ("The Kremlin was silent, and so was Ana van der Berg.", ["Kremlin", "Ana van der Berg"]),
        ("It was the Brewster County Sheriff's Office that came.", ["Brewster County Sheriff's Office"]),
    ],
)
def test_names_begin_and_end_with_a_name(text, names):
    assert [name.name for name in Names(text, content_sentences(text)).all] == names


@pytest.mark.parametrize(
    ("words", "form", "name"),
    [
        ("WHO", Form.NAME, "WHO"),
        ("US", Form.NAME, "US"),
        ("we", Form.SELF, ""),
        ("her husband", Form.OWNED, ""),
        ("statement from the Rivertown Police Department", Form.NAME, "Rivertown Police Department"),
        ("witnesses", Form.BARE, ""),
    ],
)
def test_what_sort_of_words_a_holder_is(words, form, name):
    text = f"Yesterday {words} said that it rained."
    found = mention(text, 10, 10 + len(words), Names(text, content_sentences(text)))
    assert (found.form, found.name) == (form, name)


def test_many_names_are_read_at_the_same_speed_each():
    given = ["".join(letters) for letters in product("abcdefghij", repeat=4)]
    text = "".join(f"Rain fell on {name.title()} Smith. " for name in given)
    article, _ = scene(text)
    assert len(article.entities) > len(given) - 10


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_text_has_entities(text, words):
    article, names = scene(f"{text} {words}")
    assert all(entity.where == sorted(entity.where) for entity in article.entities)
    if words.strip():
        choose(article, mention(f"{text} {words}", len(text) + 1, len(text) + 1 + len(words), names))


def test_candidates_that_share_a_word_of_a_name_stand_in_the_order_of_its_words():
    """A set of words has another order in every process, and two candidates that are alike are told by their order."""
    firsts = "Ana Bea Carla Dora Edith Fiona Gerda Hilda Irene Julia Karla Laura".split()
    lasts = "Nunez Haddad Perera Moss Duarte Ivanov Lindt Osman Quist Romero Sato Tran".split()
    for first, last in zip(firsts, lasts, strict=True):
        text = f"{first} {last} said it rained. It was cold. {first} Brook and Mary {last} met there."
        article, names = scene(text)
        found = [one.name for one in article.candidates(mention(text, 0, len(f"{first} {last}"), names))]
        assert [name for name in found if name in (f"{first} Brook", f"Mary {last}")] == [
            f"{first} Brook",
            f"Mary {last}",
        ]
