"""Score a reader's marks alone (not what is made of them) on the development parts, and time it.

python -m training.evaluate GOLD --weights DIR
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provenance.extraction.encoder import EncoderTagger
from provenance.extraction.standing import StanceHead
from provenance.extraction.tagger import Mark
from provenance.language.sentences import Sentence
from provenance.networks.network import WEIGHTS, Network

Span = tuple[int, int]
ATTRIBUTED_SHARE = 0.3
"""A sentence counts as attributed when at least this share of its characters is content."""


@dataclass
class Tally:
    """Counts behind precision, recall and F."""

    right: int = 0
    said: int = 0
    gold: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.said), self.right / max(1, self.gold)
        score = 2 * self.right / max(1, self.said + self.gold)
        return f"F {score:.4f}  P {precision:.4f}  R {recall:.4f}  of {self.gold}"


@dataclass
class Scores:
    """All that is counted on one set."""

    sentences: Tally = field(default_factory=Tally)
    spans: dict[str, Tally] = field(default_factory=lambda: {r: Tally() for r in ("source", "cue", "content")})
    holders: Tally = field(default_factory=Tally)
    words: int = 0
    seconds: float = 0.0


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def with_paragraphs(text: str, spans: Iterable[Span]) -> list[Sentence]:
    """Spans as sentences; a line break between two of them begins a paragraph."""
    sentences: list[Sentence] = []
    for start, end in spans:
        before = sentences[-1] if sentences else None
        turned = before is not None and "\n" in text[before.end : start]
        sentences.append(Sentence(start, end, (before.paragraph if before else 0) + turned))
    return sentences


def merged(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans joined where only white space lies between them."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def match(tally: Tally, gold: list[Span], said: list[Span]) -> None:
    """Count spans as found where their Jaccard overlap is at least a half (then each has one partner at most)."""
    tally.gold += len(gold)
    tally.said += len(said)
    for a, b in gold:
        for c, d in said:
            shared = min(b, d) - max(a, c)
            if shared > 0 and 2 * shared >= max(b, d) - min(a, c):
                tally.right += 1
                break


def covered(sentence: Span, spans: Iterable[Span]) -> float:
    """The share of a sentence's characters that lie in the spans."""
    start, end = sentence
    return sum(max(0, min(end, b) - max(start, a)) for a, b in spans) / (end - start)


def of_role(marks: Iterable[Mark], role: str) -> list[Span]:
    """The spans of the marks of a role."""
    return [(mark.start, mark.end) for mark in marks if mark.role == role]


def score_polnear(tagger: EncoderTagger, path: Path) -> Scores:
    """Sentences attributed, spans of each role, and sources of attributed sentences that hold their source."""
    scores = Scores()
    for row in rows(path):
        text, spans = row["text"], [(int(a), int(b)) for a, b in row["sentences"]]
        sentences = with_paragraphs(text, spans)
        began = time.perf_counter()
        marks = tagger.tag(text, sentences)
        scores.seconds += time.perf_counter() - began
        scores.words += len(text.split())
        gold = {
            role: [(a, b) for attribution in row["attributions"] for a, b in attribution[role]] for role in scores.spans
        }
        for role, tally in scores.spans.items():
            match(tally, merged(set(gold[role]), text), merged(of_role(marks, role), text))
        content, sources = of_role(marks, "content"), of_role(marks, "source")
        for span in spans:
            is_gold = covered(span, set(gold["content"])) >= ATTRIBUTED_SHARE
            is_said = covered(span, content) >= ATTRIBUTED_SHARE
            scores.sentences.gold += is_gold
            scores.sentences.said += is_said
            scores.sentences.right += is_gold and is_said
            if not is_gold:
                continue
            theirs = [
                (a, b)
                for attribution in row["attributions"]
                if covered(span, [tuple(c) for c in attribution["content"]]) > 0
                for a, b in attribution["source"]
                if span[0] <= a < span[1]
            ]
            if theirs:
                scores.holders.gold += 1
                scores.holders.said += 1
                scores.holders.right += any(min(b, d) > max(a, c) for a, b in theirs for c, d in sources)
    return scores


def score_articles(tagger: EncoderTagger, path: Path) -> Scores:
    """Sentences attributed after the guidelines, and first holders that a source mark overlaps."""
    scores = Scores()
    for row in rows(path):
        text: str = row["text"]
        kept = [s for s in row["sentences"] if not s["boilerplate"]]
        marks = tagger.tag(text, with_paragraphs(text, [(s["start"], s["end"]) for s in kept]))
        content, sources = of_role(marks, "content"), of_role(marks, "source")
        for sentence in kept:
            if sentence["unsure"]:
                continue
            span = (sentence["start"], sentence["end"])
            is_gold, is_said = bool(sentence["chain"]), covered(span, content) >= ATTRIBUTED_SHARE
            scores.sentences.gold += is_gold
            scores.sentences.said += is_said
            scores.sentences.right += is_gold and is_said
            if is_gold and sentence["chain"][0]["start"] is not None:
                a, b = sentence["chain"][0]["start"], sentence["chain"][0]["end"]
                scores.holders.gold += 1
                scores.holders.said += 1
                scores.holders.right += any(min(b, d) > max(a, c) for c, d in sources)
    return scores


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    reader = EncoderTagger(Network(args.weights, threads=args.threads), StanceHead(args.weights))
    polnear = score_polnear(reader, args.gold / "attribution/polnear_dev.jsonl")
    print("polnear_dev sentences", polnear.sentences)
    for role, tally in polnear.spans.items():
        print(f"polnear_dev {role:9}", tally)
    print(f"polnear_dev source found {polnear.holders}")
    print(f"polnear_dev words/s {polnear.words / polnear.seconds:.0f}")
    articles = score_articles(reader, args.gold / "attribution/articles_dev.jsonl")
    print("articles_dev sentences", articles.sentences)
    print("articles_dev holder found", articles.holders)
