"""The seam between what judges sources and whoever asks: what a source is, in probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from provenance.language.sentences import Sentence
from provenance.model import Kind, Naming, Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a source is, in probabilities: `kinds` and `namings` sum to 1 each; `speaks`: that it is a source at all.

    `by` is the mention that weighs most.
    """

    kinds: Mapping[Kind, float]
    namings: Mapping[Naming, float]
    speaks: float
    by: Span

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    @property
    def naming(self) -> Naming:
        """The likeliest naming."""
        return max(self.namings, key=lambda naming: self.namings[naming])


class Judge(Protocol):
    """Anything that judges the sources of an article."""

    def judge(self, text: str, sentences: Sequence[Sentence], sources: Sequence[Sequence[Span]]) -> list[Judgement]:
        """What each source is.

        Args:
            text: The article's, folded.
            sentences: Those that are read, in order.
            sources: The mentions of each, one at least: spans of `text`, in any order, names without a claim included.
        """
        ...
