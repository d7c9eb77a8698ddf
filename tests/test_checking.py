from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample import make
from starlette.testclient import TestClient
from terminal import piped
from workbench import case_of, opened

from provenance import Article, extract
from provenance.casefile import Casefile
from provenance.casefile.checking import LONGEST
from provenance.checks import StatementRecord
from provenance.errors import InvalidRequest
from provenance.matching.facets import facets
from provenance.matching.lone import answer, answers, opposed
from provenance.model import Band, Claim, Saying

FERRY = Article(
    text="The ferry carried 148 people when it sank on Tuesday, the coastguard said. The owner denied that the ferry "
    "was overloaded. The ministry has not confirmed whether the captain was drunk. The crew had no licence for the "
    "strait.",
    outlet="Strait Times",
)


def claim_of(text: str) -> Claim:
    return extract(Article(text=text))[0]


def said(statement: str) -> set[tuple[Saying, str]]:
    asked, claims = claim_of(statement), extract(FERRY)
    found = answers(asked, dict(enumerate(claims)))
    return {(one.saying, claims[at].text) for at, one in found.items() if one.band is Band.SHOWN}


def of(saying: Saying, words: str, found: set[tuple[Saying, str]]) -> bool:
    return any(one is saying and words in text for one, text in found)


@pytest.mark.parametrize(
    ("statement", "saying", "words"),
    [
        ("The ferry carried 148 people.", Saying.SAME, "carried 148"),
        ("The ferry carried 95 people.", Saying.OTHERWISE, "carried 148"),
        ("The crew had no licence.", Saying.SAME, "no licence"),
        ("The ferry was overloaded.", Saying.OTHERWISE, "denied that the ferry"),
        ("The captain was drunk.", Saying.WITHHOLDS, "captain was drunk"),
    ],
)
def test_statements_find_who_says_so_and_who_says_otherwise(statement: str, saying: Saying, words: str) -> None:
    found = said(statement)
    assert of(saying, words, found), found
    assert not any(other is not saying and words in text for other, text in found), found


def test_what_nobody_says_finds_nobody() -> None:
    assert said("The harbour master of Rotterdam resigned over a bribe.") == set()


@pytest.mark.parametrize("statement", ["The ferry was overloaded.", "The crew had a licence for the strait."])
def test_a_denial_is_never_shown_as_support(statement: str) -> None:
    asked = claim_of(statement)
    denying = [one for one in extract(FERRY) if opposed(asked, one)]
    assert denying
    for claim in denying:
        found = answer(asked, claim)
        assert found is None or found.saying is not Saying.SAME


def test_reasons_point_into_both_texts() -> None:
    asked = claim_of("The ferry carried 95 people.")
    found = answer(asked, extract(FERRY)[0])
    assert found is not None
    pairs = [(asked.article.text[slice(*one.a)], FERRY.text[slice(*one.b)]) for one in found.reasons]
    assert any("95" in a and "148" in b for a, b in pairs)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    with Casefile.open(make(tmp_path_factory.mktemp("case")), steps=PlainSteps()) as opened:
        yield opened


def only(case: Casefile, text: str) -> StatementRecord:
    (statement,) = case.check(text).statements
    return statement


def test_a_casefile_answers_with_origins_and_days(case: Casefile) -> None:
    found = only(case, "The bridge over the Lenn cost 40 million crowns to build.")
    assert [one.claim.outlet for one in found.of(Saying.SAME)]
    assert found.same is not None
    assert found.same.low == len({one.claim.outlet for one in found.of(Saying.SAME)}) == 2
    assert (str(found.first_on), str(found.last_on)) == ("2026-01-14", "2026-01-15")
    assert found.otherwise is None
    for one in found.answers:
        assert one.claim.id in {claim.id for claim in case.claims()}


def test_otherwise_stands_with_the_words_that_clash(case: Casefile) -> None:
    found = only(case, "The bridge over the Lenn cost 90 million crowns to build.")
    assert not found.of(Saying.SAME)
    assert found.same is None
    assert found.first_on is None
    for one in found.of(Saying.OTHERWISE):
        assert [(reason.a_text, reason.b_text) for reason in one.reasons] == [("90", "40")]


def test_nothing_is_stored(case: Casefile) -> None:
    before = [entry.number for entry in case.log()], len(case.articles()), case.count_claims()
    case.check("The bridge over the Lenn cost 90 million crowns to build. Nobody knows why.")
    assert ([entry.number for entry in case.log()], len(case.articles()), case.count_claims()) == before


@pytest.mark.parametrize("empty", ["", "   \n\t ", "\r\n"])
def test_an_empty_statement_is_refused(case: Casefile, empty: str) -> None:
    with pytest.raises(InvalidRequest, match="nothing to check"):
        case.check(empty)


def test_a_text_as_long_as_a_book_is_refused_at_once(case: Casefile) -> None:
    with pytest.raises(InvalidRequest, match=f"{LONGEST:,}"):
        case.check("The bridge is closed. " * 250_000)


@pytest.mark.parametrize("signs", ["x", "é́", "<b>", "\u202e"])
def test_five_million_signs_without_a_word_are_refused_at_once(case: Casefile, signs: str) -> None:
    with pytest.raises(InvalidRequest, match=r"characters, and up to|nothing to check"):
        case.check(signs * (5_000_000 // len(signs)))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("workbench")) as client:
        yield client


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Is Turkey in talks to join a defence pact?", "a question states nothing"),
        ("Die Türkei verhandelt seit Wochen mit Riad über einen Beitritt zu dem Abkommen.", "'de'"),
        ("Le ferry transportait 148 personnes, selon la police.", "'fr'"),
        ("+++ --- ***", "no sentence"),
    ],
)
def test_what_cannot_be_asked_is_told(seeds: TestClient, text: str, words: str) -> None:
    record = case_of(seeds).check(text)
    told = [record.silent, *(one.unasked for one in record.statements)]
    assert any(words in one for one in told if one is not None), record
    assert not any(one.answers for one in record.statements)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200).filter(str.strip))
@example(text="the \ud800 pact\x00 was signed")
@example(text="\u202eTURKEY\u2028joined the pact. " * 50)
def test_any_text_is_answered(seeds: TestClient, text: str) -> None:
    record = case_of(seeds).check(text)
    assert record.text.encode()
    for statement in record.statements:
        assert record.text[statement.start : statement.end]
        assert statement.unasked is None or not statement.answers


@pytest.mark.parametrize("opinion", ["What a lovely day this is!", "I think that camels are the finest animals."])
def test_an_opinion_that_nobody_shares_finds_nobody(seeds: TestClient, opinion: str) -> None:
    record = case_of(seeds).check(opinion)
    assert not any(one.of(saying) for one in record.statements for saying in Saying)


def test_a_claim_of_the_casefile_finds_itself(seeds: TestClient) -> None:
    case = case_of(seeds)
    claim = next(one for one in case.claims() if one.stance == "asserts" and len(one.text.split()) > 12)
    found = only_of(case, claim.statement.text)
    assert claim.id in {one.claim.id for one in found.of(Saying.SAME)}


def only_of(case: Casefile, text: str) -> StatementRecord:
    return case.check(text).statements[0]


def test_the_page_and_the_api_answer_alike(seeds: TestClient) -> None:
    case = case_of(seeds)
    text = next(one.statement.text for one in case.claims() if one.stance == "asserts" and len(one.text.split()) > 12)
    page = seeds.get("/check", params={"q": text})
    answered = seeds.get("/api/check", params={"q": text}).json()
    ids = [one["claim"]["id"] for one in answered["statements"][0]["answers"] if one["band"] == "shown"]
    assert page.status_code == 200
    assert ids
    assert all(f'href="/claims/{one}"' in page.text for one in ids)


def test_the_form_needs_its_token_and_shows_hostile_text_as_text(seeds: TestClient) -> None:
    assert seeds.post("/check", files={"text": (None, "The pact was signed.")}).status_code == 403
    token = seeds.get("/api/csrf").json()["token"]
    hostile = "<script>alert(1)</script> the pact was signed by Ankara."
    page = seeds.post("/check", files={"csrf": (None, token), "text": (None, hostile)})
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text
    empty = seeds.post("/check", files={"csrf": (None, token), "text": (None, " ")})
    assert empty.status_code == 422
    assert "nothing to check" in empty.text


def test_the_command_prints_lines_and_json(tmp_path: Path) -> None:
    database = make(tmp_path)
    words = "The bridge over the Lenn cost 40 million crowns to build."
    lines = piped(["check", words, "--db", str(database)], cwd=tmp_path).out.splitlines()
    assert lines[0].startswith("statement\tanswer\tband")
    assert any("says the same" in line for line in lines[1:])
    (record,) = json.loads(piped(["check", words, "--json", "--db", str(database)], cwd=tmp_path).out)
    assert {one["saying"] for one in record["statements"][0]["answers"]} >= {"same"}
    file = tmp_path / "speech.txt"
    file.write_text(f"{words}\nThe harbour was sold to a bank.\n", encoding="utf-8")
    told = piped(["check", str(file), "--db", str(database)], cwd=tmp_path).out
    assert "Nobody says this" in told


def test_a_file_that_is_not_there_is_no_statement(tmp_path: Path) -> None:
    database = make(tmp_path)
    done = piped(["check", "speech.txt", "--db", str(database)], cwd=tmp_path)
    assert done.code == 1
    assert "no such file" in done.out


BRIDGE = "The bridge over the Lenn cost 40 million crowns to build."


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Casefile]:
    with Casefile.open(make(tmp_path), steps=PlainSteps()) as opened:
        yield opened


def test_a_statement_is_kept_until_somebody_takes_it_back(mine: Casefile) -> None:
    before = mine.count_claims()
    made = mine.keep(f"  [{BRIDGE}] ", by="Ada", why="a reader asks")
    assert (made.text, made.by, made.why, made.entry) == (BRIDGE, "Ada", "a reader asks", mine.log()[-1].number)
    assert mine.kept() == [made]
    assert mine.count_claims() == before
    undone = mine.undo(by="Bo", entry=made.entry)
    assert mine.kept() == []
    mine.undo(by="Bo", entry=undone.entry.number)
    assert [one.text for one in mine.kept()] == [BRIDGE]


def test_a_statement_is_kept_once_whatever_its_case(mine: Casefile) -> None:
    mine.keep(BRIDGE, by="Ada")
    with pytest.raises(InvalidRequest, match="Ada keeps it already"):
        mine.keep(f"  {BRIDGE.upper()}", by="Bo")
    assert len(mine.kept()) == 1


@pytest.mark.parametrize(
    ("statement", "by", "words"),
    [
        (BRIDGE, " ", "by"),
        ("", "Ada", "from 1 to"),
        (f"The bridge {'very ' * 300}is old.", "Ada", "from 1 to"),
        ("Die Brücke über die Lenn wurde im vergangenen Jahr für den Verkehr gesperrt.", "Ada", "only English"),
    ],
)
def test_what_cannot_be_checked_is_not_kept(mine: Casefile, statement: str, by: str, words: str) -> None:
    before = mine.log()
    with pytest.raises(InvalidRequest, match=words):
        mine.keep(statement, by=by)
    assert mine.log() == before


def test_two_casefiles_that_keep_a_statement_keep_it_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with (
        Casefile.open(make(tmp_path / "a"), steps=PlainSteps()) as here,
        Casefile.open(make(tmp_path / "b"), steps=PlainSteps()) as there,
    ):
        first = here.keep(BRIDGE, by="Ada")
        there.keep(BRIDGE, by="Bo")
        there.keep("The harbour is closed.", by="Bo")
        there.close()
        here.merge(tmp_path / "b" / "claims.db")
        assert [(one.text, one.by) for one in here.kept()] == [(BRIDGE, "Ada"), ("The harbour is closed.", "Bo")]
        assert here.kept()[0] == first
        assert not here.verify().differences


def test_the_command_keeps_and_asks_again(tmp_path: Path) -> None:
    database = ["--db", str(make(tmp_path))]
    nobody = piped(["check", BRIDGE, "--keep", *database], cwd=tmp_path)
    assert nobody.code == 2
    assert "--by" in nobody.out
    assert "kept by Ada" in piped(["check", BRIDGE, "--keep", "--by", "Ada", *database], cwd=tmp_path).out
    assert "Ada keeps it already" in piped(["check", BRIDGE, "--keep", "--by", "Bo", *database], cwd=tmp_path).out
    (record,) = json.loads(piped(["check", "--kept", "--json", *database], cwd=tmp_path).out)
    assert record["text"] == BRIDGE
    assert record["statements"][0]["answers"]
    assert piped(["check", *database], cwd=tmp_path).code == 2


def test_the_page_keeps_and_takes_back(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        token = client.get("/api/csrf").json()["token"]
        text = "Turkey <b>joined</b> the pact & left it."
        asked = client.post("/check/keep", data={"csrf": token, "text": text, "by": "Ada"})
        assert asked.status_code == 200  # on to the page that asks about it
        assert "Kept, to be checked" in asked.text
        (kept,) = client.get("/api/kept").json()
        assert (kept["text"], kept["by"]) == (text, "Ada")
        assert f'name="entry" value="{kept["entry"]}"' in asked.text
        assert "<b>joined" not in asked.text
        assert client.post("/check/keep", data={"text": text, "by": "Ada"}).status_code == 403
        client.post("/undo", data={"csrf": token, "entry": kept["entry"], "next": "/check"})
        assert client.get("/api/kept").json() == []
        again = {"text": text, "by": "Bo", "why": "again"}
        made = client.post("/api/kept", json=again, headers={"X-CSRF-Token": token})
        assert made.status_code == 201
        assert client.get("/api/kept").json() == [made.json()]
        refused = client.post("/api/kept", json={"text": "Who knows?", "by": "Bo"}, headers={"X-CSRF-Token": token})
        assert refused.status_code == 422


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        (
            "Donald Quill will not moderate the debate.",
            "“I have decided not to be the moderator of the debate,” Quill said.",
        ),
        ("The crew had no licence.", "The crew didn't have a licence."),
    ],
)
def test_two_denials_of_the_same_agree(statement: str, passage: str) -> None:
    found = answer(claim_of(statement), claim_of(passage))
    assert found is not None
    assert (found.saying, found.band) == (Saying.SAME, Band.SHOWN)


def test_a_negation_stands_on_the_word_that_negates() -> None:
    claim = claim_of("Ada Quill will not moderate the debate.")
    told = {claim.article.text[slice(*span)] for span in facets(claim).negated.values()}
    assert told == {"not"}
