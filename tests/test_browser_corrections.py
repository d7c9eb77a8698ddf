"""A person sets right in a real browser what the program read: by mouse, by keys alone, on a phone, without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Visitor, served
from playwright.sync_api import Browser, Locator, expect
from test_browser import DESK, PHONE, Keyboard, Mouse

from provenance.casefile import Casefile
from provenance.model import Level
from provenance.reports import wording
from provenance.workbench import Settings


class Hand(Mouse):
    def pick(self, target: Locator, words: str) -> None:
        target.select_option(label=words)

    def rewrite(self, target: Locator, words: str) -> None:
        target.fill(words)

    def toggle(self, target: Locator) -> None:
        target.click()


class Keys(Keyboard):
    def pick(self, target: Locator, words: str) -> None:
        self._reach(target)
        target.page.keyboard.type(words)

    def rewrite(self, target: Locator, words: str) -> None:
        self._reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.type(words)

    def toggle(self, target: Locator) -> None:
        self._reach(target)
        target.page.keyboard.press("Space")


HANDS = pytest.mark.parametrize(
    ("hand", "window", "script"),
    [
        pytest.param(Hand(), DESK, True, id="mouse"),
        pytest.param(Keys(), DESK, True, id="keyboard alone"),
        pytest.param(Hand(), PHONE, True, id="phone"),
        pytest.param(Hand(), DESK, False, id="without script"),
    ],
)


@HANDS
def test_a_source_is_corrected_with_all_its_claims_and_taken_back(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        media = [one for one in case.claims() if any(hop.label == "Nihat Ali Ozcan" for hop in one.attribution)]
        assert len(media) > 1
    with served(casefile) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/claims/{media[0].id}")
        hand.press(page.get_by_text("Correct who says so"))
        form = page.locator("form.correction").first
        hand.rewrite(form.get_by_label("Name", exact=True), "Ministry of Trade")
        hand.pick(form.get_by_label("What it is"), "official")
        hand.pick(form.get_by_label("Holds"), "wherever this source speaks")
        hand.write(form.get_by_label("Your name"), "Ada Ruiz")
        hand.press(form.get_by_role("button", name="Correct"))
        expect(page.get_by_role("status")).to_contain_text(f"Corrected: {len(media)} claims changed")
        expect(page.locator(".speaker").first).to_contain_text("Ministry of Trade")
        expect(page.locator("ul.set li").first).to_contain_text(re.compile("set by Ada Ruiz on 20"))
        _is_open(visitor, script)
        visitor.look("/source?name=Ministry+of+Trade")
        expect(page.get_by_text(f"{len(media)} claims in")).to_be_visible()
        hand.press(page.get_by_text("Correct who this is", exact=True))
        _is_open(visitor, script)
        for left in (1, 0):
            visitor.look(f"/claims/{media[0].id}")
            hand.press(page.get_by_role("button", name="Take it back").first)
            expect(page.locator("ul.set li")).to_have_count(left)
        expect(page.locator(".speaker").first).to_contain_text("Nihat Ali Ozcan")
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert not case.verify().differences
        assert [one.attribution for one in case.claims() if one.id == media[0].id] == [media[0].attribution]


@HANDS
def test_a_claim_is_corrected_and_said_to_be_none_and_both_are_taken_back(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        before = case.claims()
        claim = next(one for one in before if one.level == "certain" and one.conflicting)
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/claims/{claim.id}")
        hand.press(page.get_by_text("Correct what is claimed"))
        form = page.locator("#correct-claim form").first
        hand.pick(form.get_by_label("How surely"), wording.LEVELS[Level.POSSIBLE])
        hand.rewrite(form.get_by_label("The claim as a sentence of its own"), f"So it is: {claim.content_text}")
        hand.press(form.get_by_role("button", name="Correct"))
        expect(page.locator("ul.set li")).to_have_count(2)
        expect(page.locator(".said-head")).to_contain_text("[So it is:]")
        _is_open(visitor, script)
        hand.press(page.get_by_text("Correct what is claimed"))
        hand.press(page.get_by_role("button", name="This is no claim"))
        expect(page.locator("ul.set li").first).to_contain_text("That it is no claim set by Ada")
        _is_open(visitor, script)
        visitor.look("/claims?sort=date&size=100")
        expect(page.locator(f"#c-{claim.id}")).to_have_count(0)
        for left in (2, 1, 0):
            visitor.look(f"/claims/{claim.id}")
            hand.press(page.get_by_role("button", name="Take it back").first)
            expect(page.locator("ul.set li")).to_have_count(left)
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert not case.verify().differences
        assert case.claims() == before


@HANDS
def test_claims_are_linked_a_link_is_changed_a_group_left_and_all_taken_back(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        before = case.claims(), case.links()
        group = case.groups()[0]
        one = group.claims[0]
        other = next(
            claim
            for claim in case.claims()
            if claim.article != one.article and not claim.conflicting + claim.corroborating
        )
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/claims/{one.id}")
        hand.press(page.get_by_text("Link it with another claim"))
        form = page.locator("#correct-links form").first
        hand.write(form.get_by_label("The other claim"), f"{address}/claims/{other.id}")
        hand.pick(form.get_by_label("What it rests on"), "place")
        hand.press(form.get_by_role("button", name="Set the link"))
        expect(page.get_by_role("status")).to_contain_text("they cannot both be true")
        with Casefile.open(casefile) as case:
            [made] = [link for link in case.links(relation="conflicts") if link.corrected]
        visitor.look(f"/links/{made.id}")
        expect(page.locator("ul.set li").first).to_contain_text("How they stand to each other set by Ada")
        _is_open(visitor, script)
        hand.press(page.get_by_text("Set how they stand to each other"))
        hand.pick(page.get_by_label("How they stand to each other"), "same story, but neither")
        hand.press(page.get_by_role("button", name="Set the link"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Related only")
        _is_open(visitor, script)
        visitor.look(f"/claims/{one.id}")
        hand.press(page.get_by_text("Link it with another claim"))
        hand.press(page.get_by_role("button", name="It does not say the same as the others"))
        expect(page.get_by_role("status")).to_contain_text("Taken out of its group")
        expect(page.get_by_text("No other article says so.")).to_be_visible()
        _is_open(visitor, script)
        context.close()
        assert visitor.complaints == []
    with Casefile.open(casefile) as case:
        assert not case.verify().differences
        assert group.id not in [found.id for found in case.groups()]
        while [entry for entry in case.log() if entry.event == "correction"] and case.claims() != before[0]:
            case.undo(by="Ada")
        assert (case.claims(), case.links()) == before
        assert not case.verify().differences


def _is_open(visitor: Visitor, script: bool) -> None:
    """No rule of axe-core is broken, and nothing is wider than the window; nothing can be asked without script."""
    if script:
        assert visitor.barriers() == []
        assert visitor.overflow() <= 0


def test_the_forms_of_a_claim_are_open_to_everyone(browser: Browser, casefile: Path) -> None:
    with Casefile.open(casefile) as case:
        claim = next(one for one in case.claims() if one.attribution)
    with served(casefile, Settings(person="Ada")) as address:
        for window, colours in ((DESK, "light"), (DESK, "dark"), (PHONE, "light")):
            context = browser.new_context(viewport=window, color_scheme=colours)
            visitor = Visitor(context, address)
            page = visitor.look(f"/claims/{claim.id}")
            page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
            _is_open(visitor, script=True)
            context.close()
