"""Answers that are written before they are sent: the smaller ones into memory, the others into a file on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

IN_MEMORY = 1_000_000
"""Bytes of an answer that are held in memory; a longer one waits on disk."""
CHUNK = 1 << 16
"""Bytes that are sent at once."""


def written(write: Callable[[BinaryIO], None]) -> SpooledTemporaryFile[bytes]:
    """What `write` writes, to be read from its beginning. Raises what it raises."""
    out: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed when it was sent
    try:
        write(cast(BinaryIO, out))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


class Sent(StreamingResponse):
    """A file as it is sent, closed however that ends: a visitor may leave in the midst of it."""

    def __init__(
        self, file: SpooledTemporaryFile[bytes], *, media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        size = file.seek(0, SEEK_END)
        file.seek(0)
        told = {"Content-Length": str(size), **(headers or {})}
        super().__init__(iter(lambda: file.read(CHUNK), b""), media_type=media_type, headers=told)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._file:
            await super().__call__(scope, receive, send)
