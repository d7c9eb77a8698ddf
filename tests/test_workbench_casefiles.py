"""Several casefiles behind one door: each under its name, with everything of its own, behind the same guards."""

from __future__ import annotations

import html
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient
from workbench import ADA, HOST, seeded

from provenance.casefile import Casefile
from provenance.store.folders import Folder
from provenance.workbench import Settings
from provenance.workbench.casefiles import create_front

PASSWORD = "correct horse battery"
TEXT = "The mayor said on Monday that five people were hurt when the old bridge over the river fell."
ADDRESS = re.compile(r'(href|src|action|formaction|data-events)="([^"]*)"')


@contextmanager
def fronted(folder: Path, settings: Settings = ADA) -> Iterator[TestClient]:
    """A browser without eyes on the folder `folder / "cases"`, which holds the seeds under two names."""
    cases = folder / "cases"
    cases.mkdir(exist_ok=True)
    for name in ("Pact", "Bridge, part 2"):
        if not (cases / f"{name}.db").exists():
            shutil.copy(seeded(), cases / f"{name}.db")
    with TestClient(create_front(Folder(cases), settings), base_url=HOST) as client:
        yield client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with fronted(tmp_path) as client:
        yield client


def token(client: TestClient, page: str = "/casefiles") -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def read(client: TestClient, name: str, text: str) -> str:
    """Adds a text to a casefile; the page that says what became of it."""
    answer = client.post(f"/c/{name}/add", data={"csrf": token(client), "text": text, "title": "Bridge"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_list_leads_to_each_casefile_and_back(client: TestClient) -> None:
    page = client.get("/")
    assert page.url.path == "/casefiles"
    assert 'href="/c/Pact/"' in page.text
    assert 'href="/c/Bridge%2C%20part%202/"' in page.text
    desk = client.get("/c/Bridge%2C%20part%202/")
    assert "Casefile <strong>Bridge, part 2</strong>" in desk.text
    assert 'class="switch" href="/casefiles"' in desk.text
    assert client.get("/c/Pact").url.path == "/c/Pact/"


@pytest.mark.parametrize("root", ["/c/Pact/", "/c/Bridge%2C%20part%202/"])
def test_no_address_on_any_page_leads_out_of_the_casefile(client: TestClient, root: str) -> None:
    """A page of each sort that links lead to."""
    seen, waiting = set[tuple[str, int]](), [root]
    while waiting:
        page = client.get(waiting.pop())
        assert page.status_code == 200, page.url
        for name, found in ADDRESS.findall(page.text):
            plain = html.unescape(found).removeprefix(f'javascript:void(window.open("{HOST}')  # the bookmark
            there = urljoin(str(page.url), plain).removeprefix(HOST)
            if there.startswith(("/static/", "/sign-", "/casefiles", "data:", "http")):
                continue
            assert there.startswith(root), f"{found} on {page.url}"
            path = urlsplit(there).path.split("/")
            sort = path[3], len(path)
            if name == "href" and found == plain and sort not in seen:
                seen.add(sort)
                waiting.append(there)
    assert len(seen) > 15


def test_what_is_done_in_one_is_not_done_in_another(client: TestClient, tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "cases" / "Pact.db") as case:
        claim = case.claims(limit=1)[0].id
    said = {"csrf": token(client), "target": claim, "verdict": "accept", "next": f"/claims/{claim}"}
    answer = client.post("/c/Pact/decide", data=said)
    assert answer.url.path == f"/c/Pact/claims/{claim}"
    assert "Accepted" in answer.text
    with Casefile.open(tmp_path / "cases" / "Pact.db") as case:
        assert [one.by for one in case.reviews()] == ["Ada"]
    with Casefile.open(tmp_path / "cases" / "Bridge, part 2.db") as case:
        assert case.reviews() == []


@pytest.mark.parametrize("path", ["/c/Pact/claims", "/c/Bridge%2C%20part%202/claims", "/c/Pact/api/claims"])
def test_an_address_with_one_slash_too_many_leads_to_the_page_of_the_same_casefile(
    client: TestClient, path: str
) -> None:
    answer = client.get(f"{path}/?kind=person", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{path}?kind=person"
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_form_of_another_casefile_leads_nowhere_else(client: TestClient) -> None:
    said = {"csrf": token(client), "by": "Ada", "next": "//elsewhere.example/"}
    answer = client.post("/c/Pact/you", data=said, follow_redirects=False)
    assert answer.headers["location"] == "/c/Pact/"


def test_each_reads_its_own_articles(client: TestClient) -> None:
    page = read(client, "Pact", TEXT)
    assert "added" in page
    assert 'href="/c/Pact/articles/' in page
    events = re.search(r"/c/Pact/add/[\w-]+", page)
    assert events is None or "Bridge" not in events[0]
    assert "Bridge" in client.get("/c/Pact/articles").text
    assert ">Bridge<" not in client.get("/c/Bridge, part 2/articles").text
    batch = client.get("/c/Pact/api/batches").json()[0]["id"]
    assert client.get(f"/c/Pact/add/{batch}").status_code == 200
    assert client.get(f"/c/Bridge, part 2/add/{batch}").status_code == 404
    told = client.get(f"/c/Pact/add/{batch}/events").text
    assert '\\"/c/Pact/articles/' in told or 'href=\\"/c/Pact' in told
    assert 'href=\\"/articles' not in told


def test_a_new_casefile_is_made_and_opened(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/casefiles", data={"csrf": token(client), "name": " Ferry 2026 "})
    assert answer.url.path == "/c/Ferry%202026/" or answer.url.path == "/c/Ferry 2026/"
    assert "This casefile is empty" in answer.text
    assert (tmp_path / "cases" / "Ferry 2026.db").exists()
    again = client.post("/casefiles", data={"csrf": token(client), "name": "ferry 2026"})
    assert again.status_code == 422
    assert "already" in again.text


@pytest.mark.parametrize("name", ["../out", "/etc/x", "..", "a/b", ".x", "con", "a\nb", "<script>", "x" * 81])
def test_what_is_no_name_makes_nothing(client: TestClient, tmp_path: Path, name: str) -> None:
    before = sorted(one for one in tmp_path.rglob("*") if "-" not in one.name)
    answer = client.post("/casefiles", data={"csrf": token(client), "name": name})
    assert answer.status_code == 422
    assert "is no name for a casefile" in answer.text
    assert "<script>" not in answer.text
    assert sorted(one for one in tmp_path.rglob("*") if "-" not in one.name) == before


@pytest.mark.parametrize(
    "path", ["/c/Nobody/", "/c/Nobody/claims", "/c/..%2f..%2fetc/", "/c/%2e%2e%2fclaims/", "/c/link/"]
)
def test_what_is_no_casefile_is_answered_in_words(client: TestClient, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside.db"
    shutil.copy(seeded(), outside)
    (tmp_path / "cases" / "link.db").symlink_to(outside)
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "That did not work" in answer.text
    told = client.get("/c/Nobody/api/claims")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/json")
    assert "Pact" in told.json()["error"]


def test_a_file_that_is_no_casefile_is_told_and_the_others_go_on(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "cases" / "broken.db").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    answer = client.get("/c/broken/")
    assert answer.status_code == 503
    assert "broken" in client.get("/casefiles").text
    assert client.get("/c/Pact/").status_code == 200


def test_who_has_a_casefile_open_does_not_wait_for_another_that_is_opened(client: TestClient) -> None:
    assert client.get("/c/Pact/keys").status_code == 200
    casefiles = client.app.state.casefiles  # type: ignore[attr-defined]
    with ThreadPoolExecutor() as pool, casefiles._opening:
        waiting = pool.submit(casefiles.app, "Bridge, part 2")
        assert client.get("/c/Pact/keys").status_code == 200
        assert not waiting.done()
    assert waiting.result() is casefiles.app("Bridge, part 2")


def test_a_file_that_took_the_place_of_another_is_seen(client: TestClient, tmp_path: Path) -> None:
    assert "This casefile is empty" not in client.get("/c/Pact/").text
    (tmp_path / "cases" / "Pact.db").unlink()
    assert client.get("/c/Pact/").status_code == 404
    answer = client.post("/casefiles", data={"csrf": token(client), "name": "Pact"})
    assert "This casefile is empty" in answer.text
    said = {"csrf": token(client), "text": TEXT, "title": "Bridge"}
    assert "added" in client.post("/c/Pact/add", data=said).text
    with Casefile.open(tmp_path / "cases" / "Pact.db") as case:
        assert [one.title for one in case.articles()] == ["Bridge"]


def test_one_password_is_asked_for_all(tmp_path: Path) -> None:
    with fronted(tmp_path, Settings(password=PASSWORD)) as client:
        for path in ("/", "/casefiles", "/c/Pact/", "/c/Pact/claims?level=certain", "/c/Nobody/", "/c/Pact/sign-in"):
            answer = client.get(path, follow_redirects=False)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in?next=/"), path
        for path in ("/api/casefiles", "/c/Pact/api/claims", "/c/Nobody/api/claims"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/json")
        page = client.get("/c/Pact/claims?level=certain")
        assert page.url.path == "/sign-in"
        then = html.unescape(re.search(r'name="next" value="([^"]*)"', page.text)[1])  # type: ignore[index]
        data = {"csrf": token(client, "/sign-in"), "password": PASSWORD, "next": then}
        page = client.post("/sign-in", data=data)
        assert str(page.url).endswith("/c/Pact/claims?level=certain")
        assert client.get("/c/Bridge, part 2/").status_code == 200
        assert 'action="/sign-out"' in page.text
        assert client.post("/sign-out", data={"csrf": token(client)}).url.path == "/sign-in"
        assert client.get("/c/Pact/", follow_redirects=False).status_code == 303


def test_the_guards_are_those_of_one_casefile(client: TestClient) -> None:
    for path in ("/casefiles", "/c/Pact/decide", "/c/Pact/api/reviews"):
        foreign = client.post(path, data={"csrf": token(client)}, headers={"Origin": "http://evil.example"})
        assert foreign.status_code == 403, path
    for path in ("/casefiles", "/c/Pact/you"):
        assert client.post(path, data={"name": "x", "by": "x"}).status_code == 403, path
    assert client.get("/c/Pact/", headers={"Host": "evil.example"}).status_code == 421
    for path in ("/casefiles", "/c/Pact/", "/c/Nobody/"):
        assert "default-src 'none'" in client.get(path).headers["content-security-policy"]


def test_each_casefile_has_its_own_last_visit(client: TestClient) -> None:
    assert "Your first visit" in client.get("/c/Pact/").text
    assert "Your first visit" in client.get("/c/Bridge, part 2/").text
    assert "Your first visit" in client.get("/c/Pact/").text


def test_a_program_asks_which_there_are(client: TestClient) -> None:
    listed = client.get("/api/casefiles").json()
    assert [(one["name"], one["address"]) for one in listed] == [
        ("Bridge, part 2", "/c/Bridge%2C%20part%202/"), ("Pact", "/c/Pact/"),
    ]  # fmt: skip
    assert client.get("/c/Pact/api/claims").json()
    assert client.get("/c/Pact/api/openapi.json").json()["servers"] == [{"url": "/c/Pact"}]


def test_leaving_ends_what_is_being_read(tmp_path: Path) -> None:
    with fronted(tmp_path) as client:
        read(client, "Pact", TEXT)
        app = client.app
        assert app.state.casefiles.busy() == {"Pact": 0}  # type: ignore[attr-defined]
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert app.state.casefiles.busy() == {}  # type: ignore[attr-defined]
