"""A real browser on a real server: what the tests of the pages look through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from workbench import running

from provenance.casefile import Casefile, Steps
from provenance.workbench import Settings, create_app

CHROMIUM = shutil.which("chromium")
SWITCHES = [
    "--no-sandbox",  # tests run as root in CI
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine before a test fails."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Headless Chromium; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def served(path: Path, settings: Settings | None = None, *, steps: Steps | None = None) -> Iterator[str]:
    """The workbench on the casefile at `path`, behind a socket; its address."""
    with Casefile.open(path, steps=steps) as case, reached(create_app(case, settings or Settings())) as address:
        yield address


@contextmanager
def reached(app: FastAPI) -> Iterator[str]:
    """An application behind a socket; its address."""
    with running(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)) as port:
        yield f"http://localhost:{port}"


class Visitor:
    """A page that notes what must not happen: errors in the console, requests to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.complaints.append(f"console: {message.text}")  # type: ignore[attr-defined]

    def _asked(self, request: object) -> None:
        url = urlsplit(request.url)  # type: ignore[attr-defined]
        if url.scheme not in ("data", "blob", "about") and url.netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"foreign host: {url.geturl()}")

    def look(self, path: str) -> Page:
        """Opens a page of the workbench."""
        self.page.goto(self.address + path)
        return self.page

    def barriers(self) -> list[str]:
        """What axe-core finds on the page: each rule broken, and where."""
        found = Axe().run(self.page, options={"runOnly": list(RULES), "resultTypes": ["violations"]})
        return [
            f"{one['id']}: {node['html'][:150]} {node.get('failureSummary', '')[:200]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width
