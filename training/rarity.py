"""Makes provenance/language/data/rarity.toml: in how few documents of a news corpus a stem stands.

    python training/rarity.py ecb_train.jsonl polnear_train.jsonl > provenance/language/data/rarity.toml

Each line of the first is a topic with `docs`, each line of the second a document with `text`. Only counts of single
stems are kept, none of the texts.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from provenance.language.words import tokens

LEAST = 2
STEP = 0.25


def documents(path: Path) -> Iterator[tuple[str, float]]:
    """Texts with their weight: the documents of one story repeat its names, so a story counts as about five."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        docs = [doc["text"] for doc in record["docs"].values()] if "docs" in record else [record["text"]]
        yield from ((text, min(1.0, 5 / len(docs))) for text in docs)


def main(paths: list[Path]) -> None:
    found: Counter[str] = Counter()
    weight: dict[str, float] = defaultdict(float)
    total = 0.0
    for path in paths:
        for text, share in documents(path):
            total += share
            for stem in {token.stem for token in tokens(text) if not token.stem[0].isdigit()}:
                found[stem] += 1
                weight[stem] += share
    levels: dict[float, list[str]] = defaultdict(list)
    for stem, count in found.items():
        if count >= LEAST:
            levels[round(math.log(total / weight[stem]) / STEP) * STEP].append(stem)
    print("# How rare a stem is in news: log(documents / documents that hold it), in steps of a quarter.")
    print("# Source: document counts over the training articles of ECB+ (Cybulska and Vossen 2014, CC BY 3.0) and of")
    print("# PolNeAR (Newell et al. 2018), made by training/rarity.py; single stems only, none of the texts.")
    print(f"\nunknown = {math.log(total):.2f}\n\n[level]")
    for level in sorted(levels):
        print(f'"{max(level, 0.0)}" = """')
        line = ""
        for stem in sorted(levels[level]):
            if len(line) + len(stem) > 118:
                print(line.rstrip())
                line = ""
            line += stem + " "
        print(line.rstrip() + '"""')


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
