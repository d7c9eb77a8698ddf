"""Learns what tells something said from something done: the reader's evidence, from labelled articles.

    python -m training.reporting GOLD            # writes the evidence of provenance/extraction/weights/reader.onnx

GOLD is the folder that holds attribution/. Examples are the reader's own attributions: in `wikinews_train` right where
the labels know them, in our articles where their claim was judged to be said (`training/labels/claims.jsonl`). Logistic
regression over the mean states of the words of source, cue and content; the threshold is chosen by cross-validation
over articles. Deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.decoding import ROLES
from provenance.extraction.drafts import contents_of, promoted
from provenance.extraction.linking import Attribution, link
from provenance.extraction.listed import with_lists
from provenance.extraction.loading import load_tagger
from provenance.extraction.repair import repaired
from provenance.extraction.tagger import Mark, Role
from provenance.language.folding import folded
from provenance.model import Span
from provenance.networks.pieces import Floats
from training.evidence import States, width, write
from training.labels import SAID, Verdict, claims_judged, seen

STRENGTH: Final = 0.003
"""Of the fit, the inverse of its penalty on the squared weights of states of unit size: of .0005, .001, .003 and .01
the one that is most precise at a recall of .95, by articles not learned from."""
RECALL: Final = 0.98
"""So many of the reports are kept, in cross-validation."""
RECALLS: Final = (0.9, 0.95, 0.98, 0.99)
FOLDS: Final = 5
HALF: Final = 0.5
"""An attribution is a labelled one if at least this share of its contents is."""


class Example(NamedTuple):
    """The mean states (`ROLES`, width) of an attribution, and whether it reports."""

    states: Floats
    reports: bool
    group: str


class Article:
    """The attributions of a text that have cue and content, before it is asked whether they report."""

    def __init__(self, text: str, group: str) -> None:
        sentences = content_sentences(text)
        marks = repaired(text, load_tagger().tag(text, sentences))
        found = [promoted(text, one) for one in with_lists(text, sentences, link(text, sentences, marks))]
        self.text = text
        self.found = [one for one in found if one.cue and contents_of(text, one)]
        self._group = group
        self._states = States(text, sentences)

    def example(self, one: Attribution, *, reports: bool) -> Example:
        marks = {Role.SOURCE: [one.source], Role.CUE: [one.cue], Role.CONTENT: one.contents}
        return Example(np.stack([self._mean(marks[role]) for role in ROLES]), reports, self._group)

    def _mean(self, marks: Iterable[Mark | None]) -> Floats:
        means = [self._states.mean((mark.start, mark.end)) for mark in marks if mark]
        return np.mean(means or [np.zeros(width())], axis=0, dtype=np.float32)


def of_sentences(path: Path) -> Iterator[Example]:
    """Examples of articles in which every sentence is labelled."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield from _of_sentences(row)


def _of_sentences(row: dict[str, Any]) -> Iterator[Example]:
    view = folded(row["text"])
    article = Article(view.text, row["doc"])
    rows = row["sentences"]
    whole = seen(view, [[(one["start"], one["end"])] for one in rows])
    contents = seen(view, [[(a, b) for a, b in one.get("content") or ()] for one in rows])
    frames = seen(view, map(_frame, rows))
    for one in article.found:
        frame, said = _spans(one.cue, one.source), contents_of(view.text, one)
        here = [number for number, place in enumerate(whole) if _touch(place, [*_spans(one.cue), *said])]
        if not here or any(rows[number].get("unsure") or rows[number]["boilerplate"] for number in here):
            continue
        cited = [number for number in here if rows[number]["chain"] and _touch(frames[number], frame)]
        known = [span for number in cited for span in contents[number]]
        if not cited or not known or _shared(said, known) >= HALF * sum(end - start for start, end in said):
            yield article.example(one, reports=bool(cited))


def _frame(sentence: dict[str, Any]) -> list[Span]:
    """The holders and cues of a labelled sentence."""
    ends = (("start", "end"), ("cue_start", "cue_end"))
    return [(hop[a], hop[b]) for hop in sentence["chain"] for a, b in ends if hop.get(a) is not None]


def of_claims(gold: Path) -> Iterator[Example]:
    """Examples of articles whose claims were judged."""
    for judged in claims_judged(gold):
        article = Article(judged.text, judged.group)
        for one in article.found:
            frame, said = _spans(one.cue, one.source), contents_of(judged.text, one)
            verdicts = {
                claim.verdict in SAID
                for claim in judged.claims
                if claim.verdict is not Verdict.BOILERPLATE
                and _touch(claim.frame, frame)
                and _touch(claim.content, said)
            }
            if len(verdicts) == 1:
                yield article.example(one, reports=verdicts.pop())


def _spans(*marks: Mark | None) -> list[Span]:
    return [(mark.start, mark.end) for mark in marks if mark]


def _touch(left: Iterable[Span], right: Sequence[Span]) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in left for b in right)


def _shared(left: Sequence[Span], right: Sequence[Span]) -> int:
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)


def fit(examples: Sequence[Example]) -> tuple[Floats, float, Floats]:
    """The weights (`ROLES`, width) and constant, and the log-odds of each example by a fit on other articles."""
    states = np.stack([one.states for one in examples]).reshape(len(examples), -1)
    scale = np.sqrt((states**2).mean(axis=0)) + 1e-6
    right = np.array([one.reports for one in examples])
    groups = [one.group for one in examples]
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    folds = GroupKFold(FOLDS)
    apart = cross_val_predict(model, states / scale, right, groups=groups, cv=folds, method="decision_function")
    model.fit(states / scale, right)
    return (model.coef_[0] / scale).reshape(examples[0].states.shape), float(model.intercept_[0]), apart


def threshold(scores: Floats, examples: Sequence[Example], recall: float) -> float:
    """Where so many of the reports are kept."""
    return float(np.quantile(scores[[one.reports for one in examples]], 1 - recall))


def tell(name: str, scores: Floats, examples: Sequence[Example]) -> None:
    """Prints the share of reports among all, and among what is kept at each of `RECALLS`."""
    right = np.array([one.reports for one in examples])
    at = [right[scores >= threshold(scores, examples, recall)].mean() for recall in RECALLS]
    told = [f"{recall}: {precision:.3f}" for recall, precision in zip(RECALLS, at, strict=True)]
    print(f"{name} {len(examples)}, {right.mean():.3f} report; precision at a recall of", *told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    sentences = list(of_sentences(gold / "attribution" / "wikinews_train.jsonl"))
    examples = [*sentences, *of_claims(gold)]
    weights, constant, apart = fit(examples)
    tell("wikinews_train", apart[: len(sentences)], sentences)
    tell("claims", apart[len(sentences) :], examples[len(sentences) :])
    least = threshold(apart, examples, RECALL)
    bias = np.array([constant - least if role is Role.CUE else 0.0 for role in ROLES], np.float32)
    write(weights.T.astype(np.float32), bias)


if __name__ == "__main__":
    main()
