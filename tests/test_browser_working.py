"""A person works through claims in a real browser: 20 decided at once, a view kept, a claim taken along."""

from __future__ import annotations

from pathlib import Path

from browser import Visitor, served
from playwright.sync_api import Browser, expect
from test_browser_corrections import HANDS, Hand, Keys, _is_open

from provenance.casefile import Casefile
from provenance.workbench import Settings

MANY = 20


@HANDS
def test_twenty_claims_are_decided_in_one_go_and_each_is_taken_back(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        before = case.claims()
        assert len(before) > MANY
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/claims")
        if isinstance(hand, Keys):
            page.keyboard.press("j")
            for _ in range(MANY):
                page.keyboard.press("x")
                page.keyboard.press("j")
            page.keyboard.press("a")
        else:
            for at in range(MANY):
                page.locator("input.tick").nth(at).check()
            hand.press(page.get_by_role("button", name="Accept"))
        expect(page.get_by_role("status")).to_contain_text(f"{MANY} claims accepted")
        expect(page.locator(".verdict-accept")).to_have_count(MANY)
        _is_open(visitor, script)
        for left in (MANY - 1, MANY - 2):
            if not isinstance(hand, Keys):
                hand.press(page.get_by_text("More", exact=True))
            if isinstance(hand, Keys):
                page.keyboard.press("u")
            else:
                hand.press(page.get_by_role("button", name="Undo my last decision"))
            expect(page.locator(".verdict-accept")).to_have_count(left)
            page.wait_for_load_state()
        hand.press(page.get_by_text("More", exact=True))
        hand.press(page.get_by_role("link", name="tick all on this page"))
        expect(page.locator("input.tick:checked")).to_have_count(min(len(before), 50))
        hand.press(page.get_by_role("button", name="Take back"))
        expect(page.locator(".verdict-accept")).to_have_count(0)
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert case.claims() == before
        assert not case.verify().differences


@HANDS
def test_a_list_is_narrowed_and_kept_and_a_search_that_finds_nothing_says_what_to_do(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        own = [one for one in case.claims() if not one.attribution]
        word = max((word for one in case.claims() for word in one.content_text.split() if word.isalpha()), key=len)
    assert own
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/claims?size=200")
        if window["width"] < 600 and script:
            hand.press(page.get_by_text("Said by", exact=True))
        cited = page.get_by_label("without what articles say themselves")
        if isinstance(hand, Keys):
            hand._reach(cited)
            page.keyboard.press("Space")
        else:
            cited.check()
        hand.press(page.locator("form.narrow").get_by_role("button", name="Go"))
        expect(page.locator(f"#c-{own[0].id}")).to_have_count(0)
        if not page.get_by_label("Keep this list as").is_visible():
            hand.press(page.locator("details.views summary"))
        hand.write(page.get_by_label("Keep this list as"), "Who said it")
        hand.press(page.locator("details.views").get_by_role("button", name="Keep"))
        expect(page.get_by_role("status")).to_contain_text("Kept as “Who said it”")
        page = visitor.look(f"/claims?q={word[0]}{word[2]}{word[1]}{word[3:]}")
        expect(page.locator(".nothing").first).to_contain_text("Did you mean")
        _is_open(visitor, script)
        hand.press(page.locator(".nothing a").first)
        expect(page.locator("article.item").first).to_be_visible()
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert ["voice=cited" in one.address for one in case.views()] == [True]


@HANDS
def test_a_claim_is_given_a_state_and_taken_along(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        claim = case.claims()[0]
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/claims/{claim.id}")
        hand.pick(page.get_by_label("Where it stands"), "in work")
        hand.write(page.get_by_label("Whose work it is"), "Bo Marsh")
        hand.press(page.locator("form[action='/state']").get_by_role("button", name="Keep"))
        expect(page.get_by_label("Whose work it is")).to_have_value("bo marsh")
        hand.press(page.get_by_text("Cite or show it elsewhere"))
        expect(page.locator("#take-1")).to_contain_text("“")
        _is_open(visitor, script)
        if script:
            hand.press(page.get_by_role("button", name="Copy The quotation"))
            expect(page.get_by_role("button", name="Copied").first).to_be_visible()
        image = page.request.get(f"{address}/claims/{claim.id}/card.svg")
        assert (image.status, image.headers["content-type"]) == (200, "image/svg+xml")
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert {"in work", "for bo marsh"} <= set(case.show(claim.id).claim.tags)


def test_a_key_decides_on_the_claim_that_was_gone_to_where_none_is_ticked(browser: Browser, casefile: Path) -> None:
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context()
        visitor = Visitor(context, address)
        page = visitor.look("/claims")
        page.keyboard.press("a")
        expect(page.locator(".verdict-accept")).to_have_count(0)
        page.wait_for_timeout(1_100)  # a key that means nothing makes the next ones mean nothing for a second
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.get_by_role("status")).to_contain_text("1 claim accepted")
        expect(page.locator(".verdict-accept")).to_have_count(1)
        page.keyboard.press("u")
        expect(page.locator(".verdict-accept")).to_have_count(0)
        page.locator("[data-open]").first.click()
        expect(page.locator("#correct")).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press("c")
        expect(page.locator("#correct :is(input, select, details > summary):focus")).to_have_count(1)
        assert visitor.complaints == []
        context.close()
