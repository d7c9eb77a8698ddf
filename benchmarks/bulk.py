"""How finding candidates in bulk grows: synthetic archives made from gold articles, of any size, by any engine.

    python benchmarks/bulk.py GOLD --claims 1000000 --engine spark --master 'local[2]' --out DIR [--links]

The articles are those of `scale.py`: world after world, with the word frequencies, stories and copies of the gold. A
claim is a sentence, so that reading takes little. One article in 50 is told again later, hidden: three of its
sentences, each without every seventh word, among ten of another article. Recall is the share of these that are
candidates. The folder is kept: what was broken off goes on, and with more claims the archive grows. `--links` does all
other steps as well: compares, groups, weighs and makes the tables.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scale import articles

from provenance.bulk import EngineName, Options
from provenance.bulk.archive import Archive
from provenance.bulk.engines import engine
from provenance.bulk.inputs import pieces
from provenance.bulk.plan import Run
from provenance.bulk.shelf import Shelf
from provenance.casefile.steps import InstalledSteps
from provenance.language.sentences import sentences
from provenance.model import Article, Claim

SEED = 13
FILE = 20_000
"""Articles a file."""
HIDDEN = 0.02
LEAST = 30
"""Characters of a sentence that is taken for a claim."""


class SentenceSteps(InstalledSteps):
    """A claim a sentence, without a reader."""

    def extract(self, article: Article) -> Sequence[Claim]:
        """The claims of an article, in reading order."""
        return [Claim(article=article, start=a, end=b, content=((a, b),)) for a, b in long_sentences(article.text)]


def long_sentences(text: str) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in sentences(text) if one.end - one.start >= LEAST]


def archive(gold: Path, wanted: int) -> Iterator[tuple[Article, list[tuple[int, int, int]]]]:
    """Articles, and of those that retell: place of a claim, the number of the article, the place of the claim in it."""
    draw = random.Random(SEED)
    waiting: list[tuple[int, int, list[str]]] = []
    known: list[str] = []
    seen: set[str] = set()
    number = total = 0
    for article in articles(gold):
        told: list[tuple[Article, list[tuple[int, int, int]]]] = []
        if article.text not in seen:
            seen.add(article.text)
            told.append((article, []))
        if waiting and waiting[0][0] <= number and len(known) > 1:
            _, of, said = waiting.pop(0)
            other = known[draw.randrange(len(known))]
            around = [other[a:b].replace("\n", " ") for a, b in long_sentences(other)[:10]]
            text = "\n".join([*around, *said])
            spans = [text[a:b] for a, b in long_sentences(text)]
            planted = [(spans.index(one), of, at) for at, one in enumerate(said) if one in spans]
            told.append((Article(text=text), planted))
        for one, planted in told:
            own = [one.text[a:b].replace("\n", " ") for a, b in long_sentences(one.text)]
            if not planted and len(own) > 3 and draw.random() < HIDDEN:
                said = [" ".join(w for at, w in enumerate(words.split(), 1) if at % 7) for words in own[:3]]
                waiting.append((number + draw.randrange(50, 500), number, said))
            yield one, planted
            number += 1
            total += len(own)
        if article.text:
            known = [*known[-200:], article.text]
        if total >= wanted:
            return


def write(gold: Path, wanted: int, folder: Path) -> None:
    """The archive as files of JSON Lines, and beside it what is planted; left as it is where it is there."""
    if (folder / "planted.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    planted: list[tuple[int, int, int, int]] = []
    file = None
    for number, (article, told) in enumerate(archive(gold, wanted)):
        if number % FILE == 0:
            if file is not None:
                file.close()
            file = (folder / f"{number // FILE:05}.jsonl").open("w", encoding="utf-8")
        assert file is not None
        row = {"text": article.text, "outlet": article.outlet, "url": f"https://news.example/{number}"}
        file.write(json.dumps(row) + "\n")
        planted += [(number, at, of, claim) for at, of, claim in told]
    if file is not None:
        file.close()
    (folder / "planted.json").write_text(json.dumps(planted), encoding="utf-8")


def recall(found: Archive, near: Sequence[str], planted: Sequence[tuple[int, int, int, int]]) -> tuple[float, float]:
    """The share of what is planted that is among the candidates; and candidates a claim."""
    who, shelf = found.who, found.shelf
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    wanted = np.array([int(who.first[number]) + at for number, at, _, _ in planted if number < len(who)])
    total = 0
    for key in near:
        table = shelf.table("candidates", key, "pair")
        claims, others = table["claim"].to_numpy(), table["other"].to_numpy()
        total += len(claims)
        kept = np.isin(claims, wanted)
        for claim, other in zip(claims[kept].tolist(), others[kept].tolist(), strict=True):
            pairs[claim].add(other)
    hits = [
        int(who.first[of]) + claim in pairs[int(who.first[number]) + at]
        for number, at, of, claim in planted
        if number < len(who)
    ]
    return sum(hits) / max(1, len(hits)), total / who.claims


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--engine", type=EngineName, default=EngineName.LOCAL)
    parser.add_argument("--master")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--links", action="store_true", help="all steps, not only up to the candidates")
    given = parser.parse_args()
    source, out = given.out / "articles", (given.out / "work").resolve()
    start = time.perf_counter()
    write(given.gold, given.claims, source)
    print(f"written in {time.perf_counter() - start:.0f} s", flush=True)
    (out / "making").mkdir(parents=True, exist_ok=True)

    def tell(step: str, done: int, of: int) -> None:
        if done == of:
            print(f"{time.perf_counter() - start:8.0f} s  {step}: {of} pieces", flush=True)

    options = Options(engine=given.engine, master=given.master, steps=SentenceSteps(), tell=tell)
    with engine(given.engine, given.master, out) as started:
        run = Run(Shelf(out), started, options)
        parts, _ = pieces(source, options.piece, out)
        order, own = run.called(parts)
        read = time.perf_counter()
        run.nominate(order, own)
        seconds = time.perf_counter() - read
        found = Archive.on_shelf(Shelf(out), order)
        report(found, run.keys["candidates"], json.loads((source / "planted.json").read_text("utf-8")), seconds)
        if given.links:
            made = run.archive(parts)
            seconds = time.perf_counter() - read
            print(f"{made.links:,} links; all from the index to the tables in {seconds:.0f} s, {memory()} MB at most")


def report(found: Archive, near: Sequence[str], planted: Sequence[tuple[int, int, int, int]], seconds: float) -> None:
    """Prints what the candidates took, and what of it was to be found."""
    share, each = recall(found, near, planted)
    out = found.shelf.folder
    disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    index = sum(path.stat().st_size for path in (out / "index").rglob("*.npy"))
    print(
        f"{found.who.claims:,} claims of {len(found.who):,} articles: index and candidates in {seconds:.0f} s, "
        f"{1e6 * seconds / found.who.claims:.0f} µs a claim, {each:.1f} candidates a claim, recall {share:.4f}; "
        f"{disk / 1e6:.0f} MB on disk, {index / 1e6:.0f} MB of them the index, {memory()} MB of memory at most",
        flush=True,
    )


def memory() -> int:
    """The most that this process, or one that it started, has had, in MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1000


if __name__ == "__main__":
    main()
