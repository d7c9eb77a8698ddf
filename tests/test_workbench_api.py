from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import api_document
import pytest
from casefile_steps import PlainSteps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from starlette.testclient import TestClient
from terminal import piped
from workbench import case_of, opened

from provenance.casefile import Casefile
from provenance.reports.json import encode
from provenance.workbench import Settings

schemathesis = pytest.importorskip("schemathesis")
pytest.importorskip("schemathesis.checks")
EXAMPLES = 8
"""For each operation; the whole description has some thirty."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
PASSWORD = "correct horse battery"
OPEN = Settings(person="Ada", password=PASSWORD, names=frozenset({"testserver"}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbench")


@pytest.fixture(scope="module")
def shared(folder: Path) -> Iterator[TestClient]:
    """For reading only."""
    with opened(folder) as client:
        yield client


def token(client: TestClient) -> dict[str, str]:
    return {"X-CSRF-Token": client.get("/api/csrf").json()["token"]}


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("claims", "/api/claims"),
        ("claims --kind media --kind unknown", "/api/claims?kind=media&kind=unknown"),
        ("corroboration", "/api/groups"),
        ("conflicts", "/api/clashes"),
        ("sources", "/api/sources"),
        ("search alliance", "/api/search?q=alliance"),
        ("timeline alliance", "/api/timeline?q=alliance"),
        ("log", "/api/log"),
    ],
)
def test_the_answer_is_that_of_the_command(shared: TestClient, folder: Path, command: str, path: str) -> None:
    said = json.loads(piped([*command.split(), "--json"], cwd=folder, PROVENANCE_DB="claims.db").out)
    assert said
    assert shared.get(path).json() == said


def test_one_record_is_that_of_the_command(shared: TestClient, folder: Path) -> None:
    claim = case_of(shared).claims(limit=1)[0].id
    said = json.loads(piped(["show", claim, "--json"], cwd=folder, PROVENANCE_DB="claims.db").out)
    assert shared.get(f"/api/claims/{claim}").json() == said
    without = shared.get(f"/api/claims/{claim}", params={"without": "Turkish media"}).json()
    assert without["claim"]["id"] == claim


def test_lists_come_in_parts_with_their_length(shared: TestClient) -> None:
    whole = shared.get("/api/claims").json()
    answer = shared.get("/api/claims", params={"limit": 5, "offset": 5})
    assert answer.headers["X-Total-Count"] == str(case_of(shared).count_claims())
    assert answer.json() == whole[5:10]


def test_clashes_are_asked_for_by_reason(shared: TestClient) -> None:
    assert len(shared.get("/api/clashes?reason=stage&decided=no").json()) == 2
    assert shared.get("/api/clashes?reason=number").json() == []


def test_groups_are_written_as_they_are_answered(shared: TestClient) -> None:
    case = case_of(shared)
    [one, *_] = found = case.groups()
    assert shared.get("/api/groups").content == encode(found)
    assert shared.get("/api/groups?limit=1").content == encode(found[:1])
    assert shared.get(f"/api/groups/{one.id}").content == encode(one)
    assert shared.get("/api/groups?q=nothing+of+this+kind").content == b"[]"
    assert shared.get("/api/groups/0000").status_code == 404


@pytest.mark.parametrize("part", [1, 4, 1000])
def test_a_large_group_is_written_a_few_links_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr("provenance.casefile.answers.PART", part)
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        for outlet in ("Alpha", "Beta", "Gamma", "Delta"):
            told = f"outlet: {outlet}\nThe dam broke at dawn.\nMany people left.\n"
            (tmp_path / f"{outlet}.txt").write_text(told, encoding="utf-8")
        case.ingest([tmp_path])
        out = BytesIO()
        case.write_groups(out)
        groups = case.groups()
    assert sorted(len(group.links) for group in groups) == [6, 6]
    assert out.getvalue() == encode(groups)


def test_everything_else_answers_with_its_record(shared: TestClient) -> None:
    case = case_of(shared)
    claim, link, article = case.claims(limit=1)[0].id, case.links(limit=1)[0].id, case.articles(limit=1)[0].id
    assert shared.get(f"/api/articles/{article}").json()["text"] == case.article(article).text
    assert shared.get(f"/api/links/{link[:8]}").json()["id"] == link
    assert shared.get(f"/api/groups/{claim}").json()["articles"] == case.group(claim).articles
    assert shared.get(f"/api/origin-graph?claim={claim}").json()["id"] == claim
    assert shared.get("/api/source?name=turkish+media").json()["source"]["source"] == "Turkish media"
    assert shared.get("/api/articles").json()[0]["id"] == article
    assert shared.get("/api/desk").json()["counts"]["claims"] == case.count_claims()
    assert shared.get("/api/queue?limit=1").json()["items"][0]["stage"] == "clash"
    assert {facet["name"] for facet in shared.get("/api/facets").json()} >= {"kind", "outlet", "month"}
    assert shared.get("/api/months").json()[0]["month"] == "2026-01"
    assert shared.get("/api/outlets").json() == []
    assert shared.get("/api/findings").json()
    assert shared.get("/api/notes").json() == shared.get("/api/reviews").json() == []


def test_decisions_are_made_and_taken_back(client: TestClient) -> None:
    link = case_of(client).clashes()[0]
    headers = token(client)
    made = client.post(
        "/api/reviews", json={"target": link.id, "verdict": "reject", "by": "Ada", "why": "two plans"}, headers=headers
    )
    assert made.status_code == 201
    assert made.json()["verdict"] == "reject"
    assert client.get("/api/reviews", params={"target": link.id}).json() == [made.json()]
    undone = client.post("/api/undo", json={"by": "Ada", "why": "by mistake"}, headers=headers).json()
    assert undone["undone"]["event"] == "review"
    assert case_of(client).link(link.id).verdict is None


def test_sources_are_graded_noted_and_tagged(client: TestClient) -> None:
    claim = case_of(client).claims(limit=1)[0].id
    headers = token(client)
    rating = {"source": "turkish media", "grade": "B", "by": "Ada", "why": "known"}
    assert client.post("/api/ratings", json=rating, headers=headers).json()["source"] == "Turkish media"
    note = {"target": claim, "text": "ask the <b>ministry</b>", "by": "Ada"}
    assert client.post("/api/notes", json=note, headers=headers).json()["text"] == "ask the <b>ministry</b>"
    tag = {"target": claim, "tag": "To Ask", "by": "Ada"}
    assert client.post("/api/tags", json=tag, headers=headers).json()["value"] == "to ask"
    assert [one["id"] for one in client.get("/api/claims?tag=to+ask").json()] == [claim]
    assert client.post("/api/tags", json={**tag, "off": True}, headers=headers).status_code == 201
    assert client.get("/api/claims?tag=to+ask").json() == []


def test_what_is_wrong_is_set_right(client: TestClient) -> None:
    case, headers = case_of(client), token(client)
    claim = next(one for one in case.claims() if one.attribution and len(one.content) == 1)
    other = next(one for one in case.claims() if one.article != claim.article)
    words = " ".join(claim.text[claim.content[0][0] - claim.start :].split()[:5])
    before = case.claims()

    def post(path: str, **fields: object) -> list[str]:
        made = client.post(f"/api/{path}", json={"by": "Ada", **fields}, headers=headers)
        assert made.status_code == 201, made.text
        return [entry["subject"] for entry in made.json()["entries"]]

    added = post("claims", article=claim.article, words=words, name="Ann Reed", level="probable")[-1]
    shown = client.get(f"/api/claims/{added}").json()["claim"]
    assert (shown["level"], shown["attribution"][0]["name"]) == ("probable", "Ann Reed")
    made = len(case.log())
    post("corrections/no-claim", claim=added)
    post("corrections/claim", claim=claim.id, stance="withholds")
    post("corrections/source", claim=claim.id, name="Bo Marsh")
    post("corrections/source", claim=claim.id, own_voice=True)
    post("corrections/link", claim=claim.id, other=other.id, relation="conflicts", reason="place")
    post("corrections/cut", claim=claim.id, words=words.split()[0])
    refused = client.post("/api/corrections/cut", json={"by": "Ada", "claim": claim.id}, headers=headers)
    assert (refused.status_code, len(case.log()) > made) == (422, True)
    own = {"by": "Ada", "claim": claim.id, "own_voice": True, "name": "Ann Reed"}
    refused = client.post("/api/corrections/source", json=own, headers=headers)
    assert (refused.status_code, "without a source" in refused.text) == (422, True)
    post("corrections/source-everywhere", source="Turkish media", kind="witness")
    for _ in range(len(case.log())):
        if case.claims() == before:
            break
        case.undo(by="Ada")
    assert case.claims() == before


def test_articles_are_sent_as_they_are(client: TestClient) -> None:
    sent = [("files", ("pier.txt", b"The old pier collapsed on 3 January 2026, the mayor said."))]
    answer = client.post(
        "/api/ingest", files=sent, data={"set": "outlet=Harbour Post", "by": "Ada"}, headers=token(client)
    )
    assert [one["state"] for one in answer.json()["outcomes"]] == ["added"]
    assert client.get("/api/outlets").json()[0]["outlet"] == "Harbour Post"
    text = {"text": "The new pier opened on 5 May 2026, the mayor said.", "title": "Pier"}
    assert client.post("/api/ingest", data=text, headers=token(client)).json()["outcomes"][0]["claims"] == 1


def test_a_change_needs_the_token_or_the_password(tmp_path: Path) -> None:
    change = {"source": "Turkish media", "grade": "B", "by": "Ada", "why": "known"}
    with opened(tmp_path) as client:
        assert client.post("/api/ratings", json=change).status_code == 403
        assert client.post("/api/ratings", json=change, headers={"X-CSRF-Token": "guess"}).status_code == 403
        foreign = {**token(client), "Origin": "https://elsewhere.example"}
        assert client.post("/api/ratings", json=change, headers=foreign).status_code == 403
        bearer = {"Authorization": "Bearer "}
        assert client.post("/api/ratings", json=change, headers=bearer).status_code == 403


def test_with_a_password_nothing_is_told_without_it(tmp_path: Path) -> None:
    change = {"source": "Turkish media", "grade": "B", "by": "Ada", "why": "known"}
    with opened(tmp_path, settings=OPEN) as client:
        assert client.get("/api/claims").status_code == 401
        assert client.post("/api/ratings", json=change).json() == {
            "error": "A password is set: send Authorization: Bearer PASSWORD."
        }
        client.headers["Authorization"] = f"Bearer {PASSWORD}"
        assert client.get("/api/claims").status_code == 200
        assert client.post("/api/ratings", json=change).status_code == 201


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/claims/ffffffffffffffff", 404),
        ("/api/claims/zz", 422),
        ("/api/claims?limit=0", 422),
        ("/api/claims?limit=1001", 422),
        ("/api/claims?offset=99999999999999999999999999", 422),
        ("/api/claims?min_confidence=nan", 422),
        ("/api/claims?min_confidence=1e999", 422),
        ("/api/claims?kind=king", 422),
        ("/api/claims?since=20260230", 422),
        ("/api/claims?colour=red", 422),
        ("/api/claims?q=%00", 400),
        ("/api/claims/%00", 400),
        ("/api/claims?q=%ED%A0%80", 200),
        ("/api/claims?q=%22%2A%28", 200),
        ("/api/search?q=%F0%9F%92%A9", 200),
        ("/api/timeline?q=%27%22", 404),
        ("/api/source?name=nobody", 404),
        ("/api/desk?since=0001-01-01T00:00:00%2B14:00", 422),
        ("/api/log?after=1000000000", 200),
        ("/api/nothing", 404),
    ],
)
def test_odd_questions_get_an_answer(shared: TestClient, path: str, status: int) -> None:
    answer = shared.get(path)
    assert answer.status_code == status, answer.text
    assert (list(answer.json()) == ["error"]) == (status != 200)


def test_a_beginning_of_several_ids_is_ambiguous(shared: TestClient) -> None:
    ids = [claim.id for claim in case_of(shared).claims()]
    first = next(id_[0] for id_ in ids if sum(other[0] == id_[0] for other in ids) > 1)
    assert shared.get(f"/api/claims/{first}").status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        b'{"target": "\\ud800", "text": "x", "by": "Ada"}',
        b'{"\\ud800": 1}',
        b'{"target": "0000", "text": "\\u0000", "by": "Ada"}',
        b"\xff",
        b"[" * 100_000,
        b'{"target": ' + b"9" * 10_000 + b"}",
        b"null",
        b"",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_odd_bodies_get_an_answer(client: TestClient, body: bytes) -> None:
    headers = {**token(client), "Content-Type": "application/json"}
    for path in ("notes", "tags", "reviews", "ratings", "undo"):
        answer = client.post(f"/api/{path}", content=body, headers=headers)
        assert answer.status_code in (400, 422), answer.text
        assert list(answer.json()) == ["error"]


def test_hostile_text_is_a_string_in_json(client: TestClient) -> None:
    text = "The mayor said the bridge </script><script>alert(1)</script> cost 40 million crowns in 2026."
    client.post("/api/ingest", data={"text": text}, headers=token(client))
    answer = client.get("/api/claims?q=crowns")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>alert(1)</script>" in answer.json()[0]["text"]


def test_the_document_shows_real_answers() -> None:
    text = api_document.DOCUMENT.read_text("utf-8")
    assert text.count("$ ") > 7
    assert text == api_document.renewed(text), "python tests/documents.py writes it anew"


def test_the_page_for_people_names_every_request(shared: TestClient) -> None:
    page = shared.get("/api").text
    for path, methods in shared.get("/api/openapi.json").json()["paths"].items():
        assert all(f"<code>{method.upper()} {path}</code>" in page for method in methods)
    assert "by, target, verdict, why, wording, scale" in page


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::hypothesis.errors.HypothesisWarning")
def test_no_request_fails_or_contradicts_the_description(tmp_path: Path) -> None:
    """Schemathesis asks every operation what its description allows, and some of what it does not."""
    wanted = [getattr(schemathesis.checks, name) for name in CHECKS]
    with opened(tmp_path, settings=OPEN) as client:
        headers = {"Authorization": f"Bearer {PASSWORD}"}
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=headers)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) > 25
        for operation in operations:
            for mode in schemathesis.GenerationMode:

                @settings(
                    max_examples=EXAMPLES,
                    deadline=None,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                @given(case=operation.as_strategy(generation_mode=mode))
                def ask(case: schemathesis.Case) -> None:
                    case.call_and_validate(checks=wanted, headers=headers)

                with suppress(
                    Unsatisfiable if mode.is_negative else ()
                ):  # where nothing is asked, nothing can be wrong
                    ask()
