"""The relation of two claims: first whether they speak of one event, then what clashes or agrees in aligned words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from provenance.language.data import load
from provenance.matching.alignment import overlap, same_words
from provenance.matching.clashes import find
from provenance.matching.evidence import Evidence
from provenance.matching.facets import facets
from provenance.matching.instance import likeness
from provenance.matching.odds import chance_of
from provenance.matching.similarity import is_bare, similarity
from provenance.model import Claim, Contribution, Link, Reason, Relation

_ELSEWHERE = frozenset({"place.other", "identity.people", "date.day", "date.year", "identity.name"})


Likeness: TypeAlias = tuple[float, tuple[Contribution, ...]]
"""What `similarity` answers: the score and its parts."""
Weights: TypeAlias = Mapping[str, Mapping[str, float]]
"""The tables of `data/relations.toml`: instance, clash, corroborates, different, reasons, thresholds."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What two claims show before anything is weighed. `score` and `parts` are their similarity.

    `shared` are named measures of how far both say the same, `articles` of how alike their articles are, all in [0, 1];
    `bare` is true when a claim has no article around it, as a headline.
    """

    score: float
    parts: tuple[Contribution, ...]
    evidence: tuple[Evidence, ...]
    shared: Mapping[str, float]
    articles: Mapping[str, float]
    bare: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the decision on two claims rests on: typed evidence, and features by name."""

    evidence: tuple[Evidence, ...]
    features: Mapping[str, float]


def compare(a: Claim, b: Claim) -> Link:
    """How two claims of different articles stand to each other, with the words that show it.

    Needs no corpus. A conflict is only told with a typed clash of aligned words behind it; `updates` needs both
    publication dates and a value that can move. When neither clash nor agreement is clear, the claims are `related`.

    Returns:
        A link whose `score` says that both speak of the same thing, and whose reasons come strongest first.

    Source: the order event, alignment, comparison is De Marneffe et al. 2008; weights by `benchmarks/relations.py`.
    """
    return judged(a, b, similarity(a, b))


def judged(a: Claim, b: Claim, alike: Likeness, opposes: Callable[[], bool] | None = None) -> Link:
    """As `compare`, for two claims whose similarity is known already.

    `opposes` says whether both are read as opposites; it is asked only where a typed clash alone does not decide.
    """
    weights = load("relations")
    found = gather(a, b, alike)
    case = weigh(found, weights)
    relation = decide(case, weights)
    best = strongest(case, weights)
    if best and opposes and relation in (Relation.RELATED, Relation.CORROBORATES) and opposes():
        relation = Relation.CONFLICTS
    if relation is Relation.CONFLICTS and best and best.moves and _published_apart(a, b):
        relation = Relation.UPDATES
    return Link(a, b, relation, found.score, _reasons(case, relation, weights), found.parts)


def gather(a: Claim, b: Claim, alike: Likeness | None = None) -> Findings:
    """Reads both claims and finds all typed evidence between them; `alike` is their similarity, where it is known."""
    left, right = facets(a), facets(b)
    shared = overlap(left, right)
    score, parts = alike or similarity(a, b)
    return Findings(
        score,
        parts,
        (*find(left, right), *same_words(left, right)),
        shared,
        dict(likeness(a.article, b.article)),
        is_bare(a) or is_bare(b),
    )


def weigh(found: Findings, weights: Weights) -> Case:
    """Turns findings into features: evidence of one name counts once, clashes only as far as the event is the same."""
    covered = found.shared["covered"]
    if found.bare:
        elsewhere = max((e.strength for e in found.evidence if e.feature in _ELSEWHERE), default=0.0)
        instance = same = min(1.0, 1.4 * covered) * (1 - 0.7 * elsewhere)
    else:
        instance = sigmoid(weights["instance"], found.articles)
        same = instance * min(1.0, 0.3 + covered)
    features = {"bare": float(found.bare), "instance": instance, **found.shared}
    for evidence in found.evidence:
        value = evidence.strength * (same if evidence.clashes and evidence.feature != "stage.limited" else instance)
        features[evidence.feature] = max(value, features.get(evidence.feature, 0.0))
    clashing = [evidence for evidence in found.evidence if evidence.clashes]
    sides = ({(each.kind, each.a) for each in clashing}, {(each.kind, each.b) for each in clashing})
    features["clashes"] = min(1.0, 0.25 * min(map(len, sides)))
    features["clash.best"] = max((same * evidence.strength for evidence in clashing), default=0.0)
    if found.bare:  # headlines weigh words otherwise than sentences in their articles (Daumé 2007)
        features |= {f"bare {name}": value for name, value in features.items()}
    return Case(found.evidence, features)


def sigmoid(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The probability of a logistic model with named weights."""
    total = weights.get("constant", 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return chance_of(total)


def decide(case: Case, weights: Weights) -> Relation:
    """The relation that the weights license; a conflict needs a typed clash."""
    thresholds = weights["thresholds"]
    if sigmoid(weights["different"], case.features) >= thresholds["different"]:
        return Relation.DIFFERENT
    clashing = any(evidence.clashes for evidence in case.evidence)
    if clashing and sigmoid(weights["clash"], case.features) >= thresholds["clash"]:
        return Relation.CONFLICTS
    if sigmoid(weights["corroborates"], case.features) >= thresholds["corroborates"]:
        return Relation.CORROBORATES
    return Relation.RELATED


def strongest(case: Case, weights: Weights) -> Evidence | None:
    """The clash that weighs most."""
    clashing = [evidence for evidence in case.evidence if evidence.clashes]
    return max(clashing, key=lambda evidence: weight_of(evidence, weights), default=None)


def weight_of(evidence: Evidence, weights: Weights) -> float:
    """How often evidence of its kind is the right reason, times how well its words are aligned."""
    return weights["reasons"].get(evidence.feature, 0.5) * evidence.strength


def _published_apart(a: Claim, b: Claim) -> bool:
    first, second = a.article.published_on, b.article.published_on
    return first is not None and second is not None and first != second


def _reasons(case: Case, relation: Relation, weights: Weights) -> tuple[Reason, ...]:
    """The evidence that fits the relation, strongest first."""
    clash = relation in (Relation.CONFLICTS, Relation.UPDATES)
    reasons = [
        Reason(e.kind, e.a, e.b, e.note, round(weight_of(e, weights), 4))
        for e in case.evidence
        if clash or relation is Relation.RELATED or not e.clashes
    ]
    return tuple(sorted(reasons, key=lambda reason: (reason.kind.startswith("same-") == clash, -reason.weight)))
