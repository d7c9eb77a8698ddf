"""Answers that take much memory: a few at a time, and none for whoever has left."""

from __future__ import annotations

import asyncio
import json
import threading
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect
from workbench import case_of, opened

from provenance.reports import json as writer
from provenance.reports import write_report
from provenance.workbench import memory
from provenance.workbench.turns import Turns


class Asking:
    """A request, as far as it matters here."""

    def __init__(self, *, gone: bool = False) -> None:
        self.gone = gone

    async def is_disconnected(self) -> bool:
        return self.gone


def asking(*, gone: bool = False) -> Request:
    return cast(Request, Asking(gone=gone))


class Work:
    """Notes how much of it goes on at once; goes on when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.now = self.most = self.done = 0
        self.lock = threading.Lock()

    def __call__(self) -> int:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.let.wait(30)
        with self.lock:
            self.now -= 1
            self.done += 1
        return self.done


async def until(turns: Turns, here: int, work: Work, now: int) -> None:
    """Waits until so many are there, and so many at work."""
    async with asyncio.timeout(30):
        while turns._here != here or work.now != now:
            await asyncio.sleep(0.01)


def test_so_many_side_by_side_and_the_others_in_turn() -> None:
    async def scenario() -> None:
        turns, work = Turns(at_once=2, waiting=8), Work()
        asked = [asyncio.create_task(turns.take(asking(), work)) for _ in range(10)]
        await until(turns, 10, work, 2)
        with pytest.raises(HTTPException) as refused:
            await turns.take(asking(), work)
        assert refused.value.status_code == 503
        assert refused.value.headers == {"Retry-After": "10"}
        work.let.set()
        assert sorted(await asyncio.gather(*asked)) == list(range(1, 11))
        assert work.most == 2
        assert await turns.take(asking(), work) == 11, "there is room again"

    asyncio.run(scenario())


def test_nothing_is_made_for_whoever_has_left() -> None:
    async def scenario() -> None:
        turns, work = Turns(at_once=1, waiting=2), Work()
        work.let.set()
        with pytest.raises(ClientDisconnect):
            await turns.take(asking(gone=True), work)
        assert work.done == 0
        assert await turns.take(asking(), work) == 1

    asyncio.run(scenario())


def test_a_fault_ends_the_turn() -> None:
    def fail() -> None:
        raise ValueError("words")

    async def scenario() -> None:
        turns, work = Turns(at_once=1, waiting=0), Work()
        work.let.set()
        for _ in range(3):
            with pytest.raises(ValueError, match="words"):
                await turns.take(asking(), fail)
        assert await turns.take(asking(), work) == 1

    asyncio.run(scenario())


def test_memory_is_given_back_where_that_can_be_done() -> None:
    memory.be_sparing()
    memory.give_back()


def test_a_report_as_json_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PIECES", 500)

    class Away(BytesIO):
        """Counts and forgets."""

        largest = written = 0

        def write(self, data) -> int:
            self.largest, self.written = max(self.largest, len(data)), self.written + len(data)
            return len(data)

    with opened(tmp_path) as client:
        book = case_of(client).casebook()
    whole, away = BytesIO(), Away()
    write_report(book, "json", whole)
    assert json.loads(whole.getvalue())["claims"]
    write_report(book, "json", away)
    assert away.written == len(whole.getvalue())
    assert away.largest < away.written / 5
