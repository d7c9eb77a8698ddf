from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_ingest import TEXT

from provenance.casefile import Casefile
from provenance.casefile.watching import patiently
from provenance.errors import CasefileUnavailable
from provenance.records import FileOutcome


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
