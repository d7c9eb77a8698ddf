"""From what is known about a claim to one number for sorting, as a sum that explains itself.

The number says how well a claim is supported in this casefile by wording, sources, origins and people's verdicts. It
is no probability of truth. Weights: `language/data/confidence.toml`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from provenance.language.data import load
from provenance.model import Certainty, Confidence, Contribution, Grade, Hop, Kind, Level, Naming, Status, Verdict

_GRADE_WORDS = {
    Grade.A: "completely reliable",
    Grade.B: "usually reliable",
    Grade.C: "fairly reliable",
    Grade.D: "not usually reliable",
    Grade.E: "unreliable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How other articles stand to a claim, counted over links that no person rejected.

    `origins` are the independent ones that say the same, this claim's own among them; `opposing` those that say
    otherwise. `support` and `opposition` in [0, 1]: the score of the best such link, 1 for one that a person accepted.
    """

    origins: int = 1
    support: float = 0.0
    opposing: int = 0
    opposition: float = 0.0
    superseded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a claim's confidence rests on.

    `grades` are those that people gave to the sources of `attribution`, in its order. `heard` is false where the
    claim's own article or source is left out: only what others say counts then.
    """

    certainty: Certainty
    attribution: Sequence[Hop] = ()
    grades: Sequence[Grade] = ()
    outlet: str | None = None
    outlet_grade: Grade = Grade.F
    standing: Standing = Standing()
    verdict: Verdict | None = None
    heard: bool = True


def confidence(evidence: Evidence) -> Confidence:
    """The score in (0, 1), the logistic function of the sum of its contributions (log-odds).

    The first contribution is the base; those that would add nothing are left out.
    """
    weights = load("confidence")
    parts = [Contribution("base", float(weights["base"]), "even odds, before any evidence")]
    if evidence.heard:
        parts += _wording(evidence.certainty, weights)
        parts += _sources(evidence.attribution, weights)
        parts += _grades(evidence, weights)
    else:
        parts.append(Contribution("left out", 0.0, "what this article itself says does not count here"))
    parts += _others(evidence.standing, evidence.heard, weights)
    if evidence.verdict is not None:
        parts.append(Contribution("verdict", weights["verdict"][evidence.verdict], _VERDICT_NOTES[evidence.verdict]))
    kept = tuple(part for part in parts if part.value or part.name in ("base", "left out"))
    return Confidence(logistic(math.fsum(part.value for part in kept)), kept)


def logistic(log_odds: float) -> float:
    """From log-odds to the interval (0, 1)."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))


def _wording(certainty: Certainty, weights: dict[str, Any]) -> Iterator[Contribution]:
    level, polarity, status = certainty.level, certainty.polarity, certainty.status
    yield Contribution("wording", weights["level"][level], _LEVEL_NOTES[level])
    yield Contribution("polarity", weights["polarity"][polarity], f"the source says it as {polarity}")
    yield Contribution("status", weights["status"][status], _STATUS_NOTES[status])
    if certainty.hedges:
        yield Contribution("hedge", weights["hedged"]["yes"], "the article keeps its distance from it")


_VERDICT_NOTES = {
    Verdict.ACCEPT: "a person found it rightly quoted",
    Verdict.REJECT: "a person found it wrongly quoted",
    Verdict.OPEN: "a person left it open",
}
_LEVEL_NOTES = {
    Level.CERTAIN: "the source puts it as a plain fact",
    Level.PROBABLE: "the source calls it probable",
    Level.POSSIBLE: "the source only calls it possible",
    Level.UNKNOWN: "the source takes no position",
}
_STATUS_NOTES = {
    Status.ASSERTED: "it is a present or past fact",
    Status.PLANNED: "it is a plan, no fact yet",
    Status.CONDITIONAL: "it hangs on a condition",
    Status.QUESTION: "it is only asked",
}
_KIND_NOTES = {
    Kind.OFFICIAL: "an official source",
    Kind.EXPERT: "an expert",
    Kind.MEDIA: "media",
    Kind.ORGANISATION: "an organisation, or speaks for one",
    Kind.WITNESS: "a witness",
    Kind.DOCUMENT: "a document",
    Kind.PERSON: "a person",
    Kind.UNKNOWN: "unknown",
}


def _sources(attribution: Sequence[Hop], weights: dict[str, Any]) -> Iterator[Contribution]:
    """The innermost source is the one that vouches; the steps before it are hearsay."""
    if not attribution:
        return
    innermost, further = attribution[-1], len(attribution) - 1
    yield Contribution("naming", weights["naming"][innermost.naming], _naming_note(innermost))
    yield Contribution(
        "kind of source", weights["kind"][innermost.kind], f"{innermost.label}: {_KIND_NOTES[innermost.kind]}"
    )
    note = "at second hand" if further == 1 else f"{further} sources between"
    yield Contribution("hearsay", further * weights["chain"]["further"], note)


def _naming_note(hop: Hop) -> str:
    if hop.naming is Naming.ANONYMOUS or hop.kind is Kind.UNKNOWN:
        return "the source is not identified"
    return f"{hop.label} is {'named' if hop.naming is Naming.NAMED else 'described, not named'}"


def _grades(evidence: Evidence, weights: dict[str, Any]) -> Iterator[Contribution]:
    graded = [pair for pair in zip(evidence.grades, evidence.attribution, strict=True) if pair[0] is not Grade.F]
    if graded:
        grade, hop = max(graded, key=lambda pair: pair[0])
        yield Contribution("grade of the source", weights["grade"][grade], _grade_note(hop.label, grade))
    if evidence.outlet is not None and evidence.outlet_grade is not Grade.F:
        value = weights["grade"][evidence.outlet_grade]
        yield Contribution("grade of the outlet", value, _grade_note(evidence.outlet, evidence.outlet_grade))


def _grade_note(label: str, grade: Grade) -> str:
    return f"a person graded {label} {grade}: {_GRADE_WORDS[grade]}"


def _others(standing: Standing, heard: bool, weights: dict[str, Any]) -> Iterator[Contribution]:
    others = standing.origins - 1 if heard else standing.origins
    if others > 0:
        value = _diminishing(others, weights["corroboration"]) * standing.support
        yield Contribution("corroboration", value, f"{_origins(others)} say{'s' * (others == 1)} the same")
    if standing.opposing > 0:
        value = _diminishing(standing.opposing, weights["conflict"]) * standing.opposition
        note = f"{_origins(standing.opposing)} say{'s' * (standing.opposing == 1)} otherwise"
        yield Contribution("conflict", value, note)
    if standing.superseded:
        yield Contribution("superseded", weights["superseded"]["yes"], "a later article gives another value")


def _origins(count: int) -> str:
    return "1 other independent source" if count == 1 else f"{count} other independent sources"


def _diminishing(count: int, weights: dict[str, Any]) -> float:
    """The first adds `first`, each next one `next` times the one before."""
    first, ratio = float(weights["first"]), float(weights["next"])
    return first * (1.0 - ratio**count) / (1.0 - ratio)
