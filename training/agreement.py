"""Learns when two claims that are alike tell the same, from pairs that a person judged.

    PYTHONPATH=.:benchmarks python training/agreement.py TEXTS... [--write]

The pairs (`labels/links.jsonl`) were drawn over 119 stories of local and national papers, near-copies apart, from what
the program showed, what it held back and what it found unclear, and judged by people who write no code: `same` where
one claim's main proposition stands in the other. Each story belongs to one of two halves; what is told is measured on
the half that the weights were not learned from, and the weights that are written are learned from both. TEXTS hold the
articles: files of a JSON value a line, in which they lie anywhere under "text". Deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
from attribution import texts_in
from numpy.typing import NDArray

from provenance import Article, extract
from provenance.matching.agreement import signs
from provenance.matching.comparer import opinion
from provenance.matching.similarity import similarity
from provenance.model import Claim

LABELS = Path(__file__).parent / "labels" / "links.jsonl"
DATA = Path("provenance/language/data/similarity.toml")
L2 = 2.0
FOLDS = 5
CERTAIN = 1e-3
STEPS = 50


def fit(values: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights of a logistic regression, the base first (Newton's method)."""
    design = np.column_stack([np.ones(len(values)), values])
    weights = np.zeros(design.shape[1])
    ridge = L2 * np.diag(np.append(0.0, np.ones(values.shape[1])))
    for _ in range(STEPS):
        chances = logistic(design @ weights)
        slope = design.T @ (right - chances) - ridge @ weights
        bend = design.T @ (design * (chances * (1 - chances))[:, None]) + ridge
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def logistic(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))


class Claims:
    """The claims of the judged articles, as the program reads them now."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, list[Claim]] = {}

    def find(self, where: dict[str, Any]) -> Claim | None:
        """The claim of a sentence that has most of the judged content; None where the sentence has none any more."""
        key = where["sha256"]
        if key not in self._read:
            self._read[key] = extract(Article(text=self._texts[key]))
        wanted = {at for start, end in where["content"] for at in range(start, end)}
        here = [one for one in self._read[key] if one.start < where["end"] and where["start"] < one.end]
        found = {one: len(wanted & {at for span in one.content for at in range(*span)}) for one in here}
        return max(found, key=found.__getitem__, default=None)


def log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    held = chances.clip(CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(held / (1 - held)))


def named(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def report(chances: NDArray[np.float64], right: NDArray[np.bool_], sure: NDArray[np.bool_]) -> None:
    """From each chance on, how many are right, also with doubt counted as wrong; and how well each tenth is told."""
    for least in np.arange(0.4, 0.95, 0.05):
        above = chances >= least
        tenth = above & (chances < least + 0.1)
        print(
            f"  {least:.2f}: precision {right[above].mean():.2f} (in no doubt {(right & sure)[above].mean():.2f}),"
            f" recall {right[above].sum() / right.sum():.2f}; of {tenth.sum()} within a tenth {right[tenth].mean():.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    claims = Claims({hashlib.sha256(t.encode()).hexdigest(): t for path in options.texts for t in texts_in(path)})
    rows: list[dict[str, float]] = []
    right, halves, sure, opinions, groups = [], [], [], [], []
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        a, b = claims.find(pair["a"]), claims.find(pair["b"])
        if a is None or b is None:
            continue
        rows.append(signs(a, b, similarity(a, b)[0]))
        right.append(pair["label"] == "same")
        halves.append(pair["half"])
        opinions.append(opinion(a, b)[:2])
        groups.append(int(pair["a"]["sha256"], 16) % FOLDS)
        sure.append(not pair["unsure"])
    names = list(rows[0])
    values, told, half = np.array([list(row.values()) for row in rows]), np.array(right), np.array(halves)
    print(f"{len(rows)} pairs, {told.mean():.2f} of them the same")
    chances = np.zeros(len(rows))
    for one in ("A", "B"):
        weights = fit(values[half != one], told[half != one])
        chances[half == one] = logistic(weights[0] + values[half == one] @ weights[1:])
    report(chances, told, np.array(sure))
    weights = fit(values, told)
    table = named(["base", *names], weights)
    print(table)
    theirs = half == "B"
    both = log_odds(np.column_stack([chances, np.array(opinions)]))
    print("with what the network reads, half B:")
    folds, joint = np.array(groups), np.zeros(len(rows))
    for fold in range(FOLDS):
        weights = fit(both[theirs & (folds != fold)], told[theirs & (folds != fold)])
        joint[folds == fold] = logistic(weights[0] + both[folds == fold] @ weights[1:])
    report(joint[theirs], told[theirs], np.array(sure)[theirs])
    read = named(["base", "agreement", "same", "opposite"], fit(both[theirs], told[theirs]))
    print(read)
    if options.write:
        data = tomlkit.parse(DATA.read_text(encoding="utf-8"))
        data["agreement"] = table
        data["both"] = read
        DATA.write_text(tomlkit.dumps(data), encoding="utf-8")


if __name__ == "__main__":
    main()
