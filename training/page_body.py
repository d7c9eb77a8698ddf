"""Learns which paragraphs belong to a page's article: the weights in `provenance/language/data/page_body.toml`.

    python training/page_body.py BENCHMARK

BENCHMARK is a checkout of scrapinghub/article-extraction-benchmark (MIT). Only the half of its pages whose key has an
even SHA-256 is opened; `benchmarks/page_text.py` scores both halves. A page weighs as much as its characters, a
paragraph at most 400. Ridge-penalised logistic regression, fitted by Newton's method; printed are the F1 of the
benchmark's own scorer with each site left out of what its pages are judged by, and the table.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from page_text import Benchmark

from provenance.reading.body import known_of
from provenance.reading.decoding import decode
from provenance.reading.html import parse_page
from provenance.reading.markup import say_markup
from provenance.reading.page_facts import page_facts, titles_of
from provenance.reading.paragraphs import Paragraph, page_of
from provenance.reading.selection import Features, features_of

LEAVE = ("linked", "mostly_linked", "ended", "words", "few_words", "capitals", "heading", "header", "title")
TAKE = ("linked", "ended", "words", "capitals", "header", "title", "wide", "alike", "between", "aside", "quoted")
RIDGE = 3e-5
FOLDS = 8
HEAVIEST = 400  # characters
Floats = npt.NDArray[np.float64]


@dataclass
class Labelled:
    """A page with what of each paragraph is known, and whether it is in the article."""

    key: str
    site: str
    paragraphs: list[Paragraph]
    features: Floats
    known: npt.NDArray[np.bool_]
    wanted: Floats
    weights: Floats


def labelled(benchmark: Benchmark, key: str) -> Labelled:
    decoded = decode(benchmark.page(key))
    tree = parse_page(decoded)
    titles = titles_of(tree, page_facts(tree))
    say_markup(tree)
    page = page_of(tree)
    known = known_of(page, deepcopy(tree), fast=False)
    truth = _letters(benchmark.truth(key))
    found = features_of(page.paragraphs, known, titles)
    return Labelled(
        key,
        urlsplit(benchmark.url(key)).hostname or "",
        page.paragraphs,
        np.array([[1.0, *one] for one in found]),
        np.array(known, dtype=bool),
        np.array([bool(_letters(one.text)) and _letters(one.text) in truth for one in page.paragraphs], dtype=float),
        np.array([min(one.end - one.start, HEAVIEST) for one in page.paragraphs], dtype=float),
    )


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def fit(data: Floats, wanted: Floats, weights: Floats) -> Floats:
    """The weights of a logistic regression."""
    made = np.zeros(data.shape[1])
    weights = weights / weights.sum()
    for _ in range(60):
        p = 1 / (1 + np.exp(-data @ made))
        slope = data.T @ (weights * (p - wanted)) + RIDGE * made
        curve = (data * (weights * p * (1 - p))[:, None]).T @ data + RIDGE * np.eye(len(made))
        made -= np.linalg.solve(curve, slope)
    return made


def columns(names: tuple[str, ...]) -> list[int]:
    return [0, *(1 + Features._fields.index(name) for name in names)]


def learn(pages: list[Labelled]) -> dict[str, dict[str, float]]:
    data, wanted, weights = (np.concatenate([getattr(p, n) for p in pages]) for n in ("features", "wanted", "weights"))
    known = np.concatenate([page.known for page in pages])
    table = {}
    for name, rows, names in (("leave", known, LEAVE), ("take", ~known, TAKE)):
        made = fit(data[rows][:, columns(names)], wanted[rows], weights[rows])
        table[name] = {one: round(float(weight), 2) for one, weight in zip(("bias", *names), made, strict=True)}
    return table


def text_by(table: dict[str, dict[str, float]], page: Labelled) -> str:
    scores = {}
    for name, names in (("leave", LEAVE), ("take", TAKE)):
        scores[name] = page.features[:, columns(names)] @ np.array([table[name][one] for one in ("bias", *names)])
    taken = np.where(page.known, scores["leave"], scores["take"]) > 0
    return "\n".join(one.text for one, now in zip(page.paragraphs, taken, strict=True) if now)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    benchmark = Benchmark(parser.parse_args().benchmark)
    pages = [labelled(benchmark, key) for key in benchmark.keys(half=1)]
    folds = {page.key: hashlib.sha256(page.site.encode()).digest()[1] % FOLDS for page in pages}
    tables = {fold: learn([page for page in pages if folds[page.key] != fold]) for fold in set(folds.values())}
    texts = {page.key: text_by(tables[folds[page.key]], page) for page in pages}
    print("each site judged without its own pages:", benchmark.score(texts))
    for name, weights in learn(pages).items():
        print(f"[{name}]", *(f"{one} = {weight}" for one, weight in weights.items()), "", sep="\n")


if __name__ == "__main__":
    main()
