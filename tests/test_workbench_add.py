"""Adding articles: files, a text and addresses, followed along or waited for; hostile names; limits."""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import ADA, case_of, opened, post, token

from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile.processes import Budget
from provenance.progress import tell
from provenance.workbench import Settings, create_app
from provenance.workbench.intake import Intake

BRIDGE = b"""The county council closed the bridge over the Teme on Friday after an inspector found a crack in its arch.
Councillor Mary Holt said that repairs would take six weeks and cost two million pounds.
"""
PIER = b"""The pier at Cromer opened again on Monday, two months after a storm had torn away a third of its planks.
Engineer Paul Dent said the new planks came from Norway and would hold for forty years.
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with opened(tmp_path, []) as one:
        yield one


def send(client: TestClient, *files: tuple[str, bytes], **fields: str):
    """Posts the form as a browser without JavaScript does, and follows to what became of it."""
    sent = [("files", (name, data, "application/octet-stream")) for name, data in files] or None
    return client.post("/add", data={"csrf": token(client), **fields}, files=sent)


def rows(page: str) -> list[tuple[str, str]]:
    """What the page says of each source: its name, and what became of it."""
    cells = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', page, re.DOTALL)
    return [(unescape(re.sub("<[^>]*>", "", name)).strip(), state) for name, state in cells]


def test_without_javascript_the_form_waits_and_shows_what_became_of_each(client: TestClient) -> None:
    page = send(client, ("bridge.txt", BRIDGE), ("pier.txt", PIER), ("bad.bin", bytes(range(256)))).text
    assert "What was added" in page
    assert rows(page) == [("bridge.txt", "added"), ("pier.txt", "added"), ("bad.bin", "not read")]
    assert "this is binary data" in page
    assert [one.file for one in case_of(client).articles()] == ["upload:/bridge.txt", "upload:/pier.txt"]


def test_sent_again_nothing_is_added(client: TestClient) -> None:
    send(client, ("bridge.txt", BRIDGE))
    assert rows(send(client, ("bridge.txt", BRIDGE)).text) == [("bridge.txt", "in already")]
    changed = rows(send(client, ("bridge.txt", BRIDGE.replace(b"six", b"nine"))).text)
    assert changed == [("bridge.txt", "a new version of what was in")]


def test_names_are_hostile(client: TestClient) -> None:
    names = ["../../etc/passwd", "C:\\x\\<img src=x onerror=alert(1)>.txt", "a\u202etxt.exe", "same.txt", "same.txt"]
    bodies = [BRIDGE, PIER, BRIDGE + PIER, b"Only the first of two said so.", b"The second of the two denied it."]
    page = send(client, *zip(names, bodies, strict=True)).text
    shown = [name for name, _ in rows(page)]
    assert shown == ["passwd", "<img src=x onerror=alert(1)>.txt", "a txt.exe", "same.txt", "same (2).txt"]
    assert "<img" not in page
    assert len(case_of(client).articles()) == 5


def test_what_was_sent_is_kept_nowhere_but_in_the_casefile(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    send(client, ("bridge.txt", BRIDGE))
    assert list(folder.iterdir()) == []


def test_of_a_folder_what_is_no_article_is_left_out_by_name(client: TestClient) -> None:
    page = send(client, ("news/.DS_Store", b"\x00"), ("news/README.md", PIER), ("news/a.txt", BRIDGE)).text
    assert rows(page) == [(".DS_Store".strip("."), "left out"), ("README.md", "left out"), ("a.txt", "added")]


def test_a_pasted_text_comes_with_what_is_known_of_it(client: TestClient) -> None:
    facts = {"title": "Bridge closed", "outlet": "Marches Post", "published_on": "2026-03-06", "byline": "Jo Roe"}
    page = send(client, text=BRIDGE.decode(), **facts).text
    assert rows(page) == [("Bridge closed", "added")]
    [article] = case_of(client).articles()
    assert (article.title, article.outlet, str(article.published_on), article.byline) == tuple(facts.values())
    assert article.file is None
    assert rows(send(client, text=BRIDGE.decode(), **facts).text) == [("Bridge closed", "in already")]


def test_facts_hold_of_all_files_and_are_noted_under_a_name(client: TestClient) -> None:
    send(client, ("a.txt", BRIDGE), ("b.txt", PIER), outlet="Poe Times", published_on="2026-01-31")
    assert {(one.outlet, str(one.published_on)) for one in case_of(client).articles()} == {("Poe Times", "2026-01-31")}
    assert {entry.person for entry in case_of(client).log() if entry.event == "set"} == {"Ada"}


def test_a_date_that_is_none_is_told_before_anything_is_read(client: TestClient) -> None:
    answer = send(client, ("a.txt", BRIDGE), published_on="yesterday")
    assert answer.status_code == 422
    assert "not a date" in answer.text
    assert not case_of(client).articles()


def test_only_addresses_are_fetched_and_none_of_a_private_network(client: TestClient) -> None:
    page = send(client, addresses="http://127.0.0.1:8001/x\n/etc/passwd\n-\nfile:///etc/passwd\nhttp://[::1]/").text
    assert {state for _, state in rows(page)} == {"not read"}
    assert page.count("not on the public internet") == 2
    assert page.count("this is no address") == 3
    assert not case_of(client).articles()


def test_nothing_sent_is_said(client: TestClient) -> None:
    answer = send(client, text="  ")
    assert answer.status_code == 422
    assert "There was nothing to add" in answer.text


def test_a_form_of_another_page_adds_nothing(client: TestClient) -> None:
    client.get("/add")
    answer = client.post("/add", data={"csrf": "guessed"}, files=[("files", ("a.txt", BRIDGE))])
    assert answer.status_code == 403
    assert not case_of(client).articles()


def test_more_than_may_be_sent_is_refused_with_the_limit(tmp_path: Path) -> None:
    with opened(tmp_path, [], Settings(person="Ada", largest_upload=2_000_000)) as client:
        assert "At most 2 MB" in client.get("/add").text
        answer = send(client, ("a.txt", b"x" * 2_000_001))
        assert answer.status_code == 413
        assert "at most 2 MB" in answer.text


def test_a_body_that_hides_its_size_is_broken_off(tmp_path: Path) -> None:
    with opened(tmp_path, [], Settings(person="Ada", largest_upload=2_000_000)) as client:
        boundary = b"--x\r\ncontent-disposition: form-data; name=files; filename=a.txt\r\n\r\n"
        body = (part for part in (boundary, *[b"x" * 100_000] * 30, b"\r\n--x--\r\n"))
        answer = client.post("/add", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
        assert answer.status_code == 413
        assert not case_of(client).articles()


def test_many_files_and_a_long_text_go_in_at_once(client: TestClient) -> None:
    many = [(f"news/.{number}", b"x") for number in range(1_200)]
    assert len(rows(send(client, *many).text)) == 1_200
    long = "Minister Ada Quill said that the harbour will close in June.\n" + "x" * 1_500_000
    assert send(client, text=long).status_code == 200


def test_the_events_tell_each_outcome_once_and_then_the_sum(client: TestClient) -> None:
    page = send(client, ("a.txt", BRIDGE), ("<b>.bin", bytes(range(256))))
    blocks = [one for one in _stream(client, page.url.path) if "event: progress" not in one]
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    assert [(one["event"], one["id"]) for one in events] == [("outcome", "1"), ("outcome", "2"), ("over", "2")]
    first, second, last = (json.loads(one["data"]) for one in events)
    assert (first["done"], first["total"]) == (1, 2)
    assert "&lt;b&gt;.bin" in second["row"]
    assert "<strong>1</strong> added" in last["summary"]
    again = _stream(client, page.url.path, {"last-event-id": "1"})
    assert [block.splitlines()[0] for block in again] == ["id: 2", "id: 2"]


def _stream(client: TestClient, path: str, headers: dict[str, str] | None = None) -> list[str]:
    answer = client.get(f"{path}/events", headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer.text.strip().split("\n\n")


class SlowSteps(InstalledSteps):
    """Reads only when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.reading = threading.Event()

    def extract(self, article):
        self.reading.set()
        assert self.let.wait(30)
        return ()


def test_while_articles_are_read_pages_answer_and_the_page_can_be_left(tmp_path: Path) -> None:
    steps = SlowSteps()
    with Casefile.open(tmp_path / "claims.db", steps=steps) as case:
        app = create_app(case, ADA)
        with TestClient(app, base_url="http://localhost:8765") as client:
            page = send(client, ("a.txt", BRIDGE), live="yes")
            assert "Reading" in page.text
            assert "data-events" in page.text
            for number in range(3):
                assert "Reading" in send(client, (f"{number}.txt", PIER + b"%d" % number), live="yes").text
            assert steps.reading.wait(30)
            assert client.get("/add").status_code == 200
            assert client.get("/claims").status_code == 200
            steps.let.set()
            for batch in app.state.intake.recent():
                assert batch.ended.wait(30)
            assert len(case.articles()) == 4
            assert "What was added" in client.get(page.url.path).text


def test_when_the_workbench_ends_the_article_under_way_is_stored_and_the_rest_left(tmp_path: Path) -> None:
    steps = SlowSteps()
    with Casefile.open(tmp_path / "claims.db", steps=steps) as case:
        app = create_app(case, ADA)
        with TestClient(app, base_url="http://localhost:8765") as client:
            send(client, ("a.txt", BRIDGE), ("b.txt", PIER), live="yes")
            [batch] = app.state.intake.recent()
            assert steps.reading.wait(30)
            threading.Timer(0.3, steps.let.set).start()
        assert batch.is_over
        assert batch.trouble is not None
        assert len(case.articles()) == 1


def test_a_batch_that_nobody_knows_is_not_found(client: TestClient) -> None:
    assert client.get("/add/nothing").status_code == 404


class WatchedSteps(InstalledSteps):
    """Tells how far it is, and goes on only when it is let, or where nobody wants it any more."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.reading: list[str] = []

    def extract(self, article):
        self.reading.append(str(article.path))
        for done in range(1_000):
            tell(done, 1_000)
            if self.let.wait(0.03):
                break
        return ()


@contextmanager
def watched(tmp_path: Path) -> Iterator[tuple[TestClient, WatchedSteps, Intake]]:
    steps = WatchedSteps()
    with Casefile.open(tmp_path / "claims.db", steps=steps) as case:
        app = create_app(case, ADA)
        with TestClient(app, base_url="http://localhost:8765") as client:
            yield client, steps, app.state.intake
            steps.let.set()


def until(true: Callable[[], object]) -> None:
    last = time.monotonic() + 30
    while not true():
        assert time.monotonic() < last
        time.sleep(0.02)


def test_the_queue_shows_what_is_read_and_what_waits_and_a_batch_can_be_cancelled(tmp_path: Path) -> None:
    with watched(tmp_path) as (client, steps, intake):
        for number in range(4):
            files = [(f"{number}{letter}.txt", BRIDGE + f"{number}{letter}".encode()) for letter in "abcde"]
            send(client, *files, live="yes")
        last, _, second, first = intake.recent()
        until(lambda: first.under_way and second.under_way)
        queue = client.get("/add").text
        assert queue.count("waiting</td>") == 2, "two of one visitor at a time"
        assert re.search(r"0 done; 0a\.txt: \d+ %", queue)
        assert queue.count("<td>Ada</td>") == 4
        page = client.get(f"/add/{first.id}").text
        assert 'aria-label="Cancel 0e.txt"' in page
        assert 'aria-label="Cancel 0a.txt"' not in page, "it is being read"
        assert "Cancelled: 0e.txt" in post(client, f"/add/{first.id}/cancel", source="0e.txt")
        post(client, f"/add/{second.id}/cancel")
        post(client, f"/add/{last.id}/cancel")
        until(lambda: second.is_over)
        assert {one.state for one in second.outcomes} == {"cancelled"}
        steps.let.set()
        until(lambda: all(batch.is_over for batch in intake.recent()))
        states = rows(client.get(f"/add/{first.id}").text)
        assert states == [(f"0{letter}.txt", "added") for letter in "abcd"] + [("0e.txt", "cancelled")]
        assert "<strong>1</strong> cancelled" in client.get(f"/add/{first.id}").text
        assert {one.file for one in case_of(client).articles()} & {f"upload:/{n}a.txt" for n in (1, 3)} == set()
        assert all(finding.ok for finding in case_of(client).findings())


def test_one_visitors_many_files_leave_room_for_anothers(tmp_path: Path) -> None:
    with watched(tmp_path) as (client, steps, intake):
        for number in range(5):
            send(client, (f"{number}.txt", BRIDGE + b"%d" % number), live="yes")
        until(lambda: len(steps.reading) == 2)
        other = TestClient(client.app, base_url="http://localhost:8765")
        send(other, ("other.txt", PIER), live="yes")
        until(lambda: "upload:/other.txt" in steps.reading)
        assert [batch.started for batch in reversed(intake.recent())] == [True, True, False, False, False, True]


def test_only_our_own_page_cancels(tmp_path: Path) -> None:
    with watched(tmp_path) as (client, _, intake):
        send(client, ("a.txt", BRIDGE), live="yes")
        [batch] = intake.recent()
        assert client.post(f"/add/{batch.id}/cancel", data={"csrf": "guessed"}).status_code == 403
        assert client.post(f"/api/batches/{batch.id}/cancel", json={}).status_code == 403
        assert client.post("/add/nothing/cancel", data={"csrf": token(client)}).status_code == 404
        assert not batch.is_cancelled("a.txt")


def test_programs_see_the_queue_and_cancel(tmp_path: Path) -> None:
    with watched(tmp_path) as (client, _, intake):
        send(client, ("a.txt", BRIDGE), ("b.txt", PIER), live="yes")
        [batch] = intake.recent()
        until(lambda: client.get("/api/batches").json()[0]["share"])
        [told] = client.get("/api/batches").json()
        assert (told["id"], told["state"], told["by"], told["done"], told["of"]) == (batch.id, "reading", "Ada", 0, 2)
        assert told["under_way"] == "upload:/a.txt"
        assert 0 < told["share"] < 1
        answer = client.post(f"/api/batches/{batch.id}/cancel", json={}, headers={"x-csrf-token": token(client)})
        assert answer.status_code == 200
        until(lambda: batch.is_over)
        assert [one["state"] for one in client.get("/api/batches").json()] == ["over"]
        assert {one.state for one in batch.outcomes} == {"cancelled"}
        assert not case_of(client).articles()


def test_progress_within_a_large_text_comes_as_an_event(tmp_path: Path) -> None:
    with watched(tmp_path) as (client, steps, intake):
        send(client, ("a.txt", BRIDGE), live="yes")
        [batch] = intake.recent()
        threading.Timer(1.0, steps.let.set).start()
        events = _stream(client, f"/add/{batch.id}")
        words = [json.loads(one.partition("data: ")[2])["words"] for one in events if "event: progress" in one]
        assert any(re.fullmatch(r"a\.txt: [1-9]\d* %", one) for one in words)


class SleepySteps(InstalledSteps):
    """Falls asleep over the pier."""

    def extract(self, article):
        if "pier" in article.text:
            time.sleep(60)
        return ()


def test_what_takes_too_much_is_named_on_the_page_and_the_others_are_added(tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "claims.db", steps=SleepySteps(), budget=Budget(seconds=1.0)) as case:
        app = create_app(case, ADA)
        with TestClient(app, base_url="http://localhost:8765") as client:
            page = send(client, ("1.txt", BRIDGE), ("2.txt", PIER), ("3.txt", BRIDGE + b"He said so."), live="yes")
            [batch] = app.state.intake.recent()
            assert batch.ended.wait(120)
            page = client.get(page.url.path).text
            assert rows(page) == [("1.txt", "added"), ("2.txt", "not read"), ("3.txt", "added")]
            assert "more than 1 seconds" in page


def look(client: TestClient, *files: tuple[str, bytes], **fields: str):
    """Posts the form of the page that shows what would be read."""
    sent = [("files", (name, data, "application/octet-stream")) for name, data in files] or None
    return client.post("/read", data={"csrf": token(client), **fields}, files=sent)


def told(page: str) -> list[list[str]]:
    """The rows of the tables of that page."""
    cells = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', page, re.DOTALL)
    return [[unescape(re.sub("<[^>]*>", "", one)).strip() for one in row] for row in cells]


PAGE = b"""<!doctype html><html lang="en"><head><title>Bridge closed | Marches Post</title>
<meta property="og:site_name" content="Marches Post"><meta name="author" content="admin">
<meta property="article:published_time" content="2026-03-06"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Bridge closed</h1><p>%s</p></article></body></html>
""" % BRIDGE.replace(b"\n", b"</p><p>")


def test_what_would_be_read_is_shown_and_nothing_stored(client: TestClient) -> None:
    german = "Der Minister sagte am Dienstag, dass die Br\u00fccke wieder offen ist. Niemand wurde verletzt.".encode()
    page = look(client, ("../a.html", PAGE), ("b.txt", german), ("c.bin", bytes(range(256)))).text
    rows = told(page)
    assert ["title", "Bridge closed", "html: h1"] in rows
    assert ["outlet", "Marches Post", "html: og:site_name"] in rows
    assert ["published", "2026-03-06", "html: article:published_time"] in rows
    assert ["author", "nothing", ""] in rows
    assert ["not author", "admin"] in [row[:2] for row in rows]
    assert "No claims: it is written in &#39;de&#39;" in page
    assert "this is binary data" in page
    assert "The county council closed the bridge" in page
    assert not case_of(client).articles()
    assert [entry.event for entry in case_of(client).log()] == []


def test_what_is_shown_before_it_is_stored_is_what_is_stored(client: TestClient) -> None:
    shown = {what: read for what, read, _ in told(look(client, ("a.html", PAGE)).text)}
    send(client, ("a.html", PAGE))
    [article] = case_of(client).articles()
    assert (article.title, article.outlet, str(article.published_on)) == (
        shown["title"],
        shown["outlet"],
        shown["published"],
    )
    assert shown["text"].endswith(f"{article.claims} claims")


def test_to_show_what_would_be_read_takes_the_guards_of_adding(client: TestClient) -> None:
    assert look(client).status_code == 422
    assert client.post("/read", data={"csrf": "x", "text": "A."}).status_code == 403
    page = look(client, addresses="http://127.0.0.1:8001/x\n/etc/passwd").text
    assert "not on the public internet" in page
    assert "this is no address" in page


def test_of_many_articles_the_first_are_shown(client: TestClient) -> None:
    rows = "".join(f"Title {n},The council closed bridge {n} on Friday after a storm.\n" for n in range(60))
    page = look(client, ("a.csv", f"title,text\n{rows}".encode())).text
    assert page.count('class="reading"') == 30
    assert "Only the first 30 are shown" in page


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://post.example/a?b=1&c=<i>", "https://post.example/a?b=1&amp;c=&lt;i&gt;"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("/etc/passwd", ""),
    ],
)
def test_an_address_that_is_brought_along_is_filled_in_and_not_fetched(
    client: TestClient, address: str, kept: str
) -> None:
    page = client.get("/add", params={"address": address}).text
    assert re.findall(r"<textarea [^>]*data-addresses>(.*?)</textarea>", page) == [kept]
    assert case_of(client).articles() == []
    assert client.get("/api/batches").json() == []
    assert client.get("/add", params={"address": "https://post.example/" + "a" * 2_000}).status_code == 422


def test_the_bookmark_leads_to_the_server_that_is_asked(client: TestClient) -> None:
    page = client.get("/add", headers={"Host": "localhost:9000"}).text
    [bookmark] = re.findall(r'href="(javascript:[^"]*)"', page)
    assert unescape(bookmark) == (
        'javascript:void(window.open("http://localhost:9000/add?address="+encodeURIComponent(location.href)))'
    )


def test_an_article_without_claims_says_why_on_the_desk_and_on_its_page(client: TestClient) -> None:
    send(
        client,
        ("a.txt", BRIDGE),
        ("b.txt", "Der Minister sagte, dass die Brücke offen ist. Niemand wurde verletzt.".encode()),
    )
    [german] = [one for one in case_of(client).articles() if not one.claims]
    why = "it is written in &#39;de&#39;; claims are found in English texts only"
    assert why in client.get("/").text
    assert f"No claims: {why}" in client.get(f"/articles/{german.id}").text
    [other] = [one for one in case_of(client).articles() if one.claims]
    assert "No claims" not in client.get(f"/articles/{other.id}").text
