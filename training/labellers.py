"""How far two people who label the same sources agree.

python -m training.labellers
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

LABELS: Final = Path(__file__).with_name("labels")
NONE: Final = "none"
Label = tuple[str, str, str]
"""Kind, naming and name of whom a mention speaks of."""


def mentions(path: Path) -> dict[tuple[str, int, int], Label]:
    """The label of each mention of a file, by article and place."""
    found: dict[tuple[str, int, int], Label] = {}
    for row in _rows(path):
        for start, end in row["others"]:
            found[row["doc"], start, end] = NONE, NONE, ""
        for source in row["sources"]:
            for start, end in source["mentions"]:
                found[row["doc"], start, end] = source["kind"], source["naming"], source["name"]
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Agreement beyond chance. Source: Cohen 1960."""
    left, right = (Counter(column) for column in zip(*pairs, strict=True))
    observed = sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(left[label] * right[label] for label in left) / len(pairs) ** 2
    return (observed - expected) / (1 - expected)


def same(one: str, other: str) -> bool:
    """Whether two names are one, a title or an article aside."""
    one, other = one.casefold(), other.casefold()
    return one in other or other in one


if __name__ == "__main__":
    first, second = mentions(LABELS / "sources.jsonl"), mentions(LABELS / "second.jsonl")
    both = [(first[place], second[place]) for place in first.keys() & second.keys()]
    is_source = [(str(a[0] != NONE), str(b[0] != NONE)) for a, b in both]
    right = sum(a == b for a, b in is_source) / len(both)
    print(f"a source or none  {right:.3f}  kappa {kappa(is_source):.2f}  of {len(both)}")
    sources = [(a, b) for a, b in both if a[0] != NONE != b[0]]
    for number, what in enumerate(("kind", "naming")):
        pairs = [(a[number], b[number]) for a, b in sources]
        print(f"{what:17} {sum(a == b for a, b in pairs) / len(pairs):.3f}  kappa {kappa(pairs):.2f}  of {len(pairs)}")
    print(f"whose it is       {sum(same(a[2], b[2]) for a, b in sources) / len(sources):.3f}  of {len(sources)}")
