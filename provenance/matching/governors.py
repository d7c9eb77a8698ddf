"""Governors: the predicate on which words of a claim hang."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from provenance.language.clauses import predicates
from provenance.language.grammar import Token, tokens
from provenance.language.predicates import Link, Predicate
from provenance.language.words import stem
from provenance.matching.facets import concepts
from provenance.model import Claim, Span

_ASIDE = frozenset({Link.RELATIVE, Link.ADVERBIAL, Link.PARTICIPLE, Link.GERUND})


@dataclass(frozen=True, slots=True)
class Governor:
    """The concept of a predicate, and whether it stands in an aside (a relative clause, a participle)."""

    concept: str
    aside: bool


def governor(claim: Claim, span: Span) -> Governor | None:
    """The predicate on which the words at `span` hang; None where there is none."""
    found, clauses = _read(claim)
    at = next((index for index, token in enumerate(found) if token.end > span[0]), None)
    if at is None or not clauses:
        return None
    covering = [clause for clause in clauses if clause.start <= at]
    best = min(covering or clauses, key=lambda clause: (abs(clause.head - at), clause.head))
    word = claim.article.text[found[best.head].start : found[best.head].end]
    return Governor(concept(word), best.link in _ASIDE)


def concept(word: str) -> str:
    """What a word is compared by."""
    return concepts().get(stem(word), stem(word))


@lru_cache(maxsize=1 << 14)
def _read(claim: Claim) -> tuple[tuple[Token, ...], tuple[Predicate, ...]]:
    spans = claim.content or ((claim.start, claim.end),)
    found = tuple(tokens(claim.article.text, spans))
    return found, tuple(predicates(found))
