"""Contradictions, look-alikes and debunks: what two short articles on one event are shown to say of each other.

    python benchmarks/clashes.py [FILE...] [--held-back] [--possible] [--errors]

Each case of FILE (else `judge/clashes.jsonl`, with --held-back `judge/clashes_held_back.jsonl`) has two invented
articles, `a` and `b`, and of each the words that matter. A case counts as shown in a way if a link between a claim in
those words of `a` and one in those of `b` is: the surest first, so that a conflict beside a corroboration is both. With
--possible links count that are only possible, too.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from provenance import Article, extract, match
from provenance.model import Claim, Relation

JUDGE = Path(__file__).parent / "judge"
DAY = date(2026, 3, 5)


def claims(text: str, outlet: str) -> list[Claim]:
    return list(extract(Article(text=text, outlet=outlet, published_on=DAY)))


def inside(claim: Claim, text: str, words: str) -> bool:
    start = text.index(words)
    return claim.start < start + len(words) and start < claim.end


def shown(case: dict[str, Any], possible: bool) -> set[Relation]:
    """The relations of all links between what matters in both articles."""
    found = claims(case["a"], "Morning Post") + claims(case["b"], "Evening Echo")
    ours = [claim for claim in found if claim.article.text == case["a"] and inside(claim, case["a"], case["clash_a"])]
    theirs = [claim for claim in found if claim.article.text == case["b"] and inside(claim, case["b"], case["clash_b"])]
    wanted = {frozenset((a.id, b.id)) for a, b in product(ours, theirs)}
    return {link.relation for link in match(found, possible=possible) if frozenset((link.a.id, link.b.id)) in wanted}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--held-back", action="store_true")
    parser.add_argument("--possible", action="store_true", help="also what is only possible")
    parser.add_argument(
        "--errors", action="store_true", help="the ids of the cases that are shown otherwise than they are"
    )
    options = parser.parse_args()
    files = options.files or [JUDGE / ("clashes_held_back.jsonl" if options.held_back else "clashes.jsonl")]
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            relations = shown(case, options.possible)
            clash = bool(relations & {Relation.CONFLICTS, Relation.UPDATES})
            agree = Relation.CORROBORATES in relations
            for name in (case["set"], f"{case['set']}: {case['kind']}"):
                counted[name] += Counter(cases=1, conflict=clash, agree=agree)
            if options.errors and (agree or clash == (case["set"] == "look-alikes")):
                print(case["id"], case["kind"], sorted(relations))
    for name, one in sorted(counted.items()):
        print(
            f"{name:58} {one['cases']:4} cases  conflict {one['conflict'] / one['cases']:.2f}"
            f"  corroborates {one['agree'] / one['cases']:.2f}"
        )


if __name__ == "__main__":
    main()
