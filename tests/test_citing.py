"""A claim to take along: citations, the quotation with its place, a card as HTML and as an image."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from provenance.casefile import Casefile
from provenance.records import ArticleRecord, ClaimRecord
from provenance.reports import citing


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClaimRecord, ArticleRecord]:
    folder = tmp_path_factory.mktemp("cited")
    (folder / "a.txt").write_text("The pier <b>fell</b> on Monday, Bo Marsh & sons said in a letter to the town.\n")
    with Casefile.open(folder / "claims.db") as case:
        case.ingest([folder / "a.txt"])
        [claim] = case.claims()
        article = case.show(claim.id).article
    known = {"title": "The pier", "outlet": "Harbour Post", "byline": "Ann Reed", "url": "https://post.example/pier"}
    return claim, replace(article, **known, published_on=date(2026, 1, 3))


def test_articles_are_cited_by_style(shown: tuple[ClaimRecord, ArticleRecord]) -> None:
    _, article = shown
    assert dict(citing.citations(article)) == {
        "APA": "Ann Reed. (2026, January 3). The pier. Harbour Post. https://post.example/pier",
        "Chicago": "Ann Reed, “The pier”, Harbour Post, January 3, 2026, https://post.example/pier.",
    }
    bare = replace(article, byline=None, outlet=None, url=None, published_on=None, title="Fell it?")
    assert dict(citing.citations(bare)) == {"APA": "Fell it? (n.d.).", "Chicago": "“Fell it?”."}


def test_the_quotation_stands_with_its_place_and_link(shown: tuple[ClaimRecord, ArticleRecord]) -> None:
    claim, article = shown
    words, place, link = citing.quotation(claim, article).split("\n")
    assert words == f"“{claim.text}”"
    assert place == "(Harbour Post, The pier)"
    assert link.startswith("https://post.example/pier#:~:text=The%20pier")
    assert "\n" in citing.quotation(claim, replace(article, url="javascript:alert(1)"))
    assert "javascript" not in citing.quotation(claim, replace(article, url="javascript:alert(1)"))


def test_the_card_is_whole_and_harmless(shown: tuple[ClaimRecord, ArticleRecord]) -> None:
    claim, article = shown
    card = ElementTree.fromstring(citing.card(claim, article))
    assert "The pier <b>fell</b> on Monday" in "".join(card.itertext())
    assert [one.get("href", "")[:25] for one in card.iter("a")] == ["https://post.example/pier"]
    image = ElementTree.fromstring(citing.picture(claim, article))
    told = " ".join(" ".join(image.itertext()).split())
    assert "<b>fell</b>" in told
    assert "Harbour Post" in told
    lines = [float(one.get("y", 0)) for one in image.iter("{http://www.w3.org/2000/svg}text")]
    assert max(lines) < float(image.get("height", 0))
