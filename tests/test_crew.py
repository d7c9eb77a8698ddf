"""Work beside the process: the same results; budgets; going on behind what was given up; cancelling; no orphans."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from casefile_steps import PlainSteps
from test_ingest import TEXT, write

from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile.ahead import compared
from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import linking
from provenance.casefile.crew import Crew
from provenance.casefile.jobs import Job
from provenance.casefile.joining import join
from provenance.casefile.processes import Budget
from provenance.errors import EmptySource, ReadingError
from provenance.model import Article, Claim, Link
from provenance.progress import begin, tell
from provenance.records import FileOutcome
from provenance.store.database import Database

BUDGET = Budget(seconds=60, memory=1_000_000_000)
SHORT = Budget(seconds=1.0, memory=100_000_000)
"""Lowered, so that harmless work goes over it."""


class Elsewhere(PlainSteps):
    """Works beside the process of the test only."""

    def __init__(self) -> None:
        self.home = os.getpid()

    def read_all(self, source: str, *, allow_private: bool = False) -> Iterable[Article | ReadingError]:
        assert os.getpid() != self.home
        return super().read_all(source, allow_private=allow_private)

    def extract(self, article: Article) -> Sequence[Claim]:
        assert os.getpid() != self.home
        return super().extract(article)

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        assert os.getpid() != self.home
        return super().link(a, b, story)


def test_workers_change_nothing_but_who_works(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 8)
    (folder / "004b.txt").write_bytes(b"")
    (folder / "again.txt").write_text((folder / "001.txt").read_text())
    told: dict[int, list[tuple[FileOutcome, int, int]]] = {0: [], 1: [], 2: []}
    found = []
    for workers, steps in ((0, PlainSteps()), (1, Elsewhere()), (2, Elsewhere())):
        with Casefile.open(tmp_path / f"{workers}.db", steps=steps, budget=BUDGET if workers else None) as case:
            summary = case.ingest(
                [folder],
                workers=workers or 1,
                settings=["byline=Ann Reed"],
                by="Kim",
                on_file=lambda *args, of=told[workers]: of.append(args),  # type: ignore[misc]
            )
            log = [(entry.event, entry.subject, entry.value) for entry in case.log()]
            found.append((summary, case.claims(), case.links(), log))
    assert found[0] == found[1] == found[2]
    assert told[0] == [(outcome, done, 10) for outcome, done, _ in told[1]]
    assert told[2][-1][2] == 10


class Hungry(PlainSteps):
    """Reads or extracts some articles without end, or with more memory than there is to be."""

    def extract(self, article: Article) -> Sequence[Claim]:
        while "Paper2" in article.text:
            pass
        if "Paper3" in article.text:
            kept = [bytearray(10_000_000) for _ in range(30)]
            time.sleep(60)
            del kept
        if "Paper4" in article.text:
            for done in range(25):  # longer than the budget, but it gets further
                time.sleep(0.1)
                tell(done, 25)
        if "Paper5" in article.text:
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        return super().extract(article)

    def read_all(self, source: str, *, allow_private: bool = False) -> Iterable[Article | ReadingError]:
        if source.endswith("006.txt"):
            while True:
                re.match("(?:a|b)*$", "ab" * 100_000 + "c")  # never lets another thread of its process run for long
        return super().read_all(source, allow_private=allow_private)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_takes_too_much_is_ended_and_named_and_the_rest_goes_in(tmp_path: Path, workers: int) -> None:
    folder = write(tmp_path / "in", 8)
    with Casefile.open(tmp_path / "claims.db", steps=Hungry(), budget=SHORT) as case:
        summary = case.ingest([folder], workers=workers)
        failed = {Path(one.source).name: str(one.reason) for one in summary.outcomes if one.state == "failed"}
        assert len(case.articles()) == summary.count("added") == 4
        assert all(finding.ok for finding in case.findings())
    assert set(failed) == {"002.txt", "003.txt", "005.txt", "006.txt"}
    assert "more than 1 seconds" in failed["002.txt"]
    assert "more than 100 MB" in failed["003.txt"]
    assert "broke down" in failed["005.txt"]
    assert "more than 1 seconds" in failed["006.txt"]
    assert not _children()


class Undecided(PlainSteps):
    """Compares the claims of one article without end, or with more memory than there is to be."""

    def __init__(self, memory: bool) -> None:
        self.memory = memory

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        while "Paper2" in a.article.text and not self.memory:
            pass
        if "Paper2" in a.article.text:
            kept = [bytearray(10_000_000) for _ in range(30)]
            time.sleep(60)
            del kept
        return super().link(a, b, story)


@pytest.mark.parametrize("gently", [False, True])
@pytest.mark.parametrize(("memory", "why"), [(False, "more than 1 seconds"), (True, "more than 100 MB")])
def test_an_article_whose_comparison_takes_too_much_goes_in_without_links(
    tmp_path: Path, memory: bool, why: str, gently: bool
) -> None:
    folder = write(tmp_path / "in", 4)
    for again in (0, 1):  # the next run tries it again, no less bounded, and takes nothing away
        with (
            Casefile.open(tmp_path / "claims.db", steps=Undecided(memory), budget=SHORT) as case,
            case.crew(gently=gently) as crew,
        ):
            summary = case.ingest([folder], crew=crew)
            assert [one.state for one in summary.outcomes] == 4 * (["unchanged"] if again else ["added"])
            faults = {Path(one.source).name: one.faults for one in summary.outcomes if one.faults}
            assert list(faults) == ["002.txt"]
            assert why in faults["002.txt"][0]
            assert summary.incomplete == 1
            ids = [one.article for one in summary.outcomes]
            assert _linked(case) == {frozenset((ids[a], ids[b])) for a, b in ((0, 1), (0, 3), (1, 3), (2, 3))}
            assert all(finding.ok for finding in case.findings())
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:  # and once it can be compared, it is
        assert [one.state for one in case.ingest([folder]).outcomes].count("completed") == 1
        assert _linked(case) == set(map(frozenset, itertools.combinations(ids, 2)))


def _linked(case: Casefile) -> set[frozenset[str | None]]:
    """The pairs of articles with a link."""
    return {frozenset((link.a.article, link.b.article)) for link in case.links()}


class Boxes(PlainSteps):
    """A source is a list of documents, one a line; "hang" hangs, and "loop" does so between two documents."""

    def read_all(self, source: str, *, allow_private: bool = False, start: int = 0) -> Iterator[Article | ReadingError]:
        for number, line in enumerate(Path(source).read_text().splitlines(), 1):
            begin(source)
            if line == "loop":
                time.sleep(60)
            if number <= start:
                continue
            begin(f"{source}:{number}", number)
            with Path(f"{source}.seen").open("a") as seen:
                seen.write(f"{number} ")
            if line == "hang":
                time.sleep(60)
            yield Article(text=TEXT.format(line, number), path=f"{source}:{number}", language="en")


def test_a_container_goes_on_behind_a_document_that_was_given_up(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_text("One\nhang\nTwo\nThree\nhang\nFour")
    with Casefile.open(tmp_path / "claims.db", steps=Boxes(), budget=SHORT) as case:
        summary = case.ingest([str(box)])
    states = [(one.source.rpartition(":")[2], one.state) for one in summary.outcomes]
    assert states == [
        ("1", "added"), ("2", "failed"), ("3", "added"), ("4", "added"), ("5", "failed"), ("6", "added")
    ]  # fmt: skip
    assert (tmp_path / "box.seen").read_text() == "1 2 3 4 5 6 ", "none is read twice"


def test_a_container_that_itself_hangs_is_given_up_as_a_whole(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("One\nloop\nTwo" if name == "a" else "Three")
    with Casefile.open(tmp_path / "claims.db", steps=Boxes(), budget=SHORT) as case:
        summary = case.ingest([str(tmp_path / "a"), str(tmp_path / "b")])
    states = [(Path(one.source).name, one.state) for one in summary.outcomes]
    assert states == [("a:1", "added"), ("a", "failed"), ("b:1", "added")]


def test_every_kind_of_archive_goes_on_behind_any_of_its_documents(tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "Deep inside, the minister said no.")
        archive.writestr("b.bin", bytes(range(256)))
    mail = (
        b"From: a@b.example\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nHe said so.\n"
        b"--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=c.txt\n\nShe said so.\n--x--\n"
    )
    feed = "".join(f"<item><title>{n}</title><description>{n or ''}</description></item>" for n in range(3))
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("empty.zip", b"PK\x05\x06" + bytes(18))
        archive.writestr("feed.xml", f'<rss version="2.0"><channel>{feed}</channel></rss>')
        archive.writestr("inner.zip", inner.read_bytes())
        archive.writestr("lines.jsonl", '{"text": "One said so."}\n{"text": ""}\n{"text": "Two said so."}')
        archive.writestr("mail.eml", mail)
        archive.writestr("z.txt", "The last one said so.")
    steps = InstalledSteps()
    every = [_name(one) for one in steps.read_all(str(outer))]
    assert len(every) == 12
    rest = [[_name(one) for one in steps.read_all(str(outer), start=start)] for start in range(len(every) + 1)]
    assert rest == [every[start:] for start in range(len(every) + 1)]


def _name(found: Article | ReadingError) -> str:
    return found.source if isinstance(found, ReadingError) else str(found.path)


def test_progress_is_told_and_cancelling_leaves_a_source_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 8)
    told: list[tuple[str, str, int, int]] = []
    cancelled = threading.Event()

    def on_progress(source: str, what: str, done: int, of: int) -> None:
        told.append((Path(source).name, Path(what).name, done, of))
        cancelled.set()

    with Casefile.open(tmp_path / "claims.db", steps=Hungry(), budget=Budget(seconds=60)) as case:
        began = time.monotonic()
        summary = case.ingest(
            [str(folder / f"00{number}.txt") for number in (1, 4, 2, 7)],
            on_progress=on_progress,
            is_cancelled=lambda source: cancelled.is_set() and "002" in source,
        )
        assert time.monotonic() - began < 30
        assert len(case.articles()) == 3
    assert [one.state for one in summary.outcomes] == ["added", "added", "cancelled", "added"]
    assert told
    extracted = [one for one in told if not one[1].endswith(", compared")]
    assert {one[:2] + one[3:] for one in extracted} == {("004.txt", "004.txt", 25)}


class Slow(PlainSteps):
    """Takes its time for each pair."""

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        time.sleep(0.05)
        return super().link(a, b, story)


def test_comparing_beside_is_told_and_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(f"The pier was closed on day{at}." for at in range(100)))
    (tmp_path / "b.txt").write_text("\n".join(f"The pier was closed again on day{at}." for at in range(100)))
    told: list[tuple[int, int]] = []

    def on_progress(source: str, what: str, done: int, of: int) -> None:
        if source.endswith("b.txt") and what.endswith("b.txt, compared"):
            told.append((done, of))

    with Casefile.open(tmp_path / "claims.db", steps=Slow(), budget=BUDGET) as case:
        began = time.monotonic()  # 100 claims with 50 candidates each would take four minutes
        summary = case.ingest(
            [tmp_path / "a.txt", tmp_path / "b.txt"], on_progress=on_progress, is_cancelled=lambda _: len(told) > 1
        )
        assert time.monotonic() - began < 60
        assert [one.state for one in summary.outcomes] == ["added", "cancelled"]
        assert (len(case.articles()), case.links()) == (1, [])
    assert told[0][1] == 100
    assert 0 < told[0][0] < told[1][0] < 100


def test_what_was_found_ahead_is_found_anew_beside_where_another_article_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.casefile.comparer.LITTLE", 0)
    first, second, third = sorted(write(tmp_path / "in", 3).iterdir())
    steps = Elsewhere()
    with (
        Casefile.open(tmp_path / "claims.db", steps=steps, budget=BUDGET) as case,
        case.crew() as crew,
        closing(Database.open(tmp_path / "claims.db")) as database,
    ):
        case.ingest([first], crew=crew)
        article = PlainSteps().read(str(third))
        claims = PlainSteps().extract(article)
        ahead = compared(database, crew, Job("third"), article, claims)
        assert ahead is not None
        assert ahead.links
        case.ingest([second], crew=crew)
        with database.writing() as connection:
            link = linking(connection, ahead)
            join(connection, "third", article, claims, Comparer(steps, crew.comparer), link)
        assert _linked(case) == set(map(frozenset, itertools.combinations([one.id for one in case.articles()], 2)))


class Never(PlainSteps):
    """Compares nothing."""

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        raise AssertionError


def test_what_was_found_ahead_is_taken_where_nothing_came(tmp_path: Path) -> None:
    first, second = sorted(write(tmp_path / "in", 2).iterdir())
    with (
        Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case,
        closing(Database.open(tmp_path / "claims.db")) as database,
    ):
        case.ingest([first])
        article = PlainSteps().read(str(second))
        claims = PlainSteps().extract(article)
        ahead = compared(database, Crew(PlainSteps(), 0), Job("second"), article, claims)
        with database.writing() as connection:
            link = linking(connection, ahead)
            assert join(connection, "second", article, claims, Comparer(Never()), link)[1] == 3
        assert len(case.links()) == 3


def test_in_this_process_it_is_cancelled_where_progress_is_told(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_text("One\nTwo\nThree")
    with Casefile.open(tmp_path / "claims.db", steps=Boxes()) as case:
        told: list[tuple[int, int]] = []
        summary = case.ingest(
            [str(box)],
            is_cancelled=lambda _: len(case.articles()) == 2,
            on_file=lambda _, done, of: told.append((done, of)),
        )
        assert told[-1] == (3, 3)
        assert len(case.articles()) == 2
    assert [one.state for one in summary.outcomes] == ["added", "added", "cancelled"]


def test_memory_comes_back_and_idle_processes_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.casefile.processes.GROWN", 100_000_000)
    monkeypatch.setattr("provenance.casefile.crew.IDLE", 0.3)
    with Crew(PlainSteps(), 1, budget=BUDGET) as crew:
        first = crew.begin(Job("a"), _pid)()
        assert crew.begin(Job("a"), _pid)() == first
        crew.begin(Job("a"), _keep)()
        assert crew.begin(Job("a"), _pid)() != first, "one that keeps much is started afresh"
        until = time.monotonic() + 20
        while _children() and time.monotonic() < until:
            time.sleep(0.05)
        assert not _children()
        assert crew.begin(Job("a"), _pid)() != first


_KEPT: list[bytearray] = []


def _pid(_: PlainSteps) -> int:
    return os.getpid()


def _keep(_: PlainSteps) -> None:
    _KEPT.append(bytearray(os.urandom(1) * 200_000_000))


def test_errors_come_back_as_they_were() -> None:
    with Crew(PlainSteps(), 2) as crew:
        error = crew.begin(Job("a.txt"), _error, "a.txt")()
        assert isinstance(error, EmptySource)
        assert (error.source, error.reason, str(error)) == ("a.txt", "nothing", "a.txt: nothing")
        with pytest.raises(ZeroDivisionError) as raised:
            crew.begin(Job("a.txt"), _fail)()
        assert "in _fail" in "".join(raised.value.__notes__)


def _error(_: PlainSteps, source: str) -> ReadingError:
    return EmptySource(source, "nothing")


def _fail(_: PlainSteps) -> None:
    raise ZeroDivisionError


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("ending", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_no_process_outlives_the_one_that_started_it(tmp_path: Path, ending: str) -> None:
    folder = write(tmp_path / "in", 3)
    program = (
        "from test_crew import *\n"
        f"with Casefile.open({str(tmp_path / 'claims.db')!r}, steps=Hungry(), budget=BUDGET) as case:\n"
        f"    case.ingest([{str(folder)!r}], workers=2, on_file=lambda *_: print('in', flush=True))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert run.stdout is not None
    with run.stdout as out:
        assert out.readline() == b"in\n"
        workers = psutil.Process(run.pid).children()
        assert workers
        run.send_signal(getattr(signal, ending))
        run.wait(20)
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive
    assert len(gone) == len(workers)


def _children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if _works(one)]


def _works(process: psutil.Process) -> bool:
    try:
        return "casefile.worker" in " ".join(process.cmdline())
    except psutil.Error:  # it has just ended
        return False
