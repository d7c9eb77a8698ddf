"""What words do to the certainty of what they stand over, read from `language/data/certainty.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from provenance.language.data import load
from provenance.model import Level, Status


@dataclass(frozen=True, slots=True)
class Effect:
    """A change: the weaker level, the later status, and whether the polarity turns round.

    `future` plans what it stands over unless that is told as past. `neutral` takes a negation back.
    """

    level: Level | None = None
    status: Status | None = None
    denied: bool = False
    future: bool = False
    keep_denied: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is other than before."""
        return self.level is not None or self.status is not None or self.denied


PLANNED = Effect(status=Status.PLANNED)
PURPOSE = Effect(level=Level.UNKNOWN, status=Status.PLANNED)
"""What something is done for may or may not come about."""
CONDITION = Effect(level=Level.UNKNOWN, status=Status.CONDITIONAL)
QUESTION = Effect(level=Level.UNKNOWN, status=Status.QUESTION)
POSSIBLE = Effect(level=Level.POSSIBLE)
PROBABLE = Effect(level=Level.PROBABLE)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a word makes of its complement, unnegated (`positive`) and negated (`negative`).

    `negative` is None where a negation is simply a denial. The flags say where it holds: over a plain object too,
    only as a noun, with a particle, in the passive or active, only before "why" or "whether", a clause, an infinitive,
    a gerund, a gerund with "from", only in the present, before what something seems to be, only with a complement,
    before "whether" as well. Near its `lures` it does not hold.
    """

    name: str
    positive: Effect
    negative: Effect | None
    object: bool = False
    noun: bool = False
    passive: bool = False
    active: bool = False
    infinitive_only: bool = False
    wh_only: bool = False
    clause_only: bool = False
    progressive: bool = False
    gerund_only: bool = False
    from_only: bool = False
    linking: bool = False
    completed: bool = False
    over_questions: bool = False
    particle: tuple[str, ...] = ()
    lures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal verb's effect; see the comments in the data file for the exceptions."""

    name: str
    effect: Effect
    exceptions: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words with one effect. `neutral` ones hide the words in them from every other rule."""

    words: tuple[str, ...]
    effect: Effect
    neutral: bool
    before_verb: bool


def _effect(row: Mapping[str, Any]) -> Effect:
    return Effect(
        level=Level(row["level"]) if "level" in row else None,
        status=Status(row["status"]) if "status" in row else None,
        denied=row.get("denied", False),
        future=row.get("future", False),
        keep_denied=row.get("keep_denied", False),
    )


_FLAGS = (
    "object",
    "noun",
    "passive",
    "active",
    "infinitive_only",
    "wh_only",
    "clause_only",
    "progressive",
    "gerund_only",
    "from_only",
    "linking",
    "completed",
    "over_questions",
)


@cache
def signatures() -> dict[str, tuple[Signature, ...]]:
    """By lemma (verbs) or word (adjectives, nouns)."""
    found: dict[str, list[Signature]] = {}
    for name, row in load("certainty")["signature"].items():
        signature = Signature(
            name=name,
            positive=_effect(row.get("is", {})),
            negative=_effect(row["not"]) if "not" in row else None,
            particle=tuple(row.get("particle", ())),
            lures=tuple(row.get("lures", ())),
            **{flag: row.get(flag, False) for flag in _FLAGS},
        )
        for word in row["words"].split():
            found.setdefault(word, []).append(signature)
    return {word: tuple(each) for word, each in found.items()}


@cache
def modals() -> dict[str, Modal]:
    """By word."""
    found = {}
    for name, row in load("certainty")["modal"].items():
        exceptions = {key: frozenset(value.split()) for key, value in row.items() if isinstance(value, str)}
        modal = Modal(name, _effect(row), exceptions)
        found.update(dict.fromkeys(row["words"], modal))
    return found


@cache
def adverbs() -> dict[str, Effect]:
    """Adverbs over the main clause, by word."""
    return {
        word: Effect(level=Level(level))
        for level, words in load("certainty")["adverb"].items()
        for word in words.split()
    }


@cache
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """By first word, longest first."""
    found: dict[str, list[Phrase]] = {}
    for row in load("certainty")["phrase"]:
        for text in row["words"]:
            words = tuple(text.split())
            phrase = Phrase(words, _effect(row), row.get("neutral", False), row.get("before_verb", False))
            found.setdefault(words[0], []).append(phrase)
    return {first: tuple(sorted(each, key=lambda one: -len(one.words))) for first, each in found.items()}


@cache
def word_set(table: str, key: str) -> frozenset[str]:
    """The words of a list in the data file."""
    words = load("certainty")[table][key]
    return frozenset(words.split() if isinstance(words, str) else words)


@cache
def hedges() -> re.Pattern[str]:
    """The article's own hedges around an attribution ("reportedly", "is said to")."""
    words = load("certainty")["hedge"]
    plain, passives, forms = (words[key].split() for key in ("adverbs", "passives", "be"))
    pattern = rf"\b(?:{'|'.join(plain)}|(?:{'|'.join(forms)}) (?:{'|'.join(passives)}) to)\b"
    return re.compile(pattern, re.IGNORECASE)
