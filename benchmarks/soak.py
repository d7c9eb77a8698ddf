"""Memory of `provenance serve` under load: visitors that look, ask, send, decide and leave, for as long as is said.

    python benchmarks/soak.py [--minutes 20] [--clients 6] [--articles 200] [--uploads 0.03] [--casefile FILE]

A casefile of invented articles (or a copy of FILE) is served in a process of its own, on loopback, behind a password.
Each client is a thread with a connection of its own; it draws by chance, always the same, what to do next: every page,
every list of the API, reports, articles that are sent (followed as events, broken off midway, or waited for), verdicts,
notes, tags, grades, undoing, signing out and in again, and questions that make no sense. Every so many seconds the
resident memory of the server is printed, and at the end how far the last quarter lies from the first one after
warming up. It ends with 1 where that is more than a tenth, or where anything was answered with 500.

Only Linux tells the memory of another process as it is read here.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from concurrency import THINGS, TOLD

from provenance.casefile import Casefile

PASSWORD = "a pass phrase for the soak"
FLAT = 0.10
WARM_UP = 0.25
"""The share of the time that is left to caches to fill."""
PAUSE = 0.02
"""Seconds between two requests of a client: people look at what they asked for."""
TIMEOUT = 120.0
SYLLABLES = "bar dor fen gal hul kir lom mar nes ost pel rav sun tor ulm ven wyk zal".split()
A_STORY = 3
"""Articles on one story, more or less: so many claims have something to be compared with, and none has hundreds."""
WORDS = ("police", "fire", "mayor", "bridge", "million", "residents", "line", "2026", "told reporters")
PAGES = (
    "/", "/claims", "/claims?kind=official&level=certain&sort=date", "/claims?page=2", "/corroboration", "/conflicts",
    "/conflicts?kind=official", "/sources", "/sources?page=2", "/review", "/review?kind=official", "/add", "/report",
    "/report?format=json", "/report/preview", "/report/file/csv", "/report/file/json", "/report/file/html", "/api",
    "/you", "/keys", "/static/workbench.css", "/static/add.js",
)  # fmt: skip
LISTS = (
    "claims", "claims?limit=200&offset=100", "facets", "articles", "links", "clashes", "groups", "sources", "outlets",
    "months", "desk", "queue", "reviews", "notes", "log?limit=500", "findings", "openapi.json",
)  # fmt: skip
NONSENSE = (
    "/claims?page=9999999999999999999999", "/claims/zzzz", "/api/claims?offset=99999999999999999999999",
    "/api/claims?colour=red", "/nowhere", "/api/nowhere", "/add/nothing/events", "/claims?since=yesterday",
)  # fmt: skip


@dataclass
class Seen:
    """What all clients saw."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    ids: dict[str, list[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, path: str) -> None:
        with self.lock:
            self.statuses[f"{kind} {status}"] += 1
            if status >= 500 and status != 503:
                self.faults.append(f"{status} {path}")


def article(chance: random.Random, name: str, story: int) -> bytes:
    """An invented article; those of one story agree, but for a number now and then."""
    told = random.Random(story)
    place = "".join(told.choice(SYLLABLES) for _ in range(3)).capitalize()
    facts: dict[str, object] = {"thing": told.choice(THINGS), "place": place, "line": told.randrange(9999)}
    facts |= {"hurt": told.randrange(3, 90) + chance.choice((0, 0, 5)), "cost": told.randrange(2, 80)}
    lines = " ".join(one.format(**facts) for one in chance.sample(TOLD, 4))
    return f"{place} fire, paper {name}\n\n{lines}\n".encode()


class Client(threading.Thread):
    """One visitor."""

    def __init__(self, number: int, port: int, until: float, seen: Seen, uploads: float, stories: int) -> None:
        super().__init__(daemon=True)
        self.stories = stories
        self.chance = random.Random(number)
        self.number, self.port, self.until, self.seen, self.uploads = number, port, until, seen, uploads
        self.cookie, self.token = "", ""
        self.sent = 0
        self.connection = self.connected()

    def connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def run(self) -> None:
        self.sign_in()
        looks = (self.look, self.look, self.look, self.ask, self.ask, self.one_thing, self.one_thing, self.nonsense)
        changes = (self.decide, self.annotate, self.grade, self.undo)
        sends = (self.send_and_follow, self.send_and_leave, self.send_by_api, self.break_off)
        while time.time() < self.until:
            drawn = self.chance.random()
            rare = self.chance.random() < 0.02
            kinds = (self.sign_out,) if rare else sends if drawn < self.uploads else changes if drawn < 0.15 else looks
            act: Callable[[], None] = self.chance.choice(kinds)
            try:
                act()
            except (OSError, http.client.HTTPException) as error:
                self.seen.note(f"{act.__name__} {type(error).__name__}", 0, "")
                self.connection.close()
                self.connection = self.connected()
            time.sleep(PAUSE)

    def request(self, kind: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, bytes]:
        """The status, where it leads, and the body."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body or None, {"Cookie": self.cookie, **given})
        answer = self.connection.getresponse()
        data = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.partition(";")[0]
        self.seen.note(kind, answer.status, path)
        return answer.status, answer.headers.get("Location", ""), data

    def form(self, kind: str, path: str, **fields: str) -> None:
        body = urlencode({"csrf": self.token, **fields}).encode()
        self.request(kind, "POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def change(self, kind: str, path: str, **fields: object) -> None:
        body = json.dumps(fields).encode()
        self.request(kind, "POST", f"/api/{path}", body, Content_Type="application/json", X_CSRF_Token=self.token)

    def renew_token(self, path: str) -> None:
        found = re.search(rb'name="csrf-token" content="([^"]+)"', self.request("token", "GET", path)[2])
        self.token = found[1].decode() if found else ""

    def sign_in(self) -> None:
        self.renew_token("/sign-in")
        self.form("sign-in", "/sign-in", password=PASSWORD)
        self.renew_token("/keys")

    def sign_out(self) -> None:
        self.form("sign-out", "/sign-out")
        self.sign_in()

    def look(self) -> None:
        path = self.chance.choice(PAGES)
        if self.chance.random() < 0.1:
            path = f"/claims?{urlencode({'q': self.chance.choice(WORDS), 'min_confidence': self.chance.random()})}"
        self.request("page", "GET", path)

    def ask(self) -> None:
        name = self.chance.choice(LISTS)
        if self.chance.random() < 0.2:
            name = f"search?{urlencode({'q': self.chance.choice(WORDS)})}"
        _, _, data = self.request("list", "GET", f"/api/{name}")
        if name in ("claims", "articles", "links", "groups"):
            self.seen.ids[name] = [one["id"] for one in json.loads(data)] or self.seen.ids.get(name, [])
        elif name == "sources":
            self.seen.ids[name] = [one["source"] for one in json.loads(data)]

    def drawn(self, name: str) -> str:
        return self.chance.choice(self.seen.ids.get(name) or ["0000"])

    def one_thing(self) -> None:
        claim, link = self.drawn("claims"), self.drawn("links")
        paths = (
            f"/claims/{claim}", f"/articles/{self.drawn('articles')}", f"/links/{link}", f"/review?at={link}",
            f"/corroboration/{self.drawn('groups')}", f"/source?name={quote(self.drawn('sources'))}",
            f"/api/claims/{claim}", f"/api/articles/{self.drawn('articles')}", f"/api/links/{link}",
            f"/api/groups/{self.drawn('groups')}", f"/api/origin-graph?claim={claim}", f"/api/timeline?q={claim}",
            f"/api/timeline?q={quote(self.chance.choice(THINGS))}&limit=2",
        )  # fmt: skip
        self.request("thing", "GET", self.chance.choice(paths))

    def nonsense(self) -> None:
        self.request("nonsense", "GET", self.chance.choice(NONSENSE), Last_Event_ID="9" * 5000)

    def decide(self) -> None:
        verdict = self.chance.choice(("accept", "reject", "open"))
        if self.chance.random() < 0.5:
            self.form("decide", "/decide", target=self.drawn("links"), verdict=verdict, by="Ada", next="/review")
        else:
            self.change("review", "reviews", target=self.drawn("claims"), verdict=verdict, by="Ada", why="looked")

    def annotate(self) -> None:
        if self.chance.random() < 0.5:
            self.form("note", "/note", target=self.drawn("claims"), text="to be asked " * 20, by="Ada")
        else:
            off = self.chance.random() < 0.5
            self.change("tag", "tags", target=self.drawn("claims"), tag="to call", by="Ada", off=off)

    def grade(self) -> None:
        self.change("grade", "ratings", source=self.drawn("sources"), grade="C", by="Ada", why="known")

    def undo(self) -> None:
        self.change("undo", "undo", by="Ada", why="by mistake")

    def article(self) -> bytes:
        """An invented one that nobody sent before, of a story that others tell as well."""
        self.sent += 1
        return article(self.chance, f"{self.number}-{self.sent}", self.chance.randrange(self.stories))

    def packed(self, data: bytes, **fields: str) -> tuple[bytes, str]:
        """A form with a file, and its content type."""
        parts = [f'content-disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        parts.append(f'content-disposition: form-data; name="files"; filename="{self.sent}.txt"\r\n\r\n')
        head = "".join(f"--soak\r\n{part}\r\n" for part in parts[:-1]) + f"--soak\r\n{parts[-1]}"
        return head.encode() + data + b"\r\n--soak--\r\n", "multipart/form-data; boundary=soak"

    def send_and_follow(self) -> None:
        body, kind = self.packed(self.article(), csrf=self.token, live="yes")
        status, batch, _ = self.request("send", "POST", "/add", body, Content_Type=kind)
        if status == 303:
            self.request("events", "GET", f"{batch}/events")
            self.request("page", "GET", batch)

    def send_and_leave(self) -> None:
        """Follows for a moment, and goes away without a word."""
        body, kind = self.packed(self.article(), csrf=self.token, live="yes")
        status, batch, _ = self.request("send", "POST", "/add", body, Content_Type=kind)
        if status == 303:
            other = self.connected()
            other.request("GET", f"{batch}/events", headers={"Cookie": self.cookie})
            other.getresponse().read(1)
            other.close()

    def send_by_api(self) -> None:
        body = urlencode({"text": self.article().decode(), "title": f"paper {self.sent}", "by": "Ada"}).encode()
        form = "application/x-www-form-urlencoded"
        self.request("ingest", "POST", "/api/ingest", body, Content_Type=form, X_CSRF_Token=self.token)

    def break_off(self) -> None:
        """Announces a large file, sends the beginning, and is gone."""
        other = self.connected()
        other.putrequest("POST", "/add")
        for name, value in (
            ("Cookie", self.cookie),
            ("Content-Type", "multipart/form-data; boundary=soak"),
            ("Content-Length", "50000000"),
        ):
            other.putheader(name, value)
        other.endheaders(self.packed(b"x" * 2_000_000, csrf=self.token)[0])
        other.close()
        self.seen.note("break off", 200, "/add")


def resident(process: int) -> float:
    """Megabytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"))
    return int(found[1]) / 1000 if found else 0.0


def measured(process: subprocess.Popen[str], until: float, every: float, seen: Seen) -> list[tuple[float, float]]:
    """Seconds and megabytes."""
    began = time.time()
    found = []
    while time.time() < until and process.poll() is None:
        time.sleep(min(every, max(0.1, until - time.time())))
        found.append((time.time() - began, resident(process.pid)))
        fds = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        asked = sum(seen.statuses.values())
        print(f"{found[-1][0]:7.0f} s  {found[-1][1]:7.1f} MB  {asked:8} requests  {fds:4} open files", flush=True)
    return found


def is_flat(found: list[tuple[float, float]]) -> bool:
    """Whether the last quarter of what follows the warm-up lies within a tenth of the first quarter of it."""
    warm = [memory for seconds, memory in found if seconds >= WARM_UP * found[-1][0]]
    quarter = max(1, len(warm) // 4)
    first, last = statistics.median(warm[:quarter]), statistics.median(warm[-quarter:])
    print(
        f"after warming up {first:.0f} MB, at the end {last:.0f} MB: {100 * (last / first - 1):+.1f} %; "
        f"least {min(warm):.0f} MB, most {max(warm):.0f} MB"
    )
    return abs(last / first - 1) <= FLAT


def served(place: Path, log: Path) -> tuple[subprocess.Popen[str], int]:
    """The server, and its port."""
    command = [sys.executable, "-m", "provenance", "serve", "--db", str(place), "--port", "0", "--by", "Ada"]
    process = subprocess.Popen(
        command, stderr=log.open("w"), text=True, env={**os.environ, "PROVENANCE_PASSWORD": PASSWORD}
    )
    deadline = time.time() + 60
    while time.time() < deadline:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text("utf-8")):
            return process, int(found[1])
        time.sleep(0.1)
    process.terminate()
    raise SystemExit(f"it does not serve: {log.read_text('utf-8')}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--articles", type=int, default=200, help="in the casefile at the beginning")
    parser.add_argument("--uploads", type=float, default=0.03, help="share of what clients do that sends an article")
    parser.add_argument("--every", type=float, default=15, help="seconds between two looks at the memory")
    parser.add_argument("--casefile", type=Path, help="one to copy, instead of invented articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place, log = folder / "claims.db", folder / "log"
        if options.casefile:
            shutil.copy(options.casefile, place)
        else:
            with Casefile.open(place) as case:
                chance = random.Random(0)
                for number in range(options.articles):
                    (folder / f"{number}.txt").write_bytes(article(chance, str(number), number // A_STORY))
                case.ingest([folder])
        process, port = served(place, log)
        print(f"{resident(process.pid):.1f} MB before the first request", flush=True)
        try:
            until = time.time() + 60 * options.minutes
            seen = Seen()
            clients = [
                Client(number, port, until, seen, options.uploads, options.articles // A_STORY)
                for number in range(options.clients)
            ]
            for client in clients:
                client.start()
            found = measured(process, until, options.every, seen)
            for client in clients:
                client.join(TIMEOUT)
        finally:
            process.terminate()
            process.wait(60)
        for kind, count in sorted(seen.statuses.items()):
            print(f"  {count:7} {kind}")
        told = log.read_text("utf-8")
        print(f"{told.count('Traceback')} tracebacks and {len(told.splitlines())} lines in the server's log")
        flat = is_flat(found)
        print("\n".join(seen.faults[:10]))
        raise SystemExit(0 if flat and not seen.faults else 1)


if __name__ == "__main__":
    main()
