"""Who knows the password: signing in, staying so for a while, signing out.

A visitor is told apart by a signed cookie (`SessionCookies`). That they are signed in does not stand in it: it only
holds a random id, new with each sign-in, and whether that still means anything is known to the server alone. So a
cookie that was copied is worth nothing once its owner signed out, and none outlives the server, which is started anew
to change the password.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from provenance.workbench.throttle import Client, Throttle

IDLE = 12 * 3600.0
"""Seconds without a request after which one has to sign in again: the next morning."""
LONGEST = 7 * 24 * 3600.0
"""Seconds after which one has to sign in again in any case."""
SIGNED_IN = 1_000
"""Who can be signed in at once; one more ends the session that was used least recently."""
COOKIE = "provenance"
SIGN_IN, DEVICE = "signed_in", "device"
KEPT = ("person", "visits")
"""What stays in the session when somebody signs in: all else is new, the token of forms as well."""

Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a password that was given. `wait`: seconds until another is looked at; this one was not."""

    right: bool
    wait: int = 0

    @property
    def words(self) -> str:
        """Why there is a wait."""
        return f"Too many wrong passwords were given. Wait {self.wait} seconds, then try again."

    @property
    def headers(self) -> dict[str, str]:
        """What tells a program how long to wait."""
        return {"Retry-After": str(self.wait)}


@dataclass(slots=True)
class _SignIn:
    began: float
    seen: float


class Authentication:
    """The password, if there is one, and who has given it. Any number of threads may ask."""

    def __init__(self, password: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        # An environment variable may hold bytes that are no UTF-8: Python keeps them as surrogates.
        self._password = None if password is None else password.encode("utf-8", "surrogateescape")
        self._clock = clock
        self._throttle = Throttle(clock)
        self._signed_in: OrderedDict[str, _SignIn] = OrderedDict()
        self._lock = Lock()
        self._attempts = Lock()

    @property
    def is_needed(self) -> bool:
        """Whether a password is set."""
        return self._password is not None

    def attempt(self, password: bytes, client: Client) -> Attempt:
        """Whether this is the password; or that it is too early to tell, which the right one is told as well."""
        with self._attempts:  # one after the other: of many at once each is counted before the next is looked at
            if self._throttle.is_known_wrong(client, password):
                return Attempt(right=False)
            wait = self._throttle.wait(client)
            if wait > 0:
                return Attempt(right=False, wait=math.ceil(wait))
            right = self.is_password(password)
            if right:
                self._throttle.succeeded(client)
            else:
                self._throttle.failed(client, password)
            return Attempt(right=right)

    def is_password(self, given: bytes) -> bool:
        """Whether this is the password, however often it was asked. Of digests, which do not tell how long it is."""
        wanted = self._password
        return wanted is not None and hmac.compare_digest(_digest(given), _digest(wanted))

    def sign_in(self, session: Session) -> None:
        """Makes a session that of somebody who gave the password, by a new id."""
        self._end(session)
        kept = {name: session[name] for name in KEPT if name in session}
        id_, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._signed_in[id_] = _SignIn(now, now)
            while len(self._signed_in) > SIGNED_IN:
                self._signed_in.popitem(last=False)
        session.clear()
        session.update(kept | {SIGN_IN: id_, DEVICE: secrets.token_urlsafe(16)})

    def sign_out(self, session: Session) -> None:
        """Ends the session; that the browser is a known one stays in its cookie."""
        self._end(session)
        device = session.get(DEVICE)
        session.clear()
        if device is not None:
            session[DEVICE] = device

    def is_signed_in(self, session: Session) -> bool:
        """Whether the session is that of somebody who gave the password, and has not ended."""
        id_, now = str(session.get(SIGN_IN)), self._clock()
        with self._lock:
            found = self._signed_in.get(id_)
            if found is None:
                return False
            if now - found.seen > IDLE or now - found.began > LONGEST:
                del self._signed_in[id_]
                return False
            found.seen = now
            self._signed_in.move_to_end(id_)
            return True

    def _end(self, session: Session) -> None:
        with self._lock:
            self._signed_in.pop(str(session.get(SIGN_IN)), None)


class SessionCookies:
    """What is remembered of a visitor, in a signed cookie.

    Over TLS it is another one, with a name that only this host can set (`__Host-`, RFC 6265bis, 4.1.3.2) and never sent
    without TLS; and a cookie of the one kind is none of the other.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = SessionMiddleware(app, secrets.token_urlsafe(32), session_cookie=COOKIE)
        secure = f"__Host-{COOKIE}"
        self._secure = SessionMiddleware(app, secrets.token_urlsafe(32), session_cookie=secure, https_only=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through with its session."""
        chosen = self._secure if scope.get("scheme") == "https" else self._plain
        await chosen(scope, receive, send)


def client_of(scope: Scope) -> Client:
    """Who sends a request: as the connection says, or a proxy that the server was told to believe."""
    address, device = scope.get("client"), scope["session"].get(DEVICE)
    return Client(address[0] if address else "", device if isinstance(device, str) else None)


def _digest(words: bytes) -> bytes:
    return hashlib.sha256(words).digest()
