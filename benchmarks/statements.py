"""How well `check` finds who says so and who says otherwise: statements that somebody wrote over stories.

    python benchmarks/statements.py STORIES [STATEMENTS]

STORIES is `matching/stories_train.jsonl` of the gold data, STATEMENTS (`benchmarks/statements.jsonl`) a JSON value a
line: `story`, `statement`, `side` (said | otherwise | nobody). Thresholds were chosen on the statements that lie here,
of late on `benchmarks/statements_chosen.jsonl`, so that what is told of them is an upper bound; other statements judge.
All stories lie in one casefile.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from provenance.casefile import Casefile, InstalledSteps
from provenance.checks import CheckRecord
from provenance.model import Band, Saying

OWN = Path(__file__).with_name("statements.jsonl")
SIDES = {Saying.SAME: "said", Saying.OTHERWISE: "otherwise", Saying.WITHHOLDS: "withheld"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("statements", type=Path, nargs="?", default=OWN)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.statements.read_text(encoding="utf-8").splitlines()]
    wanted = {row["story"] for row in rows}
    stories = map(json.loads, options.stories.read_text(encoding="utf-8").splitlines())
    articles = [article for story in stories if story["story"] in wanted for article in story["articles"]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "news.jsonl"
        file.write_text("".join(f"{json.dumps(article)}\n" for article in articles), encoding="utf-8")
        with Casefile.open(Path(folder) / "claims.db", steps=InstalledSteps()) as case:
            case.ingest([file])
            case.check("The mayor opened a bridge.")  # so that what is loaded once is not counted
            report(case, rows, errors=options.errors)


def report(case: Casefile, rows: list[dict[str, str]], *, errors: bool) -> None:
    told: Counter[tuple[str, str]] = Counter()
    both = 0
    begun = time.process_time()
    for row in rows:
        record = case.check(row["statement"])
        side = likeliest(record)
        told[row["side"], side] += 1
        shown = {answer.saying for one in record.statements for answer in one.answers if answer.band is Band.SHOWN}
        both += {"said": Saying.SAME, "otherwise": Saying.OTHERWISE}.get(row["side"]) in shown
        if errors and side != row["side"]:
            print(f"{row['side']:9} told {side:9} {row['statement']}")
    seconds = (time.process_time() - begun) / len(rows)
    sided = sum(1 for row in rows if row["side"] != "nobody")
    right = sum(count for (side, found), count in told.items() if side == found and side != "nobody")
    silent = sum(count for (side, _), count in told.items() if side == "nobody")
    print(f"right side, likeliest answer {right / sided:.2f}, among those shown {both / sided:.2f} (of {sided})")
    print(
        f"nobody says this: {told['nobody', 'nobody'] / silent:.2f} (of {silent}); {1000 * seconds:.0f} ms a statement"
    )
    for (side, found), count in sorted(told.items()):
        print(f"  {side:9} told as {found:9} {count}")


def likeliest(record: CheckRecord) -> str:
    """The side of the likeliest answer that is shown; "nobody" where none is."""
    answers = [answer for one in record.statements for answer in one.answers if answer.band is Band.SHOWN]
    best = max(answers, key=lambda one: one.chance, default=None)
    return "nobody" if best is None else SIDES[best.saying]


if __name__ == "__main__":
    main()
