"""A PostgreSQL server of the tests' own: in a temporary folder, behind a socket that nobody else sees."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

USER = "postgres"
GUARDED = "guarded"
"""A user that needs a password."""
SECRET = "p@ss:w/rd"
IN_URL = "p%40ss%3Aw%2Frd"
_PLACES = "/usr/lib/postgresql/*/bin"  # where Debian puts the programs, one folder a version

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # nothing here has to outlive a crash of the machine
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "lc_messages": "C",
}


def programs() -> Path | None:
    """The folder of the server's programs; None where there is none."""
    folders = [*sorted(Path("/").glob(f"{_PLACES[1:]}/initdb"), key=_version), shutil.which("initdb")]
    return next((Path(name).resolve().parent for name in reversed(folders) if name), None)


def _version(program: Path) -> float:
    return float(program.parent.parent.name)


class Server:
    """A running server; `url` names a new, empty database of it."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self._binaries = folder, binaries
        self._numbers = itertools.count(1)
        # The server refuses to run as root, so then it runs as nobody.
        self._user = 65534 if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user, -1)
        self.run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", self._data)
        self._data.joinpath("pg_hba.conf").write_text(f"local all {GUARDED} scram-sha-256\nlocal all all trust\n")
        settings = SETTINGS | {"unix_socket_directories": str(folder)}
        with self._data.joinpath("postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()
        self.ask(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{SECRET}'")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *arguments: str | Path) -> None:
        """Runs one of PostgreSQL's own programs."""
        command = [str(self._binaries / program), *map(str, arguments)]
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}")

    def start(self) -> None:
        self.run("pg_ctl", "start", "-w", "-s", "-D", self._data, "-l", self.folder / "log")

    def stop(self, mode: str = "immediate") -> None:
        """ "immediate" is as if it had been killed; "fast" as if an administrator had stopped it."""
        self.run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", self._data)

    def url(self, database: str, *, user: str = USER, password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@/{database}?host={self.folder}"

    def empty(self, options: str = "", **user: str) -> str:
        """The URL of a new database."""
        name = f"case{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name} {options}")
        return self.url(name, **user)

    def ask(self, query: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running() -> Iterator[Server]:
    """A new server, gone afterwards; the test is skipped where its programs are missing."""
    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    # The path of a socket is short: 107 characters at most, so it cannot lie in pytest's own folder.
    server = Server(Path(tempfile.mkdtemp(prefix="pg")), binaries)
    yield server
    server.stop()
    shutil.rmtree(server.folder)
