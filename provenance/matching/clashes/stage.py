"""Stage: how far a thing has come, on ordered scales of verb phrases.

A stage is a bound unless it is limited: "talks have taken place" says at least that far and agrees with "advanced
talks"; "remains conceptual", "still", "only", "has yet to" say no further, and clash with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from provenance.language.data import load
from provenance.language.words import stem
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.matching.governors import governor
from provenance.matching.similarity import is_bare
from provenance.model import ReasonKind, Span

_BEFORE = 6  # words before a stage in which a modifier counts
_NEAR = 3
_ALIGNED = 0.15
_FUTURE = r"will|won't|will be"
_AHEAD = re.compile(
    r"(?:^| )(?:(?:is|are|was|were|set|due|expected|plans?|planned|planning|scheduled|about|hopes?|wants?|aims?|seeks?"
    rf"|agrees?|agreed|bid|urges?|ready|vows?|likely|call on|calls on) to(?: be)?|{_FUTURE})(?: have| soon)?$"
)
_HEADLINE = re.compile(rf"(?:^| )(?:to|{_FUTURE})(?: have| soon)?$")  # "Kerry to visit Jordan"
_NOUN_ENDINGS = ("er", "ers", "or", "ors", "ion", "ions", "ment", "ments", "er's", "ee", "ees")
_VERB_BEFORE = ("to", "will", "would", "can", "could", "may", "might", "did", "not", "must", "should")
_ATTRIBUTIVE = 0.3  # weight of a stage that only describes somebody ("a convicted rapist")
_CARRIED = frozenset({"be", "been", "being", "is", "are", "was", "were", "has", "have", "had", "gets", "got", "get"})


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    scale: str
    rank: float
    branch: str
    weight: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of `scale` at `span`. `limited`: no further than that; `ahead`: not reached yet; `denied`: not so."""

    scale: str
    rank: float
    branch: str
    weight: float
    span: Span
    limited: bool
    ahead: bool
    denied: bool

    @property
    def reached(self) -> float:
        """The rank, a half less where the stage lies ahead."""
        return self.rank - 0.5 * self.ahead


def find(a: Facets, b: Facets) -> list[Evidence]:
    """For each scale that both speak of, the furthest stage of each side against the other's."""
    mine, theirs = _furthest(a), _furthest(b)
    found = []
    for scale in sorted(mine.keys() & theirs.keys()):
        evidence = _compared(a, mine[scale], b, theirs[scale])
        if evidence:
            found.append(evidence)
    return [*found, *_ahead_of(a, b, turned=False), *_ahead_of(b, a, turned=True)]


def _ahead_of(a: Facets, b: Facets, turned: bool) -> list[Evidence]:
    """Doings that lie ahead in `a` ("to release", "will close") and are done in `b`."""
    found = []
    for index in _heads_ahead(a):
        key = a.keys[index]
        if key not in b.concepts:
            continue
        for other, theirs in enumerate(b.keys):
            if theirs != key or other in _heads_ahead(b) or (other in b.negated) or not _doing(b.words[other].text):
                continue
            mine = a.words[max(0, index - 1)].start, a.words[index].end
            there = b.words[other].start, b.words[other].end
            strength = alike(a.role(a.words[index].start, a.words[index].end), b.role(*there))
            if strength < _ALIGNED:
                continue
            note = f"{a.text[slice(*mine)]} against {b.text[slice(*there)]}: ahead or done"
            spans = (there, mine) if turned else (mine, there)
            found.append(Evidence(ReasonKind.STAGE, *spans, note, "stage.ahead", strength, moves=True))
            break
    return found


@lru_cache(maxsize=1 << 14)
def _heads_ahead(facets: Facets) -> tuple[int, ...]:
    """The words right after a marker of what lies ahead."""
    return tuple(
        index
        for index in range(1, len(facets.words))
        if facets.keys[index] in facets.bag
        and not facets.breaks[index]
        and not facets.words[index].text.endswith("s")
        and not any(name.start <= facets.words[index].start < name.end and len(name.parts) < 4 for name in facets.names)
        and not any(place.start <= facets.words[index].start < place.end for place in facets.places)
        and (_HEADLINE if is_bare(facets.claim) else _AHEAD).search(" ".join(_words_before(facets, index, 3)))
    )


def _doing(word: str) -> bool:
    """Whether a word can be a verb in the past, present or as a participle."""
    return word.endswith(("ed", "es", "s", "ing", "en", "t", "d"))


def _compared(a: Facets, x: Stage, b: Facets, y: Stage) -> Evidence | None:
    role = alike(a.role(*x.span), b.role(*y.span))
    about = _about(x.scale)
    if about:
        role += 0.5 if _names_one(a, about) and _names_one(b, about) else -0.2
    strength = max(0.0, min(1.0, (load("stages")[x.scale]["base"] + role) * x.weight * y.weight))
    left, right = a.text[slice(*x.span)], b.text[slice(*y.span)]
    gap = abs(x.reached - y.reached)
    if x.denied == y.denied and x.branch == y.branch and gap < 0.5:
        return Evidence(ReasonKind.SAME_STAGE, x.span, y.span, f"{left} agrees with {right}", "same.stage", strength)
    if strength < _ALIGNED:
        return None
    lower = x if x.reached < y.reached else y
    what = load("stages")[x.scale]["what"]
    note = f"{left} against {right}: stages of {what}"
    if lower.limited and gap >= 1:
        return Evidence(ReasonKind.STAGE, x.span, y.span, note, "stage.limited", strength, moves=True)
    if load("stages")[x.scale].get("bound"):
        return None
    if x.denied != y.denied:
        return Evidence(ReasonKind.STAGE, x.span, y.span, note, "stage.denied", strength, moves=True)
    if x.branch != y.branch and x.branch and y.branch:
        return Evidence(ReasonKind.STAGE, x.span, y.span, note, "stage.branch", strength, moves=True)
    return Evidence(ReasonKind.STAGE, x.span, y.span, note, f"stage.{x.scale}", strength, moves=True)


def _names_one(facets: Facets, stems: frozenset[str]) -> bool:
    return not stems.isdisjoint(facets.stems)


@cache
def _about(scale: str) -> frozenset[str]:
    return frozenset(stem(word) for word in load("stages")[scale].get("about", ()))


@lru_cache(maxsize=1 << 14)
def _furthest(facets: Facets) -> dict[str, Stage]:
    best: dict[str, Stage] = {}
    for stage in stages(facets):
        known = best.get(stage.scale)
        if known is None or _precedence(stage) > _precedence(known):
            best[stage.scale] = stage
    return best


def _precedence(stage: Stage) -> tuple[bool, bool, float]:
    """What a claim says of a thing goes before what it only calls somebody ("a convicted rapist escaped")."""
    return stage.limited, stage.weight > _ATTRIBUTIVE, stage.reached


@lru_cache(maxsize=1 << 14)
def stages(facets: Facets) -> tuple[Stage, ...]:
    """The stages that a claim speaks of, in order; on each scale a word is read once, in its longest phrase."""
    found = []
    for index in range(len(facets.words)):
        seen: set[str] = set()
        for phrase in _phrases().get(facets.words[index].stem, ()):
            taken = 0 if phrase.scale in seen else _stands(facets, index, phrase.words)
            if taken:
                seen.add(phrase.scale)
                found.append(_stage(facets, index, taken, phrase))
    return tuple(found)


def _stands(facets: Facets, index: int, words: tuple[str, ...]) -> int:
    """How many words the phrase takes from `index` on, 0 if it does not stand there; one word may come between two."""
    at = index
    for listed in words:
        if at > index and not (at < len(facets.words) and _fits(facets, at, listed)):
            at += 1
        if at >= len(facets.words) or not _fits(facets, at, listed):
            return 0
        at += 1
    return at - index


def _fits(facets: Facets, index: int, listed: str) -> bool:
    """Whether a word is a form of the listed one; a noun of the same stem is not ("Chargers", "charged")."""
    form = facets.words[index].text.lower()
    if form in (listed.lstrip("="), listed + "s"):
        return True
    if listed[0] == "=" or stem(listed) != facets.words[index].stem or form.endswith(_NOUN_ENDINGS):
        return False
    finite = listed.endswith(("ed", "s", "t", "ing")) and not form.endswith(("ed", "s", "ing", "t", "n"))
    return not finite or _ends_with(_words_before(facets, index, 2), *_VERB_BEFORE)


def _stage(facets: Facets, index: int, taken: int, phrase: _Phrase) -> Stage:
    first, last = facets.words[index], facets.words[index + taken - 1]
    start = index
    near = _words_before(facets, index, _NEAR)
    ahead = _ends_with(near, *_modifiers("ahead"))
    limited = False
    for back in range(index - 1, max(-1, index - 1 - _BEFORE), -1):
        if facets.breaks[back + 1]:
            break
        if facets.words[back].stem in _modifiers("limited_stems"):
            limited, start = True, back
    describes = (len(phrase.words) == 1 and _describes(facets, index)) or "if" in near or _is_open(facets, index)
    return Stage(
        phrase.scale,
        phrase.rank,
        phrase.branch,
        phrase.weight * (_ATTRIBUTIVE if describes else 0.7 if _is_aside(facets, first.start) else 1.0),
        (facets.words[start].start if limited else first.start, last.end),
        limited,
        ahead,
        index in facets.negated,
    )


def _is_open(facets: Facets, index: int) -> bool:
    """Whether it is asked "whether to" take the step."""
    return "whether" in _words_before(facets, index, _BEFORE)


def _is_aside(facets: Facets, start: int) -> bool:
    found = governor(facets.claim, (start, start + 1))
    return found is not None and found.aside


def _describes(facets: Facets, index: int) -> bool:
    """Whether a participle stands before its noun: "a convicted rapist", "the accused gunman"."""
    if (
        index + 1 >= len(facets.words)
        or facets.breaks[index + 1]
        or not facets.words[index].text.lower().endswith("ed")
    ):
        return False
    following, before = facets.words[index + 1], _words_before(facets, index, 1)
    return (
        facets.keys[index + 1] in facets.bag
        and following.text.islower()
        and not _CARRIED & set(before)
        and bool(before)
    )


def _words_before(facets: Facets, index: int, count: int) -> list[str]:
    words: list[str] = []
    for back in range(index - 1, max(-1, index - 1 - count), -1):
        if facets.breaks[back + 1]:
            break
        words.insert(0, facets.words[back].text.lower())
    return words


def _ends_with(words: list[str], *markers: str) -> bool:
    """Whether a marker ends the words, with at most one word after it ("will soon")."""
    joined, shorter = f" {' '.join(words)}", f" {' '.join(words[:-1])}"
    endings = tuple(f" {marker}" for marker in markers)
    return joined.endswith(endings) or shorter.endswith(endings)


@cache
def _modifiers(which: str) -> frozenset[str]:
    table = load("stages")["modifiers"]
    if which == "limited_stems":
        return frozenset(stem(word) for word in table["limited"] if " " not in word)
    return frozenset(table[which])


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """Phrases by the stem of their first word, the longest first."""
    table: dict[str, list[_Phrase]] = {}
    for scale, data in load("stages").items():
        for entry in data.get("stages", ()):
            for text in entry["words"]:
                words = tuple(text.replace("-", " ").split())
                phrase = _Phrase(
                    words, scale, float(entry["rank"]), entry.get("branch", ""), float(entry.get("weight", 1))
                )
                table.setdefault(stem(text.split()[0].split("-")[0].lstrip("=")), []).append(phrase)
    return {first: tuple(sorted(found, key=lambda phrase: -len(phrase.words))) for first, found in table.items()}
