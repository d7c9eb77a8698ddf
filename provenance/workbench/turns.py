"""Answers that take much memory and time are made a few at a time; whoever waits for a turn holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from provenance.workbench.memory import give_back

T = TypeVar("T")

AT_ONCE = 2
"""Made side by side: a report on everything may take hundreds of megabytes until it is written."""
WAITING = 20
"""Who may wait for a turn; one more is asked to come again."""
AGAIN_SECONDS = 10


class Turns:
    """To be made in the event loop, and used in it alone."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting
        self._here = 0

    async def take(self, request: Request, work: Callable[[], T]) -> T:
        """What `work` answers, in a thread, when its turn has come.

        Raises:
            HTTPException: Too many wait already.
            ClientDisconnect: Whoever asked is gone by now.
        """
        if self._here >= self._room:
            words = "Too much is asked at once: reports are made for others. Try again in a moment."
            raise HTTPException(503, words, {"Retry-After": str(AGAIN_SECONDS)})
        self._here += 1
        try:
            async with self._free:
                if await request.is_disconnected():
                    raise ClientDisconnect
                return await run_in_threadpool(_work, work)
        finally:
            self._here -= 1


def _work(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        give_back()


async def in_turn(request: Request, work: Callable[[], T]) -> T:
    """What `work` answers when its turn has come: see `Turns.take`."""
    turns: Turns = request.app.state.turns
    return await turns.take(request, work)
