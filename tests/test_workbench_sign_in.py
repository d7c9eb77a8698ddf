"""Signing in at the workbench: by the form and as a program, wrong passwords, cookies, TLS and proxies."""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from workbench import HOST, listening, opened

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.workbench import Settings, create_app
from provenance.workbench.serving import configured
from provenance.workbench.throttle import FREE

PASSWORD = "a long enough password"
CERTIFICATE = Path(__file__).parent / "cases" / "localhost.pem"
LOCKED = Settings(person="Ada", password=PASSWORD)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with opened(tmp_path, settings=LOCKED) as client:
        yield client


def another(client: TestClient, address: str = "192.0.2.77") -> TestClient:
    """Somebody else's browser, at an address."""
    return TestClient(client.app, base_url=HOST, client=(address, 50000))


def token_of(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: TestClient, path: str, **fields: str):
    page = client.get("/sign-in" if path == "/sign-in" else "/keys").text
    return client.post(path, data={"csrf": token_of(page), **fields}, follow_redirects=False)


def bearer(client: TestClient, password: str):
    return client.get("/api/claims?limit=1", headers={"authorization": f"Bearer {password}".encode()})


def is_in(client: TestClient) -> bool:
    return client.get("/keys", follow_redirects=False).status_code == 200


def test_a_wrong_password_is_answered_at_once_and_then_made_to_wait(client: TestClient) -> None:
    began = time.monotonic()
    answers = [send(client, "/sign-in", password=f"guess {number}") for number in range(FREE + 3)]
    assert [answer.status_code for answer in answers] == [403] * FREE + [429] * 3
    assert answers[-1].headers["retry-after"] == "1"
    assert "Wait 1 seconds" in answers[-1].text
    assert send(client, "/sign-in", password=PASSWORD).status_code == 429
    assert time.monotonic() - began < 10
    time.sleep(1.1)
    assert send(client, "/sign-in", password=PASSWORD).status_code == 303
    assert is_in(client)


def test_programs_that_guess_wait_as_well(client: TestClient) -> None:
    answers = [bearer(client, f"guess {number}") for number in range(50)]
    assert [answer.status_code for answer in answers] == [401] * FREE + [429] * (50 - FREE)
    assert answers[0].headers["www-authenticate"] == "Bearer"
    assert answers[-1].headers["retry-after"] == "1"
    assert list(answers[-1].json()) == ["error"]
    assert bearer(client, PASSWORD).status_code == 429
    assert bearer(another(client), PASSWORD).status_code == 200


def test_form_and_programs_are_counted_together(client: TestClient) -> None:
    for number in range(FREE):
        bearer(client, f"guess {number}")
    assert send(client, "/sign-in", password="guess").status_code == 429


def test_whoever_is_in_stays_in_whatever_others_guess(client: TestClient) -> None:
    assert send(client, "/sign-in", password=PASSWORD).status_code == 303
    guesser = TestClient(client.app, base_url=HOST)  # of the same address
    for number in range(50):
        bearer(guesser, f"guess {number}")
    assert is_in(client)
    assert client.get("/api/claims").status_code == 200
    assert send(client, "/sign-out").status_code == 303
    assert bearer(guesser, PASSWORD).status_code == 429
    assert send(client, "/sign-in", password=PASSWORD).status_code == 303, "this browser is known"


def test_a_password_of_any_characters_is_sent_as_utf8(tmp_path: Path) -> None:
    with opened(tmp_path, settings=Settings(password="größtes Geheimnis 🔑")) as client:
        assert bearer(client, "größtes Geheimnis 🔑").status_code == 200
        assert send(client, "/sign-in", password="größtes Geheimnis 🔑").status_code == 303


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client: TestClient) -> None:
    send(client, "/sign-in", password=PASSWORD)
    thief = another(client)
    thief.cookies = client.cookies
    stolen = dict(client.cookies)
    assert is_in(thief)
    send(client, "/sign-out")
    thief.cookies.update(stolen)
    assert not is_in(thief)
    assert thief.get("/api/claims").status_code == 401
    assert not is_in(client)


def test_signing_in_makes_all_of_the_session_new(client: TestClient) -> None:
    planted = token_of(client.get("/sign-in").text)
    before = dict(client.cookies)
    client.post("/sign-in", data={"csrf": planted, "password": PASSWORD})
    old = another(client)
    old.cookies.update(before)
    assert not is_in(old)
    assert client.post("/you", data={"csrf": planted, "by": "Eve"}).status_code == 403


def test_many_sign_out_at_once(client: TestClient) -> None:
    send(client, "/sign-in", password=PASSWORD)
    fields = {"csrf": token_of(client.get("/keys").text)}
    statuses: list[int] = []

    def leave(cookies: dict[str, str]) -> None:
        one = another(client)
        one.cookies.update(cookies)
        statuses.append(one.post("/sign-out", data=fields, follow_redirects=False).status_code)

    threads = [threading.Thread(target=leave, args=(dict(client.cookies),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 8
    assert not is_in(client)


def test_a_change_by_a_program_needs_the_token_or_the_password(client: TestClient) -> None:
    change = {"source": "Turkish media", "grade": "B", "by": "Ada", "why": "known"}
    send(client, "/sign-in", password=PASSWORD)
    wrong = {"authorization": "Bearer guess"}
    right = {"authorization": f"Bearer {PASSWORD}"}
    assert client.post("/api/ratings", json=change).status_code == 403
    assert client.post("/api/ratings", json=change, headers=wrong).status_code == 403
    assert client.post("/api/ratings", json=change, headers=right).status_code == 201


def test_where_one_wanted_to_go_is_kept(client: TestClient) -> None:
    turned = client.get("/claims?kind=official&page=2", follow_redirects=False)
    assert turned.headers["location"] == "/sign-in?next=/claims%3Fkind%3Dofficial%26page%3D2"
    assert 'value="/claims?kind=official&amp;page=2"' in client.get(turned.headers["location"]).text
    assert client.post("/decide", follow_redirects=False).headers["location"] == "/sign-in?next=/"


def cookie_of(client: TestClient) -> str:
    return client.get("/sign-in").headers["set-cookie"].lower()


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_over_tls_from_the_open_network(client: TestClient) -> None:
    plain = cookie_of(client)
    assert plain.startswith("provenance=")
    assert "httponly" in plain
    assert "samesite=lax" in plain
    assert "secure" not in plain
    encrypted = TestClient(client.app, base_url="https://localhost:8765")
    secure = cookie_of(encrypted)
    assert secure.startswith("__host-provenance=")
    for flag in ("httponly", "samesite=lax", "secure", "path=/"):
        assert f"; {flag}" in secure
    assert "domain" not in secure


def test_a_cookie_of_the_open_network_is_none_over_tls(client: TestClient) -> None:
    send(client, "/sign-in", password=PASSWORD)
    encrypted = TestClient(client.app, base_url="https://localhost:8765")
    for name in ("__Host-provenance", "provenance"):
        encrypted.cookies.set(name, client.cookies["provenance"])
    assert not is_in(encrypted)


def test_over_tls_a_page_that_came_without_it_changes_nothing(client: TestClient) -> None:
    encrypted = TestClient(client.app, base_url="https://localhost:8765")
    fields = {"csrf": token_of(encrypted.get("/sign-in").text), "password": PASSWORD}
    refused = encrypted.post("/sign-in", data=fields, headers={"origin": "http://localhost:8765"})
    assert refused.status_code == 403
    taken = encrypted.post("/sign-in", data=fields, headers={"origin": "https://localhost:8765"})
    assert taken.status_code == 200


def asked(connection: http.client.HTTPConnection, path: str = "/sign-in", **headers: str) -> http.client.HTTPResponse:
    with closing(connection):
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer


def guessed(port: int, **headers: str) -> int:
    """The status of a guess that was never made before."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return asked(connection, "/api/claims", Authorization=f"Bearer {time.monotonic_ns()}", **headers).status


def test_only_a_proxy_that_was_named_is_believed(tmp_path: Path) -> None:
    with listening(tmp_path, LOCKED) as port:
        lied = asked(http.client.HTTPConnection("127.0.0.1", port), X_Forwarded_Proto="https")
        assert "secure" not in lied.headers["set-cookie"].lower()
        statuses = [guessed(port, X_Forwarded_For=f"192.0.2.{number}") for number in range(FREE + 2)]
        assert statuses == [401] * FREE + [429] * 2
    with listening(tmp_path, Settings(password=PASSWORD, proxies=("127.0.0.0/8",))) as port:
        told = asked(http.client.HTTPConnection("127.0.0.1", port), X_Forwarded_Proto="https")
        assert told.headers["set-cookie"].startswith("__Host-provenance=")
        forwarded = [guessed(port, X_Forwarded_For=f"{number}.0.2.1, 198.51.100.7") for number in range(FREE + 2)]
        assert forwarded == [401] * FREE + [429] * 2, "what the visitor wrote before the proxy did is not believed"
        assert guessed(port, X_Forwarded_For="203.0.113.9") == 401


def test_it_speaks_tls_itself(tmp_path: Path) -> None:
    with listening(tmp_path, Settings(password=PASSWORD, certificate=CERTIFICATE, key=CERTIFICATE)) as port:
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        answer = asked(http.client.HTTPSConnection("localhost", port, context=context))
        assert answer.status == 200
        assert answer.headers["set-cookie"].startswith("__Host-provenance=")


def test_what_cannot_be_served_so_is_told(tmp_path: Path) -> None:
    some = tmp_path / "some.pem"
    some.write_text("no certificate")
    with pytest.raises(InvalidRequest, match="needs its key"):
        Settings(certificate=some)
    with pytest.raises(InvalidRequest, match="--proxy"):
        Settings(proxies=("the proxy",))
    for path in (some, tmp_path / "none.pem"):
        settings = Settings(certificate=path, key=path)
        with Casefile.open(tmp_path / "claims.db") as case, pytest.raises(InvalidRequest, match="cannot speak TLS"):
            configured(create_app(case, settings), settings)
