"""What stands between the open web and the casefile: who may ask, from which page, how much, and what a page may load.

Every answer carries a Content-Security-Policy that allows nothing but the workbench's own files, so that even markup
that slipped through could neither run nor send anything. Sources: OWASP cheat sheets on CSRF, DNS rebinding and CSP;
Fetch Metadata (W3C).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import Form, Header, HTTPException, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from provenance.workbench.addresses import within
from provenance.workbench.authentication import Authentication, client_of
from provenance.workbench.settings import Settings

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # "no-referrer" would make the Origin of our own forms "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
MOST_FIELDS = 200
"""Fields of an address: each may become a part of a question to the database, which takes so many and not many more."""
DIGITS = 18
"""Of the length of a body: far more than anything is long, and what can be read as a number."""
ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"latin-1", b"windows-1252"})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
API = "/api/"
OPEN_PATHS = ("/sign-in", "/static/")
"""What can be seen without having signed in."""
WITH_PASSWORD = "provenance.password"
"""Where a request notes that it came with the password."""


class Guard:
    """Refuses requests that do not come from the workbench's own pages or from a program of the same person."""

    def __init__(self, app: ASGIApp, settings: Settings, authentication: Authentication) -> None:
        self._app = app
        self._settings = settings
        self._authentication = authentication

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Checks, then lets the request through with a limit on its body; adds the headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope), scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        with suppress(ClientDisconnect):  # whoever sent something left before its end: nobody hears an answer
            await self._app(scope, self._limited(receive), send_guarded)

    def _refusal(self, headers: Headers, scope: Scope) -> Response | None:
        """Why a request is not let through, or None."""
        host = headers.get("host", "")
        if not self._is_ours(host):
            return _refused(scope, f"Not served under this name. Open http://localhost:{self._settings.port}/", 421)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return _refused(scope, "A NUL character in an address: no text holds one.", 400)
        if scope["method"] in UNSAFE and not _is_same_origin(headers, host, scope["scheme"]):
            return _refused(scope, "Refused: sent by a page of another site.", 403)
        if scope["query_string"].count(b"&") >= MOST_FIELDS:
            return _refused(scope, f"Too many fields in an address: at most {MOST_FIELDS}.", 400)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > DIGITS or int(length) > self._settings.largest_upload:
            most = self._settings.largest_upload // 1_000_000
            return _refused(scope, f"Too large: at most {most} MB can be sent at once.", 413)
        if not _is_readable(headers.get("content-type", "")):
            return _refused(scope, "A form in an encoding that is not read here: send it in UTF-8.", 415)
        return self._unsigned(headers, scope)

    def _is_ours(self, host: str) -> bool:
        """Whether the Host header is a name of ours. An address in digits is safe: rebinding needs a name."""
        name = _split(f"//{host}").hostname or ""
        if name == "localhost" or name in self._settings.names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def _unsigned(self, headers: Headers, scope: Scope) -> Response | None:
        """Where a password is set, whoever has not given it is sent to the page that asks for it."""
        if not self._authentication.is_needed or scope["path"].startswith(OPEN_PATHS):
            return None
        given = _bearer(headers)
        if self._authentication.is_signed_in(scope["session"]):
            scope[WITH_PASSWORD] = given is not None and self._authentication.is_password(given)
            return None
        if given is not None:
            attempt = self._authentication.attempt(given, client_of(scope))
            scope[WITH_PASSWORD] = attempt.right
            if attempt.right:
                return None
            if attempt.wait:
                return _refused(scope, attempt.words, 429, attempt.headers)
        if within(scope["path"]).startswith(API):
            words = "A password is set: send Authorization: Bearer PASSWORD."
            return _refused(scope, words, 401, {"WWW-Authenticate": "Bearer"})
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        then = "/" if scope["method"] in UNSAFE else quote(f"{scope['path']}{query}")
        return RedirectResponse(f"/sign-in?next={then}", 303)

    def _limited(self, receive: Receive) -> Receive:
        """`receive` that breaks off a body that grows past the limit without having said so."""
        got = 0

        async def limited() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._settings.largest_upload:
                raise HTTPException(413, "too large")
            return message

        return limited


def _is_readable(kind: str) -> bool:
    """Whether the text of a form is in an encoding of text. Python knows others, such as one that only ever fails."""
    _, options = parse_options_header(kind.encode("latin-1"))
    return options.get(b"charset", b"utf-8").lower() in ENCODINGS


def _split(address: str) -> SplitResult:
    """The parts of an address; all of them are empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _bearer(headers: Headers) -> bytes | None:
    """The password that a program sends, which no page of another site can make a browser do; as bytes, as it came."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return given.encode("latin-1") if kind.lower() == "bearer" else None


def _refused(scope: Scope, words: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    if within(scope["path"]).startswith(API):
        return JSONResponse({"error": words}, status, headers)
    return PlainTextResponse(words, status, headers)


def _is_same_origin(headers: Headers, host: str, scheme: str) -> bool:
    """Whether a change comes from our own page, or from a program (which sends neither header).

    A page that came without TLS is no page of ours where TLS is used: anybody on the way could have written it.
    """
    origin = headers.get("origin")
    if origin is not None:
        came = _split(origin)
        return came.netloc == host and not (scheme == "https" and came.scheme != "https")
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far they agree."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def csrf_token(request: Request) -> str:
    """The token of this visitor, which every form carries."""
    token = request.session.get("csrf")
    if not isinstance(token, str):
        token = request.session["csrf"] = secrets.token_urlsafe(24)
    return token


def check_csrf(
    request: Request,
    csrf: Annotated[str, Form(include_in_schema=False)] = "",
    x_csrf_token: Annotated[str, Header()] = "",
) -> None:
    """Lets a change through only with the visitor's own token (form field `csrf`, or header `X-CSRF-Token`)."""
    token = request.session.get("csrf")
    if not isinstance(token, str) or not same(csrf or x_csrf_token, token):
        raise HTTPException(403, "This page was open for too long. Go back, load it again, and repeat what you did.")


def check_token(
    request: Request,
    x_csrf_token: Annotated[str, Header(description="The token of GET /api/csrf; needless with the password.")] = "",
) -> None:
    """Lets a change of a program through: with the visitor's token as a header, or the password as Bearer."""
    token = request.session.get("csrf")
    known = isinstance(token, str) and same(x_csrf_token, token)
    if not known and not request.scope.get(WITH_PASSWORD, False):
        raise HTTPException(403, "A change needs the header X-CSRF-Token: GET /api/csrf gives it, with its cookie.")
