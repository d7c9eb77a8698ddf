"""Visitors who mean harm: each gets a clear answer, holds up nobody else, and leaves no trace of a fault in the log."""

from __future__ import annotations

import http.client
import logging
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from workbench import ADA, HOST, case_of, listening, opened, token

from provenance.workbench.connections import Connection

HUGE = "9" * 5_000
"""More digits than Python makes a number of."""
ODD = (
    HUGE, "-1", "nan", "x" * 50_001, "w " * 400, "%" * 999, "\u202e", str(10**30), f"-{HUGE}", str(2**63),
    "1e999", "inf", "\u0663", "\u00b2", "1_000", "+5",
    "%" * 9_000, "_" * 9_000, '"' * 3_000, "(" * 3_000, "a OR " * 3_000, "NEAR(" * 500, "*", "\\", "[",
    "\U0001f4a9" * 2_000, " ".join(f"w{number}" for number in range(3_000)),
)  # fmt: skip
"""What may stand in any field of an address."""
FIELDS = (
    "page", "q", "kind", "outlet", "article", "since", "until", "min_confidence", "max_confidence", "reviewed",
    "source", "tag", "sort", "stage", "after", "at", "name", "format", "claim", "part", "without", "relation", "reason",
    "decided", "limit", "offset", "corroborated",
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """For reading only; a fault is answered with 500, as by the server."""
    with opened(tmp_path_factory.mktemp("workbench")) as client:
        yield TestClient(client.app, base_url=HOST, raise_server_exceptions=False)


@pytest.mark.parametrize("field", FIELDS)
def test_any_field_of_an_address_may_hold_anything(shared: TestClient, field: str) -> None:
    claim = case_of(shared).claims(limit=1)[0]
    pages = ("/sources", f"/articles/{claim.article}", f"/claims/{claim.id}", "/api/claims")
    for path in ("/claims", "/conflicts", "/source", "/review") if field in ("page", "q", "source", "since") else pages:
        for value in ODD if path == "/claims" else ODD[:8]:
            answer = shared.get(f"{path}?{field}={quote(value)}"[:60_000])
            assert answer.status_code < 500, (path, field, value[:20])


@pytest.mark.parametrize(
    "path", ["/claims/{}", "/articles/{}", "/links/{}", "/corroboration/{}", "/add/{}", "/report/file/{}", "/static/{}"]
)
def test_any_name_may_be_asked_for(shared: TestClient, path: str) -> None:
    for value in ODD:
        assert shared.get(path.format(quote(value, safe=""))[:60_000]).status_code in (404, 409, 422), value[:20]


@pytest.mark.parametrize("field", ["kind", "outlet", "tag", "source", "page", "reason"])
@pytest.mark.parametrize("path", ["/claims", "/conflicts", "/api/claims", "/api/clashes"])
def test_a_field_may_come_thousands_of_times(shared: TestClient, path: str, field: str) -> None:
    query = "&".join(f"{field}=a{number}" for number in range(4_000))
    assert shared.get(f"{path}?{query}").status_code < 500


@pytest.mark.parametrize("number", [HUGE, "-1", str(10**30), "\u00b2", "x"])
def test_an_event_that_cannot_be_is_refused_in_words(tmp_path: Path, number: str) -> None:
    with opened(tmp_path) as client:
        sent = client.post("/add", data={"csrf": token(client), "text": "The mayor said that the pier will close."})
        headers = {"last-event-id": number.encode()}
        answer = client.get(f"{sent.url.path}/events", headers=headers)
        assert answer.status_code == 422
        assert "last-event-id" in answer.text
        assert client.get(f"{sent.url.path}/events?after={quote(number)}").status_code == 422


@pytest.mark.parametrize("entry", [HUGE, "-1", "0", str(2**63), str(10**30), "x"])
def test_no_entry_of_such_a_number_is_taken_back(tmp_path: Path, entry: str) -> None:
    with opened(tmp_path) as client:
        fields = {"csrf": token(client), "why": "x", "entry": entry}
        assert client.post("/undo", data=fields).status_code == 422


@pytest.mark.parametrize("path", ["/decide", "/rate", "/note", "/tag", "/undo", "/you", "/add"])
def test_any_field_of_a_form_may_hold_anything(tmp_path: Path, path: str) -> None:
    with opened(tmp_path) as reading:
        client = TestClient(reading.app, base_url=HOST, raise_server_exceptions=False)
        claim = case_of(client).claims(limit=1)[0].id
        fields = {
            "target": claim,
            "verdict": "accept",
            "source": "Ankara",
            "grade": "B",
            "why": "x",
            "text": "The mayor.",
        }
        fields |= {"tag": "x", "by": "Ada", "next": "/", "title": "x", "outlet": "x", "published_on": "2026-01-01"}
        for name in fields:
            for value in (
                HUGE,
                "x" * 10_001,
                "\x00",
                "\U0001f4a9" * 5_000,
                "\u202e",
                "<b>",
                b"\xff\xfe",
                b"\xed\xa0\x80",
            ):
                data = {"csrf": token(client), **fields, name: value}
                answer = client.post(path, data=data, follow_redirects=False)
                assert answer.status_code < 500, (name, value[:10])
                assert len(answer.headers.get("set-cookie", "")) < 4_096, "a browser would drop it"


@pytest.mark.parametrize(
    "kind",
    [
        "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x", "multipart/form-data; boundary=x; charset=idna",
        "multipart/form-data; boundary=x; charset=hex", "multipart/form-data; boundary=x; charset=unicode_escape",
        "multipart/form-data; boundary=x; charset=undefined", f"multipart/form-data; boundary={'y' * 5_000}",
        "application/x-www-form-urlencoded; charset=utf-7",
    ],
)  # fmt: skip
def test_any_body_may_come_as_any_kind(shared: TestClient, kind: str) -> None:
    bodies = [
        b"", b"--x\r\n", b"&" * 100_000, b"a&" * 3_000, b"\0" * 1_000, b"--x\r\n" + b"a: b\r\n" * 3_000,
        b"--x\r\ncontent-disposition: form-data; name=csrf\r\n\r\n\xff\r\n--x--\r\n",
        b'--x\r\ncontent-disposition: form-data; name=files; filename="\xff..\r\n\r\nThe mayor said so.\r\n--x--\r\n',
        b"--x\r\ncontent-disposition: form-data; name=csrf; filename=x\r\n\r\nabc\r\n--x--\r\n",
        b"--x\r\ncontent-disposition: form-data; name=text; filename=x\r\n\r\nabc\r\n--x--\r\n",
    ]  # fmt: skip
    headers = {"content-type": kind, "x-csrf-token": shared.get("/api/csrf").json()["token"]}
    for path in ("/add", "/note", "/report/verify", "/api/ingest", "/api/notes"):
        for body in bodies:
            answer = shared.post(path, content=body, headers=headers, follow_redirects=False)
            assert answer.status_code < 500, (path, body[:60])


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "provenance=" + "x" * 8_000}, {"cookie": "provenance=\xff"}, {"authorization": "Bearer \xff"},
        {"authorization": "Bearer " + "x" * 50_000}, {"range": f"bytes=0-{HUGE}"}, {"range": "bytes=5-2"},
        {"if-modified-since": HUGE}, {"origin": "http://[::1"}, {"host": "[::1"}, {"host": f"localhost:{HUGE}"},
        {"content-length": HUGE}, {"host": "[x]"}, {"content-length": "\xb2"}, {"sec-fetch-site": "x" * 999},
        {"range": "bytes=" + ",".join(f"{number}-{number}" for number in range(3_000))},
    ],
    ids=lambda headers: next(f"{name} {value[:12]!r}" for name, value in headers.items()),
)  # fmt: skip
def test_any_header_may_hold_anything(shared: TestClient, headers: dict[str, str]) -> None:
    given = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    for method, path in (
        ("GET", "/static/workbench.css"),
        ("GET", "/keys"),
        ("GET", "/api/months"),
        ("POST", "/you"),
        ("HEAD", "/keys"),
        ("OPTIONS", "/"),
        ("TRACE", "/"),
    ):
        assert shared.request(method, path, headers=given, follow_redirects=False).status_code < 500


class Log(logging.Handler):
    """What the server writes to its log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [record.getMessage(), *(["a traceback"] if record.exc_info else [])]


@pytest.fixture
def log() -> Iterator[Log]:
    log, logger = Log(), logging.getLogger("uvicorn.error")
    logger.addHandler(log)
    yield log
    logger.removeHandler(log)


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something becomes so within some seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def visitor(port: int) -> tuple[str, str]:
    """The cookie and the token of somebody who looked at a page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/api/csrf")
        answer = connection.getresponse()
        cookie = answer.headers["set-cookie"].partition(";")[0]
        return cookie, answer.read().decode().partition('": "')[2].partition('"')[0]


@pytest.mark.parametrize("path", ["/add", "/api/ingest", "/report/verify", "/note"])
def test_an_upload_that_is_broken_off_leaves_nothing(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with listening(tmp_path, ADA) as port:
        cookie, csrf = visitor(port)
        for _ in range(3):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.putrequest("POST", path)
            for name, value in (
                ("cookie", cookie),
                ("x-csrf-token", csrf),
                ("content-type", "multipart/form-data; boundary=x"),
                ("content-length", "50000000"),
            ):
                connection.putheader(name, value)
            head = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
            connection.endheaders(head + b"x" * 3_000_000)
            connection.close()
        assert eventually(lambda: not open_files(folder))
        assert visitor(port)
    assert list(folder.iterdir()) == []
    assert log.lines == []


def open_files(folder: Path) -> list[str]:
    """The files in a folder that this process holds open, also those without a name."""
    found = []
    for one in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
        try:
            target = str(one.readlink())
        except OSError:
            continue
        found += [target] if target.startswith(str(folder)) else []
    return found


def test_followers_who_vanish_leave_no_trace(tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(tmp_path, ADA) as port:
        cookie, csrf = visitor(port)
        for number in range(5):
            text = f"The mayor said that pier {number} will close."
            with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
                headers = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
                connection.request("POST", "/add", f"csrf={csrf}&live=yes&text={quote(text)}", headers)
                batch = connection.getresponse().headers["location"]
            for _ in range(10):
                with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
                    connection.request("GET", f"{batch}/events", headers={"cookie": cookie})
        assert visitor(port)
    assert log.lines == []


def test_who_only_begins_a_request_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_seconds", 0.5)
    monkeypatch.setattr(Connection, "body_seconds", 0.5)
    with listening(tmp_path, ADA) as port:
        begun = [
            b"",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
            b"POST /you HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nby=",
            b"GET /keys HTTP/1.1\r\nHost: localhost\r\n\r\nGET /keys HTTP/1.1\r\nHo",
        ]
        half = [socket.create_connection(("127.0.0.1", port)) for _ in range(50) for _ in begun]
        for number, one in enumerate(half):
            one.sendall(begun[number % len(begun)])
        drip = socket.create_connection(("127.0.0.1", port))
        ended = threading.Event()

        def dripping() -> None:
            """A line of the head every moment: no line is late, but the whole never comes."""
            try:
                drip.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
                for _ in range(200):
                    time.sleep(0.1)
                    drip.sendall(b"X: y\r\n")
            except OSError:
                ended.set()

        thread = threading.Thread(target=dripping)
        thread.start()
        assert visitor(port), "others are answered meanwhile"
        for one in half:
            with one, suppress(ConnectionResetError):  # closed by the server with bytes of it unread: ended, too
                one.settimeout(20)
                while one.recv(65_536):
                    pass
        assert ended.wait(20)
        thread.join()
        drip.close()


def test_a_slow_upload_that_goes_on_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_seconds", 0.6)
    monkeypatch.setattr(Connection, "body_seconds", 0.6)
    with listening(tmp_path, ADA) as port:
        cookie, csrf = visitor(port)
        body = f"csrf={csrf}&by=Ada&next=/keys".encode()
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            connection.putrequest("POST", "/you")
            for name, value in (
                ("cookie", cookie),
                ("content-type", "application/x-www-form-urlencoded"),
                ("content-length", str(len(body))),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            for at in range(0, len(body), 10):
                time.sleep(0.15)
                connection.send(body[at : at + 10])
            assert connection.getresponse().status == 303


def test_an_answer_that_nobody_fetches_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "body_seconds", 0.3)
    lost = threading.Event()
    before = Connection.connection_lost

    def noted(self: Connection, exc: Exception | None) -> None:
        before(self, exc)
        lost.set()

    monkeypatch.setattr(Connection, "connection_lost", noted)
    with listening(tmp_path, ADA) as port:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
        assert lost.wait(20)
        connection.close()
