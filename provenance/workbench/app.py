"""The application: pages, JSON, and the one place where an error becomes an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from provenance import __version__, faults
from provenance.casefile import Casefile
from provenance.errors import Ambiguous, CasefileError, InvalidRequest, MissingExtra, NotFound, ProvenanceError
from provenance.workbench import api, memory
from provenance.workbench.addresses import within
from provenance.workbench.api.answers import problem
from provenance.workbench.authentication import Authentication, SessionCookies
from provenance.workbench.intake import Intake
from provenance.workbench.pages import ROUTERS
from provenance.workbench.rendering import page
from provenance.workbench.safety import API, HEADERS, Guard
from provenance.workbench.settings import Settings
from provenance.workbench.turns import Turns

ABOUT: dict[str, Any] = {
    "title": "Provenance",
    "version": __version__,
    "summary": "Claims, who makes them, how surely, and who else says so or the opposite.",
    "docs_url": None,  # the usual page loads its scripts from elsewhere
    "redoc_url": None,
    "openapi_url": None,  # served by `api.asking`, which adds the records
}
_STATUS: tuple[tuple[type[ProvenanceError], int], ...] = (
    (NotFound, 404),
    (Ambiguous, 409),
    (InvalidRequest, 422),
    (MissingExtra, 501),
    (CasefileError, 503),
    (ProvenanceError, 400),
)


def create_app(case: Casefile, settings: Settings | None = None, *, name: str = "claims.db") -> FastAPI:
    """The workbench on a casefile.

    Args:
        case: Open; stays the caller's to close.
        settings: How it is served; else on loopback.
        name: What to call the casefile on the pages.
    """
    chosen = Settings() if settings is None else settings
    authentication = Authentication(chosen.password)
    app = FastAPI(lifespan=_lifespan, middleware=guarded(chosen, authentication), **ABOUT)
    app.mount("/static", statics(), name="static")
    return furnished(app, case, chosen, authentication, Turns(), name=name)


def furnished(
    app: FastAPI, case: Casefile, settings: Settings, authentication: Authentication, turns: Turns, *, name: str
) -> FastAPI:
    """An application with the pages and the API of a casefile, without what stands between it and the web."""
    app.state.case, app.state.settings, app.state.name = case, settings, name
    app.state.intake, app.state.authentication, app.state.turns = Intake(case), authentication, turns
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in api.ROUTERS:
        app.include_router(router)
    return told(app)


def told(app: FastAPI) -> FastAPI:
    """An application of which every error is told in words."""
    app.add_exception_handler(ProvenanceError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(Exception, _failed)
    return app


def guarded(settings: Settings, authentication: Authentication) -> list[Middleware]:
    """What a request passes before any page sees it."""
    return [
        Middleware(SessionCookies),
        Middleware(Guard, settings=settings, authentication=authentication),
        Middleware(Isolation),
    ]


def statics() -> StaticFiles:
    """Style, script and pictures of the pages."""
    return StaticFiles(directory=str(files("provenance.workbench") / "static"))


class Isolation:
    """Lets a decision or a page stand where the program fails on one claim of it; the server's log has what failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        with faults.collecting() as found:
            await self._app(scope, receive, send)
        faults.log(found)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    giving_back = asyncio.create_task(memory.keep_giving_back())
    yield
    giving_back.cancel()
    await run_in_threadpool(app.state.intake.stop)


def _told(request: Request, error: Exception) -> Response:
    """An error that a person can do something about, in its own words."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return _answer(request, status, str(error))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = "There is no such page." if error.status_code == 404 and error.detail == "Not Found" else error.detail
    return _answer(request, error.status_code, words, error.headers)


def _misunderstood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    words = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
    return _answer(request, 422, words)


def _failed(request: Request, _: Exception) -> Response:
    """Anything else is a fault of ours: the server's log has it, the page only says so."""
    words = "Something went wrong here. Nothing was half-stored; the terminal says more."
    if within(request.url.path).startswith(API):
        return problem(500, words, HEADERS)
    return PlainTextResponse(words, 500, HEADERS)  # no template: it may be what failed


def _answer(request: Request, status: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    if within(request.url.path).startswith(API):
        answer: Response = problem(status, words)
    else:
        answer = page(request, "problem.html", status=status, words=words)
    answer.headers.update(headers or {})
    return answer
