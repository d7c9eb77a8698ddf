import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.matching.relation import compare, gather
from provenance.model import Article, Claim, Relation

CASES = tomllib.loads((Path(__file__).parent / "cases" / "clashes.toml").read_text(encoding="utf-8"))["case"]
STORY = "\nThe events drew crowds to the harbour of the small town, where the fishing fleet lay for the winter."


def claim(text, published_on=None, story=""):
    article = Article(text=text + story, published_on=published_on)
    return Claim(article=article, start=0, end=len(text), content=((0, len(text)),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_typed_evidence(case):
    a, b = claim(case["a"], story=STORY), claim(case["b"], story=STORY)
    found = {
        str(e.kind): (a.article.text[slice(*e.a)], b.article.text[slice(*e.b)]) for e in reversed(gather(a, b).evidence)
    }
    if case["reason"]:
        assert list(found[case["reason"]]) == case["words"]
    else:
        assert all(kind.startswith("same-") for kind in found)


def test_another_toll_conflicts_and_a_later_one_updates():
    first = "The ferry fire in the harbour killed 12 passengers."
    second = "The ferry fire in the harbour killed 19 passengers."
    link = compare(claim(first), claim(second))
    assert link.relation is Relation.CONFLICTS
    assert link.reasons[0].kind == "number"
    assert link.reasons[0].note == "12 against 19 (death)"
    dated = compare(claim(first, date(2024, 1, 1)), claim(second, date(2024, 1, 3)))
    assert dated.relation is Relation.UPDATES


def test_the_same_toll_corroborates():
    link = compare(
        claim("The ferry fire in the harbour killed 12 passengers."),
        claim("Twelve passengers were killed in the harbour ferry fire."),
    )
    assert link.relation is Relation.CORROBORATES
    assert "number" not in {reason.kind for reason in link.reasons}


def test_strangers_do_not_clash():
    link = compare(
        claim("A mine collapse in Chile killed 12 workers.", story=STORY),
        claim("The choir of Oslo won the singing contest.", story=" Nothing else happened in the valley that week."),
    )
    assert link.relation in (Relation.RELATED, Relation.DIFFERENT)


def test_reasons_point_into_the_claims():
    a = claim("Police arrested the baker over the theft of 12 paintings.", story=STORY)
    b = claim("The baker was convicted of the theft of 14 paintings.", story=STORY)
    a = replace(a, article=Article(text="Intro. " + a.article.text), start=7, end=a.end + 7, content=((7, a.end + 7),))
    link = compare(a, b)
    assert link.reasons
    for reason in link.reasons:
        assert a.start <= reason.a[0] < reason.a[1] <= a.end
        assert b.start <= reason.b[0] < reason.b[1] <= b.end


WORDS = ["police", "arrested", "charged", "12", "at least", "20", "not", "killed", "Monday", "Paris", "France"]
WORDS += ["the", "a", "remains", "to", "sign", ".", ",", "died", "of"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), st.lists(st.sampled_from(WORDS), max_size=14))
def test_never_raises_and_is_as_symmetric_as_its_reasons(left, right):
    a, b = claim(" ".join(left)), claim(" ".join(right) or "x")
    there, back = compare(a, b), compare(b, a)
    assert 0 <= there.score <= 1
    assert {there.relation, back.relation} <= set(Relation)
    assert there.score == pytest.approx(back.score)


@pytest.mark.parametrize("day", [date.min, date(1, 1, 3), date.max], ids=str)
@pytest.mark.parametrize("when", ["yesterday", "tomorrow", "on Monday", "on 29 February", "last night"])
def test_any_publication_date_is_borne(day, when):
    a = claim(f"The ferry fire in the harbour broke out {when}.", day)
    b = claim("The ferry fire in the harbour broke out on 3 May 2024.", date(2024, 5, 6))
    assert compare(a, b).a is a
    assert compare(b, a).a is b
