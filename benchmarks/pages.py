"""How long the pages of the workbench take on a large casefile: on the server, and until a browser paints them.

    python benchmarks/pages.py CASEFILE [--paint]

CASEFILE is one that `benchmarks/desk.py make GOLD FILE` made, or the URL of a copy. Each page is asked for several
times; the median counts. "Anew" is what it takes when the casefile has just changed, so that nothing is kept that was
counted before; "again" when it has not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import Visitor, browsing, served
from starlette.testclient import TestClient

from provenance.casefile import Casefile
from provenance.casefile.kept import Kept
from provenance.workbench import Settings, create_app

ROUNDS = 7
PAINT = """() => new Promise(done => {
  const seen = performance.getEntriesByName("first-contentful-paint")[0];
  if (seen) return done(seen.startTime);
  new PerformanceObserver(list => {
    const entry = list.getEntriesByName("first-contentful-paint")[0];
    if (entry) done(entry.startTime);
  }).observe({ type: "paint", buffered: true });
})"""


def addresses(case: Casefile) -> dict[str, str]:
    """Every page, and the lists in their heavier states."""
    link = case.links(relation="conflicts", limit=1)[0]
    group = case.groups(limit=1)[0]
    source = case.sources(limit=1)[0].source
    return {
        "desk": "/",
        "claims": "/claims",
        "claims, last page": f"/claims?page={case.count_claims() // 50}",
        "claims, filtered": "/claims?kind=official&level=certain&sort=date",
        "claims, searched": "/claims?q=police",
        "claims, of a source": f"/claims?source={source}",
        "claim": f"/claims/{link.a.id}",
        "article": f"/articles/{link.a.article}?claim={link.a.id}",
        "both passages": f"/links/{link.id}",
        "corroboration": "/corroboration",
        "one group": f"/corroboration/{group.id}",
        "conflicts": "/conflicts",
        "conflicts, filtered": "/conflicts?kind=official",
        "sources": "/sources",
        "one source": f"/source?name={source}",
        "review": "/review",
        "review, filtered": "/review?kind=official",
        "add": "/add",
        "report": "/report",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("casefile")
    parser.add_argument("--paint", action="store_true", help="also in headless Chromium")
    options = parser.parse_args()
    with Casefile.open(options.casefile, create=False) as case:
        paths = addresses(case)
        print(f"{case.count_claims()} claims; milliseconds, median of {ROUNDS}, the first left out")
        client = TestClient(create_app(case, Settings(person="Ada")), base_url="http://localhost:8765")
        paints = _paints(options.casefile, paths) if options.paint else {}
        print(f"{'page':24}{'anew':>8}{'again':>8}{'kB':>7}{'first paint':>13}")
        for name, path in paths.items():
            _timed(client, path)
            anew = []
            for _ in range(ROUNDS):
                vars(case)["_kept"] = Kept()
                anew.append(_timed(client, path)[0])
            again, size = (statistics.median(one) for one in zip(*(_timed(client, path) for _ in anew), strict=True))
            paint = paints.get(name, float("nan"))
            print(f"{name:24}{statistics.median(anew):8.0f}{again:8.0f}{size / 1000:7.0f}{paint:13.0f}", flush=True)


def _timed(client: TestClient, path: str) -> tuple[float, int]:
    """Milliseconds by the clock, and bytes."""
    start = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - start) * 1000, len(answer.content)


def _paints(casefile: str, paths: dict[str, str]) -> dict[str, float]:
    """Milliseconds from the start of loading until something is to be seen."""
    found = {}
    with served(casefile, Settings(person="Ada")) as address, browsing() as browser:
        visitor = Visitor(browser.new_context(viewport={"width": 1200, "height": 900}), address)
        for name, path in paths.items():
            found[name] = statistics.median(visitor.look(path).evaluate(PAINT) for _ in range(3))
    return found


if __name__ == "__main__":
    main()
