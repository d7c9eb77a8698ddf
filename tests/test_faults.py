"""An exception in any step of any article stays with that article; the others come in, and the next run completes."""

from __future__ import annotations

import ast
import logging
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from casefile_steps import PlainSteps, parse
from sqlalchemy import event
from starlette.testclient import TestClient
from terminal import at_terminal
from workbench import ADA, HOST

import provenance
from provenance.casefile import Casefile
from provenance.errors import FaultyReading, InvalidRequest, Phase, ReadingError
from provenance.faults import collecting, isolated
from provenance.matching.postings import Weights
from provenance.model import Article, Claim, Link, Origins
from provenance.reading import CONTAINERS, LARGEST, READERS, read, read_all
from provenance.reading.document import Allowance, BadPart, Document, Part
from provenance.records import IngestSummary
from provenance.store.database import Database
from provenance.workbench import create_app

ARTICLES = 200 if os.environ.get("PROVENANCE_LONG_TESTS") else 12
TEXT = (
    "outlet: Paper{0}\ndate: 2024-03-{day:02}\nThe {group}dam broke at {group}dawn.\n"
    "Officials say {0} {group}houses were {group}lost.\nMany left {group}valley on {group}foot.\n"
)
GROUP = 4
"""So many articles tell one story."""
STEPS = (
    "find",
    "read_all",
    "extract",
    "claim_keys",
    "article_keys",
    "candidate_score",
    "shortlist",
    "link",
    "chosen",
    "origins",
)


class InjectedError(RuntimeError):
    """What no step foresees."""


class Failing(PlainSteps):
    """Fails in one step, with what has `mark` in the path of its article or in its own, as long as it is told to."""

    def __init__(self, step: str, mark: str) -> None:
        self.step = step
        self.mark = mark
        self.fails = True
        self.failed = 0

    def _meet(self, step: str, *paths: str | None) -> None:
        if self.fails and step == self.step and any(path and self.mark in path for path in paths):
            self.failed += 1
            raise InjectedError(f"in {step}")

    def find(self, source: str | Path, **options: Any) -> Iterable[str | ReadingError]:
        self._meet("find", str(source))
        return super().find(source, **options)

    def read_all(self, source: str, **options: Any) -> Iterable[Article | ReadingError]:  # type: ignore[override]
        self._meet("read_all", source)
        return super().read_all(source, **options)

    def extract(self, article: Article) -> Sequence[Claim]:
        self._meet("extract", article.path)
        return super().extract(article)

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        self._meet("claim_keys", claim.article.path if claim.text.startswith("Many") else None)
        return super().claim_keys(claim)

    def article_keys(self, article: Article) -> Mapping[str, float]:
        self._meet("article_keys", article.path)
        return super().article_keys(article)

    def candidate_score(self, words: Weights, story: Weights) -> Weights:
        self._meet("candidate_score", self.mark if self.coming else None)
        return super().candidate_score(words, story)

    coming = False

    def shortlist(
        self, pairs: Sequence[tuple[Claim, Claim]], stories: Sequence[float | None] | None = None
    ) -> Sequence[bool]:
        self._meet("shortlist", *(claim.article.path for pair in pairs for claim in pair))
        return super().shortlist(pairs, stories)

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        self._meet("link", *(one.article.path for one in (a, b) if one.text.startswith("Many")))
        return super().link(a, b, story)

    def chosen(self, links: Iterable[Link]) -> Iterable[Link]:
        every = list(links)
        self._meet("chosen", *(one.a.article.path for one in every))
        return every

    def origins(self, claims: Sequence[Claim]) -> Origins:
        self._meet("origins", *(claim.article.path for claim in claims))
        return super().origins(claims)


def stories(folder: Path, count: int = ARTICLES) -> list[Path]:
    folder.mkdir()
    files = []
    for number in range(count):
        file = folder / f"{number:03}.txt"
        file.write_text(
            TEXT.format(number, group="abcdefghijklmnopqrstuvwxyz"[number // GROUP % 26] * 3, day=number % 28 + 1)
        )
        files.append(file)
    return files


def state(case: Casefile) -> tuple[object, ...]:
    """What a casefile shows, whatever order its articles came in."""
    claims = [
        (one.id, one.content_text, one.attribution, one.confidence, one.origins, one.corroborating, one.conflicting)
        for one in case.claims()
    ]
    links = [(one.id, one.relation, one.score, one.verdict) for one in case.links()]
    groups = [tuple(sorted(claim.id for claim in one.claims)) for one in case.groups()]
    return sorted(claims), sorted(links), sorted(groups)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], tuple[object, ...]]:
    """The files, and what comes of them where nothing fails."""
    folder = tmp_path_factory.mktemp("whole")
    files = stories(folder / "in")
    with Casefile.open(folder / "claims.db", steps=PlainSteps()) as case:
        case.ingest(files)
        return files, state(case)


def named(summary: IngestSummary) -> set[str]:
    """The files whose outcome tells of a fault."""
    return {Path(one.source).name for one in summary.outcomes if one.faults}


@pytest.mark.parametrize("step", [step for step in STEPS if step != "candidate_score"])
def test_what_fails_in_a_step_is_named_and_the_rest_comes_in(
    step: str, expected: tuple[list[Path], tuple[object, ...]], tmp_path: Path
) -> None:
    files, whole = expected
    with Casefile.open(tmp_path / "claims.db", steps=(steps := Failing(step, "005"))) as case:
        first = case.ingest(files)
        assert steps.failed, f"{step} was never reached"
        assert named(first) >= {"005.txt"}
        others = {file.name for file in files} - {"005.txt"}
        stored = {Path(one.file or "").name for one in case.articles()}
        assert stored >= others, "an article that did not fail is missing"
        assert len(first.outcomes) == len(files)
        assert any(entry.event == "fault" for entry in case.log())
        steps.fails = False
        second = case.ingest(files)
        assert not named(second)
        assert state(case) == whole, "the next run did not complete what was missing"
        assert not case.verify().differences
        third = case.ingest(files)
        assert third.count("unchanged") == len(files)


@pytest.mark.parametrize("at", range(0, 60 if ARTICLES < 100 else 400, 4))
def test_a_failing_statement_of_the_database_rolls_back_its_article_only(
    at: int, expected: tuple[list[Path], tuple[object, ...]], tmp_path: Path
) -> None:
    """Statement number `at` of the writing of one article fails: whatever the step, nothing is half-stored."""
    files, whole = expected
    database = Database.open(tmp_path / "claims.db")
    count = iter(range(-1, 1_000_000))
    target = {"path": str(files[5]), "armed": False}

    def fail(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if target["armed"] and connection.get_execution_options().get("alone") and next(count) == at:
            target["armed"] = False
            raise InjectedError(statement.split("(")[0])

    class Armed(PlainSteps):
        def extract(self, article: Article) -> Sequence[Claim]:
            target["armed"] = article.path == target["path"]
            return super().extract(article)

    event.listen(database.engine, "before_cursor_execute", fail)
    case = Casefile(database, Armed())
    with case:
        first = case.ingest(files)
        stored = {Path(one.file or "").name for one in case.articles()}
        assert stored >= {file.name for file in files} - {"005.txt"}
        assert ("005.txt" in stored) == (first.count("added") == len(files))
        assert not case.verify().differences or named(first)
        case.ingest(files)
        assert state(case) == whole
        assert not case.verify().differences


def test_scoring_that_fails_leaves_an_article_without_links(tmp_path: Path) -> None:
    files = stories(tmp_path / "in", 4)
    with Casefile.open(tmp_path / "claims.db", steps=(steps := Failing("candidate_score", "any"))) as case:
        case.ingest(files[:3])
        steps.coming = True
        summary = case.ingest(files[3:])
        assert summary.count("added") == 1
        assert summary.incomplete == 1
        assert summary.links == 0
        steps.fails = False
        again = case.ingest(files)
        assert [one.state for one in again.outcomes] == ["unchanged"] * 3 + ["completed"]
        assert again.links > 0


def test_several_workers_tell_the_same_faults(tmp_path: Path) -> None:
    files = stories(tmp_path / "in", 6)
    told = []
    for workers in (1, 2):
        with Casefile.open(tmp_path / f"{workers}.db", steps=Failing("extract", "003")) as case:
            summary = case.ingest(files, workers=workers)
            told.append([(one.source, one.state, one.faults) for one in summary.outcomes])
    assert told[0] == told[1]
    assert [state for _, state, _ in told[0]].count("failed") == 1


def test_decisions_stay_when_an_article_is_completed(tmp_path: Path) -> None:
    files = stories(tmp_path / "in", 4)
    with Casefile.open(tmp_path / "claims.db", steps=(steps := Failing("claim_keys", "003"))) as case:
        case.ingest(files)
        claim = next(one for one in case.claims() if Path(one.file or "").name == "003.txt" and one.corroborating)
        link = next(one for one in case.links() if claim.id in (one.a.id, one.b.id))
        case.review(claim.id, "accept", by="Ann", why="read it")
        case.review(link.id, "reject", by="Ann", why="not the same")
        case.tag(claim.id, "flood", by="Ann")
        steps.fails = False
        assert case.ingest(files).count("completed") == 1
        shown = case.show(claim.id)
        assert shown.claim.verdict == "accept"
        assert shown.claim.tags == ("flood",)
        assert case.link(link.id).verdict == "reject"
        assert case.search("aaafoot")
        assert not case.verify().differences


def test_a_stored_claim_that_cannot_be_read_keeps_nothing_else_out(tmp_path: Path) -> None:
    files = stories(tmp_path / "in", 4)
    database = Database.open(tmp_path / "claims.db")
    with Casefile(database, PlainSteps()) as case:
        case.ingest(files[:3])
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE claim SET content = 'null' WHERE number = 1")
        summary = case.ingest(files[3:])
        assert summary.count("added") == 1
        assert any("stored claim number 1:" in fault for fault in summary.outcomes[0].faults)
        assert summary.links > 0


def test_foreseen_errors_and_those_passed_on_are_no_faults() -> None:
    def refuse() -> None:
        raise InvalidRequest("no")

    def lose() -> None:
        raise KeyError("gone")

    with collecting() as found:
        with pytest.raises(InvalidRequest):
            isolated(Phase.STORING, "a", refuse)
        with pytest.raises(KeyError):
            isolated(Phase.STORING, "a", lose, passing=(KeyError,))
        assert isolated(Phase.STORING, "a", lose) is None
    assert [(one.where, one.cause) for one in found] == [("a", "KeyError: 'gone'")]
    assert "in lose" in found[0].trace
    with pytest.raises(KeyError):
        isolated(Phase.STORING, "a", lose)


def test_a_lack_of_memory_goes_up_to_whoever_lets_go_of_the_whole() -> None:
    def fill() -> None:
        raise MemoryError

    with collecting() as found:
        assert isolated(Phase.STORING, "file", lambda: isolated(Phase.READING, "a", fill), memory=True) is None
    assert [(one.where, one.cause) for one in found] == [("file", "MemoryError")]


def test_a_reader_that_fails_is_named_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: bytes) -> Document:
        raise InjectedError("in the reader")

    def broken_inside(_: bytes, __: Allowance) -> Iterator[Part | BadPart]:
        yield Part("/good.txt", b"A word of an article.")
        raise InjectedError("in the archive")

    for kind in ("text/x-broken", "application/x-broken"):
        monkeypatch.setitem(LARGEST, kind, 1_000)
    monkeypatch.setitem(READERS, "text/x-broken", broken)
    monkeypatch.setitem(CONTAINERS, "application/x-broken", broken_inside)
    [error] = read_all(b"Some words.", name="a.txt", media_type="text/x-broken")
    assert isinstance(error, FaultyReading)
    assert error.source == "a.txt"
    assert "InjectedError: in the reader" in error.reason
    with pytest.raises(FaultyReading):
        read(b"Some words.", media_type="text/x-broken")
    good, bad = read_all(b"Some words.", name="b.zip", media_type="application/x-broken")
    assert isinstance(good, Article)
    assert isinstance(bad, FaultyReading)
    assert bad.source == "b.zip"
    assert "in the archive" in bad.reason
    assert pickle.loads(pickle.dumps(bad)).fault == bad.fault


def test_only_one_module_catches_what_nobody_foresaw() -> None:
    """A second net would swallow what this one reports; a clean-up that raises again is none."""
    root = Path(provenance.__file__).parent
    wide = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kinds = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)} if node.type else {"all"}
            raises_again = any(isinstance(one, ast.Raise) and one.exc is None for one in node.body)
            if kinds & {"Exception", "BaseException", "all"} and not raises_again:
                wide.add(path.relative_to(root).as_posix())
    assert wide == {"faults.py"}


def test_debug_shows_the_place_of_a_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = stories(tmp_path / "in", 1)
    with (
        Casefile.open(tmp_path / "claims.db", steps=Failing("extract", "000")) as case,
        caplog.at_level(logging.ERROR, logger="provenance"),
    ):
        case.ingest(files)
    assert "in _meet" in caplog.text
    assert "extraction failed (InjectedError: in extract)" in caplog.text


def test_debug_is_an_option_of_every_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The dam broke at dawn, officials said.\n")
    done = at_terminal(["--debug", "ingest", "a.txt"], cwd=tmp_path)
    assert done.code == 0
    assert "1 added" in done.out


def headers(client: TestClient) -> dict[str, str]:
    return {"X-CSRF-Token": client.get("/api/csrf").json()["token"]}


def test_a_decision_stands_where_one_claim_cannot_be_scored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = stories(tmp_path / "in", 4)
    with Casefile.open(tmp_path / "claims.db", steps=(steps := Failing("origins", "001"))) as case:
        steps.fails = False
        case.ingest(files)
        steps.fails = True
        link = next(one for one in case.links() if one.relation == "corroborates")
        decision = {"target": link.id, "verdict": "reject", "by": "Ann", "why": "read"}
        with (
            TestClient(create_app(case, ADA), base_url=HOST) as client,
            caplog.at_level(logging.ERROR, logger="provenance"),
        ):
            assert client.post("/api/reviews", json=decision, headers=headers(client)).status_code == 201
        assert case.link(link.id).verdict == "reject"
    assert "scoring failed (InjectedError: in origins)" in caplog.text


def test_a_batch_of_the_workbench_names_what_is_missing(tmp_path: Path) -> None:
    text = TEXT.format(1, group="aaa", day=1).partition("date")[0] + "Many left on foot.\n"
    with (
        Casefile.open(tmp_path / "claims.db", steps=Uploaded("claim_keys", "a.txt")) as case,
        TestClient(create_app(case, ADA), base_url=HOST) as client,
    ):
        sent = client.post("/api/ingest", files=[("files", ("a.txt", text.encode()))], headers=headers(client))
        [outcome] = sent.json()["outcomes"]
    assert outcome["state"] == "added"
    assert "indexing failed (InjectedError: in claim_keys)" in outcome["faults"][0]


class Uploaded(Failing):
    """The same for bytes, as they are sent."""

    def read_all(self, source: bytes, **options: Any) -> Iterable[Article | ReadingError]:  # type: ignore[override]
        yield replace(parse(source.decode()), path=options["path"])
