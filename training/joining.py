"""Learns the weights that join mentions to entities, from labelled articles.

    python training/joining.py GOLD            # writes provenance/language/data/joining.toml

GOLD is the folder that holds attribution/. A conditional logit over the named features of
`provenance.extraction.entities.Scene`: of the candidates of a mention, or none of them, one is right. A fifth of the
articles, by the hash of their key, is held out and measured. Deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.entities import Entity, Scene, none_features, ordered
from provenance.extraction.mentions import Names, mention, parts_of, proper_name
from provenance.extraction.sources import without_article
from provenance.language.data import load
from provenance.language.folding import folded
from provenance.language.quotations import quotations
from provenance.model import Naming, Span
from training.labels import Labelled, Text, ours, sentences_labelled

TARGET = Path(__file__).parent.parent / "provenance" / "language" / "data" / "joining.toml"
RAREST = 8
"""Features seen fewer times than this are left out."""
PENALTY = 1.0
"""Of the squared weights (chosen among .5, 1 and 3 on articles that are not held out)."""
STEPS = 250
BEARERS, ONE_SIDED = 3, 0.6
"""A given name is known that so many people of the training articles bear, so one-sidedly."""
HELD_OUT = 5
"""One article in so many is held out."""

Floats = npt.NDArray[np.float64]


class Choice(NamedTuple):
    """A mention of some form: the features of none and of each candidate, and which of them is right."""

    form: str
    features: list[list[str]]
    right: int
    missing: bool
    """The right one is known to the article, and is no candidate."""


def choices(article: Text) -> Iterator[Choice]:
    """The choices of an article, each made as if those before it had been made rightly."""
    sentences = content_sentences(article.text)
    names = Names(article.text, sentences)
    scene = Scene(article.text, sentences, quotations(article.text, sentences), names.all)
    owners: dict[int, Entity] = {}
    spans: dict[Span, Labelled] = {span: source for source in article.sources for span in source.mentions}
    for span, source in sorted(spans.items(), key=lambda item: item[0]):
        reference = mention(article.text, *span, names)
        found = ordered(scene, reference)
        entity = owners.get(id(source)) or _bearer(scene, source)
        right = 1 + found.index(entity) if entity in found else 0
        features = [list(none_features(reference, len(found)))]
        features += [list(scene.features(reference, found, rank)) for rank in range(len(found))]
        if found and not source.unsure:
            yield Choice(str(reference.form), features, right, entity is not None and not right)
        entity = owners.setdefault(id(source), entity or scene.new())
        scene.join(reference, entity)


def _bearer(scene: Scene, source: Labelled) -> Entity | None:
    """Whom the article names as the label does."""
    if source.namings.most_common(1)[0][0] is not Naming.NAMED:
        return None
    plain = without_article(source.name)
    parts = parts_of(proper_name(plain) or plain)
    ends = (parts[:1], parts[-1:])
    for one in scene.entities:
        if one.parts == parts or (len(parts) > 1 < len(one.parts) and (one.parts[:1], one.parts[-1:]) == ends):
            return one
    return None


def unlabelled(gold: Path) -> Iterator[str]:
    """The texts of articles that may be learned from."""
    for name in ("polnear_train", "wikinews_train"):
        with (gold / "attribution" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    with (gold / "matching" / "ecb_train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield from (article["text"] for article in json.loads(line)["docs"].values())


def given_names(found_in: Iterable[str]) -> dict[str, int]:
    """Given names that lean to one sex, 2 for he and -2 for she, by the pronouns near those who bear them."""
    votes: defaultdict[str, list[int]] = defaultdict(list)
    for text in found_in:
        sentences = content_sentences(text)
        scene = Scene(text, sentences, quotations(text, sentences), Names(text, sentences).all)
        for one in scene.entities:
            if one.person and len(one.parts) > 1 and one.votes and one.parts[0].isalpha() and len(one.parts[0]) > 1:
                votes[one.parts[0]].append(1 if one.votes > 0 else -1)
    return {
        name: 2 if sum(found) > 0 else -2
        for name, found in sorted(votes.items())
        if len(found) >= BEARERS and abs(sum(found)) >= ONE_SIDED * len(found)
    }


def fit(examples: Sequence[Choice]) -> dict[str, float]:
    """The weights of the features, by gradient descent (Adam, Kingma and Ba 2015) over all examples at once."""
    seen = Counter(name for example in examples for features in example.features for name in features)
    number = {name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= RAREST))}
    rows, columns, group, right = [], [], [], []
    for at, example in enumerate(examples):
        for index, features in enumerate(example.features):
            known = [number[name] for name in features if name in number]
            rows += [len(group)] * len(known)
            columns += known
            group.append(at)
            right.append(index == example.right)
    weights = _descend(np.array(rows), np.array(columns), np.array(group), np.array(right, float), len(number))
    return {name: round(float(weights[at]), 2) for name, at in number.items()}


def _descend(rows: Floats, columns: Floats, group: Floats, right: Floats, count: int) -> Floats:
    weights, mean, square = np.zeros(count), np.zeros(count), np.zeros(count)
    for step in range(1, STEPS + 1):
        scores = np.bincount(rows, weights[columns], len(group))
        highest = np.full(group.max() + 1, -np.inf)
        np.maximum.at(highest, group, scores)
        powers = np.exp(scores - highest[group])
        shares = powers / np.bincount(group, powers)[group]
        slope = np.bincount(columns, (shares - right)[rows], count) + PENALTY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = 0.1 if step < 0.6 * STEPS else 0.03
        weights -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def accuracy(examples: Iterable[Choice], weights: dict[str, float]) -> dict[str, str]:
    """The share of right choices by the form of the mention."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for example in examples:
        scores = [sum(weights.get(name, 0.0) for name in features) for features in example.features]
        hit = int(np.argmax(scores)) == example.right and not example.missing
        right[example.form].append(hit)
        right["all"].append(hit)
    return {form: f"{np.mean(hits):.3f} of {len(hits)}" for form, hits in sorted(right.items())}


def is_held_out(article: Text) -> bool:
    """Whether an article is measured and not learned from."""
    return int(hashlib.sha256(article.key.encode()).hexdigest(), 16) % HELD_OUT == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    write({}, {})
    labelled = list(ours(gold))
    apart = {article.text for article in labelled if is_held_out(article)}
    given = given_names(text for text in unlabelled(gold) if folded(text).text not in apart)
    write(given, {})
    learned = [article for article in labelled if not is_held_out(article)]
    learned += sentences_labelled(gold / "attribution" / "wikinews_train.jsonl")
    weights = fit([choice for article in learned for choice in choices(article)])
    measured = {
        "held out": [article for article in labelled if is_held_out(article)],
        "wikinews_dev": list(sentences_labelled(gold / "attribution" / "wikinews_dev.jsonl")),
    }
    for title, articles in measured.items():
        print(title, accuracy((choice for article in articles for choice in choices(article)), weights))
    write(given, weights)


def write(given: dict[str, int], weights: dict[str, float]) -> None:
    """The file that ships."""
    lines = [
        "# Weights that join the mentions of an article to its entities: a conditional logit on our labels and on",
        "# wikinews_train, made by training/joining.py. A name is a feature of provenance.extraction.entities.",
        "",
        "[weights]",
        *(f"{json.dumps(name)} = {weight}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.05),
        "",
        "# Given names by the pronouns near those who bear them in the training articles: 2 for he, -2 for she.",
        "[given]",
        *(f"{json.dumps(name, ensure_ascii=False)} = {value}" for name, value in given.items()),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.cache_clear()


if __name__ == "__main__":
    main()
