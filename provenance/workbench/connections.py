"""A connection that does not wait for ever: whoever begins a request has to go on with it."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""How long the lines before a body may take, from the connection or the answer before on."""
BODY_SECONDS = 60.0
"""How long a body may pause, and how long an answer may lie there without any of it being fetched."""


class Connection(H11Protocol):
    """Uvicorn's, which by itself holds a half-sent request until the end of days: a few thousand of them use up all
    files that a program may open. (The attack is known as Slowloris.)
    """

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    _deadline: asyncio.TimerHandle | None = None
    _awaited: Any = None
    _fetched: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Takes it in; a head does not get more time by it, a body does."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Starts to wait for the next request."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        super().connection_lost(exc)
        self._forget()
        self._forget_answer()

    def pause_writing(self) -> None:
        """Starts to wait for the answer to be fetched."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Goes on with the answer."""
        super().resume_writing()
        self._forget_answer()

    def _watch(self, left: int) -> None:
        self._forget_answer()
        self._fetched = self.loop.call_later(self.body_seconds, self._look, left)

    def _look(self, left: int) -> None:
        now = self.transport.get_write_buffer_size()
        if now < left:
            self._watch(now)
        else:
            self.transport.abort()  # to close it would wait for the rest to be fetched

    def _forget_answer(self) -> None:
        if self._fetched is not None:
            self._fetched.cancel()
            self._fetched = None

    def _wait(self) -> None:
        awaited = self.conn.their_state
        if awaited is h11.IDLE and self._awaited is h11.IDLE and self._deadline is not None:
            return
        self._forget()
        self._awaited = awaited
        if awaited is h11.IDLE:
            self._deadline = self.loop.call_later(self.head_seconds, self._give_up)
        elif awaited is h11.SEND_BODY:
            self._deadline = self.loop.call_later(self.body_seconds, self._give_up)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self.flow.read_paused:  # it is we who do not read on
            self._wait()
        elif not self.transport.is_closing():
            self.transport.close()
