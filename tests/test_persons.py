"""Names of any origin: whole, without titles and letters after them, and the same for whoever bears them."""

import re
import tomllib
from pathlib import Path

import pytest

from provenance.extraction import extract
from provenance.model import Article, Kind, Naming

WIKINEWS = tomllib.loads((Path(__file__).parent / "cases" / "wikinews.toml").read_text(encoding="utf-8"))["article"]
INVENTED = (
    "The harbour of Torvik will be closed in May, said Mayor Ines Falk. “We have no choice,” Falk said.\n\n"
    "Idris Mensah, a police sergeant, said that nobody had asked the crews. Mensah said he would go to court.\n\n"
    "According to Falk, the work will take a year. A spokesman for Mensah declined to comment."
)
NAMES = {
    "Maria de la Cruz, a nurse, said the ward was full. De la Cruz said help was late.": "Maria de la Cruz",
    "Khaled Abu-Salim, the mayor, said the road was shut. Abu-Salim said it would open.": "Khaled Abu-Salim",
    "Khaled abu Salim, the mayor, said the road was shut. Abu Salim said it would open.": "Khaled abu Salim",
    "Jean-Luc Van den Berghe, a baker, said flour was dear. Van den Berghe said it was old.": "Jean-Luc Van den Berghe",
    "Dr Siobhán Ní Dhomhnaill said that rents would fall. Ní Dhomhnaill said it was late.": "Siobhán Ní Dhomhnaill",
    "Ulf von der Heide, a pilot, said that sales rose. Von der Heide said profits fell.": "Ulf von der Heide",
    "Nguyen Van Thanh, a driver, said that the bridge shook. Thanh said it fell.": "Nguyen Van Thanh",
    "Omar bin Rashid al-Maktoumi said oil was cheap. Al-Maktoumi said it would rise.": "Omar bin Rashid al-Maktoumi",
    "However, Pavel Šnajdr, a lawyer, said that the case was weak. Šnajdr said it would fail.": "Pavel Šnajdr",
    "Lena\u00a0Kowalczyk-Nowak said the mill was shut. Kowalczyk-Nowak said it was old.": "Lena Kowalczyk-Nowak",
    "Supt Owen Pryce said that two men were held. Pryce said they were armed.": "Owen Pryce",
    "Col Idris Mensah said that the camp was empty. Mensah said it had been left.": "Idris Mensah",
    "DSP Kwame Boadi said the suspect had fled. Boadi said he was armed.": "Kwame Boadi",
    "Maulana Tariq Rehmani said that the school was safe. Rehmani said it would open.": "Tariq Rehmani",
    "Secretary of State Ines Falk said that talks had failed. Falk said they would go on.": "Ines Falk",
    "Special Agent in Charge Rui P. Sande said the case was closed. Sande said nobody else was sought.": "Rui P. Sande",
    "Senior Secretary of State Ines Falk said that talks had failed. Falk said they would go on.": "Ines Falk",
    "Helen Osgood QC said that the man was ill. Osgood said he slept badly.": "Helen Osgood",
    "Dame Ruth Ellery MP said that the bill was flawed. Ellery said it would cost millions.": "Ruth Ellery",
}
SURNAMES = [
    "van den Berg",
    "Abu-Hassan",
    "al-Rashidi",
    "de la Fuente",
    "O'Connell",
    "Ní Bhriain",
    "Öztürk",
    "bin Salem",
    "Šimić",
]


def hops(text):
    return [hop for claim in extract(Article(text=text, language="en")) for hop in claim.attribution]


@pytest.mark.parametrize(("text", "name"), NAMES.items(), ids=NAMES.values())
def test_one_whole_name(text, name):
    found = hops(text)
    assert len(found) > 1
    assert {(hop.name, hop.naming) for hop in found} == {(name, Naming.NAMED)}
    assert len({id(hop.source) for hop in found}) == 1


@pytest.mark.parametrize("opener", ["On Friday", "And yet", "In March", "After Friday", "By Monday"])
def test_what_opens_a_sentence_is_nobody(opener):
    found = hops(f"{opener} the minister flew home. He said that the talks had failed.")
    assert not [hop for hop in found if hop.name and opener.split()[0] in hop.name]


@pytest.mark.parametrize("opener", ["Plus", "Suddenly", "Earlier"])
def test_a_common_word_before_a_name_that_stands_alone_elsewhere_is_none_of_it(opener):
    found = hops(f"On Monday Duarte spoke. {opener} Duarte left. Duarte said that the talks had failed.")
    assert {hop.name for hop in found} == {"Duarte"}


def test_who_asks_not_to_be_named_is_nobody_who_is():
    found = hops(
        "“The mill is old,” said one neighbour who asked to remain anonymous. “It is loud,” said neighbour Ana Duarte."
    )
    assert [(hop.name, hop.naming) for hop in found] == [(None, Naming.ANONYMOUS), ("Ana Duarte", Naming.NAMED)]


def test_a_day_is_no_part_of_a_name():
    found = hops("On Monday police said that the bridge was shut. Police said that a driver had died.")
    assert found
    assert not [hop for hop in found if hop.name and "Monday" in hop.name]


def test_capitals_are_no_pronouns():
    found = hops("Ana Duarte spoke first. The US said that the ship was safe. The WHO said that the vaccine was late.")
    assert {(hop.holder, hop.name, hop.kind) for hop in found} == {
        ("US", "US", Kind.OFFICIAL),
        ("WHO", "WHO", Kind.OFFICIAL),
    }


def exchanged(text, old, new):
    """`text` with another surname, with a capital where it opens a sentence."""

    def put(match):
        opens = re.search(r"(?:^|[.!?\n]\s*|[“\"])$", text[max(0, match.start() - 3) : match.start()])
        return new[0].upper() + new[1:] if opens else new

    return re.sub(rf"\b{old}\b", put, text)


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize("old", ["Falk", "Mensah"])
def test_another_surname_changes_no_kind(old, surname):
    before, after = hops(INVENTED), hops(exchanged(INVENTED, old, surname))
    assert [hop.kind for hop in after] == [hop.kind for hop in before]
    assert {hop.name for hop in after if hop.name and surname in hop.name} == {
        hop.name.replace(old, surname) for hop in before if hop.name and old in hop.name
    }


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize(("number", "old"), [(1, "Pelosi"), (3, "Harris")])
def test_another_surname_changes_no_kind_in_the_news(number, old, surname):
    text = WIKINEWS[number]["text"]
    before = {exchanged(f", {hop.holder}", old, surname): hop.kind for hop in hops(text)}
    after = {f", {hop.holder}": hop.kind for hop in hops(exchanged(text, old, surname))}
    both = before.keys() & after.keys()
    assert both
    assert {holder: after[holder] for holder in both} == {holder: before[holder] for holder in both}


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The audit, which said the dam was unsafe, came out in May.", "audit"),
        ("Officials who said the dam was safe have resigned.", "Officials"),
        ("Two doctors at the clinic who said the ward was full have left.", "Two doctors at the clinic"),
        ("Ana Duarte, who said the dam was safe, has resigned.", "Ana Duarte"),
    ],
)
def test_a_relative_pronoun_is_whom_it_goes_on_from(text: str, holder: str) -> None:
    [hop] = [hop for claim in extract(Article(text=text)) for hop in claim.attribution]
    assert hop.holder == holder
    assert hop.start is not None
    assert text[hop.start : hop.end] == holder


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ("House Speaker Nia Powell", "Nia Powell"),
        ("Northbank Fire Captain Ines Falk", "Ines Falk"),
        ("Theodore Osgood Jr.", "Theodore Osgood Jr."),
        ("The Northbank Officer Training Board", "Northbank Officer Training Board"),
    ],
)
def test_a_name_is_neither_longer_nor_shorter_than_it_is(holder, name):
    found = hops(f"{holder} said on Monday that the bridge would be closed for a week.")
    assert [hop.name or hop.holder.removeprefix("The ") for hop in found] == [name]
