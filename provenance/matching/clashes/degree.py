"""Degree: how much, on scales of words."""

from __future__ import annotations

from functools import cache, lru_cache

from provenance.language.data import load
from provenance.language.words import stem
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.model import ReasonKind, Span

_ALIGNED = 0.05
_APART = 2  # steps


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Words of one scale at least two steps apart."""
    found = []
    for scale, step, span in _degrees(a):
        for other, theirs, there in _degrees(b):
            if scale != other or abs(step - theirs) < _APART:
                continue
            strength = alike(a.role(*span), b.role(*there))
            if strength >= _ALIGNED:
                note = f"{a.text[slice(*span)]} against {b.text[slice(*there)]} ({scale})"
                found.append(Evidence(ReasonKind.DEGREE, span, there, note, f"degree.{scale}", strength))
    return found


@lru_cache(maxsize=1 << 14)
def _degrees(facets: Facets) -> tuple[tuple[str, int, Span], ...]:
    found: list[tuple[str, int, Span]] = []
    index = 0
    while index < len(facets.words):
        for phrase, scale, step in _phrases().get(facets.words[index].stem, ()):
            words = facets.words[index : index + len(phrase)]
            if tuple(word.text.lower() for word in words) == phrase and _tells_degree(facets, index):
                found.append((scale, step, (words[0].start, words[-1].end)))
                index += len(phrase) - 1
                break
        index += 1
    return tuple(found)


def _tells_degree(facets: Facets, index: int) -> bool:
    """Not under a negation, not a part by order ("the second half"), not before a number ("all 11 points")."""
    before = facets.words[index - 1].text.lower() if index else ""
    after = facets.words[index + 1] if index + 1 < len(facets.words) else None
    counted = after is not None and any(number.start <= after.start < number.end for number in facets.quantities)
    return index not in facets.negated and not counted and before not in load("numbers")["ordinal"]


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str, int], ...]]:
    """Phrases by the stem of their first word, the longest first: (words, scale, step)."""
    table: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for scale, data in load("degrees").items():
        for step, phrases in enumerate(data["steps"]):
            for phrase in phrases:
                words = tuple(phrase.replace("-", " ").split())
                table.setdefault(stem(words[0]), []).append((words, scale, step))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in table.items()}
