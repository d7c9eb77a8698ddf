"""How matching grows: a synthetic casefile of 1,000, 10,000 and 100,000 claims made from gold articles.

    python benchmarks/scale.py GOLD [--sizes 1000 10000 100000] [--store]
    python benchmarks/scale.py GOLD --reading 10000

Measured against, in the same run: a TF-IDF sparse top 20 (sparse-dot-topn, 2 threads) over the same sentences, and
brute force (every pair of a sample with all claims): rapidfuzz `cdist` for time, `similarity` for what is found.
`--store` fills a casefile with the same claims and lets articles of 30 claims join it, in a process of its own that has
read none of them. `--reading` reads so many articles, finds their claims, and tells the memory on the way. Times are of
CPU. Needs scikit-learn and sparse-dot-topn.

The gold articles hold some 40,000 claims, half of them on one campaign. A larger casefile has them again from other
worlds, as an archive grows by more stories rather than by more articles on each: every word that carries a topic, names
as well, is exchanged for one that is as common, throughout a world, and one that the table of rarity does not know for
one that nobody knows. Within a world everything stays as alike as it was, between worlds there is the likeness of
chance, and the archive has the word frequencies of the gold. (Until names alone were exchanged, most of the pairs that
brute force found were sentences retold word by word, which no archive has.) Function words, months, weekdays and
numbers stay. One article in a hundred is a wire report: up to 60 papers print it, most of them shortened.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice, takewhile
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from provenance.casefile import joining as joining_steps
from provenance.casefile.steps import InstalledSteps
from provenance.language.data import load
from provenance.language.names import plain_words
from provenance.language.sentences import sentences
from provenance.language.words import rarity, stem, stop_words
from provenance.matching import ClaimIndex
from provenance.matching.similarity import SAME_STORY, is_bare, score
from provenance.matching.terms import profile, story_terms
from provenance.model import Article, Claim
from provenance.store import postings, writing
from provenance.store.database import Database

Pairs = set[tuple[int, int]]

SEED = 13
PROBES = 500
BRUTE = 200
LIMIT = 20
WIRE = 0.01
PAPERS = 60
JOINING = 6
_WORD = re.compile(r"[^\W\d_]{3,}")
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


@dataclass(frozen=True)
class Vocabulary:
    """Of the words that may change, the forms of each stem by their endings, and the stems by how common they are."""

    forms: Mapping[str, Mapping[str, str]]
    alike: Mapping[float, Sequence[str]]

    def exchanged(self, world: int) -> dict[str, str]:
        """For each stem the one that stands for it in another world: as common, any other of the kind by chance."""
        found: dict[str, str] = {}
        for stems in self.alike.values():
            others = list(stems)
            random.Random(SEED + world).shuffle(others)
            found |= dict(zip(stems, others, strict=True))
        return found


def vocabulary(originals: Iterable[str]) -> Vocabulary:
    """The words of the articles that carry a topic, but for names of months and weekdays and for number words."""
    numbers = {stem(word) for word in load("numbers")["word"]} | {stem(word) for word in load("numbers")["scale"]}
    kept = numbers | stop_words() | {stem(word) for word in plain_words()}
    forms: dict[str, dict[str, str]] = {}
    for word in sorted({word.casefold() for text in originals for word in _WORD.findall(text)}):
        root = stem(word)
        if root not in kept:
            forms.setdefault(root, {}).setdefault(ending(word, root), word)
    alike: dict[float, list[str]] = {}
    for root in forms:
        alike.setdefault(rarity(root), []).append(root)
    return Vocabulary(forms, alike)


def ending(word: str, root: str) -> str:
    """What a form adds to its stem."""
    shared = takewhile(lambda letters: letters[0] == letters[1], zip(word, root, strict=False))
    return word[sum(1 for _ in shared) :]


def retold(text: str, world: int, known: Vocabulary, exchanged: Mapping[str, str]) -> str:
    """The article as of another world, where each word that carries a topic is another, as common one."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        root = stem(word)
        if root not in exchanged:
            return word
        of_other = known.forms[exchanged[root]]
        changed = of_other.get(ending(word.casefold(), root)) or min(of_other.values())
        if rarity(exchanged[root]) == load("rarity")["unknown"]:
            changed += _SYLLABLES[world % 10] + _SYLLABLES[world // 10 % 10]
        return changed.capitalize() if word[0].isupper() else changed

    return _WORD.sub(other, text) if world else text


def articles(gold: Path) -> Iterator[Article]:
    """World after world, without end; a wire report several times."""
    originals = texts(gold)
    known = vocabulary(originals)
    chance = random.Random(SEED)
    for world in count():
        exchanged = known.exchanged(world)
        for text in originals:
            told = retold(text, world, known, exchanged)
            papers = min(PAPERS, int(2 / chance.random())) if chance.random() < WIRE else 1
            ends = [sentence.end for sentence in sentences(told)] or [len(told)]
            for paper in range(papers):
                last = ends[-1] if not paper else ends[chance.randrange(len(ends) // 2, len(ends))]
                yield Article(text=told[:last], outlet=f"Paper {paper}" if papers > 1 else None)


def claims(gold: Path, wanted: int) -> list[Claim]:
    """One claim a sentence, article by article."""
    found: list[Claim] = []
    seen = set()
    for article in articles(gold):
        if article.id not in seen:
            seen.add(article.id)
            spans = [(sentence.start, sentence.end) for sentence in sentences(article.text)]
            found += [Claim(article=article, start=a, end=b, content=((a, b),)) for a, b in spans if b - a >= 30]
        if len(found) >= wanted:
            break
    return found[:wanted]


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

    Only where words, letters and stories leave the threshold in reach, the rest is computed; no pair is lost by it.

    Returns:
        The pairs, and the seconds that rapidfuzz takes to compare as many.
    """
    limits = load("similarity")
    weights = limits["story"]
    others = sum(max(0.0, weights.get(name, 0.0)) for name in ("covered", "names", "numbers", "dates"))
    least = logit(limits["sure"]) - weights["base"] - others
    chosen = sorted(random.Random(SEED).sample(range(len(sample)), min(BRUTE, len(sample))))
    articles = list({claim.article.id: claim.article for claim in sample}.values())
    row = {article.id: number for number, article in enumerate(articles)}
    article_of = np.array([row[claim.article.id] for claim in sample])
    keys = matrix([profile(claim).terms for claim in sample])
    stories = matrix([story_terms(article.text) for article in articles])
    bare = np.array([is_bare(claim) for claim in sample])
    every = [claim.content_text for claim in sample]
    found, spent = [], 0.0
    for number in chosen:
        start = time.process_time()
        letters = cdist([every[number]], every, scorer=fuzz.token_set_ratio, workers=1, dtype=np.float32)[0] / 100
        spent += time.process_time() - start
        words = (keys @ keys[[number]].T).toarray()[:, 0]
        story = (stories @ stories[[article_of[number]]].T).toarray()[:, 0][article_of]
        story = np.minimum(1.0, story / SAME_STORY)
        bound = weights["words"] * words + weights["letters"] * letters + weights["story"] * story
        bound += weights["words in story"] * np.sqrt(words * story)
        near = (bound >= least - 1e-4) | (bare & bare[number])
        for other in np.flatnonzero(near & (article_of != article_of[number])).tolist():
            value = score(sample[number], sample[other], profile(sample[number]), profile(sample[other]))
            if value >= limits["sure"]:
                found.append((number, other, value))
    return found, spent


def matrix(rows: Sequence[Mapping[str, float]]) -> csr_matrix:
    """Terms as a sparse matrix, a row each."""
    column: dict[str, int] = {}
    places = [column.setdefault(term, len(column)) for terms in rows for term in terms]
    starts = np.cumsum([0, *(len(terms) for terms in rows)])
    return csr_matrix(([weight for terms in rows for weight in terms.values()], places, starts))


def logit(value: float) -> float:
    return math.log(value / (1 - value))


def surest(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Of each claim as many as `pairs` proposes."""
    by_claim: dict[int, list[tuple[int, int, float]]] = {}
    for pair in sorted(pairs, key=lambda pair: -pair[2]):
        by_claim.setdefault(pair[0], []).append(pair)
    return [pair for of_claim in by_claim.values() for pair in of_claim[:LIMIT]]


def share(sure: list[tuple[int, int, float]], found: Pairs) -> str:
    hits = sum((min(a, b), max(a, b)) in found for a, b, _ in sure)
    return f"{hits} of {len(sure)}"


def store(sample: list[Claim], where: Path) -> list[list[Claim]]:
    """Fills a casefile with the sample, but for a few articles, of which it answers with 30 claims each."""
    steps = InstalledSteps()
    by_article: dict[str, list[Claim]] = {}
    for claim in sample:
        by_article.setdefault(claim.article.id, []).append(claim)
    long = [name for name, of_article in by_article.items() if len(of_article) >= 30]
    later = [by_article.pop(name)[:30] for name in random.Random(SEED).sample(long, JOINING + 1)]
    database = Database.open(where)
    with database.writing() as connection:
        for of_article in by_article.values():
            article = of_article[0].article
            number, numbers = writing.add_article(connection, article, of_article)
            keys = {at: steps.claim_keys(claim) for at, claim in zip(numbers, of_article, strict=True)}
            postings.add_keys(connection, number, steps.article_keys(article), keys)
    database.close()
    return later


class Undone(Exception):
    """Takes a transaction back."""


def joining(where: str | Path, later: list[list[Claim]]) -> tuple[list[float], list[float], int, int]:
    """Seconds that each article takes to join a casefile, by the clock and of CPU; the links of all; our peak in MB.

    Each article is taken back. The first is not counted: it brings in the tables of words, as reading it would have.
    """
    steps, links = InstalledSteps(), 0
    clock: list[float] = []
    cpu: list[float] = []
    database = Database.open(where)
    for of_article in later:
        with suppress(Undone), database.writing() as connection:
            start = time.perf_counter(), time.process_time()
            _, added = joining_steps.join(connection, "new.txt", of_article[0].article, of_article, steps)
            clock.append(time.perf_counter() - start[0])
            cpu.append(time.process_time() - start[1])
            links += added
            raise Undone
    database.close()
    return clock[1:], cpu[1:], links, peak()


def joined(where: str | Path, later: list[list[Claim]]) -> tuple[list[float], list[float], int, int]:
    """`joining` in a new process, which has read nothing."""
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(joining, where, later).result()


def peak() -> int:
    """The largest memory that this process has had, in MB."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 // 1_000_000 if found else 0


def stored(sample: list[Claim]) -> None:
    """Prints what joining a stored casefile takes."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "claims.db"
        start = time.process_time()
        later = store(sample, where)
        filled = time.process_time() - start
        _, spent, links, most = joined(where, later)
        megabytes = where.stat().st_size / 1e6
    print(
        f"  stored in {filled:.0f} s ({megabytes:.0f} MB); an article of 30 claims joins in "
        f"{statistics.median(spent):.2f} s median, {max(spent):.2f} s worst of {len(spent)}, {links} links, "
        f"process of {most} MB",
        flush=True,
    )


def reading(gold: Path, count: int) -> None:
    """Prints how fast articles are read and their claims found, and the memory at ten moments."""
    steps, words, found, start = InstalledSteps(), 0, 0, time.process_time()
    for number, article in enumerate(islice(articles(gold), count), 1):
        words += len(article.text.split())
        found += len(steps.extract(article))
        if number % max(1, count // 10) == 0:
            spent = time.process_time() - start
            print(
                f"  {number} articles, {words:,} words, {found:,} claims: {words / spent:,.0f} words/s, "
                f"{resident():.0f} MB now, {peak()} MB at most",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--store", action="store_true", help="also join an article to a stored casefile")
    parser.add_argument("--reading", type=int, metavar="ARTICLES", help="only read so many, and find their claims")
    options = parser.parse_args()
    if options.reading:
        reading(options.gold, options.reading)
        return
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
            stored(sample)


if __name__ == "__main__":
    main()
