"""Pairs of sentences of whole stories, to train the comparer on: what readers listed, what was mined, what is neither.

`labels/contradictions.jsonl` lists what people found who read whole stories: what contradicts or overtakes what.
`labels/mined.jsonl` holds pairs that an earlier comparer took for opposites, each judged by a reader: most are none,
and say the same or something else of one event. Of stories in the role of a judge neither is trained on; the judged
links of half A, which are beside them (`pairs.linked`), have some of 23 such stories.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

from provenance.language.sentences import sentences
from training.pairs import NEITHER, OPPOSITE, SAME, Pair

_JUDGED: Final = {"same": (SAME,), "conflict": (OPPOSITE,), "update": (OPPOSITE,)}
_DENIAL: Final = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject\w*|refus\w*|dismiss\w*|disput\w*|declin\w*|no|not|never|without|false)\b|n['’]t\b",
    re.I,
)
_LONG: Final = 5
"""Letters of a word that tells something."""
_IN_COMMON: Final = 2
"""So many long words two sentences on different things may have in common."""


def mined(texts: Mapping[str, str], labels: Path) -> Iterator[Pair]:
    """What was mined and judged; where the reader was unsure, "neither" is left open."""
    for line in (labels / "mined.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["a"]["sha256"] in texts and row["b"]["sha256"] in texts:
            a, b = (
                " ".join(texts[side["sha256"]][slice(*span)] for span in side["told"]) for side in (row["a"], row["b"])
            )
            judged = _JUDGED.get(row["label"], (NEITHER,))
            yield Pair(a, b, tuple(sorted({*judged, NEITHER})) if row["unsure"] else judged, "mined")


def contradicting(texts: Mapping[str, str], labels: Path) -> Iterator[Pair]:
    """Sentences that readers of whole stories listed as contradicting or overtaking each other, beyond doubt."""
    for story, row in _trained(texts, labels):
        for pair in row["pairs"]:
            if not pair["unsure"]:
                a, b = (story[pair[side]["article"]][slice(*pair[side]["sentence"])] for side in "ab")
                yield Pair(a, b, (OPPOSITE,), "listed")


def unlisted(texts: Mapping[str, str], labels: Path, random: Random, each: int) -> Iterator[Pair]:
    """Sentences of two articles of one story that nobody listed, `each` of a story and kind.

    Those that share hardly a word are neither; those of which one denies something are anything but opposites.
    """
    for story, row in _trained(texts, labels):
        listed = {
            tuple(sorted((pair[side]["article"], *pair[side]["sentence"]) for side in "ab")) for pair in row["pairs"]
        }
        told = [[(at, one.start, one.end) for one in sentences(text)] for at, text in enumerate(story)]
        drawn = [tuple(sorted(random.choice(one) for one in random.sample(told, 2))) for _ in range(20 * each)]
        pairs = [[story[at][start:end] for at, start, end in pair] for pair in drawn if pair not in listed]
        far = [pair for pair in pairs if len(_words(pair[0]) & _words(pair[1])) <= _IN_COMMON]
        denials = [pair for pair in pairs if bool(_DENIAL.search(pair[0])) != bool(_DENIAL.search(pair[1]))]
        yield from (Pair(a, b, (NEITHER,), "far") for a, b in far[:each])
        yield from (Pair(a, b, (SAME, NEITHER), "unlisted") for a, b in denials[:each])


def _trained(texts: Mapping[str, str], labels: Path) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The texts and the labels of each story that may be trained on."""
    for line in (labels / "contradictions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        story = [texts[article["sha256"]] for article in row["articles"] if article["sha256"] in texts]
        if row["role"] == "train" and len(story) == len(row["articles"]) > 1:
            yield story, row


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _LONG}
