"""What all tests share: databases of either kind, and that nothing is skipped with PROVENANCE_REQUIRE_ALL set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from postgresql_server import Server, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

os.environ["PROVENANCE_SETTINGS"] = (
    os.devnull
)  # what whoever runs the tests settled for their own work has no part here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("PROVENANCE_REQUIRE_ALL"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, though everything is required: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that is the tests' own."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def new_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes places for new casefiles, in either kind of database: what `Casefile.open` takes."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        return server.empty
    return lambda: str(tmp_path_factory.mktemp("casefile") / "claims.db")


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    """A place for a new casefile."""
    return new_place()


@pytest.fixture
def casefile(tmp_path: Path) -> Path:
    """A casefile of the seeds, the test's own."""
    from workbench import seeded

    return Path(shutil.copy(seeded(), tmp_path / "claims.db"))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Asks a workbench on a casefile of the seeds, the test's own."""
    from workbench import opened

    with opened(tmp_path) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; what drives it is loaded for the tests that look into one."""
    from browser import browsing

    with browsing() as browser:
        yield browser
