"""Governors: the predicate on which words of a claim hang."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from provenance.language.clauses import predicates
from provenance.language.grammar import Class, Token, tokens
from provenance.language.predicates import AUXILIARIES, Link, Predicate
from provenance.language.words import stem
from provenance.matching.facets import concepts
from provenance.model import Claim, Span

_COMMA = 4  # words
_ASIDE = frozenset({Link.RELATIVE, Link.ADVERBIAL, Link.PARTICIPLE, Link.GERUND})


@dataclass(frozen=True, slots=True)
class Governor:
    """A predicate: its concept, whether it stands in an aside (a relative clause, a participle), its verb's place."""

    concept: str
    aside: bool
    span: Span


@lru_cache(maxsize=1 << 15)
def governor(claim: Claim, span: Span) -> Governor | None:
    """The predicate on which the words at `span` hang; None where there is none."""
    found, clauses = _read(claim)
    at = next((index for index, token in enumerate(found) if token.end > span[0]), None)
    if at is None or not clauses:
        return None
    covering = [clause for clause in clauses if clause.start <= at]
    best = min(covering or clauses, key=lambda clause: (_distance(found, clause.head, at), clause.head))
    head = found[best.head].start, found[best.head].end
    return Governor(concept(claim.article.text[slice(*head)]), best.link in _ASIDE, head)


@lru_cache(maxsize=1 << 14)
def main_concepts(claim: Claim) -> frozenset[str]:
    """The concepts of the predicates that a claim itself asserts, those in asides apart.

    Forms of "be", "have" and the like, and "say", are left out: everything is, and is said.
    """
    found, clauses = _read(claim)
    text = claim.article.text
    heads = (found[clause.head] for clause in clauses if clause.link not in _ASIDE)
    told = (text[head.start : head.end] for head in heads if head.kind not in AUXILIARIES)
    return frozenset(map(concept, told)) - {concept("said")}


def _distance(found: Sequence[Token], head: int, at: int) -> int:
    """How many words part two, a comma counting for several."""
    between = found[min(head, at) : max(head, at)]
    return len(between) + _COMMA * sum(token.kind is Class.COMMA for token in between)


def concept(word: str) -> str:
    """What a word is compared by."""
    return concepts().get(stem(word), stem(word))


@lru_cache(maxsize=1 << 14)
def _read(claim: Claim) -> tuple[tuple[Token, ...], tuple[Predicate, ...]]:
    spans = claim.content or ((claim.start, claim.end),)
    found = tuple(tokens(claim.article.text, spans))
    return found, tuple(predicates(found))
