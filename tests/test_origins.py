from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from newsroom import BRIDGE, CUP, SPAN, article, claims, hop

from provenance.language.outlets import family, wire_credits
from provenance.matching import origins, same_origin
from provenance.model import Claim, Hop, Kind, Naming

OFFICIALS = hop("officials", Kind.OFFICIAL, Naming.ROLE)
ZAMMIT = hop("Maria Zammit", Kind.PERSON, Naming.NAMED)
TEXTS = (
    "Council leaders agreed to repair the old weir before the autumn floods arrive.",
    "Before autumn the weir will be mended, it was settled in the chamber on Tuesday.",
    "Repairs to the weir start soon.",
)


def said(number: int, outlet: str | None, chain: Sequence[Hop] = (), ending: str = "") -> Claim:
    return replace(claims(article(TEXTS[number] + ending, outlet))[0], attribution=tuple(chain))


def test_own_voices_of_two_newsrooms_are_two() -> None:
    found = origins([said(0, "Marches Post"), said(1, "Border Echo")])
    assert (found.low, found.high, found.merges) == (2, 2, ())
    assert (origins([]).low, origins([]).high) == (0, 0)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        (said(0, "BBC"), said(1, "https://www.bbc.co.uk/news/1"), "newsroom"),
        (
            said(0, "Marches Post", [ZAMMIT]),
            said(1, "Border Echo", [hop("Ms Zammit", Kind.PERSON, Naming.NAMED)]),
            "source",
        ),
        (
            said(0, "Marches Post", ending="\n\n(Reuters)"),
            said(1, "Border Echo", ending="\n\nSource: Reuters"),
            "agency",
        ),
        (said(0, "Marches Post", [hop("Reuters", Kind.MEDIA, Naming.NAMED)]), said(1, "Reuters"), "cites"),
        (
            said(0, "Marches Post", [hop("AP", Kind.MEDIA, Naming.NAMED)]),
            said(1, "Border Echo", [hop("The Associated Press", Kind.MEDIA, Naming.NAMED)]),
            "source",
        ),
        (said(0, "Marches Post"), said(0, "Border Echo", ending=" Nobody spoke against it at all."), "near-copies"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence_makes_one_origin(a: Claim, b: Claim, why: str) -> None:
    found = origins([a, b])
    assert (found.low, found.high) == (1, 1)
    assert why in found.merges[0].why
    assert set(found.merges[0].members) == {a.id, b.id}
    tie = same_origin(b, a)
    assert tie is not None
    assert tie.sure


def test_officials_of_two_outlets_are_neither_same_nor_different() -> None:
    a, b = said(0, "Marches Post", [OFFICIALS]), said(1, "Border Echo", [OFFICIALS])
    assert str(origins([a, b])) == "1 to 2"
    tie = same_origin(a, b)
    assert tie is not None
    assert not tie.sure
    other = said(1, "Border Echo", [hop("residents", Kind.WITNESS, Naming.ROLE)])
    assert str(origins([a, other])) == "2"


def test_reports_may_be_the_other_article() -> None:
    reports = hop("Reports", Kind.MEDIA, Naming.ANONYMOUS)
    assert str(origins([said(0, "Marches Post", [reports]), said(1, "Border Echo")])) == "1 to 2"


def test_a_named_source_and_another_are_two() -> None:
    other = hop("Anna Borg", Kind.PERSON, Naming.NAMED)
    assert str(origins([said(0, "Marches Post", [ZAMMIT]), said(1, "Border Echo", [other])])) == "2"


def test_citation_cycles_are_named() -> None:
    a = said(0, "Marches Post", [hop("Border Echo", Kind.MEDIA, Naming.NAMED)])
    b = said(1, "Border Echo", [hop("Marches Post", Kind.MEDIA, Naming.NAMED)])
    found = origins([a, b])
    assert str(found) == "1"
    assert any("cite each other: border echo → marches post → border echo" in merge.why for merge in found.merges)


def test_order_changes_nothing() -> None:
    several = [said(0, "BBC", [OFFICIALS]), said(1, "BBC News"), said(2, "Border Echo", [OFFICIALS]), *claims(CUP)]
    expected = origins(several)
    assert all(origins([*order, *several[3:]]) == expected for order in permutations(several[:3]))
    assert origins(several[::-1]) == expected
    assert origins(several + several) == expected


def test_one_article_is_one_origin_and_reasons_stay_apart() -> None:
    found = origins([*claims(BRIDGE), *claims(SPAN)])
    assert str(found) == "2"
    assert [len(merge.members) for merge in found.merges] == [3, 3]


def test_credits_are_read_where_they_stand() -> None:
    text = "PARIS (Reuters) - The weir is to be mended.\n\n© AFP"
    found = wire_credits(text)
    assert {agency: text[slice(*span)] for agency, span in found.items()} == {
        "Reuters": "Reuters",
        "Agence France-Presse": "AFP",
    }
    assert wire_credits("He told AP that Reuters was wrong about it.") == {}
    assert list(wire_credits("", byline="By AP staff")) == ["Associated Press"]
    assert family("The Guardian") == family("https://www.theguardian.com/x") != family("Guardian Angels Weekly")
