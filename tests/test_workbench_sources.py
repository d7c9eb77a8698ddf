from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from workbench import case_of, opened, post

from provenance.model import Grade, Kind
from provenance.records import Filter, MonthRecord
from provenance.workbench import month_bars
from provenance.workbench.month_bars import chart
from provenance.workbench.pages.sources import GRADE_MEANS, by_naming

MONTHS = st.builds(lambda year, month: f"{year:04}-{month:02}", st.integers(1990, 2030), st.integers(1, 12))
PARTS = st.lists(st.tuples(st.sampled_from(["named", "role"]), st.integers(0, 100_000)), max_size=4)


@given(counts=st.dictionaries(MONTHS, PARTS, min_size=1, max_size=40))
def test_bars_stay_within_the_drawing_and_apart(counts: Mapping[str, list[tuple[str, int]]]) -> None:
    drawn = chart(counts)
    assert drawn is not None
    assert len(drawn.bars) <= month_bars.MOST_MONTHS
    pieces = [piece for bar in drawn.bars for piece in bar.pieces]
    for piece in pieces:
        assert drawn.left <= piece.x
        assert piece.x + piece.width <= drawn.right
        assert piece.y >= 0
        assert piece.y + piece.height <= drawn.height - month_bars.BOTTOM + 1e-6
    for one, other in pairwise(drawn.bars):
        assert one.middle < other.middle
        if one.pieces and other.pieces:
            assert one.pieces[0].x + one.pieces[0].width <= other.pieces[0].x
    named = [bar.middle for bar in drawn.bars if bar.named]
    assert all(b - a >= month_bars.LABEL - 1e-6 for a, b in pairwise(named))
    assert all(month_bars.LABEL / 2 <= x <= drawn.width - month_bars.LABEL / 2 for x in named)


def test_months_without_claims_are_gaps() -> None:
    drawn = chart({"2025-11": [("named", 3)], "2026-02": [("named", 1), ("role", 1)]})
    assert drawn is not None
    assert [(bar.month, bar.count) for bar in drawn.bars] == [
        ("2025-11", 3), ("2025-12", 0), ("2026-01", 0), ("2026-02", 2),
    ]  # fmt: skip
    assert drawn.lines[-1][0] == 4
    assert drawn.left_out == 0


def test_of_a_long_time_the_last_months_are_drawn() -> None:
    drawn = chart({"1998-01": [("named", 900)], "2026-01": [("named", 1)]})
    assert drawn is not None
    assert (drawn.bars[0].month, drawn.bars[-1].month, drawn.left_out) == ("2021-02", "2026-01", 277)
    assert drawn.lines[-1][0] == 1


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart({}) is None


def test_a_month_is_told_by_how_sources_are_named() -> None:
    month = MonthRecord(month="2026-01", claims=10, named=1, role=2, anonymous=3, own_voice=4)
    assert by_naming([month]) == {"2026-01": [("named", 1), ("role", 2), ("anonymous", 3), ("own_voice", 4)]}


def rows(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'href="/source\?name=[^"]+" data-open>([^<]+)</a>', page)]


def test_sources_are_listed_the_most_cited_first(client: TestClient) -> None:
    case = case_of(client)
    page = client.get("/sources").text
    assert rows(page) == [one.source for one in case.sources(limit=25)]
    assert f"{case.count_sources()} sources" in page


def test_further_pages_go_on_with_the_list(client: TestClient) -> None:
    page = client.get("/sources?page=2").text
    assert rows(page) == [one.source for one in case_of(client).sources(offset=25)]
    assert '<svg class="bars"' not in page


def test_sources_are_found_by_name_and_filter(client: TestClient) -> None:
    case = case_of(client)
    assert rows(client.get("/sources?name=MEDIA+turkish").text) == ["Turkish media"]
    assert case.count_sources(named="media turkish") == 1
    experts = Filter(kinds=frozenset({Kind.EXPERT}))
    shown = rows(client.get("/sources?kind=expert").text)
    assert shown == [one.source for one in case.sources(where=experts)]
    assert 0 < len(shown) == case.count_sources(where=experts) < case.count_sources()
    assert rows(client.get("/sources?name=%25").text) == []


def test_named_and_anonymous_over_time_are_drawn_and_told(client: TestClient) -> None:
    months = case_of(client).naming_by_month()
    page = client.get("/sources").text
    assert months
    assert page.count('<text class="sum-of"') == len(months)
    assert f'<th scope="row">{months[0].month}</th>' in page


def test_one_source_shows_its_claims_and_who_cites_it(client: TestClient) -> None:
    case = case_of(client)
    detail = case.source("Turkish media")
    page = client.get("/source?name=turkish+MEDIA").text
    assert "<h1>Turkish media</h1>" in page
    assert all(f'id="c-{claim.id}"' in page for claim in case.claims(where=Filter(source="Turkish media")))
    assert all(f"/articles/{one.article.id}" in page for one in detail.articles)


def test_a_grade_is_given_with_its_reason_and_keeps_its_history(client: TestClient) -> None:
    before = case_of(client).claims(where=Filter(source="Turkish media"))[0].confidence
    there = "/source?name=Turkish+media"
    post(client, "/rate", source="Turkish media", grade="B", why="usually right", next=there)
    page = post(client, "/rate", source="Turkish media", grade="E", why="<i>forged</i> a letter", next=there)
    assert "Reliability: E, unreliable" in page
    assert page.index("&lt;i&gt;forged&lt;/i&gt; a letter") < page.index("usually right")
    assert 'value="E" required checked' in page
    assert case_of(client).claims(where=Filter(source="Turkish media"))[0].confidence < before
    assert "<strong>E, unreliable</strong>" in client.get("/sources").text


def test_every_grade_is_explained(client: TestClient) -> None:
    page = client.get("/source?name=Turkish+media").text
    assert set(GRADE_MEANS) == set(Grade)
    assert all(words in page for words in GRADE_MEANS.values())


def test_an_outlet_that_nobody_cites_can_be_graded_too(tmp_path: Path) -> None:
    with opened(tmp_path, sources=[]) as client:
        (tmp_path / "a.txt").write_text("The bridge over the Lenn cost 40 million crowns to build.", encoding="utf-8")
        case_of(client).ingest([tmp_path / "a.txt"], settings=["outlet=Harbour Post"])
        page = post(client, "/rate", source="harbour post", grade="B", why="known", next="/source?name=harbour+post")
        assert "<h1>Harbour Post</h1>" in page
        assert "it published 1 article with 1 claim" in page
        assert "Reliability: B, usually reliable" in page


def test_nobody_is_found_with_what_there_is(client: TestClient) -> None:
    answer = client.get("/source?name=Turkish+medium")
    assert answer.status_code == 404
    assert "Turkish media" in answer.text
    assert client.get("/source").status_code == 404
