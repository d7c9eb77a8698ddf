"""The labelled sources: what sort each is, how it is named, and which words of an article speak of it.

Two forms are read: articles whose every sentence is labelled (`wikinews_*.jsonl`, `articles_dev.jsonl`), and our
labels in `training/labels/`, which hold offsets and the hash of a text, never the text; it is looked up in the gold
data, and, of web pages, in `GOLD/pages.jsonl` (`training.pages` makes it). All texts are given as the reader sees
them, folded (`provenance.language.folding`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np

from provenance.language.folding import Folded, folded
from provenance.model import Kind, Naming, Span

OURS: Final = Path(__file__).with_name("labels") / "sources.jsonl"
CLAIMS: Final = OURS.with_name("claims.jsonl")
CITED: Final = OURS.with_name("cited.jsonl")
PAGES: Final = "pages.jsonl"
_ARTICLE: Final = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_SHORTEST_NAME: Final = 3


@dataclass(slots=True)
class Labelled:
    """A source of an article. `kinds` and `namings` count its mentions; `unsure`: two answers are defensible."""

    name: str
    kinds: Counter[Kind]
    namings: Counter[Naming]
    mentions: list[Span]
    names: list[Span] = field(default_factory=list)
    """Where its name stands besides, with no claim."""
    unsure: bool = False


@dataclass(slots=True)
class Text:
    """An article with its sources; `others` are words that were taken for a source and are none."""

    key: str
    group: str
    """The event that it tells of: articles of one group are never on both sides of a split."""
    text: str
    sources: list[Labelled]
    others: list[Span] = field(default_factory=list)


def sentences_labelled(path: Path) -> Iterator[Text]:
    """The articles of a file in which every sentence is labelled."""
    for row in _rows(path):
        named: dict[str, Labelled] = {}
        for sentence in row["sentences"]:
            for hop in sentence["chain"]:
                if hop["start"] is None:
                    continue
                name = _ARTICLE.sub("", hop["resolved"] or hop["holder"])
                source = named.setdefault(name.casefold(), Labelled(name, Counter(), Counter(), [], unsure=True))
                source.kinds[Kind(hop["kind"])] += 1
                source.namings[Naming(hop["naming"])] += 1
                source.unsure &= bool(sentence.get("unsure"))
                if (hop["start"], hop["end"]) not in source.mentions:
                    source.mentions.append((hop["start"], hop["end"]))
        yield _as_read(Text(row["doc"], row["doc"], row["text"], _joined(named)))


def _joined(named: dict[str, Labelled]) -> list[Labelled]:
    """The sources, those called by a name and its title ("Judge Ana Duarte") joined with those called by the name."""
    kept: list[Labelled] = []
    for source in sorted(named.values(), key=lambda source: len(source.name)):
        same = [one for one in kept if " " in one.name and source.name.endswith(" " + one.name)]
        if len(same) != 1 or same[0].kinds.keys() != source.kinds.keys():
            kept.append(source)
            continue
        same[0].kinds += source.kinds
        same[0].namings += source.namings
        same[0].mentions += source.mentions
        same[0].unsure &= source.unsure
    return kept


def ours(gold: Path, path: Path = OURS) -> Iterator[Text]:
    """Our labels of sources, with the texts from the gold data; articles whose text is not there are left out."""
    for row, text in _with_texts(gold, path):
        sources = [
            Labelled(
                source["name"],
                Counter({Kind(source["kind"]): len(source["mentions"])}),
                Counter({Naming(source["naming"]): len(source["mentions"])}),
                [(start, end) for start, end in source["mentions"]],
                unsure=source.get("unsure", False),
            )
            for source in row["sources"]
        ]
        others = [(start, end) for start, end in row["others"]]
        yield _as_read(Text(row["doc"], row["group"], text, sources, others))


class Verdict(StrEnum):
    """What a reader found an attributed claim of the program to be."""

    OK = "ok"
    CHAIN = "chain"
    """Said, by the first source of the program's chain or through another: the chain is longer or shorter."""
    WRONG = "wrong"
    """Said, but by another source."""
    OWN = "own"
    """Of the article's own voice."""
    DEED = "deed"
    """Its cue tells what somebody did."""
    DEMAND = "demand"
    """A call, a wish or a plan without a proposition."""
    ATTITUDE = "attitude"
    """A feeling without a proposition."""
    BOILERPLATE = "boilerplate"


SAID: Final = frozenset({Verdict.OK, Verdict.CHAIN, Verdict.WRONG})
"""Verdicts on what somebody said or thought."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An attributed claim of the program, or one that it missed (`content` its first words, `verdict` None).

    `frame`: the holders and cues, those of a missed one as the label gives them. `chain`: where the sources of the true
    chain stand, the one first that the article cites; empty where it has none, or where nobody can tell.
    """

    content: list[Span]
    frame: list[Span]
    verdict: Verdict | None
    chain: list[Span]


@dataclass(frozen=True, slots=True)
class JudgedText:
    """An article with its judged claims, in reading order, and those that the program missed."""

    key: str
    group: str
    text: str
    claims: list[Judged]
    missed: list[Judged]


def claims_judged(gold: Path, path: Path = CLAIMS) -> Iterator[JudgedText]:
    """Our labels of claims, with the texts from the gold data; articles whose text is not there are left out."""
    for row, text in _with_texts(gold, path):
        view = folded(text)
        rows = [*row["claims"], *row["misses"]]
        lists = [[(start, end) for start, end in one[name]] for one in rows for name in ("content", "frame", "chain")]
        places = iter(seen(view, lists))
        claims = [
            Judged(next(places), next(places), Verdict(one["verdict"]) if "verdict" in one else None, next(places))
            for one in rows
        ]
        count = len(row["claims"])
        yield JudgedText(row["doc"], row["group"], view.text, claims[:count], claims[count:])


@dataclass(frozen=True, slots=True)
class CitedText:
    """An article with sources that stand in what another source says, and whether he cites them."""

    key: str
    text: str
    judged: list[tuple[Span, bool]]


def cited_judged(gold: Path, path: Path = CITED) -> Iterator[CitedText]:
    """Our labels of sources within sources, with the texts from the gold data."""
    for row, text in _with_texts(gold, path):
        view = folded(text)
        places = seen(view, [[(one["source"][0], one["source"][1])] for one in row["judged"]])
        judged = [(place[0], one["cited"]) for place, one in zip(places, row["judged"], strict=True)]
        yield CitedText(row["doc"], view.text, judged)


def _with_texts(gold: Path, path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows of a file of labels, each with what was read of its text."""
    texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in _texts(gold)}
    for row in _rows(path):
        if row["sha256"] in texts:
            yield row, texts[row["sha256"]][: row.get("until")]


def _texts(gold: Path) -> Iterator[str]:
    for row in _rows(gold / "attribution/polnear_train.jsonl"):
        yield row["text"]
    for row in _rows(gold / "matching/stories_train.jsonl"):
        yield from (article["text"] for article in row["articles"])
    for row in _rows(gold / "matching/ecb_train.jsonl"):
        yield from (article["text"] for article in row["docs"].values())
    if (gold / PAGES).exists():
        yield from (row["text"] for row in _rows(gold / PAGES))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def seen(view: Folded, lists: Iterable[Iterable[Span]]) -> list[list[Span]]:
    """Where the spans of a text stand in its folded view, list by list; white space alone is an empty span."""
    starts = np.array([view.back(at, at + 1)[0] for at in range(len(view.text))] or [0])
    ends = np.array([view.back(at, at + 1)[1] for at in range(len(view.text))] or [0])
    return [
        [(int(np.searchsorted(ends, a, "right")), int(np.searchsorted(starts, b, "left"))) for a, b in spans]
        for spans in lists
    ]


def _as_read(given: Text) -> Text:
    """The same over the folded view, with the places of each name beside the labelled mentions."""
    view = folded(given.text)
    lists = seen(view, [*(source.mentions for source in given.sources), given.others])
    *mentions, others = [sorted({(start, end) for start, end in spans if start < end}) for spans in lists]
    sources = []
    for source, spans in zip(given.sources, mentions, strict=True):
        source.mentions = spans
        if source.namings.most_common(1)[0][0] is Naming.NAMED:
            source.names = list(_places(view.text, source))
        if source.mentions:
            sources.append(source)
    return Text(given.key, given.group, view.text, sources, others)


def _places(text: str, source: Labelled) -> Iterator[Span]:
    name = _ARTICLE.sub("", source.name)
    if len(name) < _SHORTEST_NAME or name == name.casefold():
        return
    for match in re.finditer(r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)", text):
        if all(match.end() <= start or end <= match.start() for start, end in source.mentions):
            yield match.span()
