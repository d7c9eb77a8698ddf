"""Alignment: how far the words of two claims cover each other."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from provenance.language.names import same_name
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, known
from provenance.model import ReasonKind, Span

_RARE = 2.0  # rarity from which a shared word says something
_NEARLY_ALL = 0.8  # of a claim: from here on common words count too


def overlap(a: Facets, b: Facets) -> dict[str, float]:
    """Named measures of what two claims share, each in [0, 1].

    `covered`: the rarity-weighed share of the shorter claim that the longer holds; `covers`: of the longer; `own` and
    `own.covered`: the same, with words that run through the articles weighing less; `names`: the share of names in
    either that the other names too; `strange`: of names that the other article never mentions.
    """
    small, large = (a, b) if a.weight <= b.weight else (b, a)
    shared = fsum([min(weight, large.bag[key]) for key, weight in small.bag.items() if key in large.bag])
    mine, theirs = fsum(a.own.values()), fsum(b.own.values())
    own = fsum([min(weight, b.own[key]) for key, weight in a.own.items() if key in b.own])
    people = [(name, b) for name in a.names] + [(name, a) for name in b.names]
    named = sum(any(same_name(name.text, other.text) for other in there.names) for name, there in people)
    strange = sum(not known(there.claim.article) & set(name.parts) for name, there in people)
    return {
        "covered": shared / small.weight if small.weight else 0.0,
        "covers": shared / large.weight if large.weight else 0.0,
        "own": own / max(mine, theirs, 1e-9),
        "own.covered": own / max(min(mine, theirs), 1e-9),
        "names": named / len(people) if people else 0.5,
        "strange": strange / len(people) if people else 0.0,
    }


def same_words(a: Facets, b: Facets) -> list[Evidence]:
    """That both say the same rare words: one piece of evidence at most, over the stretch where they stand."""
    both = {key: max(weight, b.bag[key]) for key, weight in a.bag.items() if key in b.bag}  # as its rarer word
    lesser = min(a.weight, b.weight)
    same = fsum([min(weight, b.bag[key]) for key, weight in a.bag.items() if key in b.bag]) >= _NEARLY_ALL * lesser
    shared = {key: weight for key, weight in both.items() if same or weight >= _RARE}
    if len(shared) < 2:
        return []
    mine, theirs = _stretch(a, shared), _stretch(b, shared)
    words = {key: word.text for word, key in zip(a.words, a.keys, strict=True) if key in shared}
    rarest = sorted(shared, key=shared.__getitem__, reverse=True)[:4]
    note = f"both say {', '.join(words[key] for key in sorted(rarest, key=list(words).index))}"
    strength = fsum(shared.values()) / max(1.0, lesser)
    return [Evidence(ReasonKind.SAME_WORDS, mine, theirs, note, "same.words", min(1.0, strength))]


def _stretch(facets: Facets, shared: Mapping[str, float]) -> Span:
    words = [word for word, key in zip(facets.words, facets.keys, strict=True) if key in shared]
    return words[0].start, words[-1].end
