"""Learns the weights that join cues with contents and sources, from gold attributions.

    python training/linker.py GOLD            # writes provenance/language/data/linking.toml

GOLD is the folder that holds attribution/polnear_train.jsonl and polnear_dev.jsonl. Logistic regression over the
named features of `provenance.extraction.linking.Scene`; deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from provenance.extraction.linking import Scene
from provenance.extraction.tagger import Mark, Role
from provenance.language.sentences import sentences

Choice: TypeAlias = list[tuple[dict[str, int], bool]]
"""The candidates of one mark: their features, and whether each is right."""
TARGET = Path(__file__).parent.parent / "provenance" / "language" / "data" / "linking.toml"
SMALLEST = 0.2
"""Weights nearer to zero than this are left out of the file."""
RAREST = 30
"""Features seen fewer times than this are left out: they would learn single cue words of one year's news."""


def scenes(path: Path) -> Iterator[tuple[Scene, dict[int, int]]]:
    """Each article's marks, and to which attribution each of them belongs."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            owner: dict[Mark, int] = {}
            for number, attribution in enumerate(article["attributions"]):
                for role in Role:
                    for start, end in attribution[role]:
                        owner[Mark(role, start, end, 1.0)] = number
            scene = Scene(article["text"], sentences(article["text"]), owner)
            yield scene, {index: owner[mark] for index, mark in enumerate(scene.marks)}


def pairs(path: Path, head: Role, tail: Role) -> Iterator[Choice]:
    """For each mark of role `head`, its candidates of role `tail` with their features and whether they are right."""
    for scene, owner in scenes(path):
        for index, mark in enumerate(scene.marks):
            if mark.role is head:
                yield [
                    (dict.fromkeys(scene.features(index, other), 1), owner[other] == owner[index])
                    for other in scene.neighbours(index, tail)
                ]


def fit(path: Path, head: Role, tail: Role) -> dict[str, float]:
    """The weights of one choice; `none` is the score that a candidate must beat."""
    choices = list(pairs(path, head, tail))
    rows = [row for candidates in choices for row in candidates]
    seen = Counter(name for features, _ in rows for name in features)
    common = [{name: 1 for name in features if seen[name] >= RAREST} for features, _ in rows]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=0.5, max_iter=400)
    model.fit(vectorizer.fit_transform(common), [right for _, right in rows])
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in named if abs(weight) >= SMALLEST}
    even = round(float(-model.intercept_[0]), 2)
    return max(
        ({"none": round(even + shift, 2), **weights} for shift in (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0)),
        key=lambda candidate: accuracy(choices, candidate)[1],
    )


def accuracy(choices: Iterable[Choice], weights: dict[str, float]) -> tuple[float, float]:
    """The share of marks that get the right candidate: of those that have one, and of all."""
    right = whole = right_with = with_one = 0
    for candidates in choices:
        scores = [sum(weights.get(name, 0.0) for name in features) for features, _ in candidates]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] <= weights["none"]:
            best = None
        has_one = any(ok for _, ok in candidates)
        good = candidates[best][1] if best is not None else not has_one
        right, whole = right + good, whole + 1
        right_with, with_one = right_with + (good and has_one), with_one + has_one
    return right_with / with_one, right / whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold / "attribution"
    lines = [
        "# Weights that join cues with contents and sources: logistic regression on PolNeAR 1.0 (Newell, Margolin and",
        "# Ruths, LREC 2018), made by training/linker.py. A name is a feature of provenance.extraction.linking.Scene.",
    ]
    for name, head, tail in (("cue", Role.CONTENT, Role.CUE), ("source", Role.CUE, Role.SOURCE)):
        weights = fit(gold / "polnear_train.jsonl", head, tail)
        with_one, overall = accuracy(pairs(gold / "polnear_dev.jsonl", head, tail), weights)
        right = f"{with_one:.3f} (where there is one), {overall:.3f} (all)"
        print(f"{head} -> {tail}: {len(weights)} weights, right on dev {right}")
        lines += [
            "",
            f"[{name}]",
            *(f"{json.dumps(key, ensure_ascii=False)} = {value}" for key, value in weights.items()),
        ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
