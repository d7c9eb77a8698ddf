"""What an article is linked with: as much as its claims deserve, and never more than its length allows."""

from __future__ import annotations

from itertools import count, pairwise
from pathlib import Path

import numpy as np
import pytest
from casefile_steps import PlainSteps

from provenance import match
from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile import comparer as limits
from provenance.casefile.comparer import LEAST_LINKS, first_links, links_each
from provenance.casefile.steps import Steps
from provenance.matching import ranking
from provenance.matching.ranking import fitting
from provenance.model import Article, Claim, Link

STEPS: Steps = PlainSteps()
RARE = "cellar viaduct laundry orchard foundry granary bakery chapel brewery kiosk".split()


def alike(claims: int, outlet: str) -> str:
    return f"outlet: {outlet}\n\n" + "\n".join(f"The pier in Torvik was closed on day{at}." for at in range(claims))


@pytest.mark.parametrize(("claims", "most"), [(0, 40_000), (1, 40_000), (200, 200), (12_500, 3), (1_000_000, 3)])
def test_the_more_claims_the_fewer_links_each(claims: int, most: int) -> None:
    assert links_each(claims) == most


def test_a_claim_is_linked_with_its_first_candidates_and_no_further_one_is_compared() -> None:
    number = count()

    class Counting(PlainSteps):
        def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
            next(number)
            return None if "day1" in b.text else super().link(a, b, story)

    one, other = (STEPS.extract(Article(text=alike(20, outlet))) for outlet in ("Poe Times", "Roe Courier"))
    [links] = first_links([(one[0], [(claim, None) for claim in other])], Counting(), 3)
    assert [link.b for link in links] == [other[0], other[2], other[3]]
    assert next(number) == 4


def test_of_the_articles_most_alike_those_are_looked_through_that_fit() -> None:
    near, shares, sizes = np.array([3, 5, 8, 9]), np.array([0.2, 0.9, 0.4, 0.4]), np.array([10, 4_000, 30, 20_000])
    assert fitting(near, shares, sizes, 10).tolist() == [3, 5, 8, 9]
    assert fitting(near, shares, sizes, 1_000).tolist() == [3, 5, 8]
    assert fitting(near, shares, sizes, 10_000).tolist() == [3, 8]
    assert fitting(near[:0], shares[:0], sizes[:0], 10).tolist() == []


def test_what_does_not_fit_is_found_by_its_rare_terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "".join(f"{one.capitalize()} Street had a flooded {two}. " for one, two in pairwise(RARE))
    found = []
    for cells in (ranking.CELLS, 0):
        monkeypatch.setattr(ranking, "CELLS", cells)
        articles = [Article(text=told, outlet=outlet) for outlet in ("Poe Times", "Roe Courier")]
        claims = [claim for article in articles for claim in InstalledSteps().extract(article)]
        found.append({(link.a.id, link.b.id) for link in match(claims, possible=True) if link.a.text == link.b.text})
    assert found[0] == found[1]
    assert len(found[0]) == len(RARE) - 1


def test_two_long_texts_of_a_few_patterns_have_as_many_links_as_they_are_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_LINKS", 100)
    for size in (5, 20, 60):
        with Casefile.open(tmp_path / f"{size}.db", steps=STEPS) as case:
            for outlet in ("Poe Times", "Roe Courier"):
                (tmp_path / f"{outlet}.txt").write_text(alike(size, outlet), encoding="utf-8")
            case.ingest([tmp_path])
            links = case.links(limit=10_000)
        assert len(links) == size * min(size, max(LEAST_LINKS, 100 // size))
