"""The workbench as people use it in a real browser: with a mouse, with keys alone, on a phone, without script."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from browser import PATIENCE, Visitor, served
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong
from terminal import ROOT
from test_workbench_add import WatchedSteps

from provenance.casefile import Casefile
from provenance.workbench import Settings

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
SCREENSHOTS = ROOT / "docs" / "screenshots"
DESK, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}
FURTHEST = 400
"""How often the tab key is pressed at most to reach something."""


class Mouse:
    """Presses what it sees."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, words: str) -> None:
        target.fill(words)

    def choose(self, target: Locator, files: list[Path]) -> None:
        target.set_input_files(files)

    def select(self, target: Locator) -> None:
        target.check()


class Keyboard(Mouse):
    """Reaches everything with the tab key alone."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        self._reach(target)
        target.page.keyboard.type(words)

    def choose(self, target: Locator, files: list[Path]) -> None:
        self._reach(target)
        for _ in range(3):  # a busy browser drops the wish for a dialog now and then; a person presses again
            try:
                with target.page.expect_file_chooser(timeout=5000) as chooser:
                    target.page.keyboard.press("Enter")
            except TookTooLong:
                continue
            return chooser.value.set_files(files)
        raise AssertionError("the dialog for files does not open")

    def select(self, target: Locator) -> None:
        group = target.evaluate("it => it.name")
        self._tab(target.page, f"document.activeElement.name === {group!r}")
        for _ in range(FURTHEST):
            if target.is_checked():
                return
            target.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {target}")

    def _reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        target.page.wait_for_load_state()
        target.evaluate("it => it.setAttribute('data-wanted', '')")
        self._tab(target.page, "document.activeElement.hasAttribute('data-wanted')")
        target.evaluate("it => it.removeAttribute('data-wanted')")

    def _tab(self, page: Page, reached: str) -> None:
        for _ in range(FURTHEST):
            if page.evaluate(reached):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the tab key does not reach what was wanted: {reached}")


def goes_to(hand: Mouse, page: Page, name: str) -> None:
    """Follows the navigation."""
    hand.press(page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))


def check_facts(hand: Mouse, page: Page, downloads: Path) -> None:
    """What a fact-checker does with two new articles, from the upload to the report."""
    hand.press(page.get_by_role("link", name="Add", exact=True))
    hand.choose(page.get_by_label("Choose files"), SEEDS)
    hand.press(page.get_by_role("button", name="Read the files"))
    expect(page.get_by_role("heading", name="What was added")).to_be_visible(timeout=60_000)
    assert [SEEDS[0].name in page.content(), SEEDS[1].name in page.content()] == [True, True]

    goes_to(hand, page, "Conflicts")
    hand.press(page.get_by_role("link", name="How far it has got", exact=True).first)
    page.wait_for_url("**/links/*")
    expect(page.locator("mark.clash")).to_have_text(["advanced stage", "remains at the discussion stage"])
    page.go_back()
    wrong = page.locator("[data-item]").filter(has_text="remains conceptual")
    hand.write(wrong.get_by_label("Your name"), "Ada Ruiz")
    hand.press(wrong.get_by_role("button", name="Reject"))
    told = page.get_by_role("status").filter(has_text="Rejected")
    before, after = re.findall(r"confidence (\d\.\d+) to (\d\.\d+)", told.inner_text())[0]
    assert float(after) > float(before)

    goes_to(hand, page, "Sources")
    hand.press(page.get_by_role("link", name="Turkish media").first)
    hand.select(page.get_by_role("radio", name="D, not usually reliable"))
    hand.write(page.get_by_label("Reason", exact=True), "retracted twice this year")
    hand.press(page.get_by_role("button", name="Grade", exact=True))
    expect(page.get_by_role("heading", name="Reliability: D, not usually reliable")).to_be_visible()

    goes_to(hand, page, "Review")
    hand.press(page.get_by_role("button", name="Undo my last decision"))
    expect(page.get_by_role("status").filter(has_text="Taken back")).to_be_visible()
    page.goto(page.url.partition("/review")[0] + "/source?name=Turkish+media")
    expect(page.get_by_role("heading", name="Reliability: not graded")).to_be_visible()

    goes_to(hand, page, "Report")
    hand.write(page.get_by_label("Title"), "Who joins the alliance")
    hand.select(page.get_by_role("radio", name=re.compile("^html")))
    with page.expect_download() as download:
        hand.press(page.get_by_role("button", name="Download"))
    report = downloads / download.value.suggested_filename
    download.value.save_as(report)
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", name="Who joins the alliance")).to_be_visible()
    expect(page.get_by_text("Ada Ruiz").first).to_be_visible()


@pytest.mark.parametrize(
    ("hand", "window", "script"),
    [
        pytest.param(Mouse(), DESK, True, id="mouse"),
        pytest.param(Keyboard(), DESK, True, id="keyboard alone"),
        pytest.param(Mouse(), PHONE, True, id="phone"),
        pytest.param(Mouse(), DESK, False, id="without script"),
    ],
)
def test_a_fact_checker_from_upload_to_report(
    browser: Browser, tmp_path: Path, hand: Mouse, window: dict[str, int], script: bool
) -> None:
    with served(tmp_path / "new.db") as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        visitor.look("/")
        check_facts(hand, visitor.page, tmp_path)
        assert [one for one in visitor.complaints if "file://" not in one] == []
        context.close()
    with Casefile.open(tmp_path / "new.db") as case:
        assert [(one.event, one.person) for one in case.log() if one.person] == [
            ("review", "Ada Ruiz"),
            ("rating", "Ada Ruiz"),
            ("undo", "Ada Ruiz"),
        ]
        assert not case.verify().differences


@pytest.mark.parametrize(
    ("window", "script"),
    [pytest.param(DESK, True, id="desk"), pytest.param(PHONE, True, id="phone"), pytest.param(DESK, False, id="plain")],
)
def test_what_would_be_read_is_shown(browser: Browser, tmp_path: Path, window: dict[str, int], script: bool) -> None:
    (tmp_path / "ferry.html").write_text(FERRY, encoding="utf-8")
    (tmp_path / "brücke.txt").write_text("Der Minister sagte am Dienstag, dass die Brücke wieder offen ist.\n")
    with served(tmp_path / "claims.db") as address:
        context = browser.new_context(viewport=window, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/add")
        page.get_by_role("link", name="See first what would be read").click()
        page.get_by_label("Files").set_input_files([tmp_path / "ferry.html", tmp_path / "brücke.txt"])
        page.get_by_role("button", name="Show what would be read").click(timeout=8 * PATIENCE)  # a process starts first
        ferry = page.get_by_role("region", name="ferry.html", exact=True)
        expect(ferry.get_by_role("row", name="published 2026-03-03 html: article:published_time")).to_be_visible()
        expect(ferry.get_by_role("row", name="not author admin")).to_be_visible()
        german = page.get_by_role("region", name="brücke.txt", exact=True)
        expect(german.get_by_text("No claims: it is written in 'de'")).to_be_visible()
        if script:  # axe-core is one
            assert visitor.barriers() == []
            assert visitor.overflow() <= 0
        assert visitor.complaints == []
        context.close()
    with Casefile.open(tmp_path / "claims.db") as case:
        assert (case.articles(), case.log()) == ([], [])


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_long_reading_shows_how_far_it_is_and_can_be_cancelled(
    browser: Browser, tmp_path: Path, script: bool
) -> None:
    steps = WatchedSteps()
    with served(tmp_path / "claims.db", Settings(person="Ada"), steps=steps) as address:
        context = browser.new_context(viewport=DESK, java_script_enabled=script)
        visitor = Visitor(context, address)
        page = visitor.look("/add")
        if script:
            page.get_by_label("Text", exact=True).fill("The mayor said that the bridge is closed.")
            page.get_by_role("button", name="Read the text").click()
            expect(page.get_by_text(re.compile(r"pasted text: \d+ %"))).to_be_visible()
        else:  # its form would wait for the end
            other = browser.new_context(viewport=DESK)
            sender = Visitor(other, address).look("/add")
            sender.get_by_label("Text", exact=True).fill("The mayor said that the bridge is closed.")
            sender.get_by_role("button", name="Read the text").click()
            sender.wait_for_url("**/add/*")
            other.close()
            page = visitor.look("/add")
            expect(page.get_by_role("heading", name="Being read, and waiting")).to_be_visible()
            page.get_by_role("link", name="1 source").click()
        page.get_by_role("button", name="Cancel all that is not stored yet").click()
        expect(page.get_by_text("Cancelled. What was stored stays.")).to_be_visible()
        for _ in range(100):
            if page.get_by_role("heading", name="What was added").is_visible():
                break
            page.wait_for_timeout(100)
            if not script:
                page.reload()
        expect(page.get_by_role("heading", name="What was added")).to_be_visible()
        expect(page.get_by_role("cell", name="cancelled", exact=True)).to_be_visible()
        assert visitor.complaints == []
        context.close()
    with Casefile.open(tmp_path / "claims.db") as case:
        assert not case.articles()


def test_ten_decisions_take_ten_keys(browser: Browser, casefile: Path) -> None:
    with served(casefile, Settings(person="Ada")) as address:
        context = browser.new_context(viewport=DESK)
        visitor = Visitor(context, address)
        page = visitor.look("/review")
        for made, key in enumerate("aarraarara", 1):
            page.keyboard.press(key)
            expect(page.get_by_text(f"{made} decided")).to_be_visible()
            page.wait_for_load_state()
        page.keyboard.press("u")
        expect(page.get_by_text("9 decided")).to_be_visible()
        assert visitor.complaints == []
        context.close()


PAGES = {
    "desk": "/",
    "check": "/check?q=Turkey+is+in+advanced+talks+to+join+a+defence+pact.",
    "claims": "/claims",
    "search": "/claims?q=Turkey&kind=media",
    "claim": "/claims/{claim}",
    "article": "/articles/{article}?claim={claim}",
    "passages": "/links/{link}",
    "corroboration": "/corroboration",
    "origins": "/corroboration/{group}",
    "conflicts": "/conflicts",
    "sources": "/sources",
    "source": "/source?name=Turkish+media",
    "review": "/review",
    "add": "/add",
    "read": "/read",
    "report": "/report?format=html",
    "keys": "/keys",
    "you": "/you",
}
"""A page of each sort, by the name of its screenshot."""
UNSHOWN = ("check", "search", "read", "keys", "you")
"""Pages that say nothing more in a picture than the documentation does in words."""


def addresses(path: Path) -> dict[str, str]:
    with Casefile.open(path) as case:
        link = case.links(relation="conflicts")[0]
        known = {"claim": link.a.id, "article": link.a.article, "link": link.id, "group": case.groups()[0].id}
    return {name: address.format_map(known) for name, address in PAGES.items()}


@pytest.mark.parametrize(
    ("window", "colours"),
    [
        pytest.param(DESK, "light", id="light"),
        pytest.param(DESK, "dark", id="dark"),
        pytest.param(PHONE, "light", id="phone"),
    ],
)
def test_every_page_is_open_to_everyone_and_fits(
    browser: Browser, casefile: Path, tmp_path: Path, window: dict[str, int], colours: str
) -> None:
    """No rule of axe-core is broken, nothing is wider than the window, nothing comes from elsewhere."""
    with served(casefile, Settings(person="Ada Ruiz")) as address:
        context = browser.new_context(viewport=window, color_scheme=colours)
        visitor = Visitor(context, address)
        for name, path in addresses(casefile).items():
            page = visitor.look(path)
            assert visitor.barriers() == [], f"{name}: {visitor.barriers()}"
            assert visitor.overflow() <= 0, name
            _screenshot(page, name, "phone" if window is PHONE else colours, tmp_path)
        assert visitor.complaints == []
        context.close()


def _screenshot(page: Page, name: str, form: str, otherwise: Path) -> None:
    """A picture of the page; for the documentation where it is asked for (`make screenshots`)."""
    called = f"{name}.png" if form == "light" else f"{name}-{form}.png"
    shown = (form == "light" and name not in UNSHOWN) or called in ("article-dark.png", "review-phone.png")
    folder = SCREENSHOTS if shown and os.environ.get("PROVENANCE_SCREENSHOTS") else otherwise
    folder.mkdir(exist_ok=True)
    file = folder / called
    page.screenshot(path=file, full_page=form == "phone" or name in ("origins", "source"))
    assert file.stat().st_size > 5000, "nothing is on the picture"


FERRY = """<!doctype html><html lang="en"><head><title>Ferry</title><meta name="author" content="admin">
<meta property="article:published_time" content="2026-03-03"></head><body><nav><a href="/">Home</a></nav><article>
<p>The ferry sails on Monday, said the mayor of Moe.</p><p>It had been out of service for months after a storm.</p>
</article></body></html>"""
HOSTILE = (
    "<script>document.title = 'taken'</script> was painted on the wall, minister Ada Ruiz said on Friday.\n"
    'The mayor said \u202etxt.exe\u202c "</script><img src=x onerror="document.title=\'taken\'">" had been seen.\n'
    "Officials said [x](javascript:document.title='taken') and {{ 7 * 7 }} stood & fell at https://evil.example/x.js.\n"
)


def test_a_hostile_article_is_only_text(browser: Browser, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    gap = "Officials said on Monday that roads" + " " * 1_000_000 + "were closed.\n"
    (tmp_path / name).write_text(HOSTILE + gap + "x" * 5_000_000)
    with Casefile.open(tmp_path / "claims.db") as case:
        case.ingest([tmp_path / name], settings=["outlet=<svg/onload=alert(2)>", "title=</title><script>alert(3)"])
        claims = case.claims()
        assert len(claims) >= 3
        paths = ["/", "/claims", "/claims?q=script", "/corroboration", "/conflicts", "/sources", "/review", "/add"]
        longest = max(claims, key=lambda claim: len(claim.text))
        assert len(longest.text) > 1_000_000
        for claim in (claims[0], longest):
            paths += [f"/articles/{claim.article}?claim={claim.id}", f"/claims/{claim.id}"]
        paths += [f"/articles/{claims[0].article}?part={part}" for part in (5, 90)]
        paths += [f"/report?format={form}" for form in ("html", "markdown", "json", "csv")]
        paths += ["/source?name=Ada+Ruiz", "/claims?q=%3Cscript%3Ealert(1)%3C/script%3E&outlet=%22onload=x"]
    with served(tmp_path / "claims.db") as address:
        context = browser.new_context(viewport=PHONE)
        visitor = Visitor(context, address)
        dialogs: list[str] = []
        visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in paths:
            page = visitor.look(path)
            assert page.title().endswith("Provenance"), path
            assert (
                page.locator(
                    "main script, main img, [onerror], [onload], a[href^='javascript:']:not(.bookmark)"
                ).count()
                == 0
            ), path
            assert "\u202e" not in page.content(), path
            assert visitor.overflow() <= 0, path
        assert dialogs == []
        assert visitor.complaints == []
        context.close()


def test_two_browsers_and_a_command_at_the_same_time_lose_nothing(
    browser: Browser, casefile: Path, tmp_path: Path
) -> None:
    import subprocess
    import sys

    more = tmp_path / "more"
    more.mkdir()
    for number in range(12):
        (more / f"{number}.txt").write_text(
            f"Minister Ada Ruiz said on Monday that {number + 20} bridges were closed in Ludlow.\n\n"
            f"Officials warned that road {number} might follow."
        )
    with served(casefile) as address:
        first, second = (browser.new_context(viewport=DESK) for _ in range(2))
        visitors = [Visitor(first, address), Visitor(second, address)]
        for visitor, name in zip(visitors, ("Ada", "Grace"), strict=True):
            visitor.look("/you").get_by_label("Name").fill(name)
            visitor.page.get_by_role("button", name="Keep").click()
        command = [sys.executable, "-m", "provenance", "ingest", str(more), "--db", str(casefile)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ingest:
            for round_ in range(8):
                for visitor in visitors:
                    page = visitor.look("/review")
                    page.wait_for_load_state()
                    page.keyboard.press("a" if round_ % 2 else "r")
                    expect(page.get_by_role("status").filter(has_text=re.compile("Accepted|Rejected"))).to_be_visible()
            _, errors = ingest.communicate(timeout=120)
        assert ingest.returncode == 0, errors
        assert [visitor.complaints for visitor in visitors] == [[], []]
        first.close()
        second.close()
    with Casefile.open(casefile) as case:
        assert len(case.articles()) == 14
        assert sorted(one.by for one in case.reviews()) == ["Ada"] * 8 + ["Grace"] * 8
        assert not case.verify().differences
