import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.language.dates import moments
from provenance.language.quantities import quantities

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quantities.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_reads(case):
    taken = [(moment.start, moment.end) for moment in moments(case["text"])]
    found = quantities(case["text"], taken=taken)
    assert [(case["text"][q.start : q.end], q.kind) for q in found] == [(f[0], f[3]) for f in case["found"]]
    assert [(q.low, q.high) for q in found] == [pytest.approx((f[1], f[2])) for f in case["found"]]


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        ("at least 20 people", "22 people", True),
        ("about 100 people", "97 people", True),
        ("dozens of people", "36 people", True),
        ("200 feet", "60 metres", True),
        ("$1.0 bn", "$1 billion", True),
        ("three weeks", "21 days", True),
        ("up to 50 people", "over 70 people", False),
        ("$25bn", "$30 billion", False),
        ("$5 million", "€5 million", False),
        ("12 people", "13 people", False),
        ("7th", "7 people", False),
    ],
)
def test_agreement(a, b, agree):
    (x,), (y,) = quantities(a), quantities(b)
    assert x.agrees(y) is agree
    assert y.agrees(x) is agree


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789 ,.-$€%ab/ millionandozen"), max_size=60))
def test_never_raises_and_spans_hold(text):
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.low <= quantity.high
        assert quantity.agrees(quantity)
        assert quantity.distance(quantity) == 0
