"""How much of the article on a web page is read, and how little besides, by the benchmark's own scorer.

    python benchmarks/page_text.py BENCHMARK [--half 1|2] [--pages N]

BENCHMARK is a checkout of scrapinghub/article-extraction-benchmark (MIT): 181 pages of 2018 to 2019 with the text of
their articles. Its pages are split in two by whether the SHA-256 of their keys is even (half 1, which the weights were
learned on) or odd (half 2, which is only scored). `--pages` lists the N worst pages, of half 1 only.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import time
from pathlib import Path
from typing import Any

from provenance.reading.decoding import decode
from provenance.reading.html import read_html

LOST = 1 / 3
"""A page that loses more than this share of its body is told."""


class Benchmark:
    """A checkout with its scorer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._truth: dict[str, dict[str, str]] = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
        spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
        assert spec is not None
        assert spec.loader is not None
        self._scorer: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._scorer)

    def keys(self, *, half: int) -> list[str]:
        """The keys of half 1 or 2."""
        return [key for key in self._truth if hashlib.sha256(key.encode()).digest()[0] % 2 == half - 1]

    def page(self, key: str) -> bytes:
        with gzip.open(self._folder / "html" / f"{key}.html.gz") as file:
            return file.read()

    def truth(self, key: str) -> str:
        return self._truth[key]["articleBody"]

    def url(self, key: str) -> str:
        return self._truth[key].get("url", "")

    def found(self, key: str, text: str) -> tuple[float, float, float]:
        """Shares of true positives, false positives and false negatives."""
        shares: tuple[float, float, float] = self._scorer.string_shingle_matching(true=self.truth(key), pred=text)
        return shares

    def recall(self, key: str, text: str) -> float:
        return float(self._scorer.recall_score(*self.found(key, text)))

    def score(self, texts: dict[str, str]) -> dict[str, float]:
        """F1, precision and recall of the texts read, by page."""
        found: dict[str, float] = self._scorer.metrics_from_tp_fp_fns([self.found(*one) for one in texts.items()])
        return {name: round(value, 4) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--half", type=int, choices=(1, 2), help="both where it is left out")
    parser.add_argument("--pages", type=int, default=0, help="the worst pages of half 1")
    options = parser.parse_args()
    benchmark = Benchmark(options.benchmark)
    for half in (options.half,) if options.half else (1, 2):
        keys = benchmark.keys(half=half)
        start = time.perf_counter()
        texts = {key: read_html(decode(benchmark.page(key))).text for key in keys}
        seconds = time.perf_counter() - start
        lost = sum(benchmark.recall(key, text) < 1 - LOST for key, text in texts.items())
        print(f"half {half}: {len(keys)} pages, {benchmark.score(texts)}, {lost} lose more than a third of the body,")
        print(f"        {seconds / len(keys) * 1000:.0f} ms a page")
        worst = sorted(keys, key=lambda key: benchmark.recall(key, texts[key])) if half == 1 else []
        for key in worst[: options.pages]:
            print(f"  {benchmark.recall(key, texts[key]):.3f} {benchmark.url(key)}")


if __name__ == "__main__":
    main()
