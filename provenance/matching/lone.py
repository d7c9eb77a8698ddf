"""A statement that stands alone against a claim in its article: does the claim say the same, otherwise, or neither?

Between articles much of likeness comes from their stories (see `similarity`); a statement brings none. What counts here
is how much of it the claim and its article hold, what the network reads in both, and which typed words clash. The three
chances are a softmax of weighted signs: `data/lone.toml`, by `training/lone.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from provenance.language.data import load
from provenance.language.dates import agree, disagree
from provenance.language.names import name_parts
from provenance.language.words import stem, words
from provenance.matching.alignment import same_words
from provenance.matching.clashes import find
from provenance.matching.comparer import CERTAIN, Opinion, opinion, opinion_on, wording
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, concepts, facets, known
from provenance.matching.governors import main_concepts
from provenance.matching.meaning import likeness
from provenance.matching.odds import log_odds
from provenance.model import (
    Article,
    Band,
    Claim,
    Reason,
    ReasonKind,
    Saying,
    Stance,
)

_NONE = 0.5
READ = 20
"""So many claims at most are read against a statement. (See `benchmarks/statements.py`.)"""
LEAST_HELD = 0.15
"""A claim that holds less of a statement's words, or means less like it, both in the mean, is not read."""
CLASSES = ("same", "otherwise")
"""Beside "neither", whose weights are 0."""


class Chances(NamedTuple):
    """How likely a claim says the same as a statement, otherwise (both cannot be true), or neither; together 1."""

    same: float
    otherwise: float
    neither: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim says to a statement. `chance` in [0, 1]: that it says so; `reasons`: `a` of the statement's text."""

    saying: Saying
    chance: float
    band: Band
    reasons: tuple[Reason, ...]


def answers(statement: Claim, claims: Mapping[int, Claim]) -> dict[int, Answer]:
    """What some claims say to a statement, by their number, as far as they say anything to it.

    Read are the `READ` of them that hold most of its words and mean most like it.
    """
    alike = likeness(wording(statement), [wording(claim) for claim in claims.values()])
    shares = {at: (held(statement, claims[at]) + meant) / 2 for at, meant in zip(claims, alike, strict=True)}
    likely = sorted((at for at, share in shares.items() if share >= LEAST_HELD), key=lambda at: (-shares[at], at))
    found = ((at, answer(statement, claims[at])) for at in likely[:READ])
    return {at: one for at, one in found if one is not None}


def answer(statement: Claim, claim: Claim) -> Answer | None:
    """What a claim says to a statement, where it likely says anything to it.

    Nothing that denies what the statement asserts says the same, and the other way round; whoever says otherwise does
    so by words that clash, by a denial, or by what the network reads. A claim that its source withholds only withholds:
    its chance is the share of the statement that it holds, for what is left open is neither the same nor the opposite.
    """
    bands = load("lone")["bands"]
    if claim.stance is Stance.WITHHOLDS:
        return _answer(statement, claim, Saying.WITHHOLDS, held(statement, claim), bands["withholds"])
    told = chances(statement, claim)
    found = []
    if told.same >= bands["same"]["possible"] and not opposed(statement, claim):
        found.append((Saying.SAME, told.same, bands["same"]))
    if told.otherwise >= bands["otherwise"]["possible"] and _clashes(statement, claim):
        found.append((Saying.OTHERWISE, told.otherwise, bands["otherwise"]))
    likelier = max(found, key=lambda one: (one[1] >= one[2]["shown"], round(one[1], 4)), default=None)
    return None if likelier is None else _answer(statement, claim, *likelier)


def _answer(
    statement: Claim, claim: Claim, saying: Saying, chance: float, limits: Mapping[str, float]
) -> Answer | None:
    if chance < limits["possible"]:
        return None
    band = Band.SHOWN if chance >= limits["shown"] else Band.POSSIBLE
    return Answer(saying, round(chance, 4), band, _reasons(statement, claim, saying))


def _reasons(statement: Claim, claim: Claim, saying: Saying) -> tuple[Reason, ...]:
    """The words of both that it rests on: clashes only where something clashes, and these first."""
    mine, theirs = facets(statement), facets(claim)
    found = [*_evidence(statement, claim), *same_words(mine, theirs)]
    kept = [one for one in found if saying is Saying.OTHERWISE or not one.clashes]
    kept.sort(key=lambda one: (one.clashes is not (saying is Saying.OTHERWISE), -one.strength))
    return tuple(Reason(one.kind, one.a, one.b, one.note, round(one.strength, 4)) for one in kept)


def _clashes(statement: Claim, claim: Claim) -> bool:
    """Whether anything shows that both cannot be true, and they share words enough to be of one thing."""
    if held(statement, claim) < load("lone")["one_thing"]:
        return False
    if _opinion(statement, claim).opposite >= load("similarity")["opposed"]:
        return True
    return any(one.clashes for one in _evidence(statement, claim))


@lru_cache(maxsize=1 << 6)  # asked for the signs of a pair, for its clash and for its reasons, one after the other
def _evidence(statement: Claim, claim: Claim) -> tuple[Evidence, ...]:
    return tuple(find(facets(statement), facets(claim)))


def chances(statement: Claim, claim: Claim) -> Chances:
    """How a claim stands to a statement that has no article around it; the same words say the same.

    Raises:
        FileNotFoundError: The weights of the network are missing from the installation.
    """
    if _bare(statement) == _bare(claim):
        return Chances(1.0, 0.0, 0.0)
    values, weights = signs(statement, claim), load("lone")
    odds = [
        weights[name]["base"] + math.fsum(weights[name][sign] * value for sign, value in values.items())
        for name in CLASSES
    ]
    top = max(0.0, *odds)
    parts = [math.exp(value - top) for value in (*odds, 0.0)]
    return Chances(*(part / math.fsum(parts) for part in parts))


def held(statement: Claim, claim: Claim) -> float:
    """The rarity-weighed share of a statement's words that a claim has, in [0, 1]; cheap, to choose what to read."""
    return _held(facets(statement), facets(claim).bag)


def signs(statement: Claim, claim: Claim) -> Mapping[str, float]:
    """What speaks for each answer, by name.

    `alike`: how alike both mean, `alike held` as far as the words are held; `held`, `in article`: the share of the
    statement's words that the claim, and that its article has; `strange`: of its names that the article never mentions;
    `same`, `opposite`: what the network thinks, in log-odds, `same held` and `opposite held` as far as the words are
    held; `done`: the share of the statement's main predicates that the claim speaks of; `numbers`, `days`: whether some
    agree; `no number`, `no day`: whether the statement tells some and none agrees; `denied`: whether only one denies
    (see `opposed`), `denied held` as far as the words are held; and each kind of clash, as strong as its strongest.
    """
    mine, theirs = facets(statement), facets(claim)
    read = _opinion(statement, claim)
    share = _held(mine, theirs.bag)
    against = float(opposed(statement, claim))
    numbers = [p.agrees(q) for p in mine.quantities for q in theirs.quantities if p.kind == q.kind]
    days = [agree(p, q) for p in mine.moments for q in theirs.moments if agree(p, q) or disagree(p, q)]
    (meant,) = likeness(wording(statement), [wording(claim)])
    values = {
        "alike": meant,
        "alike held": meant * share,
        "held": share,
        "in article": _held(mine, _vocabulary(claim.article)),
        "strange": _strange(mine, claim.article),
        "same": log_odds(read.same, CERTAIN),
        "opposite": log_odds(read.opposite, CERTAIN),
        "same held": log_odds(read.same, CERTAIN) * share,
        "opposite held": log_odds(read.opposite, CERTAIN) * share,
        "done": _told(main_concepts(statement), theirs),
        "numbers": float(any(numbers)),
        "no number": float(bool(mine.quantities) and not any(numbers)),
        "days": float(any(days)),
        "no day": float(bool(mine.moments) and not any(days)),
        "denied": against,
        "denied held": against * share,
    }
    clashes = {kind: 0.0 for kind in ReasonKind if not kind.startswith("same-")}
    for evidence in _evidence(statement, claim):
        if evidence.clashes:
            clashes[evidence.kind] = max(clashes[evidence.kind], evidence.strength)
    return {**values, **{str(kind): value for kind, value in clashes.items()}}


def _bare(claim: Claim) -> str:
    return wording(claim).rstrip(".!").casefold()


def _opinion(statement: Claim, claim: Claim) -> Opinion:
    """What the network thinks; what both deny it reads without the denial, for two of them draw it to the opposite."""
    if facets(statement).negated and facets(claim).negated:
        return opinion_on(_undenied(statement), _undenied(claim))
    return opinion(statement, claim)


@lru_cache(maxsize=1 << 12)
def _undenied(claim: Claim) -> str:
    """The statement of a claim without its words of negation."""
    text = wording(claim)
    for start, end in sorted(set(facets(claim).negated.values())):
        word = re.escape(claim.article.text[start:end])
        text = re.sub(rf"(?<!\w){word}(?!\w)", "", text, count=1)
    return " ".join(text.split())


def opposed(statement: Claim, claim: Claim) -> bool:
    """Whether one of both denies what it is about and the other does not, by the frame or by a word of negation."""
    differ = statement.certainty.polarity is not claim.certainty.polarity
    return differ and not (facets(statement).negated and facets(claim).negated)


def _held(statement: Facets, there: Mapping[str, float] | frozenset[str]) -> float:
    if not statement.weight:
        return 0.0
    return math.fsum(weight for key, weight in statement.bag.items() if key in there) / statement.weight


def _told(predicates: frozenset[str], other: Facets) -> float:
    return len(predicates & other.concepts) / len(predicates) if predicates else _NONE


def _strange(statement: Facets, article: Article) -> float:
    """The share of the statement's names of which its article holds no part."""
    named = [set(name_parts(name.text)) for name in statement.names]
    return sum(not parts & known(article) for parts in named) / len(named) if named else 0.0


@lru_cache(maxsize=1 << 12)
def _vocabulary(article: Article) -> frozenset[str]:
    """The concepts of an article's words, its title among them."""
    told = (stem(word) for text in (article.title or "", article.text) for word in words(text))
    return frozenset(concepts().get(word, word) for word in told)
