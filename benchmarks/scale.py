"""How matching grows: a synthetic casefile of 1,000, 10,000 and 100,000 claims made from gold articles.

    python benchmarks/scale.py GOLD [--sizes 1000 10000 100000]

Measured against, in the same run: a TF-IDF sparse top 20 (sparse-dot-topn, 2 threads) over the same sentences, and
brute force (every pair of a sample with all claims): rapidfuzz `cdist` for time, `similarity` for what is found.
Needs scikit-learn and sparse-dot-topn.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from provenance.language.data import load
from provenance.language.sentences import sentences
from provenance.matching import ClaimIndex, similarity
from provenance.model import Article, Claim

SEED = 13
PROBES = 500
BRUTE = 40
_NAME = re.compile(r"\b[A-Z]\w{2,}|\d+")
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


def retold(text: str, world: int) -> str:
    """The article as of another world: other names and numbers, the same plain words.

    More of the same stories would make each story denser without end; a growing casefile has more stories instead.
    """
    if not world:
        return text
    ending = _SYLLABLES[world % 10] + _SYLLABLES[world // 10 % 10]
    return _NAME.sub(lambda m: m[0] + (str(world % 10) if m[0].isdigit() else ending), text)


def claims(gold: Path, count: int) -> list[Claim]:
    """One claim a sentence, article by article."""

    def stream() -> Iterator[Claim]:
        originals = texts(gold)
        for world in range(1000):
            for text in originals:
                article = Article(text=retold(text, world))
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


def tfidf_top(sample: list[Claim]) -> tuple[float, float]:
    """Seconds for vectors and join, and for the join alone."""
    start = time.perf_counter()
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(claim.text for claim in sample)
    middle = time.perf_counter()
    sp_matmul_topn(vectors, vectors.T.tocsr(), top_n=21, n_threads=2)
    end = time.perf_counter()
    return end - start, end - middle


def recall(pairs: set[tuple[str, str]], sample: list[Claim]) -> tuple[float, int, float]:
    """Of the pairs of some claims with all others that are above the sure threshold, the share among candidates.

    Returns:
        The share, how many such pairs there are, and the seconds that rapidfuzz takes to compare the same pairs.
    """
    sure = load("similarity")["sure"]
    chosen = random.Random(SEED).sample(sample, min(BRUTE, len(sample)))
    start = time.perf_counter()
    cdist([c.text for c in chosen], [c.text for c in sample], scorer=fuzz.token_set_ratio, workers=2, dtype=np.uint8)
    spent = time.perf_counter() - start
    found = total = 0
    for other in sample:
        for claim in chosen:
            if other.article.id != claim.article.id and similarity(claim, other)[0] >= sure:
                total += 1
                found += (min(claim.id, other.id), max(claim.id, other.id)) in pairs
    return (found / total if total else 1.0), total, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options = parser.parse_args()
    for size in options.sizes:
        sample = claims(options.gold, size)
        before, start = resident(), time.perf_counter()
        index = ClaimIndex(sample)
        built, memory = time.perf_counter() - start, resident() - before
        whole, join = tfidf_top(sample)
        start = time.perf_counter()
        pairs = {(min(a.id, b.id), max(a.id, b.id)) for a, b in index.pairs()}
        paired = time.perf_counter() - start
        probes = random.Random(SEED).sample(sample, min(PROBES, size))
        times = []
        for probe in probes:
            start = time.perf_counter()
            index.nearest(probe)
            times.append(time.perf_counter() - start)
        share, total, brute = recall(pairs, sample)
        print(
            f"{size:>7} claims of {len({c.article.id for c in sample})} articles: "
            f"index {built:.2f} s, {memory:.0f} MB; "
            f"{len(pairs)} candidate pairs {paired:.2f} s (TF-IDF top 20: {whole:.2f} s, its join {join:.2f} s); "
            f"nearest {statistics.median(times) * 1000:.2f} ms median, {max(times) * 1000:.1f} ms worst; "
            f"sure pairs found {share:.3f} of {total} (brute force rapidfuzz: {brute * size / min(BRUTE, size):.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
