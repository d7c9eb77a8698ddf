"""Learns to tell clauses from phrases among the contents of attributions, from a parser.

    python training/propositions.py GOLD            # writes provenance/language/data/propositions.toml

GOLD is the folder that holds attribution/polnear_train.jsonl and polnear_dev.jsonl. The teacher is a dependency parser
(spaCy, en_core_web_sm, MIT; needed for training alone): a content is a clause where its topmost word is a finite verb
with a subject, opened by no question word, in its sentence and by itself; where the two differ it is left out. The
pupil is a logistic regression over the named features of `provenance.extraction.standalone.propositions`;
deterministic.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from provenance.extraction.drafts import trim
from provenance.extraction.standalone.propositions import features
from provenance.language.sentences import sentences
from provenance.model import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

TARGET = Path(__file__).parent.parent / "provenance" / "language" / "data" / "propositions.toml"
SMALLEST = 0.1
"""Weights nearer to zero than this are left out of the file."""
RAREST = 15
"""Features seen fewer times than this are left out: they would learn single cue words of one year's news."""
FINITE = ("VBD", "VBP", "VBZ", "MD")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
SHORTEST = 3
"""What a sentence says itself in fewer blanks between words teaches nothing."""
ASKING = ("WDT", "WP", "WP$", "WRB")


def contents(path: Path) -> Iterator[tuple[str, Span, Span | None, Span]]:
    """Each content with its article's text, its cue and the sentence that it begins in."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = article["text"]
            parts = sentences(text)
            starts = [part.start for part in parts]
            for attribution in article["attributions"]:
                for start, end in attribution["content"][:1]:
                    at = bisect_right(starts, start) - 1
                    trimmed = trim(text, start, min(end, parts[at].end)) if at >= 0 and start < parts[at].end else None
                    if trimmed:
                        cue = tuple(attribution["cue"][-1]) if attribution["cue"] else None
                        yield text, trimmed, cue, parts[at].span
            for part in parts:
                spans = [
                    (start, end)
                    for attribution in article["attributions"]
                    for role in ("source", "cue", "content")
                    for start, end in attribution[role]
                    if start < part.end and end > part.start
                ]
                yield from ((text, span, None, part.span) for span in _beside(text, part.span, spans))


def _beside(text: str, sentence: Span, attributed: list[Span]) -> Iterator[Span]:
    """What a sentence says itself before and after what it attributes; all of it where it attributes nothing."""
    first = min((start for start, _ in attributed), default=sentence[1])
    last = max((end for _, end in attributed), default=sentence[1])
    for start, end in ((sentence[0], first), (last, sentence[1])):
        trimmed = trim(text, start, end) if start < end else None
        if trimmed and text.count(" ", *trimmed) >= SHORTEST:
            yield trimmed


def is_clause(doc: Doc, start: int, end: int) -> bool:
    """Whether the words at `start`..`end` of a parsed sentence are a clause that can be a sentence."""
    inside = [token for token in doc if start <= token.idx < end and not token.is_punct and not token.is_space]
    tops = [token for token in inside if token.head.i == token.i or not start <= token.head.idx < end]
    if not tops:
        return False
    top = max(tops, key=lambda token: sum(start <= one.idx < end for one in token.subtree))
    own = [child for child in top.children if start <= child.idx < end]
    finite = top.tag_ in FINITE or any(child.tag_ in FINITE and child.dep_ in ("aux", "auxpass") for child in own)
    subjects = [child for child in own if child.dep_ in SUBJECTS]
    return finite and bool(subjects) and not _asks(doc, own)


def _asks(doc: Doc, own: list[Token]) -> bool:
    """Whether a question word or a relative pronoun opens the clause, in a sentence that is no question."""
    if doc.text.rstrip("\"'”’").endswith("?"):
        return False
    opened = any(child.dep_ == "mark" and child.lower_ != "that" for child in own)
    return opened or any(one.tag_ in ASKING for child in own if child.dep_ != "advcl" for one in [child, *child.lefts])


def examples(path: Path, parser: Language) -> tuple[list[dict[str, int]], list[bool]]:
    """The features of each content and whether it is a clause, where it parses alike in its sentence and alone."""
    found = list(contents(path))
    whole = parser.pipe((_line(text, sentence) for text, _, _, sentence in found), batch_size=64)
    alone = parser.pipe((_line(text, span).strip("\"“”'‘’ ") for text, span, _, _ in found), batch_size=64)
    rows, answers = [], []
    for (text, span, cue, sentence), doc, by_itself in zip(found, whole, alone, strict=True):
        answer = is_clause(doc, span[0] - sentence[0], span[1] - sentence[0])
        if answer == is_clause(by_itself, 0, len(by_itself.text)):
            answers.append(answer)
            rows.append(dict.fromkeys(features(text, [span], cue), 1))
    return rows, answers


def _line(text: str, span: Span) -> str:
    return text[slice(*span)].replace("\n", " ")


def learn(rows: list[dict[str, int]], answers: list[bool]) -> tuple[dict[str, float], float]:
    """Weights by name, and the bias."""
    counts = Counter(name for row in rows for name in row)
    kept = [{name: 1 for name in row if counts[name] >= RAREST} for row in rows]
    names = DictVectorizer()
    model = LogisticRegression(C=0.5, max_iter=2000).fit(names.fit_transform(kept), answers)
    weights = {
        name: round(float(weight), 2)
        for name, weight in zip(names.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= SMALLEST
    }
    return weights, round(float(model.intercept_[0]), 2)


def write(weights: dict[str, float], bias: float) -> None:
    """Writes what was learned where the package reads it."""
    lines = [
        "# Weights that tell clauses from phrases: logistic regression on the contents of PolNeAR 1.0 (Newell,",
        "# Margolin and Ruths, LREC 2018) as a dependency parser reads them, made by training/propositions.py.",
        "# A name is a feature of provenance.extraction.standalone.propositions.",
        f"bias = {bias}",
        "",
        "[weights]",
        *(f"{json.dumps(name, ensure_ascii=False)} = {weight}" for name, weight in sorted(weights.items())),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Learns, tells how often teacher and pupil agree on other articles, and writes the weights."""
    import spacy

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--parser", default="en_core_web_sm", help="a name that spacy.load() takes")
    options = arguments.parse_args()
    parser = spacy.load(options.parser, exclude=["ner", "lemmatizer"])
    folder = options.gold / "attribution"
    rows, answers = examples(folder / "polnear_train.jsonl", parser)
    weights, bias = learn(rows, answers)
    for name in ("polnear_train", "polnear_dev"):
        found, truth = (rows, answers) if name == "polnear_train" else examples(folder / f"{name}.jsonl", parser)
        said = [bias + sum(weights.get(one, 0.0) for one in row) > 0 for row in found]
        agreed = Counter(zip(truth, said, strict=True))
        print(name, f"{sum(a == b for a, b in zip(truth, said, strict=True)) / len(truth):.3f}", dict(agreed))
    write(weights, bias)


if __name__ == "__main__":
    main()
