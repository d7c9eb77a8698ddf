"""How often byline, date and site of a page are read as readability's own test pages have them.

    python benchmarks/page_facts.py READABILITY [--differences]
    python benchmarks/page_facts.py --present BENCHMARK --half 1|2

READABILITY is a checkout of mozilla/readability (Apache-2.0), whose 130 test pages tell what readability reads of each.
Compared are pages that tell something; names without case, accents and spaces at their edges. Readability keeps "By",
job titles and dates in bylines, which we do not: its bylines are taken as ours are (`plausible.byline`) before they are
compared, and what names nobody then is not counted. `--differences` shows them all.

`--present` counts for how many pages of scrapinghub/article-extraction-benchmark (see `page_text.py`) they are told.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path

from page_text import Benchmark

from provenance.language.words import fold
from provenance.model import Article
from provenance.reading import read
from provenance.reading.days import day_of
from provenance.reading.plausible import byline

FIELDS = {"byline": "byline", "publishedTime": "published_on", "siteName": "outlet"}


def same(field: str, theirs: str, article: Article) -> bool:
    ours = getattr(article, FIELDS[field])
    if ours is None:
        return False
    if field == "publishedTime":
        day = day_of(theirs)
        stated = datetime.fromisoformat(theirs.replace("Z", "+00:00")).date() if day is None else day
        return abs((ours - stated).days) <= 1  # they keep the time zone, we the day where it was published
    return _plain(theirs) == _plain(ours)


def _plain(name: str) -> str:
    words = fold(" ".join(name.replace(",", " ").split()))
    return words.removeprefix("the ").strip()


def compare(folder: Path, *, differences: bool) -> None:
    told: dict[str, int] = dict.fromkeys(FIELDS, 0)
    right = dict.fromkeys(FIELDS, 0)
    for page in sorted((folder / "test" / "test-pages").iterdir()):
        expected = json.loads((page / "expected-metadata.json").read_text(encoding="utf-8"))
        article = read((page / "source.html").read_bytes(), media_type="text/html")
        for field in FIELDS:
            theirs = expected.get(field)
            if theirs and field == "byline":
                theirs = byline(theirs)[0]
            if theirs:
                told[field] += 1
                agrees = same(field, theirs, article)
                right[field] += agrees
                if differences and not agrees:
                    print(f"  {page.name}: {field}: {theirs!r}, {getattr(article, FIELDS[field])!r}")
    for field, count in told.items():
        print(f"{FIELDS[field]:14}{right[field]:4} of {count:3}  {right[field] / count:.3f}")


def present(folder: Path, half: int) -> None:
    benchmark = Benchmark(folder)
    articles = [read(benchmark.page(key), media_type="text/html") for key in benchmark.keys(half=half)]
    for name in ("published_on", "byline", "outlet", "title"):
        count = sum(getattr(article, name) is not None for article in articles)
        print(f"{name:14}{count:4} of {len(articles):3}  {count / len(articles):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readability", type=Path, nargs="?")
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--present", type=Path)
    parser.add_argument("--half", type=int, choices=(1, 2), default=1)
    options = parser.parse_args()
    if options.readability is not None:
        compare(options.readability, differences=options.differences)
    if options.present is not None:
        present(options.present, options.half)


if __name__ == "__main__":
    main()
