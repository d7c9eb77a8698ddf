"""A person adds in a real browser what the program missed, and cuts claims otherwise."""

from __future__ import annotations

from pathlib import Path

from browser import Visitor, served
from playwright.sync_api import Browser, Page, expect
from test_browser_corrections import HANDS, Hand, Keys, _is_open

from provenance.casefile import Casefile
from provenance.records import ClaimRecord
from provenance.workbench import Settings


def some_of(claim: ClaimRecord) -> str:
    """The first words of what a claim claims: no claim yet."""
    return " ".join(claim.text[claim.content[0][0] - claim.start :].split()[:5]).rstrip(".,;")


def drag_over(page: Page, claim: str, words: int) -> None:
    """Selects the first words of a claim in its article with the mouse."""
    box = page.evaluate(
        """([claim, words]) => {
          const link = document.querySelector(`a[data-claim="${claim}"]`);
          link.scrollIntoView({ block: "center" });
          const node = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode();
          const range = document.createRange();
          range.setStart(node, 0);
          const end = [...node.data.matchAll(/\\S+/g)].slice(0, words).at(-1);
          range.setEnd(node, end.index + end[0].length);
          const boxes = [...range.getClientRects()];
          const [first, last] = [boxes[0], boxes.at(-1)];
          return [first.left - 3, first.top + first.height / 2, last.right - 2, last.top + last.height / 2];
        }""",
        [claim, words],
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=5)
    page.mouse.up()


@HANDS
def test_a_missed_claim_is_added_by_selecting_its_words_and_taken_back(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        before = case.claims()
        claim = next(one for one in before if len(one.content) == 1 and one.attribution and len(some_of(one)) > 20)
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/articles/{claim.article}?claim={claim.id}")
        form = page.locator("#add-claim")
        if script and not isinstance(hand, Keys):
            drag_over(page, claim.id, 4)
            expect(page.locator("#offer")).to_be_visible()
            assert form.locator("[name=at]").input_value()
            _is_open(visitor, script)
            hand.press(page.locator("#offer"))
        else:
            hand.write(form.get_by_label("Select its words in the article"), some_of(claim))
            hand.press(form.get_by_role("button", name="Add it as a claim"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Add a claim")
        expect(page.locator("blockquote mark").first).to_be_visible()
        _is_open(visitor, script)
        new = page.locator("form.correction")
        hand.rewrite(new.get_by_label("Who says so"), "Nihat Ali Ozcan")
        hand.pick(new.get_by_label("How surely"), "probable")
        hand.press(new.get_by_role("button", name="Add the claim"))
        expect(page.get_by_role("status")).to_contain_text("Added, and compared with the others")
        expect(page.locator(".speaker").first).to_contain_text("Nihat Ali Ozcan")
        expect(page.locator("ul.set li").first).to_contain_text("That it is a claim set by Ada")
        _is_open(visitor, script)
        hand.press(page.get_by_role("button", name="Take it back").first)
        expect(page.get_by_role("status")).to_contain_text("Taken back: correction “added”")
        visitor.look("/claims?sort=date&size=200")
        expect(page.get_by_text("added by Ada")).to_have_count(0)
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert case.claims() == before
        assert not case.verify().differences


@HANDS
def test_words_of_two_sentences_are_told_apart_and_a_claim_is_parted_and_joined(
    browser: Browser, casefile: Path, hand: Hand | Keys, window: dict[str, int], script: bool
) -> None:
    with Casefile.open(casefile) as case:
        before = case.claims()
        claim = next(one for one in before if len(one.content) == 1 and one.start and len(some_of(one)) > 20)
        text = case.article(claim.article).text
        across = " ".join(text[claim.start - 30 : claim.start + 30].split())
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look(f"/articles/{claim.article}/add-claim")
        hand.rewrite(page.get_by_label("Words of the article"), across)
        hand.press(page.get_by_role("button", name="Find them"))
        expect(page.get_by_role("alert")).to_contain_text("Your words stand in 2 sentences")
        _is_open(visitor, script)
        hand.press(page.locator("ul.choices a").last)
        expect(page.get_by_role("button", name="Add the claim")).to_be_visible()
        page = visitor.look(f"/claims/{claim.id}")
        hand.press(page.get_by_text("Part it in two"))
        hand.rewrite(page.get_by_label("Its words that are a claim"), some_of(claim))
        hand.press(page.get_by_role("button", name="Part it"))
        expect(page.get_by_role("status")).to_contain_text("Parted in two")
        hand.press(page.get_by_text("Part it in two"))
        _is_open(visitor, script)
        hand.press(page.get_by_role("button", name="Join this one to it").first)
        expect(page.get_by_role("status")).to_contain_text("Joined")
        assert visitor.complaints == []
        context.close()
    with Casefile.open(casefile) as case:
        assert [one.content for one in case.claims() if one.id == claim.id] == [claim.content]
        assert not case.verify().differences
