import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.language.dates import agree, disagree, moments

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_reads(case):
    text = case["text"]
    found = moments(text, published_on=case.get("published"))
    assert [[text[m.start : m.end], m.grain, str(m.day_on or "")] for m in found] == case["found"]


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [
        ("on Tuesday", "on Friday", "day"),
        ("in 2008", "in 2011", "year"),
        ("in March 2020", "in April 2020", "month"),
        ("18:41 this evening", "6:41 pm", None),
        ("on 3 May", "in May", None),
        ("at 7 pm", "at 8 pm", "time"),
    ],
)
def test_disagreement(a, b, unit):
    (x,), (y,) = moments(a), moments(b)
    assert disagree(x, y) == disagree(y, x) == unit


def test_a_weekday_agrees_with_its_date():
    (x,) = moments("on Tuesday", published_on=date(2008, 12, 12))
    (y,) = moments("on 9 December 2008")
    assert agree(x, y)
    assert agree(y, x)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789 :.,-MayTuesdJnpmGT"), max_size=60))
def test_never_raises_and_spans_hold(text):
    for moment in moments(text, published_on=date(2024, 2, 29)):
        assert 0 <= moment.start < moment.end <= len(text)
        assert disagree(moment, moment) is None
