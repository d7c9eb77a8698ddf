"""What a server may do to us: large, packed, slow, busy and odd answers, from a server on loopback."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import makers
import pytest
from test_web import STORY, serving

from provenance.casefile import Casefile
from provenance.errors import NotNow, ReadingError, TooLarge, UnsupportedSource
from provenance.model import Article
from provenance.reading import network, public_addresses, read_all
from provenance.reading.patience import seconds_to_wait

MEGABYTE = 1_000_000
BUFFERS = 12 * MEGABYTE
"""What the system takes of an answer before anybody reads it, at most."""


class Server(BaseHTTPRequestHandler):
    """Answers with what a test says, and counts what it could send."""

    status: ClassVar[int] = 200
    headers_sent: ClassVar[dict[str, str]] = {}
    body: ClassVar[Callable[[], Iterator[bytes]]] = lambda: iter(())
    robots: ClassVar[bytes] = b""
    sent: ClassVar[int] = 0
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        kind = type(self)
        kind.asked.append(self.path)
        if self.path == "/robots.txt":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(kind.robots)
            return
        self.send_response(kind.status)
        for name, value in kind.headers_sent.items():
            self.send_header(name, value)
        body = kind.body
        if self.path == "/head":
            self.flush_headers()
            body = forever(b"X-Rain: it rained\r\n" * 5000)
        else:
            self.end_headers()
        try:
            for piece in body():
                self.wfile.write(piece)
                self.wfile.flush()
                kind.sent += len(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Server.status, Server.headers_sent, Server.robots = 200, {}, b""
    Server.sent, Server.asked = 0, []
    with serving(Server) as address:
        yield address


def answers(body: bytes | Callable[[], Iterator[bytes]] = b"", status: int = 200, **headers: str) -> None:
    Server.status = status
    Server.headers_sent = {name.replace("_", "-"): value for name, value in headers.items()}
    Server.body = staticmethod(body if callable(body) else lambda: iter([body]))  # type: ignore[assignment]


def forever(piece: bytes, first: bytes = b"") -> Callable[[], Iterator[bytes]]:
    """Far more than anybody should take, at most 300 MB."""

    def pieces() -> Iterator[bytes]:
        yield first
        for _ in range(300 * MEGABYTE // len(piece)):
            yield piece

    return pieces


def refusal(address: str) -> ReadingError:
    [error] = read_all(address, allow_private=True)
    assert isinstance(error, ReadingError)
    return error


RECOGNISED = find_spec("rapidocr") is not None
PICTURE = ("over the limit of 50 MB", 50 * MEGABYTE) if RECOGNISED else ("this is a PNG image", MEGABYTE)
"""What is said of a picture, by whether what is written in it can be read."""


@pytest.mark.parametrize(
    ("body", "words", "most"),
    [
        (forever(b"<p>It rained.</p>" * 5000, b"<!DOCTYPE html><html>"), "over the limit of 5 MB", 5 * MEGABYTE),
        (forever(b"It rained, and then it rained.\n" * 3000), "over the limit of 20 MB", 20 * MEGABYTE),
        (forever(b"\x00\x01\x02\x03" * 20_000, b"\x89PNG\r\n\x1a\n"), *PICTURE),
        (forever(b"\x00\x01\x02\x03" * 20_000, b"\x00\x00\x00\x20ftypisom"), "this is an MP4 video", MEGABYTE),
        (forever(b"<a>1</a>" * 5000, b"<?xml version='1.0'?><list>"), "this is data, not an article", MEGABYTE),
    ],
    ids=["page", "text", "picture", "video", "data"],
)
def test_no_more_is_taken_than_such_a_kind_may_have(
    site: str, body: Callable[[], Iterator[bytes]], words: str, most: int
) -> None:
    answers(body, Content_Type="text/plain")
    assert words in refusal(f"{site}/x").reason
    assert Server.sent < most + BUFFERS


@pytest.mark.parametrize(
    ("kind", "size", "limit"),
    [("text/html; charset=utf-8", 6 * MEGABYTE, "5 MB"), ("application/pdf", 101 * MEGABYTE, "100 MB"),
     ("application/octet-stream", 501 * MEGABYTE, "500 MB")],
)  # fmt: skip
def test_an_answer_that_says_it_is_too_large_is_refused_before_it_comes(
    site: str, kind: str, size: int, limit: str
) -> None:
    """The server waits for us to go, and has sent nothing but the head of its answer by then."""

    def nothing() -> Iterator[bytes]:
        time.sleep(0.3)
        yield b"x"

    answers(nothing, Content_Type=kind, Content_Length=str(size))
    before = time.monotonic()
    error = refusal(f"{site}/x")
    assert isinstance(error, TooLarge)
    assert f"over the limit of {limit}" in error.reason
    assert time.monotonic() - before < 5


def test_what_a_large_answer_is_decides_once_its_first_million_is_there(site: str) -> None:
    """Served as nothing in particular, 30 MB of a text are announced."""
    answers(forever(b"It rained, and then it rained.\n" * 3000), Content_Length=str(30 * MEGABYTE))
    assert "over the limit of 20 MB" in refusal(f"{site}/x").reason
    assert Server.sent < MEGABYTE + BUFFERS


def test_a_head_without_an_end_is_not_read_to_it(site: str) -> None:
    assert "there is no answer" in refusal(f"{site}/head").reason
    assert Server.sent < BUFFERS


@pytest.mark.parametrize("status", [302, 404, 500])
def test_nothing_is_taken_of_what_is_no_page(site: str, status: int) -> None:
    answers(forever(b"It rained.\n" * 9000), status, Location="http://127.0.0.1:22/")
    assert isinstance(refusal(f"{site}/x"), ReadingError)
    assert Server.sent < BUFFERS


def test_a_bomb_is_stopped_by_how_much_larger_it_gets(site: str) -> None:
    packed = gzip.compress(b'{"text": "It rained."}\n' + b" " * 40 * MEGABYTE)
    answers(packed, Content_Type="text/plain", Content_Encoding="gzip", Content_Length=str(len(packed)))
    error = refusal(f"{site}/x")
    assert isinstance(error, TooLarge)
    assert error.reason == "it unpacks to more than 100 times its size"


def test_a_packed_page_is_read_and_bounded(site: str) -> None:
    answers(gzip.compress(makers.page(STORY)), Content_Type="text/html", Content_Encoding="gzip")
    [article] = read_all(f"{site}/x", allow_private=True)
    assert isinstance(article, Article)
    assert "ferry" in article.text
    large = gzip.compress(makers.page([f"It rained on day {n} of {n * 7919}." for n in range(300_000)]))
    answers(large, Content_Type="text/html", Content_Encoding="gzip")
    assert "over the limit of 5 MB" in refusal(f"{site}/x").reason


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "x-custom"])
def test_an_answer_packed_as_was_not_asked_is_refused(site: str, coding: str) -> None:
    answers(gzip.compress(gzip.compress(makers.page(STORY))), Content_Encoding=coding)
    assert "which it was not asked for" in refusal(f"{site}/x").reason


def test_a_slow_answer_ends(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.reading.web.SECONDS", 1)

    def drops() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.05)
            yield b"It rained. "

    answers(drops, Content_Type="text/plain")
    before = time.monotonic()
    assert refusal(f"{site}/x").reason == "there was no whole answer within 1 seconds"
    assert time.monotonic() - before < 4


def test_a_name_that_is_long_looked_for_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def never(_host: str, _port: int, **_: object) -> list[object]:
        over.wait(20)
        return []

    monkeypatch.setattr("provenance.reading.network.socket.getaddrinfo", never)
    monkeypatch.setattr("provenance.reading.web.SECONDS", 1)
    before = time.monotonic()
    assert refusal("http://poe.example/x").reason == "there was no whole answer within 1 seconds"
    assert time.monotonic() - before < 4
    over.set()


def test_a_page_that_its_bytes_leave_open_is_what_the_server_says(site: str) -> None:
    answers(b"<b>By Jane Roe</b><p>" + makers.page(STORY).partition(b"<article>")[2], Content_Type="text/html")
    [article] = read_all(f"{site}/x", allow_private=True)
    assert isinstance(article, Article)
    assert article.media_type == "text/html"
    answers("\n".join(STORY).encode(), Content_Type="text/html")
    [article] = read_all(f"{site}/x", allow_private=True)
    assert isinstance(article, Article)
    assert article.media_type == "text/plain", "there is no markup in it, whatever the server says"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_when_to_come_back(site: str, status: int, tmp_path: Path) -> None:
    answers(b"later", status, Retry_After="120")
    error = refusal(f"{site}/x")
    assert isinstance(error, NotNow)
    assert error.seconds == 120
    assert error.reason.startswith(f"the server answers {status} ")
    assert error.reason.endswith("; it asks to come back in 120 seconds")
    assert Server.asked == ["/robots.txt", "/x"], "it is not asked again"
    with Casefile.open(tmp_path / "claims.db") as case:
        [outcome] = case.ingest([f"{site}/x"], allow_private=True).outcomes
    assert (outcome.state, outcome.again_in) == ("failed", 120)


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 30 ", 30),
        ("9" * 5000, 86_400),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=900), usegmt=True), 86_400),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Mon, 99 Foo 9999 99:99:99 GMT", None),
        ("²", None),
    ],
)
def test_when_to_come_back(value: str | None, seconds: float | None) -> None:
    assert seconds_to_wait(value, NOW) == seconds


def test_of_a_robots_file_half_a_megabyte_is_read(site: str) -> None:
    answers(makers.page(STORY), Content_Type="text/html")
    rule = b"User-agent: *\nDisallow: /x\n"
    Server.robots = b"# nothing\n" * 49_000 + rule
    assert "asks robots to stay away" in refusal(f"{site}/x").reason
    Server.robots = b"# nothing\n" * 50_000 + rule
    assert isinstance(next(read_all(f"{site}/x", allow_private=True)), Article)
    Server.robots = forever_robots = b"Disallow: /%s\n" % (b"y" * 100_000) * 100
    assert len(forever_robots) > 9 * MEGABYTE
    assert isinstance(next(read_all(f"{site}/x", allow_private=True)), Article)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://jane:secret@poe.example/x", "there is a name or password before poe.example"),
        ("http://poe.example@127.0.0.1/x", "there is a name or password before 127.0.0.1"),
        ("http://127.0.0.1:22/x", "it leads to port 22, where no page lies"),
        ("http://127.0.0.1:6667/x", "it leads to port 6667, where no page lies"),
        ("http://127.0.0.1:99999/x", "it leads to port 99999, where no page lies"),
        ("http://127.0.0.1:0/x", "it leads to port 0, where no page lies"),
    ],
)
@pytest.mark.parametrize("redirected", [False, True])
def test_odd_addresses_lead_nowhere(site: str, address: str, words: str, redirected: bool) -> None:
    if redirected:
        answers(b"", 302, Location=address)
    error = refusal(f"{site}/moved" if redirected else address)
    assert isinstance(error, UnsupportedSource)
    assert words in error.reason
    assert Server.asked == (["/robots.txt", "/moved"] if redirected else [])


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0", "[::1]", "[::ffff:127.0.0.1]",
     "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[fe80::1%25lo]", "[fe80::1%lo]", "localhost", "127.0.0.1.",
     "LOCALHOST", "①②⑦.0.0.1"],
)  # fmt: skip
def test_no_way_to_write_this_computer_reaches_it(site: str, host: str) -> None:
    """Some are no address to this system; those that are get no connection."""
    port = site.rpartition(":")[2]
    [error] = read_all(f"http://{host}:{port}/x")
    assert isinstance(error, ReadingError)
    assert "is not on the public internet" in error.reason or "there is no answer" in error.reason
    assert Server.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "[fd00::1]", "169.254.169.254", "0x7f.1", "192.0.0.9"])
def test_no_redirect_leads_into_a_private_network(site: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own server counts as public here until the redirect has been asked for."""
    monkeypatch.setattr(
        network,
        "is_public",
        lambda one: (one == "127.0.0.1" and "/moved" not in Server.asked) or public_addresses.is_public(one),
    )
    answers(b"", 302, Location=f"http://{host}/x")
    [error] = read_all(f"{site}/moved")
    assert isinstance(error, ReadingError)
    assert "is not on the public internet" in error.reason
    assert Server.asked == ["/robots.txt", "/moved"]
