"""How well compare() tells the relation of two claims, by cross-validation; and the fit of its weights.

    python benchmarks/relations.py GOLD                 five-fold cross-validation over topics, table by reason
    python benchmarks/relations.py GOLD --write         then fits on everything and writes the packaged weights
    python benchmarks/relations.py GOLD --errors        also lists what went wrong
    python benchmarks/relations.py GOLD --alarms 100    a sample of flagged conflicts over whole stories, to judge

GOLD is a folder that holds seeds.json, matching/relations_dev.jsonl, matching/ecb_train.jsonl, matching/ecb_dev.jsonl.
Run it from the root of the project; it needs SciPy.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from provenance.matching import match
from provenance.matching.facets import facets
from provenance.matching.instance import likeness
from provenance.matching.relation import Case, Findings, compare, decide, gather, sigmoid, strongest, weigh
from provenance.model import Article, Certainty, Claim, Level, Link, Polarity, Relation, Status

SEED = 13
FOLDS = 5
WEIGHTS = Path("provenance/language/data/relations.toml")
THRESHOLDS = {"clash": 0.28, "corroborates": 0.4, "different": 0.5}  # chosen on the cross-validated chances
STRENGTH = {"clash": 1.0, "corroborates": 1.0, "different": 0.5}  # inverse of the L2 penalty
PRIOR = {"clash": {"stage.limited": 3.0}, "corroborates": {}, "different": {}}  # what rules say before any example
APART = 0.04  # weight of a pair of unlinked sentences of one story as a pair that neither clashes nor agrees
WEAK = 0.04  # weight of an unlabelled linked pair as a pair without a clash
CLASHING = frozenset({"conflicts", "updates"})
LABELS = {"clash": CLASHING, "corroborates": frozenset({"corroborates"}), "different": frozenset({"different"})}


@dataclass
class Pair:
    topic: str
    a: Claim
    b: Claim
    label: str
    reason: str | None = None
    clash: tuple[list[int] | None, list[int] | None] = (None, None)
    name: str = ""
    weak: bool = False
    found: Findings | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--alarms", type=int, default=0, metavar="N")
    options = parser.parse_args()
    articles, stories = read_stories(options.gold)
    if options.alarms:
        show_alarms(stories, options.alarms)
        return
    pairs = read_pairs(options.gold, articles)
    weak = weak_pairs(stories, pairs) + apart_pairs(stories)
    instances = article_pairs(stories)
    report(pairs, cross_validate(pairs, weak, instances), options.errors)
    report_seeds(options.gold)
    if options.write:
        WEIGHTS.write_text(as_toml(fit(pairs, weak, instances)), encoding="utf-8")


# --- reading


def read_stories(gold: Path) -> tuple[dict[str, Article], dict[str, dict[str, Any]]]:
    articles: dict[str, Article] = {}
    stories: dict[str, dict[str, Any]] = {}
    for part in ("train", "dev"):
        for line in (gold / "matching" / f"ecb_{part}.jsonl").read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            stories[story["topic"]] = story | {"part": part}
            for name, document in story["docs"].items():
                articles[name] = document["article"] = Article(text=document["text"])
    return articles, stories


def claim(article: Article, start: int, end: int) -> Claim:
    return Claim(article=article, start=start, end=end, content=((start, end),))


def read_pairs(gold: Path, articles: dict[str, Article]) -> list[Pair]:
    pairs = []
    for line in (gold / "matching" / "relations_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["unsure"]:
            continue
        claims = []
        for side in (row["a"], row["b"]):
            article = articles[side["doc"]] if side["doc"] else Article(text=side["text"])
            claims.append(claim(article, side["start"], side["end"]))
        # Headlines have no topic: those that share a rare word are kept together by their first place name or word.
        topic = row["ref"][0] if row["dataset"] == "ecbplus" else "sts"
        spans = (row["a"]["clash"], row["b"]["clash"])
        pairs.append(Pair(topic, *claims, row["label"], row["reason"], spans, row["id"]))
    for pair, group in zip(pairs, headline_groups(pairs), strict=True):
        pair.topic = group
    return pairs


def headline_groups(pairs: Sequence[Pair]) -> list[str]:
    """Topics without leaks: ECB+ by topic number; headlines joined when two share a sentence or most of their words."""
    groups = [re.sub(r"\D.*", "", pair.topic) or f"sts{index}" for index, pair in enumerate(pairs)]
    headlines = [index for index, pair in enumerate(pairs) if pair.topic == "sts"]
    bags = {i: set(facets(pairs[i].a).bag) | set(facets(pairs[i].b).bag) for i in headlines}
    for i, j in combinations(headlines, 2):
        if len(bags[i] & bags[j]) >= 0.5 * min(len(bags[i]), len(bags[j])):
            old, new = groups[j], groups[i]
            groups = [new if group == old else group for group in groups]
    return groups


def weak_pairs(stories: dict[str, dict[str, Any]], pairs: Sequence[Pair], each: int = 40) -> list[Pair]:
    """Linked sentences without a label: nearly all of them do not clash. Headlines are left out."""
    chooser = random.Random(SEED)
    labelled = {(pair.a.id, pair.b.id) for pair in pairs}
    found = []
    for topic, story in sorted(stories.items()):
        if story["part"] != "train":
            continue
        links = chooser.sample(story["links"], min(each, len(story["links"])))
        for left, i, right, j in links:
            claims = []
            for document, sentence in ((left, i), (right, j)):
                start, end = story["docs"][document]["sentences"][sentence]
                claims.append(claim(story["docs"][document]["article"], start, end))
            if (claims[0].id, claims[1].id) not in labelled and claims[0].text != claims[1].text:
                found.append(Pair(re.sub(r"\D.*", "", topic), *claims, "unknown", weak=True))
    return found


def apart_pairs(stories: dict[str, dict[str, Any]], each: int = 40) -> list[Pair]:
    """Annotated sentences of one story that share no event: they neither clash nor agree."""
    chooser = random.Random(SEED)
    found = []
    for topic, story in sorted(stories.items()):
        if story["part"] != "train":
            continue
        linked = {frozenset(((left, i), (right, j))) for left, i, right, j in story["links"]}
        places = [(document, sentence) for document, sentence in story["annotated"]]
        couples = [(x, y) for x, y in combinations(places, 2) if x[0] != y[0] and frozenset((x, y)) not in linked]
        for couple in chooser.sample(couples, min(each, len(couples))):
            claims = []
            for document, sentence in couple:
                start, end = story["docs"][document]["sentences"][sentence]
                claims.append(claim(story["docs"][document]["article"], start, end))
            found.append(Pair(re.sub(r"\D.*", "", topic), *claims, "apart", weak=True))
    return found


def article_pairs(stories: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, float], bool]]:
    """(topic, likeness, whether both tell of one event) for pairs of articles of one kind of event."""
    chooser = random.Random(SEED)
    found = []
    by_number: dict[str, list[tuple[str, Article]]] = defaultdict(list)
    for topic, story in sorted(stories.items()):
        by_number[re.sub(r"\D.*", "", topic)] += [(topic, document["article"]) for document in story["docs"].values()]
    for number, members in by_number.items():
        couples = list(combinations(members, 2))
        for (t, x), (u, y) in chooser.sample(couples, min(150, len(couples))):
            found.append((number, dict(likeness(x, y)), t == u))
    everything = [(n, article) for n, members in by_number.items() for _, article in members]
    for _ in range(1000):
        (n, x), (m, y) = chooser.sample(everything, 2)
        if n != m:
            found.append((n, dict(likeness(x, y)), False))
    return found


# --- false alarms


def show_alarms(stories: dict[str, dict[str, Any]], count: int) -> None:
    """A random sample of the conflicts that matching shows over all stories of ECB+ train, headlines left out."""
    chooser = random.Random(SEED)
    topics = sorted(topic for topic, story in stories.items() if story["part"] == "train")
    flagged: list[Link] = []
    compared = 0
    for topic in topics:
        claims = [
            claim(document["article"], start, end)
            for document in stories[topic]["docs"].values()
            for start, end in document["sentences"]
            if document["text"][start:end].rstrip("\"”’')").endswith((".", "!", "?"))
        ]
        compared += sum(a.article is not b.article for a, b in combinations(claims, 2))
        flagged += [link for link in match(claims) if link.relation in CLASHING]
    print(f"{len(flagged)} flagged of {compared} pairs across articles, in {len(topics)} stories")
    for number, link in enumerate(chooser.sample(flagged, min(count, len(flagged))), 1):
        best = link.reasons[0]
        print(f"\n{number}. {best.kind}: {best.note}  [{link.score:.2f}]\n   a: {link.a.text}\n   b: {link.b.text}")


# --- the seeds


def report_seeds(gold: Path) -> None:
    """All pairs across the two seed articles, through compare() as it is packaged."""
    seeds = json.loads((gold / "seeds.json").read_text(encoding="utf-8"))
    claims: dict[tuple[str, int], Claim] = {}
    for row in seeds["articles"]:
        article = Article(text=(Path("seeds") / row["file"]).read_text(encoding="utf-8"), path=row["file"])
        for sentence in row["sentences"]:
            if not sentence["boilerplate"]:
                certainty = Certainty(
                    level=Level(sentence["level"]),
                    polarity=Polarity(sentence["polarity"]),
                    status=Status(sentence["status"]),
                )
                start, end = sentence["start"], sentence["end"]
                claims[row["file"], sentence["sent"]] = Claim(
                    article=article, start=start, end=end, content=((start, end),), certainty=certainty
                )
    wanted = {(tuple(link["a"]), tuple(link["b"])): link for link in seeds["links"]}
    files = sorted({file for file, _ in claims})
    seen: Counter[str] = Counter()
    for a, b in ((a, b) for a in claims for b in claims if a[0] == files[0] and b[0] == files[1]):
        link = compare(claims[a], claims[b])
        gold_link = wanted.get((a, b))
        label = gold_link["label"] if gold_link else "none"
        if link.relation in (Relation.CONFLICTS, Relation.UPDATES, Relation.CORROBORATES):
            seen[f"{label} -> {link.relation}"] += 1
        if label not in ("none", "related") or link.relation in ("conflicts", "updates", "corroborates"):
            print(
                f"seed {a[1]:2}-{b[1]:2} {label:12} -> {link.relation:12} {link.score:.2f}  "
                + "; ".join(f"{reason.kind}: {reason.note}" for reason in link.reasons[:3])
            )
    print(dict(seen))


# --- fitting


def logistic(
    rows: Sequence[Mapping[str, float]],
    truths: Sequence[bool],
    weights: Sequence[float],
    c: float,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """L2-penalised logistic regression whose weights are drawn towards `prior` (0 where it says nothing)."""
    names = sorted({name for row in rows for name in row} | set(prior or {}))
    matrix = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    target = np.where(np.array(truths), 1.0, -1.0)
    importance = np.array(weights)
    centre = np.array([(prior or {}).get(name, 0.0) for name in names] + [0.0])
    penalty = np.array([1.0 / c] * len(names) + [1e-6])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = target * (matrix @ parameters)
        value = float(importance @ np.logaddexp(0, -margin) + 0.5 * penalty @ (parameters - centre) ** 2)
        slope = -(matrix.T @ (importance * target * expit(-margin))) + penalty * (parameters - centre)
        return value, slope

    best = minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return {name: round(float(weight), 3) for name, weight in zip([*names, "constant"], best, strict=True)}


def fit(
    pairs: Sequence[Pair], weak: Sequence[Pair], instances: Iterable[tuple[str, dict[str, float], bool]]
) -> dict[str, Any]:
    """All tables of relations.toml."""
    gate = list(instances)
    instance = logistic([row for _, row, _ in gate], [same for *_, same in gate], [1.0] * len(gate), 10.0)
    tables: dict[str, Any] = {"instance": instance, "reasons": fit_reasons(pairs)}
    cases = [weigh(findings_of(pair), tables) for pair in pairs]
    rows = [case.features for case in cases]
    loose = [weigh(findings_of(pair), tables).features for pair in weak]
    for kind in ("clash", "corroborates", "different"):
        examples = [(row, pair.label in LABELS[kind], 1.0) for pair, row in zip(pairs, rows, strict=True)]
        if kind != "different":
            # An unlabelled linked pair mostly has no clash, but may well agree: it says nothing on corroboration.
            examples += [
                (row, False, APART if pair.label == "apart" else WEAK)
                for pair, row in zip(weak, loose, strict=True)
                if kind == "clash" or pair.label == "apart"
            ]
        tables[kind] = logistic(*zip(*examples, strict=True), STRENGTH[kind], PRIOR[kind])
    tables["thresholds"] = THRESHOLDS
    return tables


def findings_of(pair: Pair) -> Findings:
    pair.found = pair.found or gather(pair.a, pair.b)
    return pair.found


def fit_reasons(pairs: Sequence[Pair]) -> dict[str, float]:
    """How often evidence of a feature is the right reason of a clash, each weighed by its strength, smoothed."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for pair in pairs:
        for evidence in findings_of(pair).evidence:
            if evidence.clashes:
                seen[evidence.feature] += evidence.strength
                right[evidence.feature] += evidence.strength * (pair.label in CLASHING and evidence.kind == pair.reason)
    return {name: round((right[name] + 1.0) / (count + 3.0), 3) for name, count in sorted(seen.items())}


def as_toml(tables: dict[str, Any]) -> str:
    lines = [
        "# What the evidence on two claims weighs: logistic regressions over named features of provenance.matching.",
        f"# Fitted by: python benchmarks/relations.py GOLD --write (seed {SEED}), on 483 labelled pairs of ECB+",
        "# (Cybulska and Vossen 2014) and of news headlines (STS 2013, 2014), with unlabelled pairs of ECB+ as weak",
        "# examples without a clash; [instance] on pairs of ECB+ articles of one or of two events.",
    ]
    for name in ("thresholds", "instance", "clash", "corroborates", "different", "reasons"):
        lines += ["", f"[{name}]", *(f'"{key}" = {value}' for key, value in sorted(tables[name].items()))]
    return "\n".join(lines) + "\n"


# --- measuring


@dataclass
class Answer:
    pair: Pair
    relation: str
    reason: str | None
    spans: tuple[tuple[int, int], tuple[int, int]] | None
    chances: dict[str, float]
    case: Case


def cross_validate(
    pairs: Sequence[Pair], weak: Sequence[Pair], instances: Sequence[tuple[str, dict[str, float], bool]]
) -> list[Answer]:
    topics = sorted({pair.topic for pair in pairs})
    random.Random(SEED).shuffle(topics)
    fold = {topic: index % FOLDS for index, topic in enumerate(topics)}
    answers: list[Answer] = []
    for held in range(FOLDS):
        tables = fit(
            [pair for pair in pairs if fold[pair.topic] != held],
            [pair for pair in weak if fold.get(pair.topic) != held],
            [row for row in instances if fold.get(row[0]) != held],
        )
        answers += [answer_of(pair, tables) for pair in pairs if fold[pair.topic] == held]
    return answers


def answer_of(pair: Pair, tables: dict[str, Any]) -> Answer:
    case = weigh(findings_of(pair), tables)
    best = strongest(case, tables)
    chances = {kind: sigmoid(tables[kind], case.features) for kind in ("clash", "corroborates", "different")}
    reason, spans = (str(best.kind), (best.a, best.b)) if best else (None, None)
    return Answer(pair, str(decide(case, tables)), reason, spans, chances, case)


def rates(found: int, right: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


GROUPS = {
    "conflicts or updates": CLASHING,
    "corroborates": frozenset({"corroborates"}),
    "related": frozenset({"related"}),
    "different": frozenset({"different"}),
}


def report(pairs: Sequence[Pair], answers: Sequence[Answer], errors: bool) -> None:
    for name, labels in GROUPS.items():
        found = [answer for answer in answers if answer.relation in labels]
        right = sum(answer.pair.label in labels for answer in found)
        wanted = sum(answer.pair.label in labels for answer in answers)
        precision, recall, f = rates(len(found), right, wanted)
        counts = f"({right} of {len(found)} found, {wanted} wanted)"
        print(f"{name:22} P {precision:.3f}  R {recall:.3f}  F {f:.3f}  {counts}")
    curve(answers)
    hits = [answer for answer in answers if answer.relation in CLASHING and answer.pair.label in CLASHING]
    reasons = sum(answer.reason == answer.pair.reason for answer in hits)
    print(f"right reason           {reasons / max(len(hits), 1):.3f} of {len(hits)} clashes found")
    spanned = [answer for answer in hits if all(answer.pair.clash)]
    touched = [both_touch(answer) for answer in spanned]
    print(f"spans touch, both      {sum(touched) / max(len(touched), 1):.3f} of {len(touched)} with spans")
    print(f"{'reason':12} wanted found right-reason")
    for reason, count in Counter(pair.reason for pair in pairs if pair.label in CLASHING).most_common():
        of = [answer for answer in hits if answer.pair.reason == reason]
        print(f"{reason:12} {count:6} {len(of):5} {sum(answer.reason == reason for answer in of):5}")
    naive(pairs)
    if errors:
        show_errors(answers)


def curve(answers: Sequence[Answer]) -> None:
    """Best F, and best F at the precision asked for, over thresholds of the same cross-validated chances."""
    scored = sorted(
        ((a.chances["clash"], a.pair.label in CLASHING) for a in answers if any(e.clashes for e in a.case.evidence)),
        reverse=True,
    )
    wanted = sum(answer.pair.label in CLASHING for answer in answers)
    points = []
    right = 0
    for count, (score, truth) in enumerate(scored, 1):
        right += truth
        points.append((*rates(count, right, wanted), score))
    best = max(points, key=lambda point: point[2])
    firm = max((point for point in points if point[0] >= 0.68), key=lambda point: point[2], default=best)
    print(
        f"  clash curve: best F {best[2]:.3f} at P {best[0]:.3f} ({best[3]:.2f}); "
        f"at P >= .68 F {firm[2]:.3f} ({firm[3]:.2f}); reachable R {sum(truth for _, truth in scored) / wanted:.3f}"
    )


def both_touch(answer: Answer) -> bool:
    if not answer.spans:
        return False
    return all(
        span[0] < clash[1] and clash[0] < span[1]
        for span, clash in zip(answer.spans, answer.pair.clash, strict=True)
        if clash
    )


def naive(pairs: Sequence[Pair]) -> None:
    """What a negation word or a digit that differs reaches, and always saying yes."""
    negation = re.compile(r"\b(?:not|no|never|none|n't)\b|n't", re.IGNORECASE)
    flags = []
    for pair in pairs:
        digits = [set(re.findall(r"\d+", side.text)) for side in (pair.a, pair.b)]
        words = [bool(negation.search(side.text)) for side in (pair.a, pair.b)]
        flags.append(digits[0] != digits[1] or words[0] != words[1])
    truth = [pair.label in CLASHING for pair in pairs]
    for name, said in (("negation or digit differs", flags), ("always yes", [True] * len(pairs))):
        right = sum(s and t for s, t in zip(said, truth, strict=True))
        print("naive: {:26} P {:.3f}  R {:.3f}  F {:.3f}".format(name, *rates(sum(said), right, sum(truth))))


def show_errors(answers: Sequence[Answer]) -> None:
    for answer in sorted(answers, key=lambda a: -a.chances["clash"]):
        pair = answer.pair
        wrong = (answer.relation in CLASHING) != (pair.label in CLASHING)
        if wrong or (pair.label in CLASHING and answer.reason != pair.reason):
            print(
                f"\n{pair.name} {pair.label} {pair.reason or ''} -> {answer.relation} {answer.reason}  "
                f"clash {answer.chances['clash']:.2f}"
            )
            print(f"   a: {pair.a.text}\n   b: {pair.b.text}")
            for evidence in answer.case.evidence:
                if evidence.clashes:
                    print(f"   {evidence.feature} {evidence.strength:.2f}: {evidence.note}")
            print("   ", {name: round(value, 2) for name, value in answer.case.features.items()})


if __name__ == "__main__":
    main()
