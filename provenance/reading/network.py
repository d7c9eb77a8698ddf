"""Connections that an article may cause: only to public addresses, checked on the address itself as it is connected to,
and over when their time is.

A name is resolved once and the connection goes to the address that was checked, so a name that answers differently the
next time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from queue import Empty, Queue
from typing import Any

import httpcore2
import httpx2

from provenance.reading.public_addresses import is_public

CONNECT_SECONDS = 10
"""For one connection to be made."""


class NotPublicError(Exception):
    """A name leads to a private, loopback, link-local or otherwise not public address."""


class LateError(Exception):
    """The time for the whole is over."""


class _Stream(httpcore2.NetworkStream):
    """A connection that waits no longer than to the deadline, in however small pieces the other side answers."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise LateError
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _resolved(host: str, port: int, deadline: float) -> Sequence[tuple[Any, ...]]:
    """What `getaddrinfo` says, which cannot be told how long to wait. Raises LateError and ConnectError."""
    answers: Queue[Sequence[tuple[Any, ...]] | OSError | UnicodeError] = Queue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="names", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise LateError from None
    if isinstance(answer, OSError | UnicodeError):
        raise httpcore2.ConnectError(f"there is no such name: {host}") from answer
    return answer


class _Guard(httpcore2.NetworkBackend):
    """Resolves a name itself and connects to an address that passed."""

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        self._plain = httpcore2.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (ours is shorter)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        found = _resolved(host, port, self._deadline)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._allow_private and not all(map(is_public, addresses)):
            raise NotPublicError(host)
        for number, address in enumerate(addresses, 1):
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise LateError
            try:
                connected = self._plain.connect_tcp(
                    address, port, min(left, CONNECT_SECONDS), local_address, socket_options
                )
                return _Stream(connected, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise httpcore2.ConnectError(f"no address is known for {host}")


class _Body(httpx2.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class Transport(httpx2.BaseTransport):
    """Carries requests over guarded connections; proxies of the environment are not used.

    Args:
        deadline: Of `time.monotonic()`: everything is over then.
        allow_private: Whether addresses that are not public are connected to, too.
    """

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        guard = _Guard(deadline, allow_private=allow_private)
        self._pool = httpcore2.ConnectionPool(ssl_context=httpx2.create_ssl_context(), network_backend=guard)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends a request. Raises NotPublicError, LateError, and the errors of httpcore2."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore2.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        answer = self._pool.handle_request(sent)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()
