"""The main job on the two seed articles: what must come out, in a table of its own (docs/guidelines.md, section 3)."""

from pathlib import Path

import pytest

from provenance.casefile import Casefile
from provenance.records import LinkRecord

SEEDS = Path(__file__).parent.parent / "seeds"
CORROBORATING = [
    ("The initiative builds on", "This move comes after"),
    ("Pakistan is advocating", "Turkey is seeking to join"),
    ("Reports indicate that", "Turkey is seeking to join"),
    ("Reports indicate that", "According to reports"),
    ("Reports indicate that", "Turkey’s potential entry"),
    ("Pakistan’s military capabilities", "Nihat Ali Ozcan"),
    ("Pakistan’s defence establishment", "“Changing regional dynamics"),
]
CONFLICTING = {
    ("Analysts caution", "According to reports"): ("remains conceptual", "advanced stage"),
    ("For now, the idea", "According to reports"): ("remains at the discussion stage", "advanced stage"),
}


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> list[LinkRecord]:
    with Casefile.open(tmp_path_factory.mktemp("seeds") / "claims.db") as case:
        case.ingest([SEEDS])
        return [*case.links(), *case.links(possible=True)]


def fits(link: LinkRecord, first: str, second: str) -> bool:
    texts = link.a.text, link.b.text
    return any(x.startswith(first) and y.startswith(second) for x, y in (texts, texts[::-1]))


@pytest.mark.parametrize("pair", CONFLICTING, ids=[first for first, _ in CONFLICTING])
def test_both_stage_conflicts_are_flagged_with_their_words(links: list[LinkRecord], pair: tuple[str, str]) -> None:
    [conflict] = [link for link in links if link.relation == "conflicts" and fits(link, *pair)]
    reason = conflict.reasons[0]
    assert reason.kind == "stage"
    assert {reason.a_text, reason.b_text} == set(CONFLICTING[pair])


def test_most_corroborating_pairs_are_flagged(links: list[LinkRecord]) -> None:
    agreeing = [link for link in links if link.relation == "corroborates"]
    assert sum(any(fits(link, *pair) for link in agreeing) for pair in CORROBORATING) >= 5


def test_what_is_shown_is_right(links: list[LinkRecord]) -> None:
    shown = [link for link in links if link.band == "shown"]
    assert len(shown) >= 3
    assert all(any(fits(link, *pair) for pair in (*CONFLICTING, *CORROBORATING)) for link in shown)


def test_hardly_any_other_pair_is_flagged(links: list[LinkRecord]) -> None:
    def is_known(link: LinkRecord) -> bool:
        return any(fits(link, *pair) for pair in (CONFLICTING if link.relation == "conflicts" else CORROBORATING))

    assert sum(not is_known(link) for link in links) <= 3
