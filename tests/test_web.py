"""Addresses: served on loopback, for real."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import makers
import pytest
from casefile_steps import claims_of
from terminal import piped

from provenance.casefile import Casefile, InstalledSteps
from provenance.errors import ReadingError
from provenance.model import Article
from provenance.reading import read_all

STORY = (
    "The mayor of Poe City said on Tuesday that the ferry would run again on Monday, after repairs of four months.",
    "The ferry had been out of service since March, when a storm broke its engine and flooded the pier at Moe.",
)


class Plain(InstalledSteps):
    """The package's own steps, except that every line is a claim: it is reading that is tested."""

    def extract(self, article: Article) -> list:
        return claims_of(article)


class Site(BaseHTTPRequestHandler):
    """What the test server answers, by path."""

    robots: ClassVar[str | None] = None
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path == "/robots.txt":
            return self._answer(200 if self.robots is not None else 404, (self.robots or "").encode(), "text/plain")
        if self.path == "/story":
            return self._answer(200, makers.page(STORY), "text/html; charset=utf-8")
        if self.path == "/feed":
            return self._answer(200, self._feed(), "application/rss+xml")
        if self.path == "/links":
            here = f"http://{self.headers['Host']}"
            head = (
                f"<base href='{here}/b/'><link rel=stylesheet href='a.css'><meta http-equiv=refresh content='0;url=/m'>"
            )
            body = f"<img src='{here}/i.png'><iframe src='/f'></iframe><script src='/s.js'></script>"
            return self._answer(
                200, makers.page(STORY, head=head).replace(b"<nav>", b"<nav>" + body.encode()), "text/html"
            )
        if self.path == "/moved":
            return self._answer(302, b"", location="/story")
        if self.path == "/loop":
            return self._answer(302, b"", location="/loop")
        if self.path == "/inside":
            return self._answer(302, b"", location="http://169.254.169.254/latest/meta-data/")
        if self.path == "/file":
            return self._answer(302, b"", location="file:///etc/passwd")
        return self._answer(404, b"gone", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str = "text/plain", location: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _feed(self) -> bytes:
        """Names addresses of this very server, and entities of it."""
        here = f"http://{self.headers['Host']}"
        items = "".join(
            f"<item><link>{here}/story</link><enclosure url='{here}/sound'/><comments>{here}/c</comments>"
            f"<description>&lt;p&gt;It rained on day {day}.&lt;/p&gt;&lt;img src='{here}/p'&gt;</description></item>"
            for day in range(3)
        )
        kind = f"<!DOCTYPE rss SYSTEM '{here}/rss.dtd'>"
        return f"<?xml version='1.0'?>{kind}<rss><channel><link>{here}/home</link>{items}</channel></rss>".encode()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(site: type[BaseHTTPRequestHandler] = Site) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site() -> Iterator[str]:
    Site.robots, Site.asked = None, []
    with serving() as address:
        yield address


def test_a_page_is_ingested_by_its_address(site: str, tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        [outcome] = case.ingest([f"{site}/moved"], allow_private=True).outcomes
        assert (outcome.state, outcome.source, outcome.redirects) == ("added", f"{site}/story", (f"{site}/moved",))
        [article] = case.articles()
        assert (article.url, article.file) == (f"{site}/story", None)
        original = case.original(article.id)
        assert original is not None
        assert original.data == makers.page(STORY)
        retrieval = original.retrieval
        assert retrieval is not None
        assert (retrieval.method, retrieval.status, retrieval.url) == ("GET", 200, f"{site}/story")
        assert ("content-type", "text/html; charset=utf-8") in retrieval.headers
        assert retrieval.redirects == (f"{site}/moved",)
        assert (datetime.now(UTC) - retrieval.at).total_seconds() < 60
        assert [one.state for one in case.ingest([f"{site}/story"], allow_private=True).outcomes] == ["unchanged"]


def test_redirects_are_shown(site: str, tmp_path: Path) -> None:
    run = piped(["ingest", f"{site}/moved", "--allow-private"], cwd=tmp_path)
    assert run.code == 0
    assert f"redirected: {site}/moved -> {site}/story" in run.out


def test_robots_are_respected(site: str) -> None:
    Site.robots = "User-agent: *\nDisallow: /story\n"
    [error] = read_all(f"{site}/moved", allow_private=True)
    assert isinstance(error, ReadingError)
    assert "asks robots to stay away" in error.reason
    assert "/story" not in Site.asked


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/gone", "the server answers 404"),
        ("/loop", "redirected more than 10 times"),
        ("/file", "no web address"),
    ],
)
def test_no_good_answer_says_why(site: str, path: str, words: str) -> None:
    [error] = read_all(site + path, allow_private=True)
    assert isinstance(error, ReadingError)
    assert words in error.reason


def test_private_addresses_are_refused_unless_allowed(site: str) -> None:
    for address in (f"{site}/story", site.replace("127.0.0.1", "localhost") + "/story"):
        [error] = read_all(address)
        assert isinstance(error, ReadingError)
        assert "--allow-private" in error.reason
    assert Site.asked == []


def test_a_redirect_is_checked_like_the_first_address(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address counts as public here; the one that it points to does not."""
    asked: list[str] = []

    def public(address: str) -> bool:
        asked.append(address)
        return address == "127.0.0.1"

    monkeypatch.setattr("provenance.reading.network.is_public", public)
    [error] = read_all(f"{site}/inside")
    assert isinstance(error, ReadingError)
    assert "169.254.169.254 is not on the public internet" in error.reason
    assert asked[-1] == "169.254.169.254"


def test_a_name_that_changes_its_address_gains_nothing(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection goes to an address that was checked itself: the name is asked once for each."""
    answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]]

    def resolve(_host: str, port: int, **_: object) -> list:
        return [(0, 0, 0, "", (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr("provenance.reading.network.socket.getaddrinfo", resolve)
    [error] = read_all("http://poe.example/story")
    assert isinstance(error, ReadingError)
    assert "not on the public internet" in error.reason
    assert len(answers) == 1


def test_the_articles_of_a_feed_share_its_bytes_and_their_hash(site: str) -> None:
    """Where each had to hash them, a long feed would take the square of its length."""
    found = [one for one in read_all(f"{site}/feed", allow_private=True) if isinstance(one, Article)]
    originals = [one.original for one in found if one.original is not None]
    assert len(originals) == 3
    assert len({id(one.data) for one in originals}) == 1
    assert all(vars(one)["sha256"] == hashlib.sha256(one.data).hexdigest() for one in originals)
    assert all(one.retrieval is not None and one.retrieval.url == f"{site}/feed" for one in originals)


def test_nothing_that_a_feed_or_a_page_names_is_fetched(site: str) -> None:
    for path in ("/feed", "/links"):
        assert any(isinstance(one, Article) for one in read_all(site + path, allow_private=True))
    assert Site.asked == ["/robots.txt", "/feed", "/robots.txt", "/links"]
