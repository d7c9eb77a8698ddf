"""Learns which cues report and which only tell a deed, from labelled articles.

    python training/reporting.py GOLD            # writes provenance/language/data/reporting.toml

GOLD is the folder that holds attribution/. The reader's own attributions in `wikinews_train` are right where the labels
know them, those in our labelled articles where their source is one (`training/labels/`). A fifth of our articles, and
`wikinews_dev`, are measured and not learned from. Logistic regression over `provenance.extraction.cues.features`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.cues import features
from provenance.extraction.drafts import contents_of, promoted
from provenance.extraction.linking import Attribution, link
from provenance.extraction.loading import load_tagger
from provenance.extraction.repair import repaired
from provenance.language.folding import folded
from provenance.model import Span
from training.joining import is_held_out
from training.labels import ours

TARGET = Path(__file__).parent.parent / "provenance" / "language" / "data" / "reporting.toml"
RAREST = 4
"""Features seen fewer times than this are left out."""
SMALLEST = 0.1
"""Weights nearer to zero than this are left out of the file."""
PENALTY = 1.0
OURS = 0.5
"""What an example of our labels counts for beside one of wikinews_train, where every sentence is labelled."""
STEPS = 300


class Example(NamedTuple):
    """The features of a cue with its contents, and whether it reports."""

    features: frozenset[str]
    reports: bool
    weight: float = 1.0


def attributions(text: str) -> Iterator[tuple[Attribution, frozenset[str]]]:
    """What the reader finds, before it is asked whether the cue reports."""
    sentences = content_sentences(text)
    for found in link(text, sentences, repaired(text, load_tagger().tag(text, sentences))):
        attribution = promoted(text, found)
        contents = contents_of(text, attribution)
        if attribution.source and attribution.cue and contents:
            cue = (attribution.cue.start, attribution.cue.end)
            yield attribution, features(text, cue, contents, attribution.source.start < cue[0])


def of_sentences(path: Path) -> Iterator[Example]:
    """Examples of articles in which every sentence is labelled; texts that folding would move are left out."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if folded(row["text"]).text == row["text"]:
                yield from _of_article(row)


def _of_article(row: dict[str, Any]) -> Iterator[Example]:
    for attribution, named in attributions(row["text"]):
        marks = [mark for mark in (attribution.cue, *attribution.contents) if mark]
        here = [
            sentence
            for sentence in row["sentences"]
            if any(_meet((sentence["start"], sentence["end"]), (mark.start, mark.end)) for mark in marks)
        ]
        if here and not any(sentence.get("unsure") for sentence in here):
            hops = [hop for sentence in here for hop in sentence["chain"] if hop["start"] is not None]
            yield Example(named, any(_cites(hop, attribution) for hop in hops))


def _cites(hop: dict[str, Any], attribution: Attribution) -> bool:
    cue, source = attribution.cue, attribution.source
    if source and _meet((hop["start"], hop["end"]), (source.start, source.end)):
        return True
    return (
        cue is not None
        and hop.get("cue_start") is not None
        and _meet((hop["cue_start"], hop["cue_end"]), (cue.start, cue.end))
    )


def of_ours(gold: Path, *, held_out: bool) -> Iterator[Example]:
    """Examples of our labelled articles: those whose source is a labelled one, or one that was labelled as none."""
    for article in ours(gold):
        if is_held_out(article) is held_out:
            yes = [span for source in article.sources for span in source.mentions]
            for attribution, named in attributions(article.text):
                at = (attribution.source.start, attribution.source.end) if attribution.source else (0, 0)
                right, wrong = any(_meet(at, span) for span in yes), any(_meet(at, span) for span in article.others)
                if right != wrong:
                    yield Example(named, right, OURS)


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def fit(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The bias and the weights, by gradient descent (Adam, Kingma and Ba 2015) over all examples at once."""
    seen = Counter(name for example in examples for name in example.features)
    number = {name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= RAREST))}
    pairs = [(row, number[name]) for row, one in enumerate(examples) for name in one.features if name in number]
    rows, columns = np.array(pairs).T
    right = np.array([example.reports for example in examples], float)
    counts = np.array([example.weight for example in examples])
    weights, mean, square = (np.zeros(len(number) + 1) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = np.bincount(rows, weights[columns], len(examples)) + weights[-1]
        slip = (1 / (1 + np.exp(-scores)) - right) * counts
        slope = np.append(np.bincount(columns, slip[rows], len(number)) + PENALTY * weights[:-1], slip.sum())
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = 0.1 if step < STEPS * 2 / 3 else 0.03
        weights -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return round(float(weights[-1]), 2), {name: round(float(weights[at]), 2) for name, at in number.items()}


def told(examples: Iterable[Example], bias: float, weights: dict[str, float]) -> str:
    """Precision and recall of the cues that are held to report, by threshold."""
    scored = [(bias + sum(weights.get(name, 0.0) for name in one.features), one.reports) for one in examples]
    found = []
    for threshold in (-9.0, -1.0, -0.5, 0.0, 0.5):
        kept = [right for score, right in scored if score >= threshold]
        precision, recall = sum(kept) / len(kept), sum(kept) / sum(right for _, right in scored)
        found.append(f"{threshold}: {precision:.3f} / {recall:.3f}")
    return ", ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    wikinews = gold / "attribution" / "wikinews_train.jsonl"
    bias, weights = fit([*of_sentences(wikinews), *of_ours(gold, held_out=False)])
    print("held out", told(of_ours(gold, held_out=True), bias, weights))
    print("wikinews_dev", told(of_sentences(wikinews.with_name("wikinews_dev.jsonl")), bias, weights))
    lines = [
        "# Weights that tell a cue that reports from one that tells a deed: logistic regression on wikinews_train and",
        "# our labels, made by training/reporting.py. A name is a feature of provenance.extraction.cues.",
        "",
        f"bias = {bias}",
        "",
        "[weights]",
        *(
            f"{json.dumps(name, ensure_ascii=False)} = {weight}"
            for name, weight in sorted(weights.items())
            if abs(weight) >= SMALLEST
        ),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
