"""How well claims on the same thing are found and told apart.

    python benchmarks/matching.py GOLD

Retrieval: the annotated sentences of ECB+ dev (Cybulska and Vossen 2014), headlines left out (no end mark) both as
queries and as answers; `ClaimIndex.nearest` ranks the claims of all other documents, answers are the sentences that
share an event. Beside it TF-IDF cosine in the same run. Thresholds: how sure "suggested" and "sure" are on the same
pairs. Same or different answer: NAnCo (Laban et al. 2022), by cross-validation over questions. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import GroupKFold

from provenance.language.data import load
from provenance.matching import ClaimIndex, similarity
from provenance.matching.similarity import features
from provenance.matching.terms import profile
from provenance.model import Article, Claim

END_MARKS = ".!?"
CLOSERS = "”\"'’ )"

Ranking = Callable[[Claim], list[Claim]]


@dataclass
class Retrieval:
    """Claims, and for each (by id) the ids of those that speak of the same event; `rest` are the other sentences."""

    claims: list[Claim] = field(default_factory=list)
    rest: list[Claim] = field(default_factory=list)
    answers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def whole(text: str) -> Claim:
    """A sentence on its own."""
    return Claim(article=Article(text=text), start=0, end=len(text), content=((0, len(text)),))


def read_topics(path: Path) -> Retrieval:
    """The annotated sentences of all topics that are no headlines, and the links between them."""
    found = Retrieval()
    for line in path.read_text(encoding="utf-8").splitlines():
        topic = json.loads(line)
        articles = {name: Article(text=doc["text"]) for name, doc in topic["docs"].items()}
        by_place: dict[tuple[str, int], Claim] = {}
        annotated = {(name, number) for name, number in topic["annotated"]}
        for name, article in articles.items():
            for number, (start, end) in enumerate(topic["docs"][name]["sentences"]):
                if article.text[start:end].rstrip(CLOSERS)[-1:] in END_MARKS:
                    claim = Claim(article=article, start=start, end=end, content=((start, end),))
                    if (name, number) in annotated:
                        by_place[name, number] = claim
                    else:
                        found.rest.append(claim)
        found.claims += by_place.values()
        for a, i, b, j in topic["links"]:
            if a != b and (a, i) in by_place and (b, j) in by_place:
                first, second = by_place[a, i], by_place[b, j]
                found.answers[first.id].add(second.id)
                found.answers[second.id].add(first.id)
    return found


def quality(retrieval: Retrieval, rank: Ranking) -> tuple[float, float]:
    """Mean average precision, and how often the first is right, over claims with an answer."""
    precisions, firsts = [], []
    for claim in retrieval.claims:
        answers = retrieval.answers.get(claim.id)
        if not answers:
            continue
        hits = [other.id in answers for other in rank(claim)]
        ranks = [place for place, hit in enumerate(hits, 1) if hit]
        precisions.append(sum(found / place for found, place in enumerate(ranks, 1)) / len(answers))
        firsts.append(bool(hits and hits[0]))
    return float(np.mean(precisions)), float(np.mean(firsts))


def tfidf_ranking(claims: list[Claim], story: float) -> Ranking:
    """By TF-IDF cosine of the sentences plus `story` times that of their articles."""
    texts = list(dict.fromkeys(claim.article.text for claim in claims))
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(texts)
    sentences = vectorizer.transform([claim.text for claim in claims])
    articles = vectorizer.transform([claim.article.text for claim in claims])
    scores = (sentences @ sentences.T).toarray() + story * (articles @ articles.T).toarray()
    place = {claim.id: number for number, claim in enumerate(claims)}

    def rank(claim: Claim) -> list[Claim]:
        order = np.argsort(-scores[place[claim.id]], kind="stable")
        return [claims[number] for number in order if claims[number].article.id != claim.article.id]

    return rank


def retrieval_report(path: Path) -> None:
    """Prints the table of rankings, and what the thresholds mean."""
    gold = read_topics(path)
    index = ClaimIndex(gold.claims)
    rankings: Mapping[str, Ranking] = {
        "TF-IDF of sentences": tfidf_ranking(gold.claims, 0),
        "TF-IDF of sentences + 0.5 articles": tfidf_ranking(gold.claims, 0.5),
        "TF-IDF of sentences + 1.0 articles": tfidf_ranking(gold.claims, 1),
        "ClaimIndex.nearest": lambda claim: [found.claim for found in index.nearest(claim, limit=len(gold.claims))],
        "ClaimIndex.nearest, 50": lambda claim: [found.claim for found in index.nearest(claim)],
    }
    print(f"{path.name}: {len(gold.claims)} claims, {sum(map(len, gold.answers.values())) // 2} links")
    for name, rank in rankings.items():
        print("  {:<36} MAP {:.3f}  P@1 {:.3f}".format(name, *quality(gold, rank)))
    proposed = list(index.pairs())
    linked = np.array([b.id in gold.answers.get(a.id, ()) for a, b in proposed])
    scores = np.array([similarity(a, b)[0] for a, b in proposed])
    total = sum(map(len, gold.answers.values())) / 2
    print(f"  {len(proposed)} pairs of the index hold {linked.sum() / total:.3f} of the links")
    for name in ("suggested", "sure"):
        above = scores >= load("similarity")[name]
        print(
            f"  {name} (from {load('similarity')[name]}): precision {linked[above].mean():.3f}, "
            f"recall {linked[above].sum() / total:.3f}, {above.sum()} pairs"
        )


def answers_report(path: Path) -> None:
    """Prints the balanced accuracy of same or different answers; weights and threshold come from other questions."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    claims = {text: whole(text) for record in records for text in (record["a"], record["b"])}
    rows = [features(claims[record["a"]], claims[record["b"]]) for record in records]
    names = [name for name in rows[0] if "story" not in name]
    values = np.array([[row[name] for name in names] for row in rows])
    odds = np.array([logit(similarity(claims[r["a"]], claims[r["b"]])[0]) for r in records])
    same = np.array([record["same"] for record in records])
    groups = np.array([record["question"] for record in records])
    here = np.array(rare_here(records))
    letters = values[:, names.index("letters")]
    columns = {
        "token_set_ratio alone": letters[:, None],
        "similarity, threshold learned": odds[:, None],
        "features of similarity, weights learned": values,
        "words rare among the answers": here[:, None],
        "letters, words rare among the answers": np.column_stack([letters, here]),
        "the same, of each question's mean": relative(np.column_stack([letters, here]), groups),
    }
    print(f"{path.name}: {len(records)} pairs, {len(set(groups))} questions")
    for name, data in columns.items():
        guess = np.zeros(len(same), dtype=bool)
        for train, test in GroupKFold(n_splits=min(10, len(set(groups)))).split(data, same, groups):
            model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000).fit(data[train], same[train])
            guess[test] = model.predict(data[test])
        print(f"  {name:<40} balanced accuracy {balanced_accuracy_score(same, guess):.3f}")


def rare_here(records: list[dict[str, str]]) -> list[float]:
    """Cosine of the terms of both answers, weighed by how few of the answers to the same question hold them.

    All answers to a question share its words, which a table of general rarity cannot know.
    """
    terms = {text: profile(whole(text)).terms.keys() for record in records for text in (record["a"], record["b"])}
    answers: dict[str, set[str]] = defaultdict(set)
    for record in records:
        answers[record["question"]] |= {record["a"], record["b"]}
    weights: dict[str, dict[str, float]] = {}
    for question, texts in answers.items():
        counts = Counter(term for text in texts for term in terms[text])
        weights[question] = {term: math.log((len(texts) + 1) / count) ** 2 for term, count in counts.items()}
    found = []
    for record in records:
        weight, a, b = weights[record["question"]], terms[record["a"]], terms[record["b"]]
        norm = math.sqrt(sum(weight[term] for term in a) * sum(weight[term] for term in b))
        found.append(sum(weight[term] for term in a & b) / norm if norm else 0.0)
    return found


def relative(values: NDArray[np.float64], groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Each column in standard deviations from the mean of its group; needs no labels."""
    found = values.copy()
    for group in np.unique(groups):
        rows = values[groups == group]
        found[groups == group] = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9)
    return found


def logit(score: float) -> float:
    return math.log(score / (1 - score))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold / "matching"
    retrieval_report(folder / "ecb_dev.jsonl")
    answers_report(folder / "nanco_dev.jsonl")


if __name__ == "__main__":
    main()
