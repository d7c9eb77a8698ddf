"""What two revisions of the program cost, measured in turn on the same articles: a whole ingest first.

    python benchmarks/ingest.py TEXTS.jsonl [--base 6db39b5] [--new HEAD] [--articles 300] [--times 5] [--profile]

Each line of TEXTS is an article (`text`, and `title`, `publisher`, `date` where known). Prints for each measure the
medians of both revisions, and how many times as much the base costs; and whether both found the same claims and links.
Both run with the packages of this Python.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTE = 1e6
HEAVIEST = 5
"""So many lines of a profile are shown."""


def extract(file: Path, _folder: Path, _workers: int) -> None:
    """Reading and extracting alone."""
    from provenance import Article, extract
    from provenance.reading import read_all

    for article in read_all(str(file)):
        if isinstance(article, Article):
            extract(article)


def ingest(file: Path, folder: Path, workers: int) -> None:
    """Articles into a casefile, a new one if there is none."""
    from provenance import Casefile

    with Casefile.open(folder / "claims.db") as case:
        case.ingest([file], workers=workers)


def claims(_file: Path, folder: Path, _workers: int) -> None:
    """The first page of a list of claims."""
    from provenance import Casefile

    with Casefile.open(folder / "claims.db", create=False) as case:
        case.claims(limit=20)


def report(_file: Path, folder: Path, _workers: int) -> None:
    """All of a casefile as a page."""
    subprocess.run(
        [sys.executable, "-P", "-m", "provenance", "report", "--db", folder / "claims.db", "--format", "html"],
        stdout=subprocess.DEVNULL,
        check=True,
    )


STEPS: dict[str, Callable[[Path, Path, int], None]] = {
    "extract": extract,
    "ingest": ingest,
    "claims": claims,
    "report": report,
}
MEASURES = (  # a name, the step, the file (all articles, or one more), how many processes, and whose casefile
    ("extract", "extract", "all", 1, None),
    ("ingest", "ingest", "all", 1, "one"),
    ("ingest, 2 workers", "ingest", "all", 2, "two"),
    ("one more article", "ingest", "more", 1, "one"),
    ("start of claims", "claims", "all", 1, "one"),
    ("HTML report", "report", "all", 1, "one"),
)


def measure(step: str, file: Path, folder: Path, workers: int, profile: bool) -> None:
    """One run, in the process that this is called in; prints what it cost as JSON, and a profile where asked for."""
    profiler = cProfile.Profile()
    start = time.perf_counter()
    if profile:
        profiler.enable()
    STEPS[step](file, folder, workers)
    profiler.disable()
    wall = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    lines = Path("/proc/self/io").read_text().splitlines()
    counted = {name: int(number) for name, number in (line.split(": ") for line in lines)}
    found = {
        "wall": wall,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "written": (counted["write_bytes"] - counted["cancelled_write_bytes"]) / MEGABYTE,
        "peak": max(one.ru_maxrss for one in used) * 1024 / MEGABYTE,
    }
    print(json.dumps(found))
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(HEAVIEST)


@contextmanager
def revision(name: str, folder: Path) -> Iterator[Path]:
    """The program as it was at a revision."""
    repository, place = Path(__file__).resolve().parent.parent, folder / f"revision-{name}"
    git = ["git", "-C", str(repository), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", place, name], check=True)
    try:
        yield place
    finally:
        subprocess.run([*git, "remove", "--force", place], check=True)


def run(program: Path, step: str, file: Path, folder: Path, workers: int, *options: str) -> str:
    """What `measure` prints under a revision."""
    command: list[str | Path] = [
        sys.executable,
        "-P",
        __file__,
        "--measure",
        step,
        file,
        str(workers),
        folder,
        *options,
    ]
    known = {**os.environ, "PYTHONPATH": str(program)}
    return subprocess.run(command, env=known, check=True, text=True, stdout=subprocess.PIPE).stdout


def contents(program: Path, db: Path) -> object:
    """The claims and links of a casefile, with their scores and groups, as its own revision tells them."""
    told = (
        "import sys, json; from provenance import Casefile\nwith Casefile.open(sys.argv[1]) as case: print(json.dumps("
    )
    told += "[[(one.id, round(one.confidence, 9)) for one in case.claims(order='file')], "
    told += "[(one.id, str(one.relation), round(one.score, 9)) for one in case.links()], "
    told += "sorted(sorted(claim.id for claim in one.claims) for one in case.groups())]))"
    known = {**os.environ, "PYTHONPATH": str(program)}
    return json.loads(subprocess.check_output([sys.executable, "-P", "-c", told, db], env=known, text=True))


def write(texts: Path, count: int, folder: Path) -> dict[str, Path]:
    """The first articles of a collection, and the one after them, as files to ingest."""
    rows = [json.loads(line) for line in texts.open(encoding="utf-8")][: count + 1]
    articles = [
        {
            "text": row["text"],
            "title": row.get("title"),
            "published_on": row.get("date"),
            "outlet": row.get("publisher"),
            "url": f"https://news.example/{number}",
        }
        for number, row in enumerate(rows)
    ]
    files = {"all": folder / "all.jsonl", "more": folder / "more.jsonl"}
    for name, part in (("all", articles[:count]), ("more", articles[count:])):
        files[name].write_text("".join(json.dumps(one) + "\n" for one in part), encoding="utf-8")
    return files


def compare(given: argparse.Namespace) -> None:
    """Prints what both revisions cost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(given.texts, given.articles, folder)
        with revision(given.base, folder) as base, revision(given.new, folder) as new:
            programs = {"base": base, "new": new}
            costs: dict[tuple[str, str], list[dict[str, float]]] = {}
            for number in range(given.times):
                for which, program in programs.items():
                    for measured, step, file, workers, casefile in MEASURES:
                        place = folder / f"{which}-{number}-{casefile}"
                        place.mkdir(exist_ok=True)
                        told = run(program, step, files[file], place, workers)
                        costs.setdefault((measured, which), []).append(json.loads(told))
            print(f"{'':20}{'':>10}{given.base:>12}{given.new:>12}{'ratio':>8}")
            for measured, *_ in MEASURES:
                for cost in ("wall", "cpu", "written", "peak"):
                    middle = [statistics.median(one[cost] for one in costs[measured, which]) for which in programs]
                    ratio = f"{middle[0] / middle[1]:8.2f}" if middle[1] else ""
                    print(f"{measured:20}{cost:>10}{middle[0]:12.2f}{middle[1]:12.2f}{ratio}")
            held = [contents(program, folder / f"{which}-0-one" / "claims.db") for which, program in programs.items()]
            print("claims, links, groups:", "the same" if held[0] == held[1] else "NOT the same")
            size = (folder / "new-0-two" / "claims.db").stat().st_size / MEGABYTE
            print(f"a casefile of {size:.1f} MB")
            if given.profile:
                (folder / "profiled").mkdir()
                print(run(new, "ingest", files["all"], folder / "profiled", 1, "--profile"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, help="the articles")
    parser.add_argument("--base", default="6db39b5", help="a revision")
    parser.add_argument("--new", default="HEAD", help="another")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help=f"the {HEAVIEST} heaviest lines of the new one's ingest")
    parser.add_argument("--measure", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("workers", type=int, nargs="?", default=1, help=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, nargs="?", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure, given.texts, given.folder, given.workers, given.profile)
    else:
        compare(given)


if __name__ == "__main__":
    main()
