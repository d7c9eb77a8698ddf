"""Ordinary text never raises and is read consistently: extract, compare, match and the index on random news.

`PROVENANCE_FUZZ=20` tries twenty times as much; `python tests/fuzz.py` counts what it does.
"""

from __future__ import annotations

import os
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import ordinary
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.language.dates import agree, disagree, moments
from provenance.language.quantities import quantities
from provenance.language.sentences import sentences
from provenance.matching import match
from provenance.matching.facets import facets
from provenance.matching.index import ClaimIndex
from provenance.matching.relation import compare
from provenance.model import Article, Claim, Link, ReasonKind, Relation

TIMES = int(os.environ.get("PROVENANCE_FUZZ", "1"))
RANDOM = st.integers(0, 2**32 - 1).map(Random)
SEEDS = tuple(
    text[one.start : one.end]
    for file in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
    for text in [file.read_text(encoding="utf-8")]
    for one in sentences(text)
)


def tried(examples: int) -> settings:
    slow = [HealthCheck.too_slow]
    return settings(max_examples=examples * TIMES, deadline=None, derandomize=TIMES == 1, suppress_health_check=slow)


def claim(rng: Random, text: str) -> Claim:
    """A claim of a sentence, or of a part of it, in an article of its own."""
    inside = "The ferry left. " * rng.randrange(2) + text + " It rained all day in the valley." * rng.randrange(3)
    start = inside.index(text)
    first = start + rng.randrange(len(text) // 3 + 1)
    content = ((first, start + len(text) - rng.randrange(len(text) // 3 + 1)),) if rng.random() < 0.5 else ()
    article = Article(text=inside, published_on=ordinary.published(rng))
    return Claim(article=article, start=start, end=start + len(text), content=content)


def pair(rng: Random) -> tuple[Claim, Claim]:
    """Two claims that tell nearly the same, or anything at all."""
    one = rng.choice(SEEDS) if rng.random() < 0.3 else ordinary.sentence(rng)
    other = ordinary.varied(rng, one) if rng.random() < 0.7 else ordinary.sentence(rng)
    return claim(rng, one or "x"), claim(rng, other or "x")


def check_claim(claim: Claim) -> None:
    text = claim.article.text
    assert 0 <= claim.start < claim.end <= len(text)
    assert claim.text == text[claim.start : claim.end]
    for start, end in claim.content:
        assert claim.start <= start < end <= claim.end
    for hop in claim.attribution:
        assert hop.holder is None or text[hop.start : hop.end] == hop.holder


def check_link(link: Link) -> None:
    """What holds of any link: honest places, and no number that both agrees and clashes."""
    assert 0 <= link.score <= 1
    for reason in link.reasons:
        assert link.a.start <= reason.a[0] < reason.a[1] <= link.a.end
        assert link.b.start <= reason.b[0] < reason.b[1] <= link.b.end
    for side in ("a", "b"):
        told = {kind: {getattr(r, side) for r in link.reasons if r.kind is kind} for kind in ReasonKind}
        assert not told[ReasonKind.NUMBER] & told[ReasonKind.SAME_NUMBER]
    if link.relation in (Relation.CONFLICTS, Relation.UPDATES):
        assert not link.reasons[0].kind.startswith("same-")


def check_numbers(claim: Claim) -> None:
    """Figures count once, in what is claimed, and a date counts nothing."""
    read = facets(claim)
    spans = claim.content or ((claim.start, claim.end),)
    taken = sorted((one.start, one.end) for one in (*read.quantities, *read.moments))
    for start, end in taken:
        assert any(first <= start < end <= last for first, last in spans)
        assert read.words_in(start, end)
    assert all(before[1] <= after[0] for before, after in pairwise(taken))
    for one in read.quantities:
        assert one.low <= one.high
        assert one.agrees(one)
    for moment in read.moments:
        assert disagree(moment, moment) is None


@tried(400)
@given(RANDOM)
def test_numbers_and_dates(rng: Random) -> None:
    text = " ".join(ordinary.slot(rng) for _ in range(rng.randrange(1, 6)))
    when = moments(text, published_on=ordinary.published(rng))
    taken = [(one.start, one.end) for one in when]
    read = quantities(text, taken=taken)
    for one in (*when, *read):
        assert 0 <= one.start < one.end <= len(text)
    for x, y in combinations(read, 2):
        assert x.agrees(y) == y.agrees(x)
        assert x.distance(y) == y.distance(x)
        assert 0 <= x.distance(y) <= 2  # of a number and one below zero
    for x, y in combinations(when, 2):
        assert agree(x, y) == agree(y, x)
        assert disagree(x, y) == disagree(y, x)
        assert not (agree(x, y) and disagree(x, y))


@tried(500)
@given(RANDOM)
def test_compare(rng: Random) -> None:
    a, b = pair(rng)
    there, back = compare(a, b), compare(b, a)
    for link in (there, back, compare(a, a)):
        check_link(link)
    check_numbers(a)
    check_numbers(b)
    assert there.score == pytest.approx(back.score)
    assert there.relation is back.relation


@tried(25)
@given(RANDOM)
def test_extract_and_match(rng: Random) -> None:
    told = [ordinary.article(rng) for _ in range(2)]
    told.append("\n".join(ordinary.varied(rng, line) for line in told[0].split("\n")))
    claims = [one for text in told for one in extract(Article(text=text, published_on=ordinary.published(rng)))]
    for one in claims:
        check_claim(one)
        check_numbers(one)
    index = ClaimIndex(claims)
    for one in claims:
        for candidate in index.nearest(one, limit=5):
            assert candidate.claim.article != one.article
            assert 0 <= candidate.score <= 1
    found = list(match(claims))
    for link in found:
        check_link(link)
        assert link.relation in (Relation.CORROBORATES, Relation.CONFLICTS, Relation.UPDATES)
    back = {(frozenset((link.a.id, link.b.id)), link.relation) for link in match(claims[::-1])}
    assert {(frozenset((link.a.id, link.b.id)), link.relation) for link in found} == back


@tried(60)
@given(st.text(max_size=300), RANDOM)
def test_any_text(text: str, rng: Random) -> None:
    at = rng.randrange(len(text) + 1)
    article = Article(text=text[:at] + ordinary.sentence(rng) + text[at:])
    for one in extract(article):
        check_claim(one)
        check_numbers(one)
        check_link(compare(one, claim(rng, ordinary.varied(rng, one.text))))
