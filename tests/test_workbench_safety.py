"""Who may ask, from which page, how much; and what a page may load."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import HOST, case_of, opened, post, token

from provenance.errors import InvalidRequest
from provenance.workbench import Settings, create_app

PASSWORD = "a long enough password"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8765", 200),
        ("127.0.0.1:8765", 200),
        ("[::1]:8765", 200),
        ("192.0.2.7:8765", 200),  # in digits: no name that could be bound to another address
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost@evil.example", 421),
        ("", 421),
    ],
)
def test_only_its_own_names_are_served(client: TestClient, host: str, status: int) -> None:
    assert client.get("/keys", headers={"host": host}).status_code == status


def test_a_name_that_was_given_is_served(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings(names=frozenset({"desk.example"}))) as client:
        assert client.get("/keys", headers={"host": "desk.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": HOST}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://localhost:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_changes_come_from_its_own_pages(client: TestClient, headers: dict[str, str], status: int) -> None:
    fields = {"csrf": token(client), "by": "Ada", "next": "/keys"}
    assert client.post("/you", data=fields, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/decide", "/rate", "/note", "/tag", "/undo", "/you", "/sign-in", "/sign-out"])
@pytest.mark.parametrize("csrf", ["", "wrong", "wröng"])
def test_every_change_needs_the_token(client: TestClient, path: str, csrf: str) -> None:
    token(client)
    link = case_of(client).links()[0].id
    fields = {
        "target": link,
        "verdict": "reject",
        "source": "Ankara",
        "grade": "B",
        "why": "x",
        "text": "x",
        "tag": "x",
    }
    fields |= {"by": "Eve", "password": "x"}
    before = len(case_of(client).log())
    answer = client.post(path, data={**fields, "csrf": csrf}, follow_redirects=False)
    assert answer.status_code == 403
    assert len(case_of(client).log()) == before


def test_the_token_of_another_visitor_does_not_serve(client: TestClient) -> None:
    theirs = TestClient(client.app, base_url=HOST)
    assert client.post("/you", data={"csrf": token(theirs), "by": "Eve"}).status_code == 403


def test_every_answer_forbids_script_and_foreign_files(client: TestClient) -> None:
    for path in ("/claims", "/nowhere", "/static/workbench.css", "/claims?kind=nonsense"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_pages_hold_no_inline_script_style_or_handler(client: TestClient) -> None:
    claim = case_of(client).claims()[0]
    link = case_of(client).links()[0]
    for path in ("/claims", f"/claims/{claim.id}", f"/articles/{claim.article}?claim={claim.id}", f"/links/{link.id}"):
        page = re.sub(r"<textarea.*?</textarea>", "", client.get(path).text, flags=re.DOTALL)  # to be copied elsewhere
        assert "<style" not in page
        assert " style=" not in page
        assert " on" not in {part[:3] for part in page.split("<")}
        assert page.count("<script") == page.count('<script type="module" src="/static/')
        assert "http://" not in page
        assert "https://" not in page


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\tx", ""])
def test_a_form_never_leads_to_another_site(client: TestClient, next_: str) -> None:
    answer = client.post("/you", data={"csrf": token(client), "by": "Ada", "next": next_}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_a_body_over_the_limit_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings(largest_upload=1000)) as client:
        long = client.post("/you", data={"csrf": token(client), "by": "x" * 2000})
        assert long.status_code == 413

        form = {"content-type": "application/x-www-form-urlencoded"}
        unannounced = (b"x" * 500 for _ in range(10))  # no Content-Length
        assert client.post("/you", content=unannounced, headers=form).status_code == 413


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "desk.example"])
def test_serving_others_demands_a_password(host: str) -> None:
    with pytest.raises(InvalidRequest, match="PROVENANCE_PASSWORD"):
        Settings(host=host)
    with pytest.raises(InvalidRequest, match="too short"):
        Settings(host=host, password="short")
    assert Settings(host=host, password=PASSWORD).password == PASSWORD


def test_with_a_password_nothing_is_seen_without_it(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings(host="0.0.0.0", password=PASSWORD)) as client:
        turned = client.get("/claims", follow_redirects=False)
        assert turned.headers["location"] == "/sign-in?next=/claims"
        assert client.get("/api/claims").status_code == 401
        page = client.get("/sign-in?next=/claims")
        csrf = page.text.partition('name="csrf-token" content="')[2].partition('"')[0]
        assert client.post("/sign-in", data={"csrf": csrf, "password": "not this"}).status_code == 403
        assert client.get("/claims", follow_redirects=False).status_code == 303
        assert "Claims" in client.post("/sign-in", data={"csrf": csrf, "password": PASSWORD, "next": "/claims"}).text
        assert client.get("/claims", follow_redirects=False).status_code == 200
        post(client, "/sign-out")
        assert client.get("/claims", follow_redirects=False).status_code == 303


def test_programs_may_send_the_password_as_a_bearer_token(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings(password=PASSWORD)) as client:
        right, wrong = ({"authorization": f"Bearer {one}"} for one in (PASSWORD, "not this one"))
        assert client.get("/claims", headers=right, follow_redirects=False).status_code == 200
        assert client.get("/claims", headers=wrong, follow_redirects=False).status_code == 303


def test_no_trace_of_a_fault_reaches_the_page(tmp_path: Path) -> None:
    class Broken:
        def __getattr__(self, name: str) -> None:
            raise RuntimeError("secret words of the traceback")

    app = create_app(Broken(), Settings())  # type: ignore[arg-type]
    answer = TestClient(app, base_url=HOST, raise_server_exceptions=False).get("/claims")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
