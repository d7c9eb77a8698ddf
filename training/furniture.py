"""Learns the weights that tell furniture of a page from prose, from labelled sentences.

    python training/furniture.py GOLD          # writes provenance/language/data/furniture.toml

GOLD is the folder that holds matching/stories_train.jsonl and attribution/. What was labelled stands in
furniture.json: hashes of articles that were read whole, and of their sentences that are furniture or doubtful (the
texts belong to their publishers), and lines that we wrote. Wikinews comes with labels of its own; PolNeAR's sentences
that somebody is cited for are prose. Logistic regression over the named features of
`provenance.language.furniture`; deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from provenance.language.folding import folded
from provenance.language.furniture import HEADINGS, Page
from provenance.language.layout import layout
from provenance.language.lines import LineKind, has_word

HERE = Path(__file__).parent
TARGET = HERE.parent / "provenance" / "language" / "data" / "furniture.toml"
SMALLEST = 0.35
"""Weights nearer to zero than this are left out of the file."""
RAREST = 4
"""Features seen in fewer sentences than this are left out."""
LOST = 0.003
"""At most this share of the prose may be taken for furniture, in cross-validation by outlet."""
STRENGTH = 1.0
SHORT = 12
"""Words of a sentence that is short."""


@dataclass(frozen=True)
class Row:
    """A sentence: its features, whether it is furniture, and whose page it stands on."""

    names: tuple[str, ...]
    furniture: bool
    group: str


def sentence_hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def parts(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The sentences of a folded text that no line rule takes, with their features and where they start."""
    found = [
        (
            part,
            line.kind or (None if has_word(text, part.start, part.end) else LineKind.SEPARATOR),
            len(line.parts) == 1,
        )
        for line in layout(text)
        for part in line.parts
    ]
    words = [text[part.start : part.end] for part, _, _ in found]
    kinds = [kind is not None and kind not in HEADINGS for _, kind, _ in found]
    page = Page(words, kinds, [alone for _, _, alone in found])
    for number, (part, kind, _) in enumerate(found):
        if kind is None:
            yield words[number], tuple(page.features(number)), part.start


def lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def stories(gold: Path) -> Iterator[Row]:
    labels = json.loads((HERE / "furniture.json").read_text(encoding="utf-8"))
    read, is_one, doubtful = (set(labels[name]) for name in ("articles", "furniture", "doubtful"))
    for story in lines(gold / "matching" / "stories_train.jsonl"):
        for article in story["articles"]:
            if sentence_hash(article["text"]) in read:
                for words, names, _ in parts(folded(article["text"]).text):
                    if sentence_hash(words) not in doubtful:
                        yield Row(names, sentence_hash(words) in is_one, article["outlet"] or story["story"])


def wikinews(path: Path) -> Iterator[Row]:
    for number, article in enumerate(lines(path)):
        view = folded(article["text"])
        boiler = [(s["start"], s["end"]) for s in article["sentences"] if s["boilerplate"]]
        for words, names, start in parts(view.text):
            at, end = view.back(start, start + len(words))
            yield Row(names, any(at < stop and begin < end for begin, stop in boiler), f"wikinews {number % 10}")


def cited(path: Path) -> Iterator[Row]:
    """Sentences of PolNeAR with content of an attribution in them: none of them is furniture."""
    for article in lines(path):
        view = folded(article["text"])
        contents = [(start, end) for one in article["attributions"] for start, end in one["content"]]
        for words, names, start in parts(view.text):
            at, end = view.back(start, start + len(words))
            if any(min(end, stop) - max(at, begin) > (end - at) / 2 for begin, stop in contents):
                yield Row(names, False, article["publisher"])


def short_texts(path: Path) -> Iterator[Row]:
    """Short sentences of prose, three to a text and each a paragraph: what is short and stands alone may be prose."""
    short = []
    for article in lines(path):
        view = folded(article["text"])
        boiler = [(s["start"], s["end"]) for s in article["sentences"] if s["boilerplate"]]
        for words, _, start in parts(view.text):
            at, end = view.back(start, start + len(words))
            prose = not any(at < stop and begin < end for begin, stop in boiler)
            if prose and words.count(" ") < SHORT and words.endswith("."):
                short.append(words)
    for first in range(0, len(short) - 2, 3):
        three = short[first : first + 3]
        page = Page(three, [False] * 3, [True] * 3)
        for number in range(3):
            yield Row(tuple(page.features(number)), False, f"short {first % 8}")


def written() -> Iterator[Row]:
    """Lines that we wrote ourselves, each as it stands at the foot of a page and in the middle of one."""
    ours = json.loads((HERE / "furniture.json").read_text(encoding="utf-8"))["written"]
    prose = ["The council voted on Monday.", "Work will begin in May, the mayor said."] * 5
    for number, line in enumerate(ours):
        for before, after in ((prose, [line]), (prose[:5], prose[5:])):
            sentences = [*before, line, *after]
            page = Page(sentences, [False] * len(sentences), [True] * len(sentences))
            yield Row(tuple(page.features(len(before))), True, f"written {number % 8}")


def fit(rows: list[Row]) -> dict[str, float]:
    seen = Counter(name for row in rows for name in row.names)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{n: 1 for n in row.names if seen[n] >= RAREST} for row in rows])
    truth = np.array([row.furniture for row in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    scores = cross_val_predict(
        model, matrix, truth, groups=[row.group for row in rows], cv=GroupKFold(8), method="decision_function"
    )
    edge = float(np.quantile(scores[~truth], 1 - LOST))
    kept = float((scores[truth] <= edge).mean())
    print(f"{len(rows):,} sentences, {truth.sum()} furniture; by outlets not seen: kept {kept:.3f}, lost {LOST}")
    model.fit(matrix, truth)
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in named if abs(weight) >= SMALLEST}
    return {"none": round(edge - float(model.intercept_[0]), 2), **weights}


def show(rows: Iterable[Row], weights: dict[str, float], name: str) -> None:
    right = Counter((row.furniture, sum(weights.get(n, 0.0) for n in row.names) > weights["none"]) for row in rows)
    print(name, {("furniture" if a else "prose") + (" taken" if b else " kept"): n for (a, b), n in right.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    attribution = gold / "attribution"
    rows = [
        *stories(gold),
        *written(),
        *short_texts(attribution / "wikinews_train.jsonl"),
        *wikinews(attribution / "wikinews_train.jsonl"),
        *cited(attribution / "polnear_train.jsonl"),
    ]
    weights = fit(rows)
    show(wikinews(attribution / "wikinews_dev.jsonl"), weights, "wikinews_dev")
    show(wikinews(attribution / "articles_dev.jsonl"), weights, "articles_dev")
    head = [
        "# Weights that tell furniture of a page from prose: logistic regression on labelled sentences of local news,",
        "# Wikinews and PolNeAR, made by training/furniture.py. A name is a feature of provenance.language.furniture.",
        "",
        "[weights]",
    ]
    body = [f"{json.dumps(key, ensure_ascii=False)} = {value}" for key, value in weights.items()]
    TARGET.write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")
    print(len(weights), "weights,", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
