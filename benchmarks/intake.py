"""How quickly pages answer one visitor while another's large texts are being read.

    python benchmarks/intake.py [CASEFILE] [--size BYTES] [--texts N]

Starts `provenance serve` on a casefile (a copy is wise: it is added to), sends N invented texts of so many bytes as one
visitor, and asks for pages as another until all are stored; once it also sends a small article of its own.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
import psutil

PAGES = ("/", "/claims", "/sources", "/conflicts", "/add", "/api/claims?limit=20")
WHO = "Ada Quill", "Ben Marsh", "Clara Holt", "Ewan Stone", "Greta Vale", "Hugo Brook", "Iris Finch", "Nils Lund"
THINGS = "bridge", "harbour", "dam", "pier", "railway", "school", "hospital", "tunnel", "reservoir", "market", "canal"
PLACES = "Torvik", "Ludlow", "Cromer", "Askel", "Marden", "Brenholt", "Sorvik", "Taldur", "Wexcombe", "Harrowby"


def prose(size: int, seed: int) -> str:
    """So many characters of sentences that nobody wrote, a paragraph of four each."""
    chance = random.Random(seed)
    parts: list[str] = []
    while size > 0:
        what = f"the {chance.choice(THINGS)} in {chance.choice(PLACES)} will cost {chance.randint(2, 99)} million"
        said = f"{chance.choice(WHO)} {chance.choice(('said', 'warned', 'denied', 'added'))} that {what}."
        parts += [chance.choice((said, f"According to {chance.choice(WHO)}, {what}.")), " " if len(parts) % 8 else "\n"]
        size -= len(parts[-2]) + 1
    return "".join(parts)


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, address: str) -> None:
        briefly = httpx2.Limits(keepalive_expiry=1)  # the server closes what is idle for 5 seconds, perhaps just now
        self.client = httpx2.Client(base_url=address, follow_redirects=True, timeout=300, limits=briefly)
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/keys").text)
        assert found is not None
        self.token = found[1]

    def send(self, name: str, text: str) -> str:
        """Sends an article; the page of its batch."""
        files = [("files", (name, text.encode(), "text/plain"))]
        answer = self.client.post("/add", data={"csrf": self.token, "live": "yes"}, files=files)
        return str(answer.url.path)

    def is_read(self, batch: str) -> bool:
        """Whether nothing more will become of a batch."""
        return "What was added" in self.client.get(batch).text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("casefile", nargs="?")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = options.casefile or str(Path(folder) / "claims.db")
        command = [sys.executable, "-m", "provenance", "serve", "--db", db, "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            found = re.search(r"http://\S+", server.stderr.readline())
            assert found is not None
            try:
                measure(found[0], server.pid, options.size, options.texts)
            finally:
                server.terminate()


def measure(address: str, pid: int, size: int, texts: int) -> None:
    first, second = Visitor(address), Visitor(address)
    began = time.monotonic()
    batches = [first.send(f"{number}.txt", prose(size, number)) for number in range(texts)]
    small, small_sent, small_read = "", 0.0, 0.0
    took: dict[str, list[float]] = {page: [] for page in PAGES}
    most = 0
    while batches:
        for page in PAGES:
            asked = time.monotonic()
            second.client.get(page).raise_for_status()
            took[page].append(time.monotonic() - asked)
        if not small:
            small_sent, small = time.monotonic(), second.send("small.txt", prose(2_000, 99))
        elif not small_read and second.is_read(small):
            small_read = time.monotonic()
        one = psutil.Process(pid)
        most = max(most, one.memory_info().rss)
        batches = [batch for batch in batches if not first.is_read(batch)]
        time.sleep(0.2)
    print(f"{texts} texts of {size / 1e6:g} MB: {time.monotonic() - began:.0f} s")
    if small_read:
        print(f"a small article of somebody else in the meantime: {small_read - small_sent:.1f} s")
    print(f"memory of the server: at most {most / 1e6:.0f} MB")
    print(f"{'page':24}{'asked':>7}{'median':>9}{'slowest':>9}  (seconds)")
    for page, times in took.items():
        print(f"{page:24}{len(times):>7}{statistics.median(times):>9.3f}{max(times):>9.3f}")


if __name__ == "__main__":
    main()
