"""What the sources of an article are, judged by the network from all mentions of each together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from provenance.extraction.evidence import Evidence, Window, evidence
from provenance.extraction.network import Network
from provenance.extraction.pieces import Floats
from provenance.language.sentences import Sentence
from provenance.model import Kind, Naming, Span

KINDS: Final = tuple(Kind)
NAMINGS: Final = tuple(Naming)
AT_ONCE: Final = 256
"""Sources that are judged together, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a source is, in probabilities: `kinds` and `namings` sum to 1 each; `speaks`: that it is a source at all."""

    kinds: Mapping[Kind, float]
    namings: Mapping[Naming, float]
    speaks: float

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    @property
    def naming(self) -> Naming:
        """The likeliest naming."""
        return max(self.namings, key=lambda naming: self.namings[naming])


class SourceHead:
    """Judges sources by the output `traits` of a network and the small layers in `folder` (`judge.npz`).

    Each word piece has a number of vectors and a weight for each; a source is the weighted mean over the pieces of its
    mentions (attention pooling), beside how they are written.
    """

    def __init__(self, network: Network, folder: Path) -> None:
        self._network = network
        with np.load(folder / "judge.npz") as stored:
            self._middle, self._middle_bias = stored["middle.weight"], stored["middle.bias"]
            self._last, self._last_bias = stored["last.weight"], stored["last.bias"]
            self._heads = int(stored["heads"])

    def judge(
        self, text: str, sentences: Sequence[Sentence], sources: Sequence[Sequence[Span]]
    ) -> list[Judgement | None]:
        """What each source is; None where none of its mentions begins in a sentence.

        Args:
            text: The article's, folded.
            sentences: Those that are read, in order.
            sources: The mentions of each: spans of `text`, in any order, names without a claim included.
        """
        found: list[Judgement | None] = []
        for first in range(0, len(sources), AT_ONCE):
            found += self._judged(evidence(self._network, text, sentences, sources[first : first + AT_ONCE]))
        return found

    def _judged(self, shown: Sequence[Evidence | None]) -> Iterator[Judgement | None]:
        traits = self._traits(shown)
        for index, source in enumerate(shown):
            yield None if source is None else self._judgement(np.concatenate(traits[index]), source.written)

    def _traits(self, shown: Sequence[Evidence | None]) -> list[list[Floats]]:
        """The traits (pieces, n) of each mention of each source; a window that several share is computed once."""
        wanted: dict[Window, list[tuple[int, list[int]]]] = {}
        for index, source in enumerate(shown):
            for ids, places in source.windows if source else ():
                wanted.setdefault(ids, []).append((index, places))
        traits: list[list[Floats]] = [[] for _ in shown]
        mentions = list(wanted.values())
        for number, output in sorted(self._network.run("traits", list(wanted)), key=lambda found: found[0]):
            for index, places in mentions[number]:
                traits[index].append(output[places])
        return traits

    def _judgement(self, traits: Floats, written: Floats) -> Judgement:
        values = traits[:, : -self._heads].reshape(len(traits), self._heads, -1)
        weights = _shares(traits[:, -self._heads :], axis=0)
        pooled = (values * weights[..., None]).sum(axis=0).ravel()
        hidden = np.maximum(np.concatenate([pooled, written]) @ self._middle + self._middle_bias, 0)
        logits = hidden @ self._last + self._last_bias
        kinds = _shares(logits[: len(KINDS)], axis=0).tolist()
        namings = _shares(logits[len(KINDS) : -1], axis=0).tolist()
        return Judgement(
            dict(zip(KINDS, kinds, strict=True)),
            dict(zip(NAMINGS, namings, strict=True)),
            float(1 / (1 + np.exp(-logits[-1]))),
        )


def _shares(logits: Floats, *, axis: int) -> Floats:
    """Softmax."""
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares
