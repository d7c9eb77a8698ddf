"""Invented frames to train on: sentences made of the patterns, sources and events in `frames.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from provenance.model import Span, Stance

PATTERNS: Final = Path(__file__).with_name("frames.toml")
NEGATED: Final = 0.2
"""The share of clauses that have a negation of their own, where a pattern leaves it open."""
_CHOICE: Final = re.compile(r"\(([^()]*)\)")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_CLAIM: Final = frozenset({"s", "S", "n", "N", "q", "to", "of", "np", "do", "done", "past", "ing", "had", "had2"})
"""Slots that are the claim; those of `_SPLIT` are the second half of one whose subject stands before."""
_SPLIT: Final = frozenset({"to", "do", "done", "past", "ing"})
_TURNED: Final = {Stance.ASSERTS: Stance.DENIES, Stance.DENIES: Stance.ASSERTS, Stance.WITHHOLDS: Stance.WITHHOLDS}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in the forms that sentences need."""

    subject: str
    past: str
    base: str
    participle: str
    gerund: str
    noun: str

    def clause(self, random: Random) -> str:
        """It happened, or has, had, or will."""
        have = "have" if self.is_plural else "has"
        forms = (self.past, self.past, self.past, f"had {self.participle}", f"{have} {self.participle}")
        return f"{self.subject} {random.choice((*forms, f'will {self.base}', f'would {self.base}'))}"

    def negated(self, random: Random) -> str:
        """It did not happen."""
        have = "have" if self.is_plural else "has"
        plain = self.past.startswith(("was ", "were "))
        forms = [f"had not {self.participle}", f"{have} not {self.participle}", f"had never {self.participle}"]
        forms += [f"will not {self.base}", f"would not {self.base}", f"never {self.past}"]
        forms += [self.past.replace(" ", " not ", 1)] * 3 if plain else [f"did not {self.base}", f"didn't {self.base}"]
        return f"{self.subject} {random.choice(forms)}"

    @property
    def is_plural(self) -> bool:
        """Whether the subject takes "have"."""
        last = self.subject.split()[-1]
        return (last.endswith("s") and not last.endswith("ss")) or last in ("police", "troops")


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence, where its claim stands in it, and where its source stands to that; `pattern` made it."""

    text: str
    content: tuple[Span, ...]
    stance: Stance
    pattern: str


class Frames:
    """Makes frames at random."""

    def __init__(self, random: Random, file: Path = PATTERNS) -> None:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        self._random = random
        self._patterns: list[tuple[Stance, str]] = [(one, text) for one in Stance for text in data[one.value]]
        self._one: Sequence[str] = data["singular"]
        self._many: Sequence[str] = data["plural"]
        self._events = [Event(*(part.strip() for part in row.split("|"))) for row in data["events"]]

    def made(self, each: int) -> Iterator[Frame]:
        """`each` frames of every pattern."""
        for stance, pattern in self._patterns:
            for _ in range(each):
                yield self._frame(stance, pattern)

    def _frame(self, stance: Stance, pattern: str) -> Frame:
        text = pattern
        while match := _CHOICE.search(text):
            text = text[: match.start()] + self._random.choice(match[1].split("|")) + text[match.end() :]
        turned = bool(re.search(r"\{[sS]\}", text)) and self._random.random() < NEGATED
        words = self._words(turned=turned)
        pieces: list[str] = []
        content: list[Span] = []
        at = length = 0
        for slot in _SLOT.finditer(text):
            before, filled = text[at : slot.start()], words[slot[1]]
            length += len(before)
            pieces += [before, filled]
            if slot[1] in _CLAIM or (slot[1] in ("subj", "Subj") and self._is_split(text)):
                content.append((length, length + len(filled)))
            length += len(filled)
            at = slot.end()
        pieces.append(text[at:])
        whole = "".join(pieces)
        return Frame(whole[:1].upper() + whole[1:], tuple(content), _TURNED[stance] if turned else stance, pattern)

    @staticmethod
    def _is_split(text: str) -> bool:
        return any(slot[1] in _SPLIT for slot in _SLOT.finditer(text))

    def _words(self, *, turned: bool) -> Mapping[str, str]:
        event = self._random.choice(self._events)
        who, other = self._random.sample(self._one, 2)
        they = self._random.choice(self._many)
        clause = event.negated(self._random) if turned else event.clause(self._random)
        negated = event.negated(self._random)
        had = event.participle
        small = {
            "who": who,
            "other": other,
            "they": they,
            "s": clause,
            "n": negated,
            "subj": event.subject,
            "q": f"{event.subject} {event.base}",
            "had": f"{event.subject} {had}",
            "had2": f"{event.subject} had {had}",
            "to": f"to have {had}",
            "of": event.gerund,
            "np": event.noun,
            "do": event.base,
            "done": had,
            "past": event.past,
            "ing": event.gerund,
        }
        capital = {name.capitalize(): text[:1].upper() + text[1:] for name, text in small.items()}
        return capital | small
