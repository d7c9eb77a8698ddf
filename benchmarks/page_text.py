"""How much of the article on a web page is read, and how little besides, by the benchmark's own scorer.

    python benchmarks/page_text.py BENCHMARK [--half 1|2] [--pages N] [--saved]

BENCHMARK is a checkout of scrapinghub/article-extraction-benchmark (MIT): 181 pages of 2018 to 2019 with the text of
their articles. Its pages are split in two by whether the SHA-256 of their keys is even (half 1, which the weights were
learned on) or odd (half 2, which is only scored). `--pages` lists the N worst pages, of half 1 only. `--saved` scores
the pages as browsers save them, too: the document written out anew without its scripts, as MHTML (as Chrome does) and
as one file of HTML (as SingleFile does).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import quopri
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml.html import tostring

from provenance.reading import read
from provenance.reading.decoding import decode
from provenance.reading.html import parse_page, read_html

BOUNDARY = "----MultipartBoundary--provenance----"
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


def written_anew(page: bytes) -> bytes:
    """The document of a page without its scripts, as a browser writes it."""
    tree = parse_page(decode(page))
    assert tree is not None
    for script in list(tree.iter("script")):
        script.drop_tree()
    return bytes(tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>"))


def mhtml(page: bytes, url: str) -> bytes:
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: x\r\n"
        f"Date: Tue, 3 Mar 2026 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{BOUNDARY}"\r\n\r\n\r\n--{BOUNDARY}\r\nContent-Type: text/html\r\n'
        f"Content-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {url}\r\n"
    )
    return f"{head}\r\n".encode() + quopri.encodestring(page) + f"\r\n--{BOUNDARY}--\r\n".encode()


def single_file(page: bytes, url: str) -> bytes:
    when = "Tue Mar 03 2026 10:00:00 GMT+0000 (Coordinated Universal Time)"
    sign = f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: {when}\n-->"
    return page.replace(b"<!DOCTYPE html>", b"<!DOCTYPE html>" + sign.encode(), 1)


def saved(benchmark: Benchmark, keys: list[str], form: Callable[[bytes, str], bytes]) -> dict[str, str]:
    """The texts of pages as they are read from a form that they were saved in."""
    texts = {}
    for key in keys:
        article = read(form(written_anew(benchmark.page(key)), benchmark.url(key) or "https://news.example/"))
        assert article.original is not None
        assert article.original.retrieval is not None, "it is not read as a page that was saved"
        texts[key] = article.text
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--half", type=int, choices=(1, 2), help="both where it is left out")
    parser.add_argument("--pages", type=int, default=0, help="the worst pages of half 1")
    parser.add_argument("--saved", action="store_true", help="as MHTML and SingleFile, too")
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
        for form in (mhtml, single_file) if options.saved else ():
            print(f"        as {form.__name__}: {benchmark.score(saved(benchmark, keys, form))}")
        worst = sorted(keys, key=lambda key: benchmark.recall(key, texts[key])) if half == 1 else []
        for key in worst[: options.pages]:
            print(f"  {benchmark.recall(key, texts[key]):.3f} {benchmark.url(key)}")


if __name__ == "__main__":
    main()
