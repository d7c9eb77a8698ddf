from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_ingest import TEXT

from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile.watching import LONGEST_BACKOFF, Watch, patiently
from provenance.errors import CasefileUnavailable
from provenance.records import FileOutcome

FEED = "https://poe.example/feed"


class Ended(Exception):
    """The last of what was to happen happened."""


def put(folder: Path, name: str, number: int, *, age: float = 60) -> None:
    file = folder / name
    file.write_text(TEXT.format(f"Paper{number}", number), encoding="utf-8")
    moment = time.time() - age + number / 1000
    os.utime(file, (moment, moment))


def watched(case: Casefile, folder: Path, *meanwhile: Callable[[], None]) -> list[tuple[str, str]]:
    """What is told of a folder while something happens after each round: states and names."""
    steps: Iterator[Callable[[], None]] = iter(meanwhile)

    def pause(_seconds: float) -> None:
        step = next(steps, None)
        if step is None:
            raise Ended
        step()

    told: list[FileOutcome] = []
    with pytest.raises(Ended):
        told.extend(case.watch([str(folder)], every=(0, 0), on_trouble=_no_trouble, pause=pause))
    return [(outcome.state, Path(outcome.source).name) for outcome in told]


def _no_trouble(error: CasefileUnavailable, seconds: float) -> None:
    raise AssertionError(error)


def test_what_is_new_comes_in_once(tmp_path: Path, place: str) -> None:
    put(tmp_path, "a.txt", 1)
    empty = tmp_path / "empty.txt"
    with Casefile.open(place, steps=PlainSteps()) as case:
        told = watched(
            case,
            tmp_path,
            lambda: put(tmp_path, "b.txt", 2),
            lambda: put(tmp_path, "c.txt", 3, age=0.1),  # perhaps somebody is still writing it
            lambda: put(tmp_path, "b.txt", 4),
            lambda: (empty.touch(), os.utime(empty, (1, 1))),  # type: ignore[arg-type, return-value]
            lambda: put(tmp_path, "c.txt", 3),
            lambda: None,
        )
        assert told == [
            ("added", "a.txt"),
            ("added", "b.txt"),
            ("new-version", "b.txt"),
            ("failed", "empty.txt"),
            ("added", "c.txt"),
        ]
        assert watched(case, tmp_path, lambda: None) == [("failed", "empty.txt")], "started anew, it knows what is in"


def test_a_source_that_is_away_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        told = watched(
            case,
            folder,
            lambda: None,
            lambda: (folder.mkdir(), put(folder, "a.txt", 1)),  # type: ignore[func-returns-value, return-value]
        )
    assert told == [("failed", "later"), ("added", "a.txt")]


def test_waiting_ever_longer_for_a_database_that_is_away() -> None:
    waited: list[float] = []
    troubles = [CasefileUnavailable("away", passing=True) for _ in range(8)]

    def work() -> str:
        if troubles:
            raise troubles.pop()
        return "there"

    told: list[float] = []
    assert patiently(work, lambda _, seconds: told.append(seconds), waited.append) == "there"
    assert waited == told == [1, 2, 4, 8, 16, 32, 60, 60]


def test_not_waiting_where_that_is_no_help() -> None:
    def work() -> None:
        raise CasefileUnavailable("this file is not a casefile")

    with pytest.raises(CasefileUnavailable, match="not a casefile"):
        patiently(work, _no_trouble, lambda _: None)


def test_a_link_that_leads_out_is_told_once_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    put(tmp_path, "secret.txt", 1)
    put(tmp_path / "in", "a.txt", 2)
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "secret.txt")
    with Casefile.open(tmp_path / "claims.db", steps=Finding()) as case:
        told = watched(case, tmp_path / "in", lambda: None, lambda: put(tmp_path / "in", "c.txt", 3))
    assert told == [("skipped", "b.txt"), ("added", "a.txt"), ("added", "c.txt")]


class Finding(PlainSteps):
    """Plain steps, but finding as it is done."""

    find = InstalledSteps.find


class Feed:
    """An address that answers as told, while a clock goes on."""

    def __init__(self, every: float) -> None:
        self.now = 0.0
        self.outcome = FileOutcome(source=FEED, state="failed", reason="there is no answer")
        self.watch = Watch(lambda source: [source], [FEED], lambda _: every, lambda: self.now)

    def wait(self) -> float:
        """The seconds after which it is asked again."""
        self.now += self.watch.seconds_left()
        asked: list[str] = []

        def ingest(names: list[str]) -> list[FileOutcome]:
            asked.extend(names)
            self.now += 30  # an answer may take its time
            return [self.outcome]

        list(self.watch.round(ingest))
        assert asked == [FEED]
        return self.watch.seconds_left()


def test_a_feed_that_fails_is_asked_ever_less_often() -> None:
    feed = Feed(every=300)
    assert [feed.wait() for _ in range(4)] == [600, 1200, 2400, 4800]
    assert [feed.wait() for _ in range(40)][-1] == LONGEST_BACKOFF
    feed.outcome = FileOutcome(source=FEED + ":3", state="failed", reason="this entry has no text")
    assert feed.wait() == 300, "it is an entry that is bad, not the feed"
    feed.outcome = FileOutcome(source=FEED, state="failed", reason="there is no answer")
    assert feed.wait() == 600


def test_a_feed_is_never_asked_before_its_server_wants_to_be() -> None:
    feed = Feed(every=1)
    feed.outcome = FileOutcome(source=FEED, state="failed", reason="the server answers 429", again_in=900)
    assert [feed.wait() for _ in range(3)] == [900, 900, 900]
    feed.outcome = FileOutcome(source=FEED, state="failed", reason="the server answers 503")
    assert feed.wait() == 16


def test_a_folder_that_is_gone_is_looked_for_as_often_as_ever() -> None:
    now = 0.0
    watch = Watch(lambda source: [source], ["in"], lambda _: 10, lambda: now)
    outcome = FileOutcome(source="in", state="failed", reason="there is no such file; check the path")
    told = [list(watch.round(lambda _: [outcome])) for now in (0.0, 10.0, 20.0)]
    assert [len(one) for one in told] == [1, 0, 0], "a failure that goes on is told once"
    assert watch.seconds_left() == 10
