"""What stands between the open web and the casefile: who may ask, from which page, how much, and what a page may load.

Every answer carries a Content-Security-Policy that allows nothing but the workbench's own files, so that even markup
that slipped through could neither run nor send anything. Sources: OWASP cheat sheets on CSRF, DNS rebinding and CSP;
Fetch Metadata (W3C).
"""

from __future__ import annotations

import hmac
import secrets
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Form, Header, HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
API = "/api/"
OPEN_PATHS = ("/sign-in", "/static/")
"""What can be seen without having signed in."""


class Guard:
    """Refuses requests that do not come from the workbench's own pages or from a program of the same person."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Checks, then lets the request through with a limit on its body; adds the headers to the answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        refusal = self._refusal(Headers(scope=scope), scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal is not None:
            return await refusal(scope, receive, send_guarded)
        return await self._app(scope, self._limited(receive), send_guarded)

    def _refusal(self, headers: Headers, scope: Scope) -> Response | None:
        """Why a request is not let through, or None."""
        host = headers.get("host", "")
        if not self._is_ours(host):
            return _refused(scope, f"Not served under this name. Open http://localhost:{self._settings.port}/", 421)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return _refused(scope, "A NUL character in an address: no text holds one.", 400)
        if scope["method"] in UNSAFE and not _is_same_origin(headers, host):
            return _refused(scope, "Refused: sent by a page of another site.", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._settings.largest_upload:
            most = self._settings.largest_upload // 1_000_000
            return _refused(scope, f"Too large: at most {most} MB can be sent at once.", 413)
        return self._unsigned(headers, scope)

    def _is_ours(self, host: str) -> bool:
        """Whether the Host header is a name of ours. An address in digits is safe: rebinding needs a name."""
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or name in self._settings.names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def _unsigned(self, headers: Headers, scope: Scope) -> Response | None:
        """Where a password is set, whoever has not given it is sent to the page that asks for it."""
        if self._settings.password is None or scope["path"].startswith(OPEN_PATHS):
            return None
        if scope["session"].get("signed_in") is True or is_bearer(headers, self._settings):
            return None
        if scope["path"].startswith(API):
            told = {"error": "A password is set: send Authorization: Bearer PASSWORD."}
            return JSONResponse(told, 401, {"WWW-Authenticate": "Bearer"})
        return RedirectResponse(f"/sign-in?next={quote(scope['path'])}", 303)

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


def is_bearer(headers: Headers, settings: Settings) -> bool:
    """Whether a program sends the password, which no page of another site can make a browser do."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return settings.password is not None and kind.lower() == "bearer" and same(given, settings.password)


def _refused(scope: Scope, words: str, status: int) -> Response:
    if scope["path"].startswith(API):
        return JSONResponse({"error": words}, status)
    return PlainTextResponse(words, status)


def _is_same_origin(headers: Headers, host: str) -> bool:
    """Whether a change comes from our own page, or from a program (which sends neither header)."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == host
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
    if not known and not is_bearer(request.headers, request.app.state.settings):
        raise HTTPException(403, "A change needs the header X-CSRF-Token: GET /api/csrf gives it, with its cookie.")
