"""Learns who is cited within what a source says, and which contents are worth a second reading.

    python -m training.nesting GOLD            # writes provenance/language/data/nesting.toml

GOLD is the folder that holds attribution/ and matching/. Examples are what a second reading finds in the contents of
`wikinews_train` and of our labelled articles (`training/labels/claims.jsonl`, `cited.jsonl`). Logistic regression over
`provenance.extraction.nesting.features`; the figures shown are of folds by article.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.drafts import Draft, Drafting
from provenance.extraction.linking import link
from provenance.extraction.listed import with_lists
from provenance.extraction.loading import load_tagger
from provenance.extraction.mentions import Names
from provenance.extraction.nesting import Cited, features, reread, stems_of, stretches
from provenance.extraction.repair import repaired
from provenance.language.folding import folded
from provenance.language.sentences import Sentence
from provenance.model import Span
from training.labels import Verdict, cited_judged, claims_judged, seen

TARGET = Path(__file__).parent.parent / "provenance" / "language" / "data" / "nesting.toml"
RAREST = 3
"""Features seen fewer times than this are left out."""
SMALLEST = 0.1
"""Weights nearer to zero than this are left out of the file."""
PENALTY = 1.5
PRECISE = 0.72
"""So many of those held to be cited are; at the lowest threshold for which this is so."""
FOUND = 0.65
"""This share of the citations is to stand in stretches that are read again."""
RARE = 400
"""A stem that stands in fewer characters than these is taken to be rarer than it pays."""
FOLDS = 5
STEPS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of some `places`: the `inner` sources of the chains there; `whole`: there is no other."""

    places: list[Span]
    inner: list[Span]
    whole: bool = True


Read: TypeAlias = tuple[str, str, list[Told], list[tuple[Draft, Span, list[Cited]]]]
"""An article: its key, its text, what is known of it, and who may be cited in each stretch of its drafts."""
Row: TypeAlias = tuple[frozenset[str], bool]
"""Features, and whether they are those of somebody cited."""


class Example(NamedTuple):
    """Who may be cited in one stretch."""

    key: str
    cited: list[Row]


def of_sentences(path: Path) -> Iterator[tuple[str, str, list[Told]]]:
    """The articles in which every sentence is labelled."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            view = folded(row["text"])
            rows = [sentence for sentence in row["sentences"] if not sentence.get("unsure")]
            places = seen(view, [[(sentence["start"], sentence["end"])] for sentence in rows])
            hops = seen(
                view,
                [
                    [(hop["start"], hop["end"]) for hop in sentence["chain"][1:] if hop["start"] is not None]
                    for sentence in rows
                ],
            )
            together: dict[Span, list[Span]] = {}
            for [place], inner in zip(places, hops, strict=True):
                together.setdefault(place, []).extend(inner)
            yield row["doc"], view.text, [Told([place], inner) for place, inner in together.items()]


def of_claims(gold: Path) -> Iterator[tuple[str, str, list[Told]]]:
    """The articles whose claims were judged; of the claims that were missed only the first words are known."""
    for article in claims_judged(gold):
        told = [
            Told(claim.content, claim.chain[1:])
            for claim in article.claims
            if claim.verdict in (Verdict.OK, Verdict.CHAIN) and claim.chain
        ]
        told += [Told(claim.content, claim.chain[1:], whole=False) for claim in article.missed if claim.chain[1:]]
        yield article.key, article.text, told


def of_cited(gold: Path) -> Iterator[tuple[str, str, list[Told]]]:
    """The articles of which single sources in what another says were judged."""
    for article in cited_judged(gold):
        yield article.key, article.text, [Told([one], [one] if cited else []) for one, cited in article.judged]


def read_twice(text: str) -> Iterator[tuple[Draft, Span, list[Cited]]]:
    """What the sources of an article say, stretch by stretch, and who may be cited in it."""
    sentences: list[Sentence] = content_sentences(text)
    if not sentences:
        return
    tagger, names = load_tagger(), Names(text, sentences)
    attributions = with_lists(
        text, sentences, link(text, sentences, repaired(text, tagger.read(text, sentences).marks))
    )
    drafts = Drafting(text, sentences, names).drafts(attributions)
    wanted = [list(stretches(text, sentences, draft)) for draft in drafts]
    for draft, spans, found in zip(drafts, wanted, reread(text, wanted, tagger), strict=True):
        for span, cited in zip(spans, found, strict=True):
            yield draft, span, cited


def examples(articles: Iterable[Read]) -> Iterator[Example]:
    """Whoever is found in a stretch of which it is known who is cited there."""
    for key, text, told, read in articles:
        for draft, _, found in read:
            rows = []
            for one in found:
                here = [part for part in told if _any_meets(part.places, one.source)]
                right = any(_any_meets(part.inner, one.source) for part in here)
                if right or any(part.whole for part in here):
                    rows.append((features(text, draft, one), right))
            if rows:
                yield Example(key, rows)


def _any_meets(spans: Iterable[Span], other: Span) -> bool:
    return any(start < other[1] and other[0] < end for start, end in spans)


def fit(rows: Sequence[Row], *, rarest: int = RAREST, penalty: float = PENALTY) -> dict[str, float]:
    """The weights of the features, by name: logistic regression by Newton's method."""
    seen_in = Counter(name for named, _ in rows for name in named)
    number = {name: at for at, name in enumerate(sorted(name for name, count in seen_in.items() if count >= rarest))}
    table = np.zeros((len(rows), len(number)))
    for row, (named, _) in enumerate(rows):
        table[row, [number[name] for name in named if name in number]] = 1
    right = np.array([yes for _, yes in rows], float)
    weights = np.zeros(len(number))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chance - right) + penalty * weights
        bend = (table.T * (chance * (1 - chance))) @ table + penalty * np.eye(len(number))
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(number, map(float, weights), strict=True))


def crossed(learned: Sequence[Example]) -> list[tuple[float, bool, bool]]:
    """For each stretch the best score by weights of other articles, whether he is cited, and whether anybody is."""
    found = []
    for fold in range(FOLDS):
        weights = fit([row for example in learned if _fold(example.key) != fold for row in example.cited])
        for example in learned:
            if _fold(example.key) == fold:
                scored = [(_score(weights, named), right) for named, right in example.cited]
                found.append((*max(scored), any(right for _, right in scored)))
    return found


def _fold(key: str) -> int:
    return hashlib.sha256(key.encode()).digest()[0] % FOLDS


def threshold(scored: Sequence[tuple[float, bool, bool]]) -> float:
    """The lowest threshold that is precise enough; each is shown with its precision and recall."""
    cited = sum(anybody for _, _, anybody in scored)
    enough = []
    for at in np.arange(-1.5, 0.6, 0.1):
        kept = [right for score, right, _ in scored if score > at]
        precision, recall = sum(kept) / max(1, len(kept)), sum(kept) / cited
        print(f"{at:.1f}: precision {precision:.3f}, recall {recall:.3f}, {len(kept) - sum(kept)} wrong")
        if precision >= PRECISE:
            enough.append(float(at))
    return round(enough[0], 1)


def worth(articles: Sequence[Read], weights: dict[str, float], at: float) -> list[str]:
    """Stems of cues: a stretch without one of them is not worth a second reading.

    Those that stand in the most cited stretches for the fewest characters to be read, until `FOUND` of the citations
    are found.
    """
    waiting = [
        (stems_of(text, stretch), stretch[1] - stretch[0], max(scores, default=at) > at)
        for _, text, _, read in articles
        for draft, stretch, found in read
        for scores in [[_score(weights, features(text, draft, one)) for one in found]]
    ]
    stems = [name.removeprefix("cue=") for name, weight in weights.items() if name.startswith("cue=") and weight > 0]
    whole = sum(size for _, size, _ in waiting)
    missed = (1 - FOUND) * sum(cited for *_, cited in waiting)
    chosen: list[str] = []
    while sum(cited for *_, cited in waiting) > missed:
        pays = {
            name: sum(cited for *_, cited in here) / (sum(size for _, size, _ in here) + RARE)
            for name in stems
            for here in [[one for one in waiting if name in one[0]]]
        }
        best = max(pays, key=pays.__getitem__)
        if not pays[best]:
            break
        chosen.append(best)
        waiting = [one for one in waiting if best not in one[0]]
    left = sum(size for _, size, _ in waiting)
    print(f"{len(chosen)} stems: {1 - left / whole:.3f} of the characters are read again")
    return sorted(chosen)


def _score(weights: dict[str, float], named: Iterable[str]) -> float:
    return sum(weights.get(name, 0.0) for name in named)


def _table(name: str, weights: dict[str, float]) -> list[str]:
    rows = (f"{json.dumps(key, ensure_ascii=False)} = {weight}" for key, weight in sorted(weights.items()))
    return ["", f"[{name}]", *rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    sentences = gold / "attribution" / "wikinews_train.jsonl"
    known = [*of_sentences(sentences), *of_claims(gold), *of_cited(gold)]
    articles = [(key, text, told, list(read_twice(text))) for key, text, told in known]
    learned = list(examples(articles))
    rows = [row for example in learned for row in example.cited]
    print(f"{len(rows)} in {len(learned)} stretches of {len(articles)} articles, {sum(yes for _, yes in rows)} cited")
    at = threshold(crossed(learned))
    weights = fit(rows)
    lines = [
        "# Weights that tell who is cited within what a source says: logistic regression on wikinews_train and our",
        "# labels, made by training/nesting.py. A name is a feature of provenance.extraction.nesting.",
        "",
        f"threshold = {at}",
        f"worth = {json.dumps(worth(articles, weights, at))}",
        *_table("weights", {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= SMALLEST}),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
