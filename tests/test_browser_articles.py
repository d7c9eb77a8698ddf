"""Articles, casefiles and reports in a real browser: by mouse, by keys alone, on a phone, without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Visitor, reached, served
from playwright.sync_api import Browser, Page, expect
from test_browser import DESK, PHONE, goes_to
from test_browser_corrections import HANDS, Hand

from provenance.casefile import Casefile
from provenance.store.folders import Folder
from provenance.workbench import Settings
from provenance.workbench.casefiles import create_front

STORY = "The mayor said on Monday that {} people were hurt when the old bridge fell.\n\nPolice closed the road."
ADA = Settings(person="Ada Ruiz")


def pastes(hand: Hand, page: Page, text: str, **fields: str) -> None:
    """Adds a text, from any page of a casefile."""
    hand.press(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Add", exact=True))
    form = page.locator("#paste")
    hand.write(form.get_by_label("Text"), text)
    for label, words in fields.items():
        hand.write(form.get_by_label(label.replace("_", " ")), words)
    hand.press(form.get_by_role("button", name="Read the text"))
    expect(page.get_by_role("heading", name="What was added")).to_be_visible(timeout=60_000)


@HANDS
def test_an_article_is_set_right_its_versions_compared_reported_and_taken_out(
    browser: Browser, tmp_path: Path, hand: Hand, window: dict[str, int], script: bool
) -> None:
    with served(tmp_path / "new.db", ADA) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/")
        where = {"Title": "Bridge falls", "Where_it_stands_on_the_web": "https://post.example/bridge"}
        pastes(hand, page, STORY.format("five"), **where)
        pastes(hand, page, STORY.format("seven"), **where)

        goes_to(hand, page, "Articles")
        hand.press(page.get_by_role("link", name="Bridge falls"))
        hand.press(page.get_by_text("Set right what is known of it"))
        hand.rewrite(page.get_by_label("Outlet"), "The River Post")
        hand.press(page.get_by_role("button", name="Keep"))
        expect(page.get_by_role("status")).to_contain_text("Set: outlet")
        expect(page.get_by_text("The River Post").first).to_be_visible()

        hand.press(page.get_by_role("link", name=re.compile("what changed")))
        expect(page.locator("mark.clash")).to_have_text(["five"])
        expect(page.locator("mark.same")).to_have_text(["seven"])

        goes_to(hand, page, "Claims")
        hand.press(page.get_by_role("link", name=re.compile("seven people were hurt")).first)
        hand.press(page.get_by_role("button", name="Accept"))
        expect(page.get_by_role("status")).to_contain_text("Accepted")

        goes_to(hand, page, "Report")
        hand.write(page.get_by_label("Title"), "What fell")
        hand.write(page.get_by_label("Author"), "Ada Ruiz")
        hand.write(page.get_by_label("Introduction"), "Checked on site.")
        hand.toggle(page.get_by_role("checkbox", name=re.compile("Accepted ones only")))
        hand.press(page.get_by_role("button", name="Preview"))
        expect(page.get_by_text("1 claim passes the filter")).to_be_visible()
        expect(page.frame_locator("iframe").get_by_role("heading", name="What fell")).to_be_visible()
        with page.expect_download() as download:
            hand.press(page.get_by_role("button", name="Download"))
        assert download.value.suggested_filename == "what-fell.html"
        download.value.save_as(tmp_path / "what-fell.html")

        goes_to(hand, page, "Articles")
        hand.press(page.get_by_role("link", name="Bridge falls"))
        hand.press(page.get_by_text("Set right what is known of it"))
        hand.toggle(page.get_by_role("checkbox", name="I want this article out"))
        hand.press(page.get_by_role("button", name="Take it out"))
        expect(page.get_by_role("status")).to_contain_text("is out")
        expect(page.get_by_text("No articles yet")).to_be_visible()
        assert visitor.complaints == []
        context.close()
    made = (tmp_path / "what-fell.html").read_text("utf-8")
    assert "<p>Checked on site.</p>" in made
    assert "Police closed" not in made.partition("<h2")[2].partition('id="passages"')[0]
    with Casefile.open(tmp_path / "new.db") as case:
        assert [one.event for one in case.log() if one.person][-1] == "remove"
        assert not case.verify().differences


@HANDS
def test_claims_that_are_ticked_make_a_report(
    browser: Browser, casefile: Path, hand: Hand, window: dict[str, int], script: bool
) -> None:
    with served(casefile, ADA) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/claims")
        for number in (0, 2, 3):
            hand.toggle(page.get_by_role("checkbox", name=re.compile("^Tick")).nth(number))
        hand.press(page.get_by_role("button", name="Make a report"))
        expect(page.get_by_text("3 claims pass the filter")).to_be_visible()
        hand.toggle(page.get_by_role("list", name="Chosen claims").get_by_role("checkbox").nth(1))
        hand.press(page.get_by_role("button", name="Preview"))
        expect(page.get_by_text("2 claims pass the filter")).to_be_visible()
        assert visitor.complaints == []
        context.close()


@HANDS
def test_a_casefile_is_made_filled_and_left_for_another(
    browser: Browser, tmp_path: Path, hand: Hand, window: dict[str, int], script: bool
) -> None:
    with reached(create_front(Folder(tmp_path), ADA)) as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/")
        hand.write(page.get_by_label("Name"), "Bridge 2026")
        hand.press(page.get_by_role("button", name="Make it"))
        expect(page.get_by_role("heading", name="This casefile is empty")).to_be_visible()
        pastes(hand, page, STORY.format("five"), Title="Bridge falls")
        hand.press(page.get_by_role("link", name="To the desk"))
        expect(page.get_by_role("link", name="Bridge falls").first).to_be_visible()

        hand.press(page.get_by_role("link", name=re.compile("Casefile Bridge 2026")))
        hand.write(page.get_by_label("Name"), "Ferry")
        hand.press(page.get_by_role("button", name="Make it"))
        expect(page.get_by_role("heading", name="This casefile is empty")).to_be_visible()
        hand.press(page.get_by_role("link", name=re.compile("Casefile Ferry")))
        hand.press(page.get_by_role("link", name="Bridge 2026"))
        expect(page.get_by_role("link", name="Bridge falls").first).to_be_visible()
        assert visitor.complaints == []
        context.close()
    with Casefile.open(tmp_path / "Bridge 2026.db") as bridge, Casefile.open(tmp_path / "Ferry.db") as ferry:
        assert (len(bridge.articles()), len(ferry.articles())) == (1, 0)


def test_a_bookmark_brings_the_address_of_the_page_along_even_before_signing_in(
    browser: Browser, tmp_path: Path
) -> None:
    Casefile.open(tmp_path / "Bridge 2026.db").close()
    password = "correct horse battery"
    with reached(create_front(Folder(tmp_path), Settings(password=password))) as address:
        context = browser.new_context(viewport=DESK)
        page = Visitor(context, address).look("/c/Bridge%202026/add")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        bookmark = page.locator("[data-bookmark]").get_attribute("href")
        assert bookmark is not None
        context.clear_cookies()
        elsewhere = context.new_page()
        elsewhere.goto("data:text/html,<h1>news</h1>")
        there = "data:text/html,<h1>news</h1>"
        with context.expect_page() as opened:
            elsewhere.evaluate(
                bookmark.removeprefix("javascript:").replace("location.href", "'https://post.example/a?b=1&c=2#d'")
            )
        assert there == elsewhere.url
        page = opened.value
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_label("Addresses, one a line")).to_have_value("https://post.example/a?b=1&c=2#d")
        assert page.url.startswith(f"{address}/c/Bridge%202026/add")
        context.close()


def test_a_link_that_is_dropped_on_the_page_is_taken_into_the_list(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "new.db", ADA) as address:
        context = browser.new_context(viewport=DESK)
        visitor = Visitor(context, address)
        page = visitor.look("/add")
        for dragged in (
            "https://post.example/a",
            "https://post.example/b\nhttps://post.example/a",
            "javascript:alert(1)",
        ):
            page.evaluate(
                """words => {
                    const data = new DataTransfer();
                    data.setData("text/uri-list", words);
                    const dropped = new DragEvent("drop", {dataTransfer: data, bubbles: true});
                    document.querySelector("h1").dispatchEvent(dropped);
                }""",
                dragged,
            )
        expect(page.get_by_label("Addresses, one a line")).to_have_value(
            "https://post.example/a\nhttps://post.example/b"
        )
        expect(page.get_by_role("status").filter(has_text="in the list")).to_be_visible()
        page.locator("[data-bookmark]").click()
        expect(page.get_by_role("status").filter(has_text="Drag it to your bookmarks")).to_be_visible()
        assert page.url == f"{address}/add"
        assert visitor.complaints == []
        context.close()


@pytest.mark.parametrize(
    ("window", "colours"),
    [
        pytest.param(DESK, "light", id="light"),
        pytest.param(DESK, "dark", id="dark"),
        pytest.param(PHONE, "light", id="phone"),
    ],
)
def test_these_pages_are_open_to_everyone_and_fit(
    browser: Browser, casefile: Path, window: dict[str, int], colours: str
) -> None:
    casefile.rename(casefile.with_name("A story with a name that is longer than most.db"))
    with reached(create_front(Folder(casefile.parent), ADA)) as address:
        context = browser.new_context(viewport=window, color_scheme=colours)
        visitor = Visitor(context, address)
        root = "/c/A%20story%20with%20a%20name%20that%20is%20longer%20than%20most"
        page = visitor.look(f"{root}/articles")
        first = page.locator("[data-open]").first.get_attribute("href")
        claim = visitor.look(f"{root}/claims").locator("[data-open]").first.get_attribute("href") or ""
        forms = ("html", "csv")
        paths = ["/articles", "/claims", "/add?address=https://post.example/", "/", "/words"]
        paths += [f"/report?format={form}&claim={claim.rpartition('/')[2]}&title=x" for form in forms]
        for path in ("/casefiles", first, f"{first}/versions", *(f"{root}{one}" for one in paths)):
            page = visitor.look(str(path))
            page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            assert visitor.barriers() == [], f"{path}: {visitor.barriers()}"
            assert visitor.overflow() <= 0, path
        if window is DESK:
            head = page.locator("header.top").bounding_box()
            assert head is not None
            assert head["height"] < 70, "the head is on one line"
        assert visitor.complaints == []
        context.close()
