"""Several casefiles behind one door: a list of those in a folder, and each of them under its name.

Signing in, cookies and guards are the same for all. Everything else is a casefile's own: its pages, its API, and what
is being read for it. A casefile is opened when somebody first asks for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Lock

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import URL, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from provenance.casefile import Casefile
from provenance.store.folders import Folder, Place
from provenance.workbench import memory
from provenance.workbench.addresses import CASEFILES, root_of
from provenance.workbench.app import ABOUT, furnished, guarded, statics, told
from provenance.workbench.authentication import Authentication
from provenance.workbench.intake import Intake
from provenance.workbench.pages import choosing, visiting
from provenance.workbench.safety import WITH_PASSWORD
from provenance.workbench.settings import Settings
from provenance.workbench.turns import Turns

_PASSED_ON = frozenset({
    "type", "asgi", "http_version", "method", "scheme", "query_string", "headers", "client", "server", "extensions",
    "state", "session", WITH_PASSWORD,
})  # fmt: skip
"""What a casefile's application gets of the scope of a request (ASGI): nothing of the front's routes."""


@dataclass(frozen=True, slots=True)
class _Opened:
    app: FastAPI
    case: Casefile
    file: tuple[int, int]


class Casefiles:
    """The casefiles of a folder, as far as they are open. Any number of threads may ask."""

    def __init__(self, folder: Folder, settings: Settings, authentication: Authentication) -> None:
        self.folder = folder
        self._settings, self._authentication, self._turns = settings, authentication, Turns()
        self._opened: dict[str, _Opened] = {}
        self._lock = Lock()
        self._opening = Lock()

    def app(self, name: str) -> FastAPI:
        """The workbench on the casefile of this name. Raises InvalidRequest, NotFound, and as `Casefile.open`."""
        place = self.folder.place(name)
        known = self._known(place)
        if known is not None:
            return known
        with self._opening:  # which may take long, where it is brought up to date: open ones do not wait for it
            return self._known(place) or self._open(place)

    def create(self, name: str) -> str:
        """Makes an empty casefile; its name as it is kept. Raises InvalidRequest, CasefileUnavailable."""
        with self._opening:
            path = self.folder.room(name)
            Casefile.open(path).close()
        return path.stem

    def busy(self) -> dict[str, int]:
        """How many batches are being read or wait, by the name of the casefile."""
        with self._lock:
            intakes: dict[str, Intake] = {name: one.app.state.intake for name, one in self._opened.items()}
        return {name: sum(not batch.is_over for batch in intake.recent()) for name, intake in intakes.items()}

    def close(self) -> None:
        """Ends what is being read, and closes all that are open."""
        with self._lock:
            while self._opened:
                self._close(self._opened.popitem()[1])

    def _known(self, place: Place) -> FastAPI | None:
        """The workbench on a casefile that is open, unless another file took its place: what is written to the one
        before would be lost.
        """
        with self._lock:
            known = self._opened.get(place.name)
            if known is None or known.file == _file(place):
                return None if known is None else known.app
            del self._opened[place.name]
        self._close(known)
        return None

    def _open(self, place: Place) -> FastAPI:
        file, case, app = _file(place), Casefile.open(place.path, create=False), FastAPI(**ABOUT)
        furnished(app, case, self._settings, self._authentication, self._turns, name=place.name)
        with self._lock:
            self._opened[place.name] = _Opened(app, case, file)
        return app

    def _close(self, opened: _Opened) -> None:
        opened.app.state.intake.stop()
        opened.case.close()


def create_front(folder: Folder, settings: Settings | None = None) -> FastAPI:
    """The workbench on all casefiles of a folder."""
    chosen = Settings() if settings is None else settings
    authentication = Authentication(chosen.password)
    app = FastAPI(lifespan=_lifespan, middleware=guarded(chosen, authentication), **ABOUT)
    app.state.casefiles = Casefiles(folder, chosen, authentication)
    app.state.case, app.state.name, app.state.settings, app.state.authentication = None, None, chosen, authentication
    app.mount("/static", statics(), name="static")
    for router in (choosing.router, visiting.router):
        app.include_router(router, include_in_schema=False)
    app.router.routes.append(Route(CASEFILES + "{name}", _to_its_desk))
    app.router.routes.append(Route(CASEFILES + "{name}/{rest:path}", _Door(app.state.casefiles)))
    return told(app)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    giving_back = asyncio.create_task(memory.keep_giving_back())
    yield
    giving_back.cancel()
    await run_in_threadpool(app.state.casefiles.close)


def _to_its_desk(request: Request) -> RedirectResponse:
    return RedirectResponse(f"{request.url.path}/", 303)


class _Door:
    """Hands a request on to the casefile that its path names, which sees it as if it were the only one."""

    def __init__(self, casefiles: Casefiles) -> None:
        self._casefiles = casefiles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name, rest = scope["path_params"]["name"], scope["path_params"]["rest"]
        app = await run_in_threadpool(self._casefiles.app, name)
        inner = {key: value for key, value in scope.items() if key in _PASSED_ON}
        inner |= {"path": f"/{rest}", "root_path": f"{CASEFILES}{name}"}
        asked = URL(scope=inner)
        host = f"{asked.scheme}://{asked.netloc}"  # the router leads on by an address in full

        async def send_from_outside(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                location = headers.get("location", "").removeprefix(host)
                if location.startswith("/"):
                    headers["location"] = root_of(inner) + location
            await send(message)

        await app(inner, receive, send_from_outside)


def _file(place: Place) -> tuple[int, int]:
    """What tells a file from another that took its place."""
    found = place.path.stat()
    return found.st_dev, found.st_ino
