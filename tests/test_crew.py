from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_ingest import write

from provenance.casefile import Casefile
from provenance.casefile.crew import Crew
from provenance.errors import EmptySource, ReadingError, WorkersLost
from provenance.model import Article, Claim
from provenance.records import FileOutcome


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


def test_several_workers_change_nothing_but_who_works(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 8)
    (folder / "004b.txt").write_bytes(b"")
    (folder / "again.txt").write_text((folder / "001.txt").read_text())
    told: dict[int, list[tuple[FileOutcome, int, int]]] = {1: [], 2: []}
    found = []
    for workers, steps in ((1, PlainSteps()), (2, Elsewhere())):
        with Casefile.open(tmp_path / f"{workers}.db", steps=steps) as case:
            summary = case.ingest(
                [folder],
                workers=workers,
                settings=["byline=Ann Reed"],
                by="Kim",
                on_file=lambda *args, of=told[workers]: of.append(args),  # type: ignore[misc]
            )
            log = [(entry.event, entry.subject, entry.value) for entry in case.log()]
            found.append((summary, case.claims(), case.links(), log))
    assert found[0] == found[1]
    assert [(outcome, done) for outcome, done, _ in told[1]] == [(outcome, done) for outcome, done, _ in told[2]]
    assert {of for _, _, of in told[1]} == {10}
    assert told[2][-1][2] == 10


class Ended(PlainSteps):
    """Ends the process that it works in, as the system does where memory runs out."""

    def extract(self, article: Article) -> Sequence[Claim]:
        if "valley Paper2" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().extract(article)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_worker_that_is_ended_is_told_and_the_rest_stays(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 3)
    with Casefile.open(tmp_path / "claims.db", steps=Ended()) as case:
        with pytest.raises(WorkersLost, match="fewer --workers"):
            case.ingest([folder], workers=2)
        assert all(finding.ok for finding in case.findings())
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        case.ingest([folder], workers=2)
        assert len(case.articles()) == 3


def test_errors_come_back_as_they_were() -> None:
    with Crew(2) as crew:
        error = crew.begin(_error, "a.txt")()
    assert isinstance(error, EmptySource)
    assert (error.source, error.reason, str(error)) == ("a.txt", "nothing", "a.txt: nothing")


def _error(source: str) -> ReadingError:
    return EmptySource(source, "nothing")
