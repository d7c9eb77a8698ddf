"""A statement is asked about in a browser, kept and taken back: by mouse, by keys, on a phone, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Visitor, served
from playwright.sync_api import Browser, Page, expect
from test_browser import DESK, PHONE, Keyboard, Mouse

from provenance.casefile import Casefile

STATEMENT = "Turkey is in advanced talks to join a defence pact."
NOBODY = "Pakistan sold forty camels to Norway."
HANDS = pytest.mark.parametrize(
    ("hand", "window", "script"),
    [
        pytest.param(Mouse(), DESK, True, id="mouse"),
        pytest.param(Keyboard(), DESK, True, id="keyboard alone"),
        pytest.param(Mouse(), PHONE, True, id="phone"),
        pytest.param(Mouse(), PHONE, False, id="phone without script"),
    ],
)


def ask(hand: Mouse, page: Page, text: str) -> None:
    hand.write(page.get_by_label("Statement or text"), text)
    hand.press(page.get_by_role("button", name="Check", exact=True))


@HANDS
def test_a_statement_is_asked_about_kept_and_taken_back(
    browser: Browser, casefile: Path, hand: Mouse, window: dict[str, int], script: bool
) -> None:
    with served(casefile) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/check")
        ask(hand, page, f"{STATEMENT} {NOBODY}")
        expect(page.get_by_role("heading", level=2, name=STATEMENT, exact=True)).to_be_visible()
        expect(page.get_by_role("heading", level=3, name="Say the same")).to_be_visible()
        expect(page.get_by_role("region", name=NOBODY, exact=True).get_by_text("Nobody says this")).to_be_visible()
        if script:
            assert visitor.barriers() == []
        assert visitor.overflow() <= 0

        asked = page.get_by_role("region", name=NOBODY, exact=True)
        hand.write(asked.get_by_label("Your name"), "Ada Ruiz")
        hand.press(asked.get_by_role("button", name="Keep, to be checked"))
        expect(page.get_by_role("status").filter(has_text="Kept, to be checked")).to_be_visible()
        kept = page.get_by_role("region", name="To be checked", exact=True)
        expect(kept.get_by_text("Ada Ruiz")).to_be_visible()
        if script:
            assert visitor.barriers() == []
        assert visitor.overflow() <= 0
        hand.press(kept.get_by_role("link", name=NOBODY))
        expect(page.get_by_role("heading", level=2, name=NOBODY, exact=True)).to_be_visible()

        hand.press(page.get_by_role("button", name="Not any more"))
        expect(page.get_by_role("status").filter(has_text="Taken back")).to_be_visible()
        expect(page.get_by_role("region", name="To be checked", exact=True)).to_have_count(0)
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert case.kept() == []
        assert [(one.event, one.person) for one in case.log() if one.person] == [
            ("keep", "Ada Ruiz"),
            ("undo", "Ada Ruiz"),
        ]
        assert not case.verify().differences


def test_the_statement_field_is_reached_by_its_key(browser: Browser, casefile: Path) -> None:
    with served(casefile) as address:
        context = browser.new_context(viewport=DESK)
        page = Visitor(context, address).look("/check")
        page.keyboard.press("c")
        page.keyboard.type(STATEMENT)
        expect(page.get_by_label("Statement or text")).to_have_value(STATEMENT)
        context.close()


FEED = """{"@type": "DataFeed", "dataFeedElement": [{"item": [{"@type": "ClaimReview",
  "claimReviewed": "The ferry to Port Ellis carried 148 people.", "url": "https://facts.example/1",
  "author": {"name": "Strait Facts"}, "datePublished": "2026-02-01",
  "reviewRating": {"alternateName": "Mostly <b>false</b>"}}]}]}"""


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])
def test_published_fact_checks_lead_to_who_says_so(browser: Browser, tmp_path: Path, window: dict[str, int]) -> None:
    (tmp_path / "feed.json").write_text(FEED, encoding="utf-8")
    with Casefile.open(tmp_path / "claims.db") as case:
        case.ingest([tmp_path / "feed.json"])
    with served(tmp_path / "claims.db") as address:
        context = browser.new_context(viewport=window)
        visitor = Visitor(context, address)
        page = visitor.look("/check")
        page.get_by_role("link", name="1 published fact-check").click()
        expect(page.get_by_text("checked by Strait Facts on 2026-02-01: “Mostly <b>false</b>”")).to_be_visible()
        assert visitor.barriers() == []
        assert visitor.overflow() <= 0
        page.get_by_role("link", name="The ferry to Port Ellis").first.click()
        expect(page.get_by_role("heading", name="Already checked")).to_be_visible()
        assert visitor.barriers() == []
        assert visitor.complaints == []
        context.close()
