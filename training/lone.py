"""Learns how a claim stands to a statement that stands alone: `provenance/language/data/lone.toml`.

    PYTHONPATH=.:benchmarks python training/lone.py GOLD [--write]

One claim of a judged pair loses its article and becomes the statement: pairs of `relations_dev`,
judged links of stories (`labels/links.jsonl`), public pairs of evidence and statement. A statement that says the same
says otherwise with another number, day or a negation. Beside them, at less weight, other sentences of the claim's
article, and the most alike of other stories, say neither. Stories of `benchmarks/statements*.jsonl` are left out.
Cross-validated over stories. Deterministic.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
from numpy.typing import NDArray
from relations import read_pairs, read_stories

from provenance import Article, extract
from provenance.matching.lone import CLASSES, held, signs
from provenance.model import Claim
from training.pairs import LABELS as LABELS_OF_PAIRS
from training.pairs import Pair
from training.varied import changed

LABELS = Path(__file__).parent / "labels" / "links.jsonl"
STATEMENTS = sorted(Path("benchmarks").glob("statements*.jsonl"))
DATA = Path("provenance/language/data/lone.toml")
JUDGED = {"same": "same", "corroborates": "same", "conflict": "otherwise", "conflicts": "otherwise"}
JUDGED |= {"update": "otherwise", "updates": "otherwise", "entail": "same", "contradict": "otherwise"}
PUBLIC = {"FEVER-dev": 900, "ClimateFEVER": 300, "RTE3-3way": 500, "Emergent": 300, "CAD-NLI": 200}
FOLDS, SEED, L2 = 5, 13, 1.0
OTHERS, OTHERS_WEIGHT, PUBLIC_WEIGHT = 1, 0.5, 0.5
LEAST, FAR, FEW = 0.2, 400, 3
"""Other sentences hold so much of a statement; the `FEW` most alike of `FAR` of other stories are drawn from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as signs; `group` is the story that it is of."""

    signs: dict[str, float]
    label: str
    group: str
    weight: float = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="where to keep the examples, for trying other fits")
    options = parser.parse_args()
    chance = random.Random(SEED)
    judged = Examples(chance)
    of_relations(options.gold, judged)
    of_links(options.gold, judged)
    examples = [*judged.made, *of_public(options.gold, chance)]
    names = list(examples[0].signs)
    if options.keep:
        options.keep.write_bytes(pickle.dumps((examples, names)))
    report(examples, names)
    if options.write:
        DATA.write_text(as_toml(fit(examples, names), names), encoding="utf-8")


def alone(claim: Claim) -> Claim | None:
    """The claim's sentence without its article."""
    return next(iter(extract(Article(text=claim.text))), None)


class Examples:
    """Makes examples of judged pairs; claims of other stories are kept as such that say neither."""

    def __init__(self, chance: random.Random) -> None:
        self.made: list[Example] = []
        self._chance = chance
        self._pool: list[tuple[str, Claim]] = []

    def add(self, a: Claim, b: Claim, label: str, group: str) -> None:
        """One of both without its article against the other, the statement changed, and other claims against it."""
        one, other = self._chance.sample([a, b], 2)
        statement = alone(one)
        if statement is None:
            return
        self._one(statement, other, label, group)
        made = changed(Pair("", statement.text, (0,)), self._chance) if label == "same" else None
        if made is not None and made.labels == (LABELS_OF_PAIRS["opposite"],):
            for claim in extract(Article(text=made.b))[:1]:
                self._one(claim, other, "otherwise", group)
        rest = [claim for claim in extract(other.article) if claim.start != other.start]
        self._neither(statement, [claim for claim in rest if held(statement, claim) > LEAST], group)
        far = [claim for name, claim in self._pool if name != group]
        far = sorted(self._chance.sample(far, min(FAR, len(far))), key=lambda claim: -held(statement, claim))[:FEW]
        self._neither(statement, far, group)
        self._pool += [(group, claim) for claim in rest]

    def _one(self, statement: Claim, claim: Claim, label: str, group: str, weight: float = 1.0) -> None:
        self.made.append(Example(dict(signs(statement, claim)), label, group, weight))

    def _neither(self, statement: Claim, claims: list[Claim], group: str) -> None:
        for claim in self._chance.sample(claims, min(OTHERS, len(claims))):
            self._one(statement, claim, "neither", group, OTHERS_WEIGHT)


def of_relations(gold: Path, examples: Examples) -> None:
    articles, _ = read_stories(gold)
    for pair in read_pairs(gold, articles):
        found = [
            next((claim for claim in extract(side.article) if claim.start <= side.start < claim.end), None)
            for side in (pair.a, pair.b)
        ]
        if found[0] is not None and found[1] is not None:
            examples.add(found[0], found[1], JUDGED.get(pair.label, "neither"), pair.topic)


def of_links(gold: Path, examples: Examples) -> None:
    seen = {json.loads(line)["story"] for file in STATEMENTS for line in file.read_text(encoding="utf-8").splitlines()}
    claims: dict[str, tuple[str, list[Claim]]] = {}
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = {side["sha256"] for row in rows for side in (row["a"], row["b"])}
    for line in (gold / "matching/stories_train.jsonl").read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        for article in story["articles"] if story["story"] not in seen else ():
            key = hashlib.sha256(article["text"].encode()).hexdigest()
            if key in wanted:
                claims[key] = story["story"], extract(Article(text=article["text"], title=article["title"]))
    for row in rows:
        sides = [_find(claims, row[name]) for name in ("a", "b")]
        if row["unsure"] or sides[0] is None or sides[1] is None:
            continue
        group = claims[row["a"]["sha256"]][0]
        examples.add(sides[0], sides[1], JUDGED.get(row["label"], "neither"), group)


def _find(claims: dict[str, tuple[str, list[Claim]]], side: dict[str, Any]) -> Claim | None:
    _, every = claims.get(side["sha256"], ("", []))
    wanted = tuple(map(tuple, side["content"]))
    here = [claim for claim in every if claim.start == side["start"]]
    return next((claim for claim in here if claim.content == wanted), here[0] if here else None)


def of_public(gold: Path, chance: random.Random) -> Iterator[Example]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(gold / "matching/pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["set"] in PUBLIC and len(row["a"]) <= 320 and row["label"] in {"entail", "contradict", "neutral"}:
                found[row["set"]].append(row)
    for name, rows in sorted(found.items()):
        for row in chance.sample(rows, min(PUBLIC[name], len(rows))):
            claims, statements = extract(Article(text=row["a"])), extract(Article(text=row["b"]))
            if claims and statements:
                label = JUDGED.get(row["label"], "neither")
                yield Example(dict(signs(statements[0], claims[0])), label, row["b"], PUBLIC_WEIGHT)


def fit(examples: list[Example], names: list[str]) -> NDArray[np.float64]:
    """(classes, 1 + signs) weights of a softmax regression, the base first; Newton's method on the whole."""
    design = np.array([[1.0, *(one.signs[name] for name in names)] for one in examples])
    right = np.array([[float(one.label == name) for name in CLASSES] for one in examples])
    weight = np.array([one.weight for one in examples])
    wide = design.shape[1]
    ridge = L2 * np.diag(np.tile(np.append(0.0, np.ones(wide - 1)), len(CLASSES)))
    weights = np.zeros((len(CLASSES), wide))
    for _ in range(30):
        chances = softmax(design @ weights.T)
        slope = ((right - chances) * weight[:, None]).T @ design
        bend = np.zeros((len(CLASSES) * wide, len(CLASSES) * wide))
        for i in range(len(CLASSES)):
            for j in range(len(CLASSES)):
                factor = weight * (chances[:, i] * ((i == j) - chances[:, j]))
                bend[i * wide : (i + 1) * wide, j * wide : (j + 1) * wide] = design.T @ (design * factor[:, None])
        step = np.linalg.solve(bend + ridge, slope.ravel() - ridge @ weights.ravel())
        weights = weights + step.reshape(weights.shape)
        if np.abs(step).max() < 1e-6:
            break
    return weights


def softmax(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """(rows, classes) chances; "neither" has the odds 0."""
    top = np.maximum(odds.max(axis=1, keepdims=True), 0)
    parts = np.exp(odds - top)
    made: NDArray[np.float64] = parts / (parts.sum(axis=1, keepdims=True) + np.exp(-top))
    return made


def report(examples: list[Example], names: list[str]) -> None:
    groups = np.array([int(hashlib.sha256(one.group.encode()).hexdigest(), 16) % FOLDS for one in examples])
    design = np.array([[1.0, *(one.signs[name] for name in names)] for one in examples])
    chances = np.zeros((len(examples), len(CLASSES)))
    for fold in range(FOLDS):
        rest = [one for one, group in zip(examples, groups, strict=True) if group != fold]
        chances[groups == fold] = softmax(design[groups == fold] @ fit(rest, names).T)
    print(len(examples), "examples")
    for at, name in enumerate(CLASSES):
        right = np.array([one.label == name for one in examples])
        for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            told = chances[:, at] >= least
            good = (told & right).sum()
            print(f"{name:9} >= {least}: precision {good / max(1, told.sum()):.3f} recall {good / right.sum():.3f}")


def as_toml(weights: NDArray[np.float64], names: list[str]) -> str:
    made = tomlkit.parse(DATA.read_text(encoding="utf-8"))
    for name, row in zip(CLASSES, weights, strict=True):
        table = tomlkit.table()
        for key, value in zip(["base", *names], row, strict=True):
            table[key] = round(float(value), 2)
        made[name] = table
    return tomlkit.dumps(made)


if __name__ == "__main__":
    main()
