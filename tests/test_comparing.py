"""What an article is linked with: as much as its claims deserve, and never more than its length allows."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from casefile_steps import PlainSteps

from provenance.casefile import Casefile
from provenance.casefile import comparing as limits
from provenance.casefile.comparing import LEAST_LINKS, first_links, links_each
from provenance.casefile.steps import Steps
from provenance.model import Article, Claim, Link

STEPS: Steps = PlainSteps()


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
