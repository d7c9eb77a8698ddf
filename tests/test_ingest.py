from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from sqlalchemy import event

from provenance.casefile import Casefile
from provenance.errors import CasefileUnavailable, InvalidRequest, NewerCasefile, NotFound, UnsupportedLanguage
from provenance.matching.postings import Weights
from provenance.model import Article, Claim, Link
from provenance.records import FileOutcome
from provenance.store.database import Database

TEXT = "outlet: {0}\nThe dam broke at dawn in valley {0}.\nOfficials say {1} houses were lost.\nMany people left {0}.\n"


def write(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(TEXT.format(f"Paper{number}", number), encoding="utf-8")
    return folder


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 2)
    (folder / "empty.txt").write_bytes(b"")
    (tmp_path / "nothing").mkdir()
    told: list[tuple[FileOutcome, int, int]] = []
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        sources = [tmp_path / "nothing", folder, tmp_path / "gone.txt", folder / "000.txt"]
        summary = case.ingest(sources, on_file=lambda *args: told.append(args))
        assert len(case.articles()) == 2
    assert [summary.count(state) for state in ("added", "failed", "unchanged")] == [2, 3, 0]
    assert {Path(outcome.source).name for outcome in summary.outcomes if outcome.reason} == {
        "nothing",
        "empty.txt",
        "gone.txt",
    }
    assert [(done, total) for _, done, total in told] == [(done, 5) for done in range(1, 6)]


class Foreign(PlainSteps):
    """Reads everything as Turkish."""

    def read(self, source: str) -> Article:
        return replace(super().read(source), language="tr")

    def extract(self, article: Article) -> Sequence[Claim]:
        raise UnsupportedLanguage(article.path or "", "tr")


def test_an_article_in_another_language_is_kept_without_claims(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)
    with Casefile.open(tmp_path / "claims.db", steps=Foreign()) as case:
        [outcome] = case.ingest([folder]).outcomes
        assert (outcome.state, outcome.claims) == ("added", 0)
        assert "English texts only" in (outcome.reason or "")
        assert [hit.claim for hit in case.search("dawn")] == [None]


def test_names_of_files_need_not_be_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)
    odd = folder / os.fsdecode(b"caf\xe9.txt")
    (folder / "000.txt").rename(odd)
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        assert [outcome.state for outcome in case.ingest([folder]).outcomes] == ["added"]
        assert [outcome.state for outcome in case.ingest([folder]).outcomes] == ["unchanged"]
        assert (case.articles()[0].file or "").endswith("caf\\udce9.txt")


class Broken(PlainSteps):
    """Gives a text that no database can hold."""

    def read(self, source: str) -> Article:
        return replace(super().read(source), text="A lone \udcff here.\n")


def test_text_that_is_no_unicode_is_refused(tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "claims.db", steps=Broken()) as case:
        [outcome] = case.ingest([write(tmp_path / "in", 1)]).outcomes
        assert outcome.state == "failed"
        assert case.articles() == []


def test_opening_only_what_exists(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no casefile"):
        Casefile.open(tmp_path / "claims.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_casefile_is_left_alone(tmp_path: Path) -> None:
    Casefile.open(tmp_path / "claims.db").close()
    with sqlite3.connect(tmp_path / "claims.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(NewerCasefile, match=r"claims\.db: written by a later version"):
        Casefile.open(tmp_path / "claims.db")


def test_other_files_are_no_casefiles(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("just some notes, and enough of them to be no database header" * 20)
    with pytest.raises(CasefileUnavailable, match=r"notes\.txt: this file is not a casefile"):
        Casefile.open(tmp_path / "notes.txt")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    with pytest.raises(CasefileUnavailable, match=r"other\.db: .*not a casefile"):
        Casefile.open(tmp_path / "other.db")
    with pytest.raises(CasefileUnavailable, match="cannot be opened"):
        Casefile.open(tmp_path / "no folder" / "claims.db")


def test_an_empty_file_becomes_a_casefile(tmp_path: Path) -> None:
    (tmp_path / "claims.db").touch()
    with Casefile.open(tmp_path / "claims.db") as case:
        assert case.claims() == []


def test_a_locked_casefile_says_so(tmp_path: Path) -> None:
    with Casefile.open(f"sqlite:///{tmp_path}/claims.db?timeout=0.2", steps=PlainSteps()) as case:
        lock = sqlite3.connect(tmp_path / "claims.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(CasefileUnavailable, match="another program is writing"):
            case.ingest([write(tmp_path / "in", 1)])
        assert case.claims() == [], "readers go on"
        lock.execute("ROLLBACK")
        lock.close()
        assert case.ingest([tmp_path / "in"]).count("added") == 1


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)
    (folder / "001.txt").write_text("outlet: Big\n" + "A line that is rather long.\n" * 4000)
    database = Database.open(tmp_path / "claims.db")
    event.listen(database.engine, "connect", _no_room)
    database.engine.dispose()
    with Casefile(database, PlainSteps()) as case:
        with pytest.raises(CasefileUnavailable, match=r"claims\.db: the disk is full; free some space"):
            case.ingest([folder])
        assert [article.outlet for article in case.articles()] == ["Paper0"]
        assert all(finding.ok for finding in case.findings())
        assert case.search("rather") == []


def _no_room(connection: sqlite3.Connection, _record: object) -> None:
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 20}")


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs users as on Unix")
def test_a_read_only_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("locked")
    for parent in (folder, folder.parent):
        parent.chmod(0o755)
    Casefile.open(folder / "claims.db").close()
    folder.chmod(0o555)
    somebody = 65534 if os.geteuid() == 0 else os.geteuid()
    root = os.geteuid()
    os.seteuid(somebody)
    try:
        for name in ("claims.db", "new.db"):
            with pytest.raises(CasefileUnavailable, match=f"{name}: .*cannot be (opened|written)"):
                Casefile.open(folder / name).review("0", "accept", by="Kim", why="x")
    finally:
        os.seteuid(root)
        folder.chmod(0o755)


KILLS = int(os.environ.get("PROVENANCE_KILLS", "5"))
"""How many times the process is killed; set it to 50 before a release."""

WORKER = """
import sys
sys.path.insert(0, {tests!r})
from casefile_steps import PlainSteps
from provenance.casefile import Casefile
print("ready", flush=True)
with Casefile.open({db!r}, steps=PlainSteps()) as case:
    case.ingest(sys.argv[1:], on_file=lambda outcome, done, total: print(outcome.source, flush=True))
"""


def start(database: str | Path, *sources: Path) -> subprocess.Popen[str]:
    program = WORKER.format(tests=str(Path(__file__).parent), db=str(database))
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, sources)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killing_the_process_loses_nothing_that_was_told(tmp_path: Path, new_place: Callable[[], str]) -> None:
    """At random moments: while the tables are made, and then among the articles."""
    folder = write(tmp_path / "in", 30)
    database = new_place()
    told: set[str] = set()
    moments = random.Random(KILLS)
    for _ in range(KILLS):
        if len(told) == 30:  # everything is in: begin anew, so that there is something to lose
            database, told = new_place(), set()
        delay = moments.uniform(0.0, 0.3) if not told else moments.uniform(0.3, 1.2)
        process = start(database, folder)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        told |= set(out.split())
        with Casefile.open(database, steps=PlainSteps()) as case:
            assert told <= {article.file for article in case.articles()}
            assert all(finding.ok for finding in case.findings())
    with Casefile.open(database, steps=PlainSteps()) as case:
        case.ingest([folder])
        whole = _state(case)
    with Casefile.open(tmp_path / "at once.db", steps=PlainSteps()) as case:
        case.ingest([folder])
        assert _state(case) == whole


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    write(tmp_path / "in", 24)
    files = sorted((tmp_path / "in").iterdir())
    database = tmp_path / "claims.db"
    workers = [start(database, *files[:16]), start(database, *files[8:])]
    for worker in workers:
        _, complaints = worker.communicate()
        assert (worker.returncode, complaints) == (0, "")
    with (
        Casefile.open(database, steps=PlainSteps()) as case,
        Casefile.open(tmp_path / "alone.db", steps=PlainSteps()) as alone,
    ):
        alone.ingest(files)
        assert all(finding.ok for finding in case.findings())
        assert _state(case) == _state(alone)


def _state(case: Casefile) -> tuple[object, ...]:
    return (
        {article.id for article in case.articles()},
        {(claim.id, round(claim.confidence, 9), claim.corroborating, claim.conflicting) for claim in case.claims()},
        {(link.id, link.relation, round(link.score, 9)) for link in case.links()},
    )


def test_a_casefile_among_its_articles_is_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 2)
    with Casefile.open(folder / "claims.txt", steps=PlainSteps()) as case:  # plain steps find files of this ending
        assert [one.state for one in case.ingest([folder]).outcomes] == ["added", "added"]


def test_a_source_without_a_name_is_no_folder(tmp_path: Path) -> None:
    with (
        Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case,
        pytest.raises(InvalidRequest, match="without a name"),
    ):
        case.ingest([""])


class Crowded(PlainSteps):
    """Compares, and is cancelled, in the middle of it."""

    cancelled = False

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        Crowded.cancelled = True
        return super().link(a, b, story)


def test_what_is_cancelled_while_it_is_compared_is_taken_back(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 2)
    with Casefile.open(tmp_path / "claims.db", steps=Crowded()) as case:
        Crowded.cancelled = False
        summary = case.ingest([folder / "000.txt", folder / "001.txt"], is_cancelled=lambda _: Crowded.cancelled)
        assert [one.state for one in summary.outcomes] == ["added", "cancelled"]
        assert len(case.articles()) == 1
        assert not case.verify().differences


class Meanwhile(PlainSteps):
    """While the first two claims are compared, something else happens."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deed, self.left = deed, 1

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        if self.left:
            self.left -= 1
            self.deed()
        return super().link(a, b, story)


def test_others_decide_while_an_article_is_compared(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 2)
    place = tmp_path / "claims.db"

    def decide() -> None:
        with Casefile.open(f"sqlite:///{place}?timeout=1", steps=PlainSteps()) as other:
            other.review(other.claims()[0].id, "accept", by="Ann", why="seen")

    steps = Meanwhile(decide)
    with Casefile.open(place, steps=steps) as case:
        summary = case.ingest([folder / "000.txt", folder / "001.txt"])
        assert [one.state for one in summary.outcomes] == ["added", "added"]
        assert not steps.left
        assert [claim.verdict for claim in case.claims(order="file")].count("accept") == 1
        assert case.links()


def test_what_comes_while_an_article_is_compared_is_compared_with_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 3)
    place = tmp_path / "claims.db"

    def bring() -> None:
        with Casefile.open(place, steps=PlainSteps()) as other:
            other.ingest([folder / "002.txt"])

    with Casefile.open(tmp_path / "plain.db", steps=PlainSteps()) as case:
        case.ingest([folder])
        wanted = {link.id for link in case.links()}
    with Casefile.open(place, steps=Meanwhile(bring)) as case:
        case.ingest([folder / "000.txt", folder / "001.txt"])
        assert {link.id for link in case.links()} == wanted
        assert not case.verify().differences


class Overtaken(PlainSteps):
    """Each time claims are compared, an article comes in by another way."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.files, self.place, self.inside = sorted(folder.iterdir()), place, False

    def candidate_score(self, words: Weights, story: Weights) -> Weights:
        if self.files and not self.inside:
            with Casefile.open(f"sqlite:///{self.place}?timeout=0.2", steps=PlainSteps()) as other:
                try:
                    other.ingest([self.files.pop()])
                except CasefileUnavailable:  # then it is compared while nobody else writes
                    self.inside = True
        return super().candidate_score(words, story)


def test_an_article_that_is_overtaken_again_and_again_is_in_at_last(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 12)
    place = tmp_path / "claims.db"
    with Casefile.open(tmp_path / "plain.db", steps=PlainSteps()) as case:
        case.ingest([folder])
        wanted = {link.id for link in case.links()}
    first, second = folder / "000.txt", folder / "001.txt"
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([first])
    elsewhere = tmp_path / "others"
    elsewhere.mkdir()
    for number in range(2, 12):
        (folder / f"{number:03}.txt").rename(elsewhere / f"{number:03}.txt")
    steps = Overtaken(elsewhere, place)
    with Casefile.open(place, steps=steps) as case:
        summary = case.ingest([second])
        assert [one.state for one in summary.outcomes] == ["added"]
        case.ingest([elsewhere])
        assert {link.id for link in case.links()} == wanted
        assert not case.verify().differences


def test_candidates_are_the_same_before_and_after_an_article_is_stored(tmp_path: Path) -> None:
    from provenance.casefile import joining
    from provenance.store import candidates, loading

    folder = write(tmp_path / "in", 9)
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        case.ingest([folder])
        [last] = [one for one in case.articles() if (one.file or "").endswith("008.txt")]
    database = Database.open(tmp_path / "claims.db")
    steps = PlainSteps()
    with database.writing() as connection:
        number = next(at for at in range(1, 10) if loading.article_records(connection, [at])[0].id == last.id)
        claims = loading.claims(connection, loading.claim_numbers(connection, number))
        keys = {at: steps.claim_keys(claim) for at, claim in claims.items()}
        story = steps.article_keys(next(iter(claims.values())).article)
        ask = {"score": steps.candidate_score, "limit": 3, "budget": 9}
        stored = candidates.nearest(connection, number, story, keys, **ask)
        joining.writing.remove_claims(connection, number)
        ahead = candidates.nearest(connection, None, story, keys, **ask)
    database.close()
    assert ahead == stored
    assert any(stored.values())
