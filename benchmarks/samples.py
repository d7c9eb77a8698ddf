"""Files that other programs wrote, against what stands in them: how many articles, and the facts of the first.

    python benchmarks/samples.py FOLDER

FOLDER holds checkouts of the repositories that `samples.toml` names, or any copies of the files: each is known by its
hash. None of them is in this project, since not all licences allow it. For each form it prints how many of the samples
that are there are read right, and what differs.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from provenance.model import Article
from provenance.reading import read_all

SAMPLES = Path(__file__).with_name("samples.toml")
FACTS = ("title", "outlet", "byline", "published_on")


def told(data: bytes, name: str) -> Mapping[str, Any]:
    """What a file is read as, in the form of `samples.toml`."""
    articles = [one for one in read_all(data, name=name) if isinstance(one, Article)]
    first = articles[0] if articles else None
    facts = {fact: str(value) for fact in FACTS if first is not None and (value := getattr(first, fact)) is not None}
    return {"articles": len(articles), **facts}


def compared(folder: Path) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Each sample that is in the folder, and how it is read otherwise than it should be."""
    known = {one["sha256"]: one for one in tomllib.loads(SAMPLES.read_text(encoding="utf-8"))["sample"]}
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() and ".git" not in path.parts else b""
        sample = known.pop(hashlib.sha256(data).hexdigest(), None)
        if sample is not None:
            found = told(data, path.name)
            wrong = [name for name in ("articles", *FACTS) if found.get(name) != sample.get(name)]
            differs = "; ".join(f"{name}: {found.get(name)!r} instead of {sample.get(name)!r}" for name in wrong)
            yield sample, differs or None


def main() -> None:
    """Prints the table."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for sample, differs in compared(Path(sys.argv[1])):
        counts[sample["form"]][0] += differs is None
        counts[sample["form"]][1] += 1
        if differs:
            print(f"{sample['source']}:{sample['path']}: {differs}")
    for form, (right, there) in sorted(counts.items()):
        print(f"{form:12} {right} of {there}")


if __name__ == "__main__":
    main()
