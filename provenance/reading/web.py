"""Addresses: what a page's server answers, as a browser would see it, with the manners of a robot."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.robotparser import RobotFileParser

from provenance.errors import ReadingError, TooLarge, UnsupportedSource
from provenance.model import Retrieval

SECONDS = 60
"""For one address with all its redirects."""
REDIRECTS = 10
_ROBOTS_SIZE = 500_000  # bytes (RFC 9309, section 2.5)
_ROBOTS_REDIRECTS = 5  # RFC 9309, section 2.3.1.2
_AGENT = "provenance"
_REDIRECT = (301, 302, 303, 307, 308)


def is_address(source: Path | str) -> bool:
    """Whether a source is an http or https address."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def fetch(url: str, *, limit: int, allow_private: bool = False) -> tuple[bytes, Retrieval]:
    """What is at an address, with how it came. Redirects are followed; each is checked like the first.

    Args:
        url: http or https.
        limit: Bytes of an answer, unpacked.
        allow_private: Whether addresses of private networks and of this computer are asked, too.

    Raises:
        TooLarge: The answer is over the limit.
        ReadingError: The site's robots.txt forbids it, the address is not public, or there is no good answer in time.
    """
    return _Visit(url, limit, allow_private).run()


class _Visit:
    """One address with its redirects."""

    def __init__(self, url: str, limit: int, allow_private: bool) -> None:
        # Loaded here because it takes a tenth of a second, and most commands ask nothing of the web.
        import httpcore2
        import httpx2

        from provenance.reading.network import LateError, NotPublicError, Transport

        self._url = url
        self._limit = limit
        self._httpx = httpx2
        self._late, self._not_public = LateError, NotPublicError
        self._failures = (
            httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, httpcore2.ConnectError, httpcore2.NetworkError,
            httpcore2.ProtocolError, httpcore2.TimeoutException, httpcore2.UnsupportedProtocol,
        )  # fmt: skip
        self._client = httpx2.Client(
            transport=Transport(time.monotonic() + SECONDS, allow_private=allow_private),
            headers={"User-Agent": f"{_AGENT}/0.1 (claim and source provenance tracker)", "Accept": "*/*"},
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
        except self._late as error:
            raise ReadingError(self._url, f"there was no whole answer within {SECONDS} seconds") from error
        except self._failures as error:
            why = str(error) or type(error).__name__
            raise ReadingError(self._url, f"there is no answer: {why}; check the address and the network") from error

    def _follow(self) -> tuple[bytes, Retrieval]:
        asked: list[str] = []
        address = self._httpx.URL(self._url)
        while True:
            if address.scheme not in ("http", "https") or not address.host:
                raise UnsupportedSource(self._url, f"it leads to {str(address)!r}, which is no web address")
            self._ask_robots(address)
            with self._client.stream("GET", address) as answer:
                location = answer.headers.get("location")
                if answer.status_code in _REDIRECT and location:
                    asked.append(str(address))
                    if len(asked) > REDIRECTS:
                        raise ReadingError(self._url, f"it was redirected more than {REDIRECTS} times")
                    address = address.join(location).copy_with(fragment=None)
                    continue
                if answer.status_code != 200:
                    raise ReadingError(self._url, f"the server answers {answer.status_code} {answer.reason_phrase}")
                at = datetime.now(UTC)
                data = self._body(answer, self._limit)
                return data, Retrieval(
                    url=str(address),
                    at=at,
                    status=answer.status_code,
                    headers=tuple(answer.headers.multi_items()),
                    redirects=tuple(asked),
                )

    def _body(self, answer, limit: int) -> bytes:  # type: ignore[no-untyped-def]
        parts, size = [], 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > limit:
                raise TooLarge(self._url, f"it is over the limit of {limit // 1_000_000} MB")
            parts.append(part)
        return b"".join(parts)

    def _ask_robots(self, address) -> None:  # type: ignore[no-untyped-def]
        """Raises ReadingError where the site's robots.txt does not want us there (RFC 9309, section 2.3.1)."""
        robots = address.copy_with(raw_path=b"/robots.txt", fragment=None)
        rules = RobotFileParser()
        rules.parse(self._robots(robots).decode("utf-8", errors="replace").splitlines())
        if not rules.can_fetch(_AGENT, str(address)):
            raise ReadingError(
                self._url, f"{robots} asks robots to stay away; save the page in a browser and read the file"
            )

    def _robots(self, robots) -> bytes:  # type: ignore[no-untyped-def]
        """What a robots.txt says; nothing where there is none, or only a chain of redirects."""
        for _ in range(_ROBOTS_REDIRECTS + 1):
            with self._client.stream("GET", robots) as answer:
                location = answer.headers.get("location")
                if answer.status_code in _REDIRECT and location:
                    robots = robots.join(location)
                    continue
                if answer.status_code >= 500:
                    raise ReadingError(self._url, f"{robots} cannot be had now, so nothing else is asked of the site")
                if answer.status_code != 200:
                    return b""
                parts, size = [], 0
                for part in answer.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > _ROBOTS_SIZE:
                        break
                return b"".join(parts)[:_ROBOTS_SIZE]
        return b""
