"""The workbench behind a socket."""

from __future__ import annotations

import logging
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import current_thread, main_thread
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from provenance import faults
from provenance.errors import InvalidRequest
from provenance.workbench.authentication import Authentication
from provenance.workbench.connections import Connection
from provenance.workbench.memory import be_sparing
from provenance.workbench.safety import Guard
from provenance.workbench.settings import Settings

LONGEST_HEAD = 65_536
"""Bytes of an address with the lines below it: the address of a report holds its introduction, in any script."""
LAST_REQUESTS = 5
"""Seconds that requests under way get when the workbench is stopped."""


def run(
    made: Callable[[Settings], ASGIApp],
    settings: Settings,
    *,
    name: str,
    tell: Callable[[str], None],
    open_browser: bool,
) -> None:
    """Serves until interrupted.

    Args:
        made: The workbench, given the settings with the port that was found.
        settings: Where and for whom.
        name: What it is on: a casefile or a folder of them.
        tell: Gets the line that says where to look.
        open_browser: Whether to look at once.

    Raises:
        InvalidRequest: The address cannot be listened on.
    """
    faults.logger.addHandler(logging.StreamHandler())  # the pages say that the terminal says more
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        app = made(replace(settings, port=port))
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        be_sparing()
        server = uvicorn.Server(configured(app, settings))
        address = f"{'http' if settings.certificate is None else 'https'}://{host}:{port}/"
        tell(f"The workbench on {name} is at {address} (Ctrl-C ends it)")
        if open_browser:
            webbrowser.open(address)
        _until_ended(server, listener)


def run_guarded(app: ASGIApp, settings: Settings, *, path: str, tell: Callable[[str], None]) -> None:
    """Serves another application, behind the workbench's guards, until interrupted.

    Args:
        app: What answers.
        settings: Where; without a password, for it has no page to sign in on.
        path: What of the address it answers at.
        tell: Gets the line that says where.

    Raises:
        InvalidRequest: The address cannot be listened on.
    """
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        guarded = Guard(app, replace(settings, port=port), Authentication(None))
        tell(f"http://{settings.host}:{port}{path} (Ctrl-C ends it)")
        _until_ended(uvicorn.Server(configured(guarded, settings)), listener)


def _until_ended(server: uvicorn.Server, listener: socket.socket) -> None:
    with _hanging_up(server):
        server.run(sockets=[listener])


@contextmanager
def _hanging_up(server: uvicorn.Server) -> Iterator[None]:
    """Meanwhile a terminal that is closed ends the server as Ctrl-C does: requests under way get their seconds.

    The server itself takes care of Ctrl-C and of a service that is stopped: afterwards it lets each of these signals
    do what it did before, and so does this one.
    """
    hangup = getattr(signal, "SIGHUP", None)  # not on Windows
    if hangup is None or signal.getsignal(hangup) == signal.SIG_IGN or current_thread() is not main_thread():
        yield
        return
    came = False

    def end(_number: int, _frame: FrameType | None) -> None:
        nonlocal came
        came = server.should_exit = True

    before = signal.signal(hangup, end)
    try:
        yield
    finally:
        signal.signal(hangup, before)
    if came:
        signal.raise_signal(hangup)


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the server treats its connections. Raises InvalidRequest where TLS cannot be spoken."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_REQUESTS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        # Else any program of this computer could say for whom it asks: that is uvicorn's default.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    try:
        config.load()
    except OSError as error:  # of ssl too
        raise InvalidRequest(
            f"cannot speak TLS with {settings.certificate} and {settings.key}: {error}; both are PEM files, and the "
            "key is that of the certificate"
        ) from error
    return config


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InvalidRequest(
            f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}; choose another with --port"
        ) from error
