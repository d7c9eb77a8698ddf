"""How matching grows: a synthetic casefile of 1,000, 10,000 and 100,000 claims made from gold articles.

    python benchmarks/scale.py GOLD [--sizes 1000 10000 100000] [--store]

Measured against, in the same run: a TF-IDF sparse top 20 (sparse-dot-topn, 2 threads) over the same sentences, and
brute force (every pair of a sample with all claims): rapidfuzz `cdist` for time, `similarity` for what is found.
`--store` fills a casefile with the same claims and lets an article of 30 claims join it. Times are of CPU.
Needs scikit-learn and sparse-dot-topn.

The gold articles hold some 25,000 claims, more than half of them on one campaign. A larger casefile retells them with
other names, as an archive grows by more stories rather than by more articles on each. What stays, because it stays in
news: plain words at the start of a sentence, weekdays and months, numbers. The new names are unknown to the table of
rarity, as those of any later story are, however often the casefile has them: that is hard, and meant to be.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from provenance.casefile import joining as joining_steps
from provenance.casefile.steps import InstalledSteps
from provenance.language.data import load
from provenance.language.names import plain_words
from provenance.language.sentences import sentences
from provenance.language.words import words
from provenance.matching import ClaimIndex
from provenance.matching.similarity import score
from provenance.matching.terms import profile
from provenance.model import Article, Claim
from provenance.store import candidates, writing
from provenance.store.database import Database

Pairs = set[tuple[int, int]]

SEED = 13
PROBES = 500
BRUTE = 40
LIMIT = 20
_NAME = re.compile(r"\b[A-Z][^\W\d_]{2,}")
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")


def texts(gold: Path) -> list[str]:
    """The gold articles, in an order that mixes their collections."""
    found = []
    for name in ("ecb_train", "ecb_dev"):
        for line in (gold / "matching" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            found += [doc["text"] for doc in json.loads(line)["docs"].values()]
    path = gold / "attribution" / "polnear_train.jsonl"
    found += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(SEED).shuffle(found)
    return found


def ordinary(originals: list[str]) -> frozenset[str]:
    """Words that are no names: those that are also written small somewhere, weekdays and months."""
    small = {word for text in originals for word in words(text) if word.islower()}
    return frozenset(small | {word.casefold() for word in plain_words()})


def retold(text: str, world: int, plain: frozenset[str]) -> str:
    """The article as of another world: other names, the same words."""
    if not world:
        return text
    ending = _SYLLABLES[world % 10] + _SYLLABLES[world // 10 % 10]
    return _NAME.sub(lambda m: m[0] if m[0].casefold() in plain else m[0] + ending, text)


def claims(gold: Path, count: int) -> list[Claim]:
    """One claim a sentence, article by article."""

    def stream() -> Iterator[Claim]:
        originals = texts(gold)
        plain = ordinary(originals)
        seen = set()
        for world in range(1000):
            for text in originals:
                article = Article(text=retold(text, world, plain))
                if article.id in seen:
                    continue
                seen.add(article.id)
                for sentence in sentences(article.text):
                    if sentence.end - sentence.start >= 30:
                        span = (sentence.start, sentence.end)
                        yield Claim(article=article, start=span[0], end=span[1], content=(span,))

    found = []
    for claim in stream():
        found.append(claim)
        if len(found) == count:
            break
    return found


def resident() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def tfidf_top(sample: list[Claim]) -> tuple[float, float, Pairs]:
    """Seconds for vectors and join, for the join alone, and the pairs."""
    start = time.process_time()
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(claim.text for claim in sample)
    middle = time.process_time()
    top = sp_matmul_topn(vectors, vectors.T.tocsr(), top_n=LIMIT + 1, n_threads=2).tocoo()
    end = time.process_time()
    pairs = {(min(a, b), max(a, b)) for a, b in zip(top.row.tolist(), top.col.tolist(), strict=True) if a != b}
    return end - start, end - middle, pairs


def sure_pairs(sample: list[Claim]) -> tuple[list[tuple[int, int, float]], float]:
    """By brute force, pairs of some claims with all others that are above the sure threshold, with their score.

    Returns:
        The pairs, and the seconds that rapidfuzz takes to compare as many.
    """
    sure = load("similarity")["sure"]
    chosen = random.Random(SEED).sample(range(len(sample)), min(BRUTE, len(sample)))
    start = time.process_time()
    every = [claim.text for claim in sample]
    cdist([every[n] for n in chosen], every, scorer=fuzz.token_set_ratio, workers=2, dtype=np.uint8)
    spent = time.process_time() - start
    read = {number: profile(sample[number]) for number in chosen}
    found = []
    for other, claim in enumerate(sample):
        theirs = profile(claim)
        for number in chosen:
            if claim.article is not sample[number].article:
                value = score(sample[number], claim, read[number], theirs)
                if value >= sure:
                    found.append((number, other, value))
    return found, spent


def surest(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Of each claim as many as `pairs` proposes."""
    by_claim: dict[int, list[tuple[int, int, float]]] = {}
    for pair in sorted(pairs, key=lambda pair: -pair[2]):
        by_claim.setdefault(pair[0], []).append(pair)
    return [pair for of_claim in by_claim.values() for pair in of_claim[:LIMIT]]


def share(sure: list[tuple[int, int, float]], found: Pairs) -> str:
    hits = sum((min(a, b), max(a, b)) in found for a, b, _ in sure)
    return f"{hits} of {len(sure)}"


def joining(sample: list[Claim]) -> tuple[float, float, int]:
    """Seconds to join an article of 30 claims to a stored casefile of the sample, the file's size in MB, and links."""
    steps = InstalledSteps()
    by_article: dict[str, list[Claim]] = {}
    for claim in sample:
        by_article.setdefault(claim.article.id, []).append(claim)
    stored = list(by_article.values())
    last = stored.pop(next(n for n, of_article in enumerate(stored) if len(of_article) >= 30))[:30]
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "claims.db")
        with database.writing() as connection:
            for of_article in stored:
                article = of_article[0].article
                number, numbers = writing.add_article(connection, article, of_article)
                keys = {at: steps.claim_keys(claim) for at, claim in zip(numbers, of_article, strict=True)}
                candidates.add_keys(connection, number, steps.article_keys(article), keys)
        with database.writing() as connection:
            start = time.process_time()
            _, links = joining_steps.join(connection, "new.txt", last[0].article, last, steps)
            spent = time.process_time() - start
        database.close()
        size = (Path(folder) / "claims.db").stat().st_size / 1e6
    return spent, size, links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--store", action="store_true", help="also join an article to a stored casefile")
    options = parser.parse_args()
    for size in options.sizes:
        sample = claims(options.gold, size)
        print(f"{len(sample)} claims of {len({c.article.id for c in sample})} articles", flush=True)
        before, start = resident(), time.process_time()
        index = ClaimIndex(sample)
        print(f"  index {time.process_time() - start:.2f} s, {resident() - before:.0f} MB", flush=True)
        place = {claim.id: number for number, claim in enumerate(sample)}
        start = time.process_time()
        proposed = list(index.pairs(limit=LIMIT))
        paired = time.process_time() - start
        pairs = {(min(place[a.id], place[b.id]), max(place[a.id], place[b.id])) for a, b in proposed}
        whole, join, peers = tfidf_top(sample)
        print(f"  {len(pairs)} candidate pairs {paired:.2f} s (TF-IDF top 20: {whole:.2f} s, its join {join:.2f} s)")
        times = []
        for probe in random.Random(SEED).sample(sample, min(PROBES, size)):
            start = time.process_time()
            index.nearest(probe)
            times.append(1000 * (time.process_time() - start))
        print(f"  nearest {statistics.median(times):.2f} ms median, {max(times):.1f} ms worst", flush=True)
        sure, brute = sure_pairs(sample)
        for name, wanted in (("sure pairs", sure), (f"of each claim the {LIMIT} surest", surest(sure))):
            print(f"  {name}: found {share(wanted, pairs)} (TF-IDF top 20: {share(wanted, peers)})")
        print(f"  brute force, rapidfuzz alone: {brute * size / min(BRUTE, size):.0f} s", flush=True)
        if options.store:
            spent, megabytes, links = joining(sample)
            print(f"  an article of 30 claims joins in {spent:.2f} s, {links} links ({megabytes:.0f} MB)", flush=True)


if __name__ == "__main__":
    main()
