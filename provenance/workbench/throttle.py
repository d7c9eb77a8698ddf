"""How often a password may be tried: wrong attempts make whoever sent them wait, longer each time.

Nobody is held up by waiting: an attempt that comes too early is answered at once, unseen, with the seconds to wait. Who
an attempt is counted against is decided so that guessing from many addresses stays slow, and locks nobody out for long
who knows the password:

- a browser that was signed in before is counted by itself, whatever others at its address try ("device cookies", OWASP,
  Slow Down Online Guessing Attacks with Device Cookies);
- anybody else is counted by address (of IPv6 by the network of one household, /64);
- all addresses together have shares: a large network (/16, of IPv6 /32) falls into one of them by a secret hash, so
  that whoever guesses from one network uses up that share alone. This computer and known browsers need none.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

FREE = 5
"""Wrong attempts after which there is a wait: people mistype."""
LONGEST = 60.0
"""Seconds of the longest wait: bearable for who shares an address with a guesser, and 1,440 guesses a day at most."""
FORGOTTEN = 900.0
"""Seconds after the last wrong attempt when the next one counts as the first."""
SHARES = 64
SHARE_BURST = 10.0
"""Wrong attempts that a share has at once: two people who mistype."""
SHARE_SECONDS = 8.0
"""Seconds until a share has one more: 8 wrong attempts a second over all shares, 700,000 a day."""
REMEMBERED = 10_000
"""Who is remembered at most. Shares let fewer fail before they are forgotten (64 x (10 + 900 / 8) = 7,840), so that
nobody can push out what is known of them by coming from elsewhere."""
WRONG_KEPT = 8
"""Wrong passwords of one sender that count once however often they come: a program that was not told of the new one."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends an attempt: the address, as far as it is known, and the browser, if it was signed in before."""

    address: str
    device: str | None = None


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0.0
    until: float = 0.0
    wrong: OrderedDict[bytes, None] = field(default_factory=OrderedDict)


@dataclass(slots=True)
class _Share:
    left: float
    at: float


class Throttle:
    """Counts wrong attempts. One thread at a time may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._shares = [_Share(SHARE_BURST, clock()) for _ in range(SHARES)]
        self._key = secrets.token_bytes(32)

    def wait(self, client: Client) -> float:
        """Seconds until this client may try; 0 where it may now."""
        now = self._clock()
        known = self._failures.get(_sender(client))
        own = 0.0 if known is None or now - known.last > FORGOTTEN else known.until - now
        share = self._share(client, now)
        missing = 0.0 if share is None else (1.0 - share.left) * SHARE_SECONDS
        return max(0.0, own, missing)

    def is_known_wrong(self, client: Client, password: bytes) -> bool:
        """Whether this client sent this before, and it was wrong: to try it again tells nothing, and costs nothing."""
        known = self._failures.get(_sender(client))
        return known is not None and self._digest(password) in known.wrong

    def failed(self, client: Client, password: bytes) -> None:
        """Notes a wrong attempt."""
        now = self._clock()
        share = self._share(client, now)
        if share is not None:
            share.left -= 1.0
        sender = _sender(client)
        known = self._failures.setdefault(sender, _Failures())
        self._failures.move_to_end(sender)
        if now - known.last > FORGOTTEN:
            known.count = 0
        known.count, known.last = known.count + 1, now
        if known.count >= FREE:
            known.until = now + min(LONGEST, 2.0 ** min(known.count - FREE, 10))
        known.wrong[self._digest(password)] = None
        while len(known.wrong) > WRONG_KEPT:
            known.wrong.popitem(last=False)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, client: Client) -> None:
        """Forgets what a known browser mistyped. An address stays counted: others may be guessing from it."""
        if client.device is not None:
            self._failures.pop(_sender(client), None)

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._failures)

    def _share(self, client: Client, now: float) -> _Share | None:
        """The share that a client uses, filled up to now."""
        address = _parsed(client.address)
        if client.device is not None or (address is not None and address.is_loopback):
            return None
        network = _network(address, 16, 32).encode()
        share = self._shares[int.from_bytes(hashlib.blake2b(network, key=self._key, digest_size=8).digest()) % SHARES]
        share.left = min(SHARE_BURST, share.left + (now - share.at) / SHARE_SECONDS)
        share.at = now
        return share

    def _digest(self, password: bytes) -> bytes:
        return hashlib.blake2b(password, key=self._key, digest_size=16).digest()


def _sender(client: Client) -> str:
    """Against whom an attempt is counted."""
    if client.device is not None:
        return f"device {client.device}"
    return _network(_parsed(client.address), 32, 64)


def _network(address: IPv4Address | IPv6Address | None, bits: int, bits_of_6: int) -> str:
    """The network of so many bits that an address lies in; all that are no address are one."""
    if address is None:
        return "unknown"
    return str(ip_network(f"{address}/{bits if address.version == 4 else bits_of_6}", strict=False))


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An address; an IPv4 one that is written as IPv6 is the same."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
