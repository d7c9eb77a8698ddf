"""Sentences and boilerplate against the gold data: exact spans (F), content kept, words a second.

    python benchmarks/sentences.py GOLD [--seeds FOLDER] [--peers]

GOLD is the folder of gold data; `--seeds` holds the articles that its seeds.json labels. `--peers` also measures
sentencex, nupunkt and pysbd where they are installed, each line by line, as they know no paragraphs.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from provenance.extraction.boilerplate import content_sentences
from provenance.language.sentences import sentences

Span = tuple[int, int]
Split = Callable[[str], list[Span]]
ATTRIBUTED = 0.3
"""A sentence counts as attributed when this share of its characters is content."""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labelled(gold: Path, seeds: Path | None) -> dict[str, list[tuple[str, list[dict[str, Any]]]]]:
    """The sets whose sentences are labelled one by one, as (text, sentences)."""
    sets = {}
    if seeds:
        articles = json.loads((gold / "seeds.json").read_text(encoding="utf-8"))["articles"]
        sets["seeds"] = [((seeds / a["file"]).read_bytes().decode(), a["sentences"]) for a in articles]
    dev = rows(gold / "attribution" / "articles_dev.jsonl")
    sets["articles_dev"] = [(row["text"], row["sentences"]) for row in dev]
    return sets


def spans(gold: Path, seeds: Path | None) -> dict[str, list[tuple[str, set[Span]]]]:
    """All sets, as (text, gold spans)."""
    found = {
        name: [(text, {(part["start"], part["end"]) for part in parts}) for text, parts in articles]
        for name, articles in labelled(gold, seeds).items()
    }
    polnear = rows(gold / "attribution" / "polnear_dev.jsonl")
    found["polnear_dev"] = [(row["text"], {(a, b) for a, b in row["sentences"]}) for row in polnear]
    topics = rows(gold / "matching" / "ecb_dev.jsonl")
    documents = (document for topic in topics for document in topic["docs"].values())
    found["ecb_dev"] = [(document["text"], {(a, b) for a, b in document["sentences"]}) for document in documents]
    return found


def ours(text: str) -> list[Span]:
    return [(part.start, part.end) for part in sentences(text)]


def by_line(split: Callable[[str], Iterable[str]]) -> Split:
    """A splitter that returns strings, as one that returns spans."""

    def spans_of(text: str) -> list[Span]:
        found = []
        at = 0
        for line in text.split("\n"):
            for part in map(str.strip, split(line) if line.strip() else ()):
                start = text.find(part, at)
                if part and start >= 0:
                    at = start + len(part)
                    found.append((start, at))
        return found

    return spans_of


def peers() -> Iterator[tuple[str, Split]]:
    for name in ("sentencex", "nupunkt", "pysbd"):
        try:
            module = import_module(name)
        except ImportError:
            print(f"{name}: not installed")
            continue
        if name == "pysbd":
            yield name, by_line(module.Segmenter(language="en", clean=False).segment)
        elif name == "nupunkt":
            yield name, by_line(module.sent_tokenize)
        else:
            yield name, by_line(lambda line, split=module.segment: split("en", line))


def measure(name: str, split: Split, sets: dict[str, list[tuple[str, set[Span]]]]) -> None:
    for title, articles in sets.items():
        split(articles[0][0])  # what is loaded once
        begin = time.process_time()
        found = [set(split(text)) for text, _ in articles]
        seconds = time.process_time() - begin
        hits = sum(len(a & b) for a, (_, b) in zip(found, articles, strict=True))
        f = 2 * hits / (sum(map(len, found)) + sum(len(b) for _, b in articles))
        words = sum(len(text.split()) for text, _ in articles)
        print(f"{name:10} {title:13} F {f:.3f}  {words / max(seconds, 1e-9):>12,.0f} words/s")


def covered(span: Span, parts: Iterable[Span]) -> float:
    """The share of a span's characters that parts hold."""
    return sum(max(0, min(span[1], b) - max(span[0], a)) for a, b in parts) / (span[1] - span[0])


def kept(text: str, wanted: Iterable[Span]) -> list[bool]:
    """Of each span, whether at least half of it is content."""
    content = [(part.start, part.end) for part in content_sentences(text)]
    return [covered(span, content) >= 0.5 for span in wanted]


def tell(title: str, what: str, flags: list[bool]) -> None:
    print(f"{title:24} {what:32} kept {sum(flags):5} of {len(flags)} ({sum(flags) / max(len(flags), 1):.1%})")


def boilerplate(gold: Path, seeds: Path | None) -> None:
    for title, articles in labelled(gold, seeds).items():
        for wanted, what in ((False, "content"), (True, "boilerplate")):
            flags = []
            for text, parts in articles:
                sure = [part for part in parts if part["boilerplate"] is wanted and not part.get("unsure")]
                flags += kept(text, [(part["start"], part["end"]) for part in sure])
            tell(title, what, flags)
    flags = []
    for row in rows(gold / "attribution" / "polnear_dev.jsonl"):
        contents = [span for attribution in row["attributions"] for span in attribution["content"]]
        flags += kept(row["text"], [span for span in row["sentences"] if covered(span, contents) >= ATTRIBUTED])
    tell("polnear_dev", "attributed sentences", flags)
    flags = []
    for topic in rows(gold / "matching" / "ecb_dev.jsonl"):
        for name, number in topic["annotated"]:
            text = topic["docs"][name]["text"]
            start, end = topic["docs"][name]["sentences"][number]
            if text[start:end].rstrip("\"'”’").endswith((".", "?", "!")):
                flags += kept(text, [(start, end)])
    tell("ecb_dev", "annotated, with an end mark", flags)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    sets = spans(options.gold, options.seeds)
    measure("ours", ours, sets)
    for name, split in peers() if options.peers else ():
        measure(name, split, sets)
    boilerplate(options.gold, options.seeds)


if __name__ == "__main__":
    main()
