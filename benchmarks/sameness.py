"""Whether a casefile and both bulk engines make the same of gold articles: every claim, link, origin and number.

    python benchmarks/sameness.py GOLD [--articles 200] [--master 'local-cluster[2,1,1024]']

The articles are read and extracted by the installed steps, ingested into one casefile, and taken through `bulk` by
either engine and loaded into others. Needs the extra `spark` and Java.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from scale import texts

from provenance import bulk
from provenance.bulk import EngineName, Options
from provenance.casefile import Casefile

CLUSTER = "local-cluster[2,1,1024]"


def write(gold: Path, count: int, file: Path) -> None:
    """The first articles of the mixed gold collections, as JSON Lines; every tenth comes again with a line less."""
    rows = []
    for number, text in enumerate(texts(gold)[:count]):
        rows.append({"text": text, "url": f"https://news.example/{number}", "outlet": f"Outlet {number % 7}"})
        if number % 10 == 9:
            rows.append({**rows[-5], "text": rows[-5]["text"].rsplit("\n", 1)[0] + "\nCorrected."})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def contents(db: Path) -> dict[str, list[object]]:
    """What a casefile holds, as people see it."""
    with Casefile.open(db) as case:
        claims = case.claims(order="file")
        return {
            "articles": [(one.id, one.version, one.claims) for one in case.articles()],
            "claims": list(claims),
            "links": list(case.links()),
            "groups": list(case.groups()),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--master", default=CLUSTER)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "news.jsonl"
        write(given.gold, given.articles, source)
        start = time.perf_counter()
        with Casefile.open(folder / "ingested.db") as case:
            case.ingest([source])
        print(f"ingested in {time.perf_counter() - start:.0f} s", flush=True)
        expected = contents(folder / "ingested.db")
        for engine in EngineName:
            start = time.perf_counter()
            master = given.master if engine is EngineName.SPARK else None
            bulk.run(source, folder / engine, Options(engine=engine, master=master, piece=25, stretch=3))
            bulk.load(folder / engine, folder / f"{engine}.db")
            found = contents(folder / f"{engine}.db")
            for kind, wanted in expected.items():
                same = "the same" if found[kind] == wanted else "NOT the same"
                print(f"{engine}: {len(wanted)} {kind}, {same}", flush=True)
            print(f"{engine} in {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
