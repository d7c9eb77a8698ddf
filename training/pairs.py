"""Pairs of claims to train the comparer on: two texts, and what may be true of them.

Public pairs (`GOLD/matching/pairs.jsonl.gz`) come first, then what is nearer to news: pairs that editors wrote
(`labels/pairs.jsonl`) and frames that assert, deny or withhold (`labels/stance.jsonl`), each put around many claims.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Final

from rapidfuzz import fuzz, process

SAME, OPPOSITE, NEITHER = range(3)
LABELS: Final = {"same": SAME, "opposite": OPPOSITE, "neither": NEITHER}
FOLDS: Final = 10
OURS: Final = Path(__file__).with_name("labels")

_PUBLIC: Final = {
    "entail": (SAME,),
    "paraphrase": (SAME,),
    "contradict": (OPPOSITE,),
    "neutral": (NEITHER,),
    "notparaphrase": (OPPOSITE, NEITHER),
}
"""What the labels of public pairs leave open: not to say the same is one of two things."""
_DRAWN: Final = {
    "RTE3-3way": 1500,
    "Emergent": 2500,
    "CommitmentBank": 1000,
    "MSRPC": 2500,
    "COVID-Fact": 1500,
    "STS-news": 600,
    "NewProtocols": 9000,
    "TaxiNLI": 4000,
    "MNLI-dev": 3000,
    "CAD-NLI": 2500,
    "FoolMeTwice": 1500,
    "ClimateFEVER": 600,
    "FEVER": 1500,
    "NegNLI-MNLI": 1000,
    "SynAug-NLI": 500,
    "BreakingNLI": 300,
}
"""How many pairs of each public set are drawn: mostly of those that are news, or written to be hard."""
_LONGEST: Final = 320
"""Characters of a public text; longer ones are mostly evidence of several sentences."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and which of `LABELS` may be true of them; `group`: pairs of one group share words."""

    a: str
    b: str
    labels: tuple[int, ...]
    group: str = ""

    def turned(self) -> Pair:
        """The same with its texts exchanged: what two claims are to each other has no direction."""
        return Pair(self.b, self.a, self.labels, self.group)


def fold_of(pair: Pair) -> int:
    """The part in which a written pair is held out."""
    return int(hashlib.sha256(pair.a.encode()).hexdigest(), 16) % FOLDS


def public(gold: Path, random: Random) -> list[Pair]:
    """Public pairs, so many of each set as `_DRAWN` says."""
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    with gzip.open(gold / "matching/pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["set"] in _DRAWN and max(len(row["a"]), len(row["b"])) <= _LONGEST:
                found[row["set"]].append(Pair(row["a"], row["b"], _PUBLIC[row["label"]], row["set"]))
    drawn = [
        pair for name, pairs in sorted(found.items()) for pair in random.sample(pairs, min(_DRAWN[name], len(pairs)))
    ]
    random.shuffle(drawn)
    return drawn


def written(labels: Path) -> list[Pair]:
    """The pairs that editors wrote."""
    rows = map(json.loads, (labels / "pairs.jsonl").read_text(encoding="utf-8").splitlines())
    return [Pair(row["a"], row["b"], (LABELS[row["label"]],), row["kind"]) for row in rows]


def texts_of(gold: Path) -> dict[str, str]:
    """The articles of all stories, by their hash."""
    lines = (gold / "matching/stories_train.jsonl").read_text(encoding="utf-8").splitlines()
    told = (article["text"] for line in lines for article in json.loads(line)["articles"])
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in told}


def linked(texts: Mapping[str, str], labels: Path, half: str) -> list[Pair]:
    """Judged claims of real stories, of one half of them: their sentences say the same, clash, or neither."""
    judged = {"same": (SAME,), "conflict": (OPPOSITE,), "update": (OPPOSITE,)}
    found = []
    for line in (labels / "links.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == half and row["a"]["sha256"] in texts and row["b"]["sha256"] in texts:
            a, b = (texts[side["sha256"]][side["start"] : side["end"]] for side in (row["a"], row["b"]))
            found.append(Pair(a, b, judged.get(row["label"], (NEITHER,)), "links"))
    return found


def told_alike(gold: Path) -> list[Pair]:
    """Answers of several outlets to one question (NAnCo), the same or not."""
    found = []
    for line in (gold / "matching/nanco_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if max(len(row["a"]), len(row["b"])) <= _LONGEST:
            found.append(Pair(row["a"], row["b"], (SAME,) if row["same"] else (NEITHER,), row["question"]))
    return found


def look_alikes(gold: Path, count: int) -> list[Pair]:
    """Sentences most alike of two events of one kind, which are two topics of ECB+ with one number: neither."""
    judged = set()
    for line in (gold / "matching/relations_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        judged |= {row["a"]["text"], row["b"]["text"]}  # it is for choosing, not for training
    topics: defaultdict[str, list[list[str]]] = defaultdict(list)
    for line in (gold / "matching/ecb_train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = row["topic"].removesuffix("plus").removesuffix("ecb")
        told = [row["docs"][doc]["text"][slice(*row["docs"][doc]["sentences"][at])] for doc, at in row["annotated"]]
        topics[number].append(sorted({text for text in told if text not in judged}))
    found = []
    for number, events in sorted(topics.items()):
        for one, other in combinations(events, 2):
            alike = process.cdist(one, other, scorer=fuzz.token_set_ratio)
            best = {(row, int(alike[row].argmax())) for row in range(len(one))} if len(other) else set()
            found += [(alike[at], Pair(one[at[0]], other[at[1]], (NEITHER,), number)) for at in best]
    return [pair for _, pair in sorted(found, key=lambda each: (-each[0], each[1].a))[:count]]
