"""Finding the passages of a text again in its later version.

A passage is looked for by its exact words with what stands before and after (W3C Web Annotation, section 4.2.4), and
where those words are gone, by similar ones. What is not clear is not guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

from provenance.model import Span

CONTEXT = 32
"""Characters before and after a passage that are compared; as many as Hypothesis, the annotation service, keeps."""
LEAST = 0.75
"""A place with a lower score is none."""
APART = 0.05
"""Two places whose scores are nearer to each other are not told apart."""
_MOST_COMPARED = 400
"""Passages without an exact counterpart that are compared with each other, on each side."""


class Fate(StrEnum):
    """What became of a passage."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    ALTERED = "altered"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of the old text, where it stands in the new one, and how sure that is, in [0, 1].

    `old` is None for what was added, `new` for what is gone. `sure`: it is the very same words in the same company at
    one place only, so what was said of the one holds for the other.
    """

    old: Span | None
    new: Span | None
    fate: Fate
    score: float = 0.0
    sure: bool = False


def anchored(old_text: str, old: Sequence[Span], new_text: str, new: Sequence[Span]) -> list[Anchor]:
    """What became of each passage of the old text, in its order, and then what the new one added.

    Args:
        old_text: The earlier text.
        old: Its passages, in order, without overlaps.
        new_text: The later text.
        new: Its passages, likewise.
    """
    pairs = _same_words(old_text, old, new_text, new)
    pairs |= _similar(old_text, [o for o in old if o not in pairs], new_text, new, {a.new for a in pairs.values()})
    still = _in_order([pair for span in old if (pair := pairs.get(span)) and pair.fate is not Fate.ALTERED])
    found = []
    for span in old:
        pair = pairs.get(span)
        if pair is None:
            found.append(Anchor(span, None, Fate.GONE))
        elif pair.fate is Fate.UNCHANGED and pair.old not in still:
            found.append(Anchor(pair.old, pair.new, Fate.MOVED, pair.score, pair.sure))
        else:
            found.append(pair)
    taken = {pair.new for pair in pairs.values()}
    return found + [Anchor(None, span, Fate.ADDED) for span in new if span not in taken]


def _same_words(old_text: str, old: Sequence[Span], new_text: str, new: Sequence[Span]) -> dict[Span, Anchor]:
    """Passages whose exact words stand in the new text, each at the place where its neighbours fit best.

    As many of the same words as there are on both sides are paired, so that only what really left is gone. Sure are
    those alone whose neighbours say so.
    """
    places = _by_words(new_text, new)
    found: dict[Span, Anchor] = {}
    for words, spans in _by_words(old_text, old).items():
        free = list(places.get(words, ()))
        several = len(spans) > 1 or len(free) > 1
        scored = sorted(
            ((_score(1.0, _company(old_text, o, new_text, n)), o, n) for o in spans for n in free),
            key=lambda one: (-one[0], one[1], one[2]),
        )
        for score, o, n in scored:
            if o in found or n not in free:
                continue
            free.remove(n)
            rivals = [s for s, other, place in scored if (other == o) != (place == n)]
            sides = _company(old_text, o, new_text, n)
            clear = not any(score - rival < APART for rival in rivals) and (not several or min(sides) >= LEAST)
            found[o] = Anchor(o, n, Fate.UNCHANGED, score, score >= LEAST and clear)
    return found


def _similar(
    old_text: str, old: Sequence[Span], new_text: str, new: Sequence[Span], taken: set[Span | None]
) -> dict[Span, Anchor]:
    """Passages that were reworded: the most alike first, refused where two places are as good."""
    free = [span for span in new if span not in taken][:_MOST_COMPARED]
    scored: dict[tuple[Span, Span], float] = {}
    for o in old[:_MOST_COMPARED]:
        for n in free:
            likeness = Indel.normalized_similarity(old_text[slice(*o)], new_text[slice(*n)], score_cutoff=0.5)
            if likeness:
                score = _score(likeness, _company(old_text, o, new_text, n))
                if score >= LEAST:
                    scored[o, n] = score
    found: dict[Span, Anchor] = {}
    used: set[Span] = set()
    for (o, n), score in sorted(scored.items(), key=lambda one: (-one[1], one[0])):
        if o in found or n in used:
            continue
        rivals = (s for (a, b), s in scored.items() if a == o and b != n and b not in used)
        if not any(score - rival < APART for rival in rivals):
            found[o] = Anchor(o, n, Fate.ALTERED, score)
            used.add(n)
    return found


def _by_words(text: str, spans: Sequence[Span]) -> Mapping[str, list[Span]]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        found[" ".join(text[slice(*span)].split())].append(span)
    return found


def _company(old_text: str, old: Span, new_text: str, new: Span) -> tuple[float, float]:
    """How alike what stands before is, and what stands after."""
    before = old_text[max(0, old[0] - CONTEXT) : old[0]], new_text[max(0, new[0] - CONTEXT) : new[0]]
    after = old_text[old[1] : old[1] + CONTEXT], new_text[new[1] : new[1] + CONTEXT]
    return (
        Indel.normalized_similarity(*(" ".join(one.split()) for one in before)),
        Indel.normalized_similarity(*(" ".join(one.split()) for one in after)),
    )


def _score(words: float, company: tuple[float, float]) -> float:
    """Half for the words, a quarter for each side: the same words in wholly other company are not enough."""
    return 0.5 * words + 0.25 * sum(company)


def _in_order(pairs: Sequence[Anchor]) -> set[Span | None]:
    """The old spans of the longest run of pairs that kept their order; the others moved (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for number, pair in enumerate(pairs):
        start = pair.new[0] if pair.new else 0
        at = bisect_left(tops, start)
        tops[at : at + 1] = [start]
        ends[at : at + 1] = [number]
        back.append(ends[at - 1] if at else -1)
    kept = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(pairs[at].old)
        at = back[at]
    return kept


def changed_words(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Which words of `old` are gone and which of `new` came, as spans into each."""
    a, b = list(re.finditer(r"\w+(?:['’.,]\w+)*|[^\w\s]", old)), list(re.finditer(r"\w+(?:['’.,]\w+)*|[^\w\s]", new))
    matcher = SequenceMatcher(None, [one[0] for one in a], [one[0] for one in b], autojunk=False)
    gone, came = [], []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal":
            gone += [(a[a0].start(), a[a1 - 1].end())] if a1 > a0 else []
            came += [(b[b0].start(), b[b1 - 1].end())] if b1 > b0 else []
    return tuple(gone), tuple(came)
