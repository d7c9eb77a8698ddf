"""Counts what goes wrong on ordinary text, in numbers that no test has time for.

    python tests/fuzz.py pairs 100000       random pairs of claims through compare, both ways round
    python tests/fuzz.py articles 2000      generated articles through Casefile.ingest, in stories of 20
    python tests/fuzz.py files 5000         spoiled files of every format through read_all
    python tests/fuzz.py real FILE.jsonl    the articles of JSON Lines ("text", or "articles" of them), pairs and ingest

Prints how many were tried and, of each fault, its place, how often it came and how to make it again (its number).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

import ordinary
from test_fuzz_reading import check_found, spoiled
from test_fuzz_text import check_claim, check_link, check_numbers, pair

from provenance.casefile import Casefile
from provenance.extraction import extract
from provenance.matching import match
from provenance.matching.relation import compare
from provenance.model import Article, Claim
from provenance.reading import read_all

_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
TOLD_EVERY = 5000
STORY = 20
"""Articles that are ingested into one casefile."""


class Faults:
    """What went wrong, by where it did."""

    def __init__(self) -> None:
        self.tried = 0
        self.found: dict[str, list[str]] = {}
        self.began = time.monotonic()

    def attempt(self, name: str, work: Callable[[], object]) -> None:
        """Does one thing; what it raises is counted and shown the first time."""
        self.tried += 1
        if self.tried % TOLD_EVERY == 0:
            self.tell("tried so far")
        try:
            work()
        except _FAULTS as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
            if key not in self.found:
                sys.stderr.write(f"{name}:\n{traceback.format_exc()}")
            self.found.setdefault(key, []).append(name)

    def tell(self, what: str) -> int:
        """Prints the count; the exit code."""
        lines = [f"{self.tried:,} {what} in {time.monotonic() - self.began:.0f} s, {len(self.found)} kinds of fault"]
        lines += [f"  {len(names):6,} × {key}, first: {names[0]}" for key, names in self.found.items()]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        return 1 if self.found else 0


def pairs(faults: Faults, count: int, first: int) -> None:
    """Random pairs of claims, each compared both ways round."""
    for number in range(first, first + count):
        faults.attempt(f"pair {number}", partial(compared, *pair(Random(number))))


def compared(a: Claim, b: Claim) -> None:
    """A pair, both ways round."""
    there, back = compare(a, b), compare(b, a)
    for link in (there, back):
        check_link(link)
    for one in (a, b):
        check_numbers(one)
    assert there.relation is back.relation, "the order of the claims decides"


def ingested(faults: Faults, name: str, texts: list[str]) -> None:
    """A story through a casefile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts):
            files.append(Path(folder) / f"{number}.txt")
            files[-1].write_text(text, encoding="utf-8", errors="replace")

        def work() -> None:
            with Casefile.open(Path(folder) / "claims.db") as case:
                outcomes = case.ingest(files).outcomes
            failed = [one for one in outcomes if one.state == "failed" and "no text" not in (one.reason or "")]
            assert not failed, failed

        faults.attempt(name, work)
    faults.tried += len(texts) - 1
    if faults.tried % 200 < len(texts):
        faults.tell("tried so far")


def articles(faults: Faults, count: int, first: int) -> None:
    """Generated articles, three in four a retelling of another."""
    for number in range(first, first + count, STORY):
        rng = Random(number)
        texts = [ordinary.article(rng, rng.randrange(1, 12)) for _ in range(STORY // 4)]
        while len(texts) < STORY:
            told = rng.choice(texts)
            day = f"Published {rng.choice(['14 January 2026', '0001-01-01', '31 December 9999', '3 May 2024'])}\n"
            texts.append(day * rng.randrange(2) + "\n".join(ordinary.varied(rng, line) for line in told.split("\n")))
        ingested(faults, f"story {number}", texts)


def files(faults: Faults, count: int, first: int) -> None:
    """Spoiled files of every format."""
    for number in range(first, first + count):
        kind, data = spoiled(Random(number))
        faults.attempt(f"file {number} ({kind})", partial(_read, data, kind))


def _read(data: bytes, kind: str) -> None:
    for found in read_all(data, media_type=kind):
        check_found(found)


def stories(path: Path) -> Iterator[list[str]]:
    """The texts of a file of JSON Lines, by story."""
    alone = []
    for line in path.read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        if "articles" in value:
            yield [one["text"] for one in value["articles"]]
        elif isinstance(value.get("text"), str):
            alone.append(value["text"])
    for first in range(0, len(alone), STORY):
        yield alone[first : first + STORY]


def real(faults: Faults, path: Path, most: int) -> None:
    """Articles as they were published."""
    for number, texts in enumerate(stories(path)):
        if number >= most:
            return
        ingested(faults, f"story {number}", texts)
        faults.attempt(f"claims of story {number}", partial(_matched, texts))


def _matched(texts: list[str]) -> None:
    claims = [one for text in texts for one in extract(Article(text=text))]
    for one in claims:
        check_claim(one)
    for link in match(claims):
        check_link(link)
    rng = Random(len(claims))
    for _ in range(min(500, len(claims) ** 2)):
        compared(rng.choice(claims), rng.choice(claims))


def main() -> int:
    """Parses, tries, tells."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pairs", "articles", "files", "real"))
    parser.add_argument("how_many", help="a number, or a file for real")
    parser.add_argument("--first", type=int, default=0, help="the number to begin with (default 0)")
    parser.add_argument("--most", type=int, default=10_000, help="real: how many stories")
    options = parser.parse_args()
    faults = Faults()
    if options.what == "real":
        real(faults, Path(options.how_many), options.most)
    else:
        tried = {"pairs": pairs, "articles": articles, "files": files}[options.what]
        tried(faults, int(options.how_many), options.first)
    return faults.tell(options.what)


if __name__ == "__main__":
    sys.exit(main())
