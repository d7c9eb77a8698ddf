"""The workbench as tests open it: on the seeds, or on articles of their own, without a socket."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import uvicorn
from starlette.testclient import TestClient
from terminal import ROOT

from provenance.casefile import Casefile, InstalledSteps
from provenance.workbench import Settings, create_app
from provenance.workbench.serving import configured

HOST = "http://localhost:8765"
ADA = Settings(person="Ada")


@cache
def seeded() -> Path:
    """A casefile with the seeds, made once; to be copied, never to be changed."""
    path = Path(mkdtemp(prefix="provenance-tests-")) / "seeds.db"
    with Casefile.open(path, steps=InstalledSteps()) as case:  # in this process, which has them loaded already
        case.ingest([ROOT / "seeds"])
    return path


@contextmanager
def opened(folder: Path, sources: Sequence[Path] | None = None, settings: Settings = ADA) -> Iterator[TestClient]:
    """A browser without eyes on the workbench; its `case` is on `app.state`.

    Args:
        folder: Where the casefile is put.
        sources: What it holds; None stands for the seeds.
        settings: How it is served.
    """
    path = folder / "claims.db"
    if sources is None:
        shutil.copy(seeded(), path)
    with Casefile.open(path, steps=InstalledSteps()) as case:  # in this process, which has them loaded already
        if sources:
            case.ingest(list(sources))
        with TestClient(create_app(case, settings), base_url=HOST) as client:
            yield client


@contextmanager
def listening(folder: Path, settings: Settings) -> Iterator[int]:
    """The workbench behind a socket, as `serve` configures it; its port."""
    with Casefile.open(folder / "claims.db") as case:
        config = configured(create_app(case, settings), settings)
        config.port, config.log_config = 0, None
        with running(config) as port:
            yield port


@contextmanager
def running(config: uvicorn.Config) -> Iterator[int]:
    """A server in a thread of its own; its port."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def case_of(client: TestClient) -> Casefile:
    """The casefile behind a client."""
    case: Casefile = client.app.state.case  # type: ignore[attr-defined]
    return case


def token(client: TestClient) -> str:
    """The token that the forms of this visitor carry."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/keys").text)
    assert found is not None
    return found[1]


def post(client: TestClient, path: str, **fields: str) -> str:
    """Sends a form as a page does; the page that follows."""
    answer = client.post(path, data={"csrf": token(client), **fields})
    assert answer.status_code == 200, answer.text
    return answer.text
