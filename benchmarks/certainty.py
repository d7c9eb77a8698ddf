"""How well certainty is read: python benchmarks/certainty.py GOLD [--errors] [--extract]

GOLD holds attribution/{articles_dev,wikinews_dev}.jsonl, seeds.json and certainty/{scicert,udsih2}_*.jsonl. Levels
become numbers by the mean gold value of their (level, polarity, status) in the training parts. Without --extract the
content of a sentence is the sentence without the gold holder and cue.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from provenance import Article, extract
from provenance.extraction.certainty import certainty
from provenance.extraction.stance import stance
from provenance.model import Certainty, Claim, Level, Polarity, Span, Stance, Status

FIELDS = ("level", "polarity", "status")
TURNED = {"asserts": "denies", "denies": "asserts"}
"""What a source does to a claim as it is worded, by what it does to the same without its "not"."""
ENOUGH = 5
"""Classes with fewer gold examples are left out of a macro average."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Case:
    text: str
    gold: dict[str, str]
    found: Certainty
    chain: str


def frame(text: str, sentence: dict[str, Any]) -> tuple[list[Span], Span | None]:
    """The content of a gold sentence, approximately, and its innermost cue."""
    start, end = sentence["start"], sentence["end"]
    cut: list[Span] = []
    cue: Span | None = None
    for hop in sentence["chain"]:
        at = text.find(hop["cue"], start, end) if hop["cue"] else -1
        cue = (at, at + len(hop["cue"])) if at >= 0 else None
        spans = [cue] if cue else []
        if hop["start"] is not None and start <= hop["start"] < end:
            spans.append((hop["start"], hop["end"]))
        if spans:
            low, high = min(span[0] for span in spans), max(span[1] for span in spans)
            if cue and cue[0] == low and low > start + 10:
                stop = re.search(r"[“\"]|, (?:but|and|while|adding|although)\b", text[high:end])
                high = high + stop.start() if stop else end
            cut.append((low, high))
    pieces, at = [], start
    for low, high in [*sorted(cut), (end, end)]:
        pieces.append((at, low))
        at = max(at, high)
    return [trimmed for piece in pieces if (trimmed := trim(text, piece)) is not None] or [(start, end)], cue


def trim(text: str, piece: Span) -> Span | None:
    start, end = piece
    match = re.match(r"[\s,:;“”\"'.-]*(?:that\b\s*)?[“\"]?", text[start:end])
    start += match.end() if match else 0
    while end > start and text[end - 1] in ' ,“”"':
        end -= 1
    return (start, end) if len(text[start:end].split()) > 2 else None


def extracted(text: str, sentences: Sequence[dict[str, Any]]) -> list[Certainty]:
    """The certainty of the claim in each gold sentence that `extract` finds: of several the one that shares most with
    what the row says is claimed, else the first."""
    by_row: list[list[Claim]] = [[] for _ in sentences]
    for claim in extract(Article(text=text)):
        middle = (claim.start + claim.end) // 2
        for number, sentence in enumerate(sentences):
            if sentence["start"] <= middle < sentence["end"]:
                by_row[number].append(claim)
    return [
        max(claims, key=lambda claim: shared(claim, sentence)).certainty if claims else Certainty()
        for sentence, claims in zip(sentences, by_row, strict=True)
    ]


def shared(claim: Claim, sentence: dict[str, Any]) -> float:
    """How much of what is claimed in a row and of a claim is the same; 0 where the row does not say what is."""
    if not sentence.get("content"):
        return 0.0
    meant, found = (
        {place for start, end in spans for place in range(start, end)} for spans in (sentence["content"], claim.content)
    )
    return len(meant & found) / len(meant | found) + 0.3 * (bool(claim.attribution) == bool(sentence["chain"]))


def articles(documents: Iterable[tuple[str, Sequence[dict[str, Any]]]], *, use_extract: bool) -> list[Case]:
    cases = []
    for text, sentences in documents:
        by_extract = extracted(text, sentences) if use_extract else []
        for number, sentence in enumerate(sentences):
            if sentence["boilerplate"] or sentence.get("unsure"):
                continue
            content, cue = frame(text, sentence)
            whole = (sentence["start"], sentence["end"])
            if use_extract:
                answer = by_extract[number]
            else:
                hops: Any = sentence["chain"]
                answer = certainty(text, content, sentence=whole, cue=cue, attribution=hops)
            shown = " | ".join(text[start:end] for start, end in content)
            cases.append(
                Case(f"{text[whole[0] : whole[1]]}\n    content: {shown}", sentence, answer, str(sentence["chain"]))
            )
    return cases


def macro_f(cases: Sequence[Case], field: str, *, enough: int = ENOUGH) -> float:
    gold = Counter(case.gold[field] for case in cases)
    scores = []
    for label, count in gold.items():
        if count < enough:
            continue
        right = sum(case.gold[field] == label == str(getattr(case.found, field)) for case in cases)
        said = sum(str(getattr(case.found, field)) == label for case in cases)
        scores.append(2 * right / (count + said) if count + said else 0.0)
    return float(np.mean(scores))


def accuracy(cases: Sequence[Case], field: str) -> float:
    return float(np.mean([case.gold[field] == str(getattr(case.found, field)) for case in cases]))


def cell(found: Certainty) -> tuple[str, str, str]:
    return str(found.level), str(found.polarity), str(found.status)


def cell_means(found: Sequence[Any], values: Sequence[float]) -> dict[Any, float]:
    """Mean value a cell, drawn towards the mean of all by as much as five examples weigh."""
    overall = float(np.mean(values))
    sums: dict[Any, list[float]] = defaultdict(list)
    for key, value in zip(found, values, strict=True):
        sums[key].append(value)
    return {key: (sum(each) + 5 * overall) / (len(each) + 5) for key, each in sums.items()} | {None: overall}


def correlation(guess: Sequence[float], gold: Sequence[float]) -> tuple[float, float]:
    a, b = np.asarray(guess), np.asarray(gold)
    return float(np.corrcoef(a, b)[0, 1]), float(np.mean(np.abs(a - b)))


def judged(rows: Sequence[dict[str, Any]]) -> list[Certainty]:
    return [
        certainty(
            row["text"],
            [(0, len(row["text"]))],
            sentence=(0, len(row["text"])),
            predicate=tuple(row["target"]) if "target" in row else None,
        )
        for row in rows
    ]


def numbers(gold: Path, train: str, dev: str, fields: Sequence[str]) -> tuple[float, float, list[Any]]:
    train_rows, dev_rows = read_lines(gold / train), read_lines(gold / dev)
    train_keys = [tuple(str(getattr(one, field)) for field in fields) for one in judged(train_rows)]
    means = cell_means(train_keys, [row["value"] for row in train_rows])
    answers = judged(dev_rows)
    guess = [means.get(tuple(str(getattr(one, field)) for field in fields), means[None]) for one in answers]
    r, mae = correlation(guess, [row["value"] for row in dev_rows])
    return r, mae, [means, list(zip(dev_rows, guess, answers, strict=True))]


def show_errors(cases: Sequence[Case]) -> None:
    for field in FIELDS:
        table = Counter((case.gold[field], str(getattr(case.found, field))) for case in cases)
        print(
            f"\n{field} (gold -> found):", ", ".join(f"{a} -> {b} {n}" for (a, b), n in sorted(table.items()) if a != b)
        )
    for case in cases:
        wrong = [field for field in FIELDS if case.gold[field] != str(getattr(case.found, field))]
        if wrong:
            print(
                "\n" + " ".join(f"{field}: {case.gold[field]} -> {getattr(case.found, field)};" for field in wrong),
                case.gold.get("cues", ""),
            )
            print(" ", case.text)


def speed(gold: Path) -> float:
    rows = [row["text"] for row in read_lines(gold / "certainty/udsih2_dev.jsonl")]
    words = sum(len(row.split()) for row in rows)
    began = time.process_time()
    for text in rows:
        certainty(text, [(0, len(text))], sentence=(0, len(text)))
    return words / (time.process_time() - began)


def frames(name: str) -> str:
    """How often the claims of sentences written for it stand to what is claimed as a person says that they do."""
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    opposite = together = 0
    for row in read_lines(Path(__file__).parent / "judge" / f"{name}.jsonl"):
        start = row["text"].index(row["sentence"])
        here = (start, start + len(row["sentence"]))
        claims = [one for one in extract(Article(text=row["text"])) if one.start < here[1] and one.end > here[0]]
        best = max(claims, key=lambda claim: told_of(claim, row), default=None)
        found = None if best is None else str(best.stance)
        true = TURNED.get(row["stance"], row["stance"]) if row["inner_negation"] else row["stance"]
        gold[true] += 1
        right[true] += found == true
        opposite += {found, true} == {"asserts", "denies"}
        together += best is not None and str(stance(best.certainty)) == row["stance"]
    parts = ", ".join(f"{right[one]} of {gold[one]} {one}" for one in sorted(gold))
    share = together / gold.total()
    return f"{right.total() / gold.total():.3f} ({parts}; the opposite: {opposite}); with inner negation {share:.3f}"


def told_of(claim: Claim, row: dict[str, Any]) -> float:
    """How likely a claim is the one that was judged: by the words claimed, and by who says it."""
    words = [set(re.findall(r"\w+", part.lower())) for part in (claim.content_text, row["claim"], row["source"] or "")]
    sources = {word for hop in claim.attribution for word in re.findall(r"\w+", (hop.holder or "").lower())}
    return len(words[0] & words[1]) / max(1, len(words[0] | words[1])) + 0.3 * bool(words[2] & sources)


def meant(gold: dict[str, str]) -> Certainty:
    """What a row says."""
    return Certainty(level=Level(gold["level"]), polarity=Polarity(gold["polarity"]), status=Status(gold["status"]))


def told(cases: Sequence[Case]) -> str:
    """How many of what is found to be denied or withheld are so."""
    pairs = [(stance(meant(case.gold)), stance(case.found)) for case in cases]
    found = [gold is said for gold, said in pairs if said is not Stance.ASSERTS]
    there = sum(gold is not Stance.ASSERTS for gold, _ in pairs)
    return f"{sum(found)} of {len(found)} denied or withheld are so, of {there}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in articles and seeds")
    parser.add_argument("--extract", action="store_true", help="judge the claims of extract() instead of gold frames")
    parser.add_argument("--quick", action="store_true", help="leave out UDS")
    parser.add_argument("--held-back", action="store_true", help="also the frames that nobody reads while building")
    options = parser.parse_args()
    gold: Path = options.gold
    shown: list[Case] = []
    for name in ("articles_dev", "wikinews_dev"):
        dev = [(row["text"], row["sentences"]) for row in read_lines(gold / f"attribution/{name}.jsonl")]
        cases = articles(dev, use_extract=options.extract)
        print(f"{name} ({len(cases)}): level accuracy {accuracy(cases, 'level'):.3f}; {told(cases)}")
        for field in FIELDS:
            enough, everything = macro_f(cases, field), macro_f(cases, field, enough=1)
            print(f"  {field} macro-F {enough:.3f} (classes with {ENOUGH}+), {everything:.3f} (all)")
        shown += cases
    seeds = json.loads((gold / "seeds.json").read_text(encoding="utf-8"))
    texts = [
        ((gold.parent / "seeds" / one["file"]).read_text(encoding="utf-8"), one["sentences"])
        for one in seeds["articles"]
    ]
    seed_cases = articles(texts, use_extract=options.extract)
    right = sum(all(case.gold[field] == str(getattr(case.found, field)) for field in FIELDS) for case in seed_cases)
    print(f"seeds: {right} of {len(seed_cases)} right in all three")
    r, mae, _ = numbers(gold, "certainty/scicert_train.jsonl", "certainty/scicert_val.jsonl", ["level"])
    print(f"SciCert val: r {r:.3f}, MAE {mae:.2f} (level alone)")
    if not options.quick:
        for fields in (FIELDS, ("level",), ("polarity",), ("status",)):
            r, mae, _ = numbers(gold, "certainty/udsih2_train.jsonl", "certainty/udsih2_dev.jsonl", fields)
            print(f"UDS dev: r {r:.3f}, MAE {mae:.2f} ({' + '.join(fields)})")
    print(f"where the source stands, frames: {frames('frames')}")
    if options.held_back:
        print(f"  held back: {frames('frames_held_back')}")
    print(f"speed: {speed(gold):,.0f} words/s")
    if options.errors:
        show_errors([*shown, *seed_cases])


if __name__ == "__main__":
    main()
