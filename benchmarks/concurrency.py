"""Several write and several read one casefile at the same time.

    python benchmarks/concurrency.py PLACE [--seconds 300] [--writers 4] [--readers 4] [--articles 2000]

PLACE is a new path or the URL of an empty database. The articles are invented: stories told by several papers, with
numbers that agree or differ. Every writer, a process of its own, brings all of them in an order of its own, so that
most articles come several times, often at the same moment. The readers ask for the pages that people look at, and for
counts that have to agree within one answer. In the end nothing is lost or doubled, and `verify` finds no difference.
Extraction is left out (one claim a sentence), since it does not touch the database.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from provenance.casefile import Casefile, InstalledSteps
from provenance.language.sentences import sentences
from provenance.model import Article, Claim
from provenance.store.urls import shown

PLACES = ("Ostrava", "Malmo", "Kisumu", "Valdivia", "Burgas", "Trondheim", "Hue", "Salta", "Oulu", "Gaborone")
THINGS = ("bridge", "dam", "ferry", "mine", "hospital", "harbour", "refinery", "railway", "stadium", "warehouse")
TOLD = (
    "The {thing} in {place} was closed on Monday after a fire on line {line}.",
    "Officials counted {hurt} injured people at the {thing} in {place}.",
    "Repairs of line {line} will cost {cost} million euros, the mayor of {place} told reporters.",
    "Residents of {place} had warned of damage at the {thing} for months.",
    "Investigators in {place} have not named a cause of the fire on line {line}.",
)


class OneASentence(InstalledSteps):
    """Claims without a model: every sentence, in the article's own voice."""

    def extract(self, article: Article) -> Sequence[Claim]:
        spans = [(sentence.start, sentence.end) for sentence in sentences(article.text)]
        return [Claim(article=article, start=start, end=end, content=((start, end),)) for start, end in spans]


def write_articles(folder: Path, count: int) -> list[Path]:
    """Invented articles, about four on each story."""
    chance = random.Random(7)
    files = []
    for number in range(count):
        story = random.Random(number // 4)
        facts = {"thing": story.choice(THINGS), "place": story.choice(PLACES), "line": story.randrange(9999)}
        facts |= {"hurt": story.randrange(3, 90) + chance.choice((0, 0, 5)), "cost": story.randrange(2, 80)}
        lines = [one.format(**facts) for one in chance.sample(TOLD, 4)]
        files.append(folder / f"{number:05}.txt")
        files[-1].write_text(f"{facts['place']} fire, paper {number}\n\n{' '.join(lines)}\n", encoding="utf-8")
    return files


def write(place: str, files: Sequence[Path], until: float, number: int) -> tuple[dict[str, int], list[float]]:
    """How many articles became what, and the seconds that each took."""
    order = list(files)
    random.Random(number).shuffle(order)
    states: dict[str, int] = {}
    spent = []
    with Casefile.open(place, steps=OneASentence()) as case:
        for file in order:
            if time.time() > until:
                break
            start = time.perf_counter()
            [outcome] = case.ingest([file]).outcomes
            spent.append(time.perf_counter() - start)
            states[outcome.state] = states.get(outcome.state, 0) + 1
    return states, spent


def read(place: str, until: float, number: int) -> dict[str, list[float]]:
    """The seconds that each kind of question took."""
    chance = random.Random(number)
    spent: dict[str, list[float]] = {}
    with Casefile.open(place, steps=OneASentence()) as case:
        while time.time() < until:
            for name, ask in questions(case, chance):
                start = time.perf_counter()
                ask()
                spent.setdefault(name, []).append(time.perf_counter() - start)
    return spent


def questions(case: Casefile, chance: random.Random) -> Iterator[tuple[str, object]]:
    page = case.claims(limit=50)

    def show() -> None:
        if page:
            detail = case.show(chance.choice(page).id)
            assert detail.article.claims >= 1

    def agree() -> None:
        counts = {sum(v.count for v in facet.values) for facet in case.facets() if facet.name in ("level", "status")}
        assert len(counts) == 1, "an answer is of one moment"

    yield "claims", lambda: case.claims(limit=50)
    yield "conflicts", lambda: case.links(relation="conflicts", limit=50)
    yield "search", lambda: case.search(f"{chance.choice(THINGS)} {chance.choice(PLACES)}", limit=50)
    yield "show", show
    yield "facets", agree


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("place")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--articles", type=int, default=2000)
    options = parser.parse_args()
    Casefile.open(options.place).close()
    with tempfile.TemporaryDirectory() as folder:
        files = write_articles(Path(folder), options.articles)
        until = time.time() + options.seconds
        with ProcessPoolExecutor(options.writers + options.readers, get_context("spawn")) as pool:
            writers = [pool.submit(write, options.place, files, until, n) for n in range(options.writers)]
            readers = [pool.submit(read, options.place, until, n) for n in range(options.readers)]
            written = [writer.result() for writer in writers]
            asked = [reader.result() for reader in readers]
    report(options.place, written, asked)


def report(place: str, written: list[tuple[dict[str, int], list[float]]], asked: list[dict[str, list[float]]]) -> None:
    added = sum(states.get("added", 0) for states, _ in written)
    brought = sum(sum(states.values()) for states, _ in written)
    print(f"{shown(place)}: {brought} articles brought, {added} of them added")
    print(line("ingest", [one for _, spent in written for one in spent]))
    for name in asked[0]:
        print(line(name, [one for spent in asked for one in spent.get(name, [])]))
    with Casefile.open(place) as case:
        articles, entries = case.articles(), case.log()
        found = case.verify()
        print(f"{len(articles)} articles, {case.count_claims()} claims, {len(entries)} log entries")
        assert len(articles) == len({one.file for one in articles}) == added, "lost or doubled"
        assert len(entries) == added
        assert case.count_claims() == sum(one.claims for one in articles)
        assert not found.differences, found.differences[:3]
        assert all(one.ok for one in case.findings())
    print("nothing lost, nothing doubled, no difference")


def line(name: str, spent: list[float]) -> str:
    spent = sorted(spent)
    late = spent[int(0.95 * (len(spent) - 1))]
    return (
        f"  {name:10} {len(spent):6} times, {1000 * statistics.median(spent):.0f} ms median, {1000 * late:.0f} ms 95 %"
    )


if __name__ == "__main__":
    main()
