"""Measures the weights and thresholds of provenance/language/data/similarity.toml on the pairs of ECB+ train.

    PYTHONPATH=.:benchmarks python training/similarity.py ecb_train.jsonl [--write]

A logistic regression over pairs of different articles that are somewhat alike and share a term: annotated sentences
with each other, linked in the gold or not, and with the sentences that the gold leaves out, which are taken for not
linked at a tenth of the weight (so that within a story the words decide). What two claims share may only add to the
score, what differs may only take away. [agreement] is fitted elsewhere (`agreement.py`).
"""

from __future__ import annotations

import argparse
from itertools import combinations, product
from pathlib import Path

import numpy as np
import tomlkit
from matching import read_topics
from numpy.typing import NDArray
from scipy.optimize import minimize

from provenance.matching.similarity import SAME_STORY, features
from provenance.matching.terms import cosine, profile, story_terms
from provenance.model import Claim

DATA = Path("provenance/language/data/similarity.toml")
PRECISION = 0.9
RECALL = 0.9
KEPT = 0.995
ALIKE = 0.1
REST = 0.1
L2 = 1.0


def fit(
    values: NDArray[np.float64], linked: NDArray[np.bool_], signs: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights, the base first, each with its sign or 0; `shares`: how much each pair counts."""
    design = np.column_stack([np.ones(len(values)), values])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = design @ weights
        gradient = design.T @ (shares * (1 / (1 + np.exp(-odds)) - linked)) + L2 * np.append(0, weights[1:])
        return float(shares @ (np.logaddexp(0, odds) - odds * linked) + L2 * (weights[1:] ** 2).sum() / 2), gradient

    bounds = [(None, None), *((0, None) if sign > 0 else (None, 0) for sign in signs)]
    return np.asarray(minimize(loss, np.zeros(design.shape[1]), jac=True, bounds=bounds).x)


def least_with_precision(scores: NDArray[np.float64], linked: NDArray[np.bool_]) -> float:
    """The lowest score from which PRECISION of the pairs are linked."""
    order = np.argsort(-scores)
    right = np.cumsum(linked[order]) / np.arange(1, len(order) + 1)
    return float(scores[order][np.flatnonzero(right >= PRECISION)[-1]])


def may_match(a: Claim, b: Claim) -> bool:
    """Whether two claims share a term, and their articles are somewhat alike."""
    if cosine(story_terms(a.article.text), story_terms(b.article.text)) < ALIKE:
        return False
    return not profile(a).terms.keys().isdisjoint(profile(b).terms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topics", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    gold = read_topics(options.topics)
    proposed = [*combinations(gold.claims, 2), *product(gold.claims, gold.rest)]
    proposed = [(a, b) for a, b in proposed if a.article.id != b.article.id and may_match(a, b)]
    rest = {claim.id for claim in gold.rest}
    marked = np.array([b.id not in rest for _, b in proposed])
    linked = np.array([b.id in gold.answers.get(a.id, ()) for a, b in proposed])
    rows = [features(a, b) for a, b in proposed]
    data = tomlkit.parse(DATA.read_text(encoding="utf-8"))
    for table in ("story", "bare"):
        names = [name for name in rows[0] if table == "story" or "story" not in name]
        values = np.array([[row[name] for name in names] for row in rows])
        signs = np.array([-1.0 if name.startswith("other ") else 1.0 for name in names])
        weights = fit(values, linked, signs, np.where(marked, 1.0, REST))
        data[table] = {
            name: round(float(weight), 2)
            for name, weight in zip(["base", *names], weights, strict=True)
            if abs(weight) >= 0.005
        }
        scores = 1 / (1 + np.exp(-(weights[0] + values @ weights[1:])))
        scores[~marked] = -1.0
        print(table, dict(data[table]))
        for least in np.arange(0.05, 1, 0.05):
            above = scores >= least
            recall = linked[above].sum() / linked.sum()
            print(f"  {least:.2f}: precision {linked[above].mean():.3f} recall {recall:.3f} {above.sum()}")
        if table == "story":
            rough = (values[:, names.index("words")] + SAME_STORY * values[:, names.index("story")]) / 2
            data["sure"] = round(least_with_precision(scores, linked), 2)
            data["suggested"] = round(float(np.quantile(scores[linked], 1 - RECALL)), 2)
            data["candidate"] = round(float(np.quantile(rough[scores >= data["suggested"]], 1 - KEPT)), 2)
    print({name: data[name] for name in ("suggested", "sure", "candidate")})
    if options.write:
        DATA.write_text(tomlkit.dumps(data), encoding="utf-8")


if __name__ == "__main__":
    main()
