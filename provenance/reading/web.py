"""Addresses: what a page's server answers, as a browser would see it, with the manners of a robot."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.robotparser import RobotFileParser

from provenance.errors import NotNow, ReadingError, TooLarge, UnsupportedSource
from provenance.model import Retrieval
from provenance.reading.patience import seconds_to_wait
from provenance.reading.public_addresses import other_ports

if TYPE_CHECKING:  # takes a tenth of a second, and most commands ask nothing of the web
    import httpx2

SECONDS = 60
"""For one address with all its redirects."""
REDIRECTS = 10
RATIO = 100
"""An answer that unpacks to so many times its size is no text that anybody wrote."""
UNPACKED = 10_000_000
"""Bytes up to which that does not matter."""
_ROBOTS_SIZE = 500_000  # bytes (RFC 9309, section 2.5)
_ROBOTS_REDIRECTS = 5  # RFC 9309, section 2.3.1.2
_AGENT = "provenance"
_REDIRECT = (301, 302, 303, 307, 308)
_CODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
_BUSY = (429, 503)
"""Too Many Requests (RFC 6585) and Service Unavailable: later may be another answer."""


class Gather(Protocol):
    """Takes the bytes of an answer, as far as their kind allows (see `kinds.gathered`)."""

    def __call__(self, chunks: Iterable[bytes], label: str, name: str, *, served: str, size: int | None) -> bytes:
        """The bytes. Raises TooLarge and UnsupportedSource."""


def is_address(source: Path | str) -> bool:
    """Whether a source is an http or https address."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def served_as(headers: Iterable[tuple[str, str]]) -> str:
    """The media type that a server calls its answer; empty where it does not say."""
    value = next((value for name, value in headers if name.lower() == "content-type"), "")
    return value.partition(";")[0].strip().lower()


def fetch(url: str, gather: Gather, *, allow_private: bool = False) -> tuple[bytes, Retrieval]:
    """What is at an address, with how it came. Redirects are followed; each is checked like the first.

    Args:
        url: http or https.
        gather: Takes the bytes, and no more of them than such a source may have.
        allow_private: Whether addresses of private networks and of this computer are asked, too.

    Raises:
        TooLarge: The answer is over the limit of its kind.
        NotNow: The server is busy, or asks for less.
        ReadingError: The site's robots.txt forbids it, the address is not public, or there is no good answer in time.
    """
    return _Visit(url, gather, allow_private).run()


class _Visit:
    """One address with its redirects."""

    def __init__(self, url: str, gather: Gather, allow_private: bool) -> None:
        import httpcore2
        import httpx2

        from provenance.reading.network import LateError, NotPublicError, Transport

        self._url = url
        self._gather = gather
        self._httpx = httpx2
        self._late, self._not_public = LateError, NotPublicError
        self._failures = (
            httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, httpcore2.ConnectError, httpcore2.NetworkError,
            httpcore2.ProtocolError, httpcore2.TimeoutException, httpcore2.UnsupportedProtocol,
        )  # fmt: skip
        self._deadline = time.monotonic() + SECONDS
        self._client = httpx2.Client(
            transport=Transport(self._deadline, allow_private=allow_private),
            headers={
                "User-Agent": f"{_AGENT}/0.1 (claim and source provenance tracker)",
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=20,
            trust_env=False,
            follow_redirects=False,
        )

    def run(self) -> tuple[bytes, Retrieval]:
        """Follows the redirects to the answer."""
        try:
            with self._client:
                return self._follow()
        except self._not_public as error:
            raise ReadingError(
                self._url, f"{error} is not on the public internet; --allow-private asks it all the same"
            ) from error
        except (self._late, *self._failures) as error:
            if isinstance(error, self._late) or time.monotonic() >= self._deadline:
                raise ReadingError(self._url, f"there was no whole answer within {SECONDS} seconds") from error
            why = str(error) or type(error).__name__
            raise ReadingError(self._url, f"there is no answer: {why}; check the address and the network") from error

    def _follow(self) -> tuple[bytes, Retrieval]:
        asked: list[str] = []
        address = self._httpx.URL(self._url)
        while True:
            self._check(address)
            self._ask_robots(address)
            with self._client.stream("GET", address) as answer:
                location = answer.headers.get("location")
                if answer.status_code in _REDIRECT and location:
                    asked.append(str(address))
                    if len(asked) > REDIRECTS:
                        raise ReadingError(self._url, f"it was redirected more than {REDIRECTS} times")
                    address = address.join(location).copy_with(fragment=None)
                    continue
                self._check_status(answer)
                return self._taken(answer, str(address), tuple(asked))

    def _check(self, address: httpx2.URL) -> None:
        """Raises ReadingError for an address that no page has."""
        if address.scheme not in ("http", "https") or not address.host:
            raise UnsupportedSource(self._url, f"it leads to {str(address)!r}, which is no web address")
        if address.userinfo:
            raise UnsupportedSource(
                self._url,
                f"there is a name or password before {address.host}, which would be kept and shown; save the page in "
                "a browser and read the file",
            )
        if address.port in other_ports() or not 0 <= (address.port or 0) < 65536:
            raise UnsupportedSource(self._url, f"it leads to port {address.port}, where no page lies")

    def _check_status(self, answer: httpx2.Response) -> None:
        """Raises ReadingError for any answer but a good one."""
        said = f"{answer.status_code} {answer.reason_phrase}".strip()
        if answer.status_code in _BUSY:
            seconds = seconds_to_wait(answer.headers.get("retry-after"), datetime.now(UTC))
            later = "" if seconds is None else f"; it asks to come back in {seconds:.0f} seconds"
            raise NotNow(self._url, f"the server answers {said}{later}", seconds)
        if answer.status_code != 200:
            raise ReadingError(self._url, f"the server answers {said}")

    def _taken(self, answer: httpx2.Response, address: str, asked: tuple[str, ...]) -> tuple[bytes, Retrieval]:
        at = datetime.now(UTC)
        headers = tuple(answer.headers.multi_items())
        told = answer.headers.get("content-length", "")
        size = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else None
        name = address.partition("?")[0]
        data = self._gather(self._body(answer), self._url, name, served=served_as(headers), size=size)
        return data, Retrieval(url=address, at=at, status=answer.status_code, headers=headers, redirects=asked)

    def _body(self, answer: httpx2.Response) -> Iterator[bytes]:
        """An answer in pieces, unpacked. Raises ReadingError where it is packed as nobody packs a text."""
        coding = answer.headers.get("content-encoding", "").strip().lower()
        if coding not in _CODINGS:
            raise ReadingError(self._url, f"the server packs its answer as {coding!r}, which it was not asked for")
        size = 0
        for piece in answer.iter_bytes():
            size += len(piece)
            if size > UNPACKED and size > RATIO * answer.num_bytes_downloaded:
                raise TooLarge(self._url, f"it unpacks to more than {RATIO} times its size")
            if time.monotonic() > self._deadline:
                raise self._late
            yield piece

    def _ask_robots(self, address: httpx2.URL) -> None:
        """Raises ReadingError where the site's robots.txt does not want us there (RFC 9309, section 2.3.1)."""
        robots = address.copy_with(raw_path=b"/robots.txt", fragment=None)
        rules = RobotFileParser()
        rules.parse(self._robots(robots).decode("utf-8", errors="replace").splitlines())
        if not rules.can_fetch(_AGENT, str(address)):
            raise ReadingError(
                self._url, f"{robots} asks robots to stay away; save the page in a browser and read the file"
            )

    def _robots(self, robots: httpx2.URL) -> bytes:
        """What a robots.txt says; nothing where there is none, or only a chain of redirects."""
        for _ in range(_ROBOTS_REDIRECTS + 1):
            self._check(robots)
            with self._client.stream("GET", robots) as answer:
                location = answer.headers.get("location")
                if answer.status_code in _REDIRECT and location:
                    robots = robots.join(location).copy_with(fragment=None)
                    continue
                if answer.status_code >= 500:
                    seconds = seconds_to_wait(answer.headers.get("retry-after"), datetime.now(UTC))
                    why = f"{robots} cannot be had now, so nothing else is asked of the site"
                    raise NotNow(self._url, why, seconds)
                if answer.status_code != 200:
                    return b""
                taken = b""
                for piece in self._body(answer):
                    taken += piece[: _ROBOTS_SIZE - len(taken)]
                    if len(taken) == _ROBOTS_SIZE:
                        break
                return taken
        return b""
