"""The labelled web pages, read again from two public collections, as `GOLD/pages.jsonl`.

    python -m training.pages BENCHMARK READABILITY > GOLD/pages.jsonl

BENCHMARK is a clone of scrapinghub/article-extraction-benchmark, READABILITY one of mozilla/readability. The labels
hold the hash of what reading made of a page: pages that are read otherwise today have no labels any more.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from provenance import read
from training.labels import OURS


def page(doc: str, benchmark: Path, readability: Path) -> bytes | None:
    """The bytes of a page by the key of its labels; None where a key is of no page."""
    collection, _, name = doc.partition("/")
    if collection == "extraction":
        return gzip.decompress((benchmark / "html" / f"{name}.html.gz").read_bytes())
    if collection == "readability":
        return (readability / "test" / "test-pages" / name / "source.html").read_bytes()
    return None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("readability", type=Path)
    args = parser.parse_args()
    for line in OURS.read_text(encoding="utf-8").splitlines():
        doc = json.loads(line)["doc"]
        if content := page(doc, args.benchmark, args.readability):
            print(json.dumps({"doc": doc, "text": read(content, media_type="text/html").text}))
