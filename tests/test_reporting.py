"""A report on many claims is written by a process of its own, and is the same report."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from workbench import seeded

from provenance.casefile import Casefile, reporting
from provenance.errors import (
    Ambiguous,
    Cancelled,
    CasefileUnavailable,
    EmptySource,
    Fault,
    FaultyReading,
    InvalidRequest,
    MissingExtra,
    NotFound,
    NotNow,
    Phase,
    ProvenanceError,
    WorkersLost,
)
from provenance.records import Casebook, Filter
from provenance.reports import FORMATS


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casefile]:
    """The seeds, with every report written beside this process."""
    monkeypatch.setattr(reporting, "FEW", 0)
    shutil.copy(seeded(), tmp_path / "claims.db")
    with Casefile.open(tmp_path / "claims.db") as opened:
        yield opened


def made(case: Casefile, name: str, where: Filter = Filter()) -> bytes:  # noqa: B008  a frozen record
    out = io.BytesIO()
    case.write_report(name, out, where=where)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_it_comes_whole(case: Casefile, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Casefile, "casebook", _nobody)
    assert len(made(case, name)) > 100


def test_it_is_the_same_report(case: Casefile, monkeypatch: pytest.MonkeyPatch) -> None:
    where = Filter(text="Pakistan")
    beside = [json.loads(made(case, "json", where)), made(case, "csv", where)]
    monkeypatch.setattr(reporting, "FEW", 1_000)
    here = [json.loads(made(case, "json", where)), made(case, "csv", where)]
    assert beside[0].pop("made_at") != here[0].pop("made_at")
    assert beside == here
    assert 0 < len(here[0]["claims"]) < case.count_claims()


def test_what_it_lacks_is_told_as_if_it_were_written_here(case: Casefile) -> None:
    with pytest.raises(NotFound, match="markdown"):
        made(case, "xml")


def test_a_process_that_breaks_down_is_told_and_leaves_nothing(case: Casefile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "pieces", break_down)
    before = set(psutil.Process().children())
    with pytest.raises(CasefileUnavailable, match="fewer claims"):
        made(case, "json")
    assert not [one for one in psutil.Process().children() if one not in before and one.status() != "zombie"]
    monkeypatch.undo()
    assert made(case, "json")


@pytest.mark.parametrize(
    "error",
    [
        EmptySource("a.txt", "there is nothing in it"),
        FaultyReading("a.txt", Fault(Phase.READING, "a.txt", "IndexError")),
        NotNow("http://a.example", "later", 3.0),
        NotFound("claim", "aa", ["ab"]),
        Ambiguous("claim", "a", ["ab", "ac"]),
        InvalidRequest("no"),
        MissingExtra("PDF", "pdf"),
        Cancelled("a.txt"),
        CasefileUnavailable("gone"),
        WorkersLost(),
    ],
)
def test_every_error_can_be_sent_from_one_process_to_another(error: ProvenanceError) -> None:
    sent = pickle.loads(pickle.dumps(error))
    assert type(sent) is type(error)
    assert str(sent) == str(error)
    assert vars(sent) == vars(error)


def break_down(*_: object) -> None:
    """As a process does that the system ends."""
    os._exit(9)


def _nobody(*_: object, **__: object) -> Casebook:
    raise AssertionError("it was made in this process")
