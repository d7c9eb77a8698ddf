"""What matching shows unasked: few pairs, and those clear."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from provenance import extract
from provenance.matching import compare, comparer, match, pairs
from provenance.matching.agreement import agreement
from provenance.matching.firmness import is_firm, may_be_firm
from provenance.matching.pairs import CLASHING, chosen, linked
from provenance.model import Article, Band, Claim, Link, ReasonKind, Relation

FIRST = """The harbour bridge in Rivertown was closed on Tuesday after engineers found cracks in two pillars.
Police said 12 people were injured when a bus braked on the harbour bridge in Rivertown.
The council's plan for a new tunnel under the harbour remains conceptual.
Mayor Ana Duarte thanked the engineers for their work.
"""
SECOND = """Cracks in two pillars made engineers close the harbour bridge in Rivertown on Tuesday.
Police said 18 people were injured when a bus braked on the harbour bridge in Rivertown.
The council's plan for a new tunnel under the harbour is at an advanced stage.
The bakery on the square sold more bread than ever, its owner said.
"""


def claims(text: str, published: date | None = None) -> list[Claim]:
    article = Article(text=text, published_on=published)
    found, at = [], 0
    for line in text.splitlines():
        found.append(Claim(article=article, start=at, end=at + len(line), content=((at, at + len(line)),)))
        at += len(line) + 1
    return found


@pytest.fixture
def links() -> list[Link]:
    return list(match([*claims(FIRST), *claims(SECOND)]))


def line(link: Link) -> tuple[int, int]:
    return tuple(sorted(claim.article.text[: claim.start].count("\n") for claim in (link.a, link.b)))  # type: ignore[return-value]


def test_the_same_news_in_other_words_corroborates(links: list[Link]) -> None:
    best = max((link for link in links if link.relation is Relation.CORROBORATES), key=lambda link: link.score)
    assert line(best) == (0, 0)


def test_another_number_of_the_same_thing_conflicts(links: list[Link]) -> None:
    [clash] = [link for link in links if link.reasons[0].kind == "number"]
    words = {clash.a.article.text[slice(*clash.reasons[0].a)], clash.b.article.text[slice(*clash.reasons[0].b)]}
    assert (line(clash), clash.relation, words) == ((1, 1), Relation.CONFLICTS, {"12", "18"})


def test_a_plan_that_goes_no_further_conflicts_with_one_far_advanced(links: list[Link]) -> None:
    [clash] = [link for link in links if link.reasons[0].kind == "stage"]
    assert line(clash) == (2, 2)


def test_a_clash_that_is_firm_is_never_passed_over_unread() -> None:
    cases = tomllib.loads((Path(__file__).parent / "cases" / "clashes.toml").read_text(encoding="utf-8"))["case"]
    told = [compare(claims(FIRST + one["a"])[-1], claims(SECOND + one["b"])[-1]) for one in cases]
    told += [compare(a, b) for a in claims(FIRST) for b in claims(SECOND)]
    firm = [link for link in told if link.relation in CLASHING and is_firm(link)]
    assert firm
    assert all(may_be_firm(link.a, link.b, link.score) for link in firm)
    assert not may_be_firm(claims(FIRST)[0], claims(SECOND)[3], 0.3)


def test_a_plan_is_read_however_unlike_the_words() -> None:
    a = claims(FIRST + "The seawall remains conceptual.")[-1]
    assert may_be_firm(a, claims(SECOND)[3], 0.1)


def test_a_toll_of_a_later_day_updates() -> None:
    found = match([*claims(FIRST, date(2026, 1, 5)), *claims(SECOND, date(2026, 1, 6))])
    assert Relation.UPDATES in {link.relation for link in found}


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        (
            "Boro was charged with the robbery in May.",
            "Boro was sentenced to six years on Friday.",
            "steps of one case",
        ),
        (
            "In 2008 Kale stopped Ruiz in the 11th round.",
            "Kale stopped Ruiz in the sixth round on Saturday.",
            "two fights",
        ),
        ("The talks on the tunnel began.", "The talks on the tunnel began again.", "the same stage"),
        ("Many people were injured in the riots.", "Several people were injured in the riots.", "vague numbers"),
        (
            "Boro was arrested on Monday and will be arraigned in the town court today.",
            "Boro was arrested in the town on Monday.",
            "one side goes on from where the other stops",
        ),
        (
            "Boro is expected to stand trial for arson in the town.",
            "Boro was arrested for arson in the town.",
            "what is to come leaves room for the steps before it",
        ),
        (
            "Ana Duarte has rejected the offer to direct the sequel of the harbour film.",
            "Ilse Brandt has accepted the offer to direct the sequel of the harbour film.",
            "the steps of two people",
        ),
        (
            "Boro was charged with arson after a fire at the bakery on Friday.",
            "Boro was charged with arson at the bakery on Saturday.",
            "the day of the fire is not that of the charge",
        ),
        (
            "The court sentenced Boro to seven years for the March 11, 2015, arson.",
            "The court sentenced Boro to seven years for arson on Saturday morning.",
            "a day that only says which one is meant",
        ),
        (
            "Six rifles and 12 magazines were seized from the boats.",
            "The navy has seized a total of 14 rifles and 31 magazines from the boats.",
            "one haul and a running total",
        ),
        (
            "The flaws are found in Sparrow 6, the town's old software.",
            "The flaws are found in Sparrow 7, the town's software.",
            "versions count nothing",
        ),
        (
            "Lund threw three passes as the Otters (11-4) won again.",
            "Lund threw three passes as the Otters won 31-24.",
            "a record is no result",
        ),
        (
            "The climbers could not be rescued from the ridge until the next morning.",
            "The climbers were rescued from the ridge.",
            "a time, not a denial",
        ),
        (
            "All signs were there that Kale should never step into the ring again.",
            "Kale stepped into the ring again.",
            "advice is no denial",
        ),
        (
            "A disgruntled cook opened fire at the sugar factory.",
            "The town closed the sugar factory.",
            "opposites told of nobody by name",
        ),
    ],
)
def test_no_false_alarm(left: str, right: str, why: str) -> None:
    a, b = claims(FIRST + left + "\n")[-1], claims(SECOND + right + "\n")[-1]
    link = linked(a, b)
    assert link is None or link.relation is Relation.CORROBORATES or link.band is Band.POSSIBLE, why


def test_a_claim_has_one_unsure_counterpart_in_another_article() -> None:
    a, b = claims(FIRST), claims(SECOND)
    unsure = [Link(a[0], b[i], Relation.CORROBORATES, 0.45, agreement=0.7 + i / 100) for i in (1, 2, 0)]
    assert {link.b: link.band for link in chosen(unsure)} == {
        b[2]: Band.SHOWN,
        b[1]: Band.POSSIBLE,
        b[0]: Band.POSSIBLE,
    }


def test_agreement_grows_with_shared_words_and_not_with_shared_names_alone() -> None:
    a = claims(FIRST + "Mayor Ana Duarte closed the harbour bridge after engineers found cracks in its pillars.")[-1]
    same = claims(SECOND + "The harbour bridge was closed by the mayor because cracks were found in the pillars.")[-1]
    names = claims(SECOND + "Mayor Ana Duarte of Rivertown opened an exhibition of photographs by Ilse Brandt.")[-1]
    assert agreement(a, same, 0.5) > 0.6 > agreement(a, names, 0.5)
    assert agreement(a, same, 0.5) == pytest.approx(agreement(same, a, 0.5))
    assert agreement(a, same, 0.6) > agreement(a, same, 0.4)


def test_agreement_is_a_chance_for_any_score() -> None:
    a, b = claims(FIRST)[0], claims("7.")[0]
    assert all(0 < agreement(a, b, score) < 1 for score in (0.0, 0.5, 1.0))


def test_an_agreement_without_words_that_show_it_is_not_told() -> None:
    a = claims(FIRST + "Mayor Ana Duarte of Rivertown was there as well.\n")[-1]
    b = claims(SECOND + "Mayor Ana Duarte of Rivertown has now said enough.\n")[-1]
    link = linked(a, b)
    assert link is None or any(reason.kind == "same-words" for reason in link.reasons)


def test_sure_agreements_and_clashes_are_all_kept() -> None:
    a, b = claims(FIRST), claims(SECOND)
    told = [(Relation.CORROBORATES, 0.9), (Relation.CORROBORATES, 0.8), (Relation.CONFLICTS, 0.2)]
    found = [Link(a[0], b[i], relation, score) for i, (relation, score) in enumerate(told)]
    assert list(chosen(found)) == found


def test_the_order_of_two_claims_does_not_matter() -> None:
    for a in claims(FIRST):
        for b in claims(SECOND):
            there, back = compare(a, b), compare(b, a)
            assert (there.relation, round(there.score, 9)) == (back.relation, round(back.score, 9))
            assert {(r.kind, r.a, r.b) for r in there.reasons} == {(r.kind, r.b, r.a) for r in back.reasons}


FRAMED = [
    ("The council denied that the bridge had failed an inspection in March.", "asserted", Relation.CONFLICTS),
    ("The council denied that the bridge had failed an inspection in March.", "negated", Relation.CORROBORATES),
    ("The council said the bridge had failed an inspection in March.", "negated", Relation.CONFLICTS),
    ("The council said the bridge had failed an inspection in March.", "asserted", Relation.CORROBORATES),
]
OTHER = {
    "asserted": "Engineers said the bridge had failed an inspection in March.",
    "negated": "Engineers said the bridge had not failed an inspection in March.",
}


@pytest.mark.parametrize(("sentence", "other", "relation"), FRAMED)
def test_a_denial_in_the_frame_counts_together_with_one_inside(sentence: str, other: str, relation: Relation) -> None:
    [a], [b] = extract(Article(text=sentence)), extract(Article(text=OTHER[other]))
    for link in (linked(a, b), linked(b, a)):
        assert link is not None
        assert (link.relation, link.band) == (relation, Band.SHOWN)


def test_what_a_source_withholds_neither_agrees_nor_clashes() -> None:
    [a] = extract(Article(text="The bridge failed an inspection in March."))
    [b] = extract(Article(text="It is unclear whether the bridge failed an inspection in March."))
    assert b.stance == "withholds"
    assert linked(a, b) is None


def test_what_is_only_possible_is_told_when_asked_for() -> None:
    claims_ = [*claims(FIRST), *claims(SECOND), *claims(FIRST.replace("engineers", "crews").replace("cracks", "gaps"))]
    claims_ += claims("No arrests have been made in the Calder Bay arson, police said.")
    claims_ += claims("Police arrested a man over the Calder Bay arson on Tuesday.")
    every = list(match(claims_, possible=True))
    shown = {link.id for link in match(claims_)}
    assert shown == {link.id for link in every if link.band is Band.SHOWN} < {link.id for link in every}
    agreeing = [link for link in every if link.band is Band.POSSIBLE and link.relation is Relation.CORROBORATES]
    assert all(link.agreement is not None for link in agreeing)


CLASH = "Police said 12 people were injured when a bus braked on the harbour bridge in Rivertown."
OTHER_CLASH = "Police said 18 people were injured when a bus braked on the harbour bridge in Rivertown."
NO_CLASH = "The crew of the bus was dismissed for braking on the harbour bridge in Rivertown."


@pytest.mark.parametrize(
    ("other", "same", "opposite", "found"),
    [
        (OTHER_CLASH, 0.05, 0.9, (Relation.CONFLICTS, Band.SHOWN)),
        (OTHER_CLASH, 0.05, 0.02, (Relation.CONFLICTS, Band.SHOWN)),
        (OTHER_CLASH, 0.95, 0.02, None),
        (OTHER_CLASH, 0.5, 0.02, (Relation.CONFLICTS, Band.SHOWN)),
        (NO_CLASH, 0.05, 0.9, None),
    ],
)
def test_what_the_network_reads_decides_in_which_band_a_clash_is(
    monkeypatch: pytest.MonkeyPatch, other: str, same: float, opposite: float, found: tuple[Relation, Band] | None
) -> None:
    monkeypatch.setattr(comparer, "opinion", lambda a, b: comparer.Opinion(same, opposite, 1 - same - opposite))
    monkeypatch.setattr(pairs, "opinion", comparer.opinion)
    a, b = claims(FIRST + CLASH + "\n")[-1], claims(SECOND + other + "\n")[-1]
    link = linked(a, b)
    clash = None if link is None or link.relation not in CLASHING else (link.relation, link.band)
    assert clash == found


@pytest.mark.parametrize(
    ("says", "relation"),
    [
        ("The ferry was overloaded, the union said.", Relation.CONFLICTS),
        ("The ferry was not overloaded, the union said.", Relation.CORROBORATES),
    ],
)
def test_a_denial_is_the_opposite_of_what_it_denies_and_the_same_as_its_negation(says: str, relation: Relation) -> None:
    [a] = extract(Article(text="The company denied that the ferry had been overloaded."))
    [b] = extract(Article(text=says))
    link = linked(a, b)
    assert link is not None
    assert (link.relation, link.band) == (relation, Band.SHOWN)


@pytest.mark.parametrize(("days", "relation"), [((1, 2), Relation.UPDATES), ((1, 1), Relation.CORROBORATES)])
def test_a_toll_overtakes_the_least_that_was_known_on_a_day_before(days: tuple[int, int], relation: Relation) -> None:
    least = "At least 14 people were killed when the ferry Marisol sank off Calder Bay."
    [a] = claims(least, date(2026, 3, days[0]))
    [b] = claims("The ferry Marisol sank off Calder Bay, and 22 people were killed.", date(2026, 3, days[1]))
    link = compare(a, b)
    assert link.relation is relation


@pytest.mark.parametrize("most", ["Up to 30", "Fewer than 30", "About 20", "Dozens of"])
def test_a_later_toll_overtakes_no_number_that_it_is_within(most: str) -> None:
    [a] = claims(f"{most} people were killed when the ferry Marisol sank off Calder Bay.", date(2026, 3, 1))
    count = 48 if most == "Dozens of" else 22
    [b] = claims(f"The ferry Marisol sank off Calder Bay, and {count} people were killed.", date(2026, 3, 2))
    assert compare(a, b).relation is Relation.CORROBORATES


@pytest.mark.parametrize(("other", "clashes"), [("At least 19", True), ("More than 19", True), ("At least 14", False)])
def test_two_tolls_that_are_both_bounds_clash_where_they_differ(other: str, clashes: bool) -> None:
    [a] = claims("At least 14 people were killed when the ferry Marisol sank off Calder Bay.")
    [b] = claims(f"{other} people were killed when the ferry Marisol sank off Calder Bay.")
    assert (compare(a, b).relation in CLASHING) is clashes


def test_tolls_in_other_words_clash_where_all_else_is_the_same() -> None:
    [a] = extract(
        Article(text="Eleven people died when the ferry Aurora sank off Lund on Friday, the coast guard said.")
    )
    [b] = extract(Article(text="The ferry Aurora sank off Lund, killing 13 people, officials said."))
    link = linked(a, b)
    assert link is not None
    assert (link.relation, link.band, link.reasons[0].kind) == (Relation.CONFLICTS, Band.SHOWN, ReasonKind.NUMBER)
