"""What the sources of an article are, judged by the network from all mentions of each together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from provenance.extraction.evidence import Evidence, Window, evidence
from provenance.extraction.judgement import Judgement
from provenance.language.sentences import Sentence
from provenance.model import Kind, Naming, Span
from provenance.networks.network import Network
from provenance.networks.pieces import Floats

KINDS: Final = tuple(Kind)
NAMINGS: Final = tuple(Naming)
_NONE: Final = np.empty((0, 0), np.float32)
AT_ONCE: Final = 256
"""Sources that are judged together, so that memory stays bounded."""


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

    def judge(self, text: str, sentences: Sequence[Sentence], sources: Sequence[Sequence[Span]]) -> list[Judgement]:
        """What each source is; unknown and anonymous where none of its mentions has a word.

        Args:
            text: The article's, folded.
            sentences: Those that are read, in order.
            sources: The mentions of each, one at least: spans of `text`, in any order, names without a claim included.
        """
        found: list[Judgement] = []
        for first in range(0, len(sources), AT_ONCE):
            part = sources[first : first + AT_ONCE]
            shown = evidence(self._network, text, sentences, part)
            for spans, source, traits in zip(part, shown, self._traits(shown), strict=True):
                found.append(self._judgement(source, traits) if source else _nobody(spans[0]))
        return found

    def _traits(self, shown: Sequence[Evidence | None]) -> list[list[Floats]]:
        """The traits (pieces, n) of each mention of each source; a window that several share is computed once."""
        wanted: dict[Window, list[tuple[int, int]]] = {}
        for index, source in enumerate(shown):
            for number, seen in enumerate(source.seen if source else ()):
                wanted.setdefault(seen.window, []).append((index, number))
        traits = [[_NONE] * len(source.seen) if source else [] for source in shown]
        owners = list(wanted.values())
        for window, output in self._network.run("traits", list(wanted)):
            for index, number in owners[window]:
                source = shown[index]
                if source is not None:
                    traits[index][number] = output[source.seen[number].places]
        return traits

    def _judgement(self, source: Evidence, each: Sequence[Floats]) -> Judgement:
        traits = np.concatenate(each)
        values = traits[:, : -self._heads].reshape(len(traits), self._heads, -1)
        weights = _shares(traits[:, -self._heads :])
        pooled = (values * weights[..., None]).sum(axis=0).ravel()
        hidden = np.maximum(np.concatenate([pooled, source.written]) @ self._middle + self._middle_bias, 0)
        logits = hidden @ self._last + self._last_bias
        owners = np.repeat(np.arange(len(each)), [len(part) for part in each])
        return Judgement(
            dict(zip(KINDS, _shares(logits[: len(KINDS)]).tolist(), strict=True)),
            dict(zip(NAMINGS, _shares(logits[len(KINDS) : -1]).tolist(), strict=True)),
            float(1 / (1 + np.exp(-logits[-1]))),
            by=source.seen[int(np.bincount(owners, weights.sum(axis=1)).argmax())].mention,
        )


def _nobody(mention: Span) -> Judgement:
    """Nothing is known of a source whose words have no letter."""
    kinds = {kind: float(kind is Kind.UNKNOWN) for kind in KINDS}
    namings = {naming: float(naming is Naming.ANONYMOUS) for naming in NAMINGS}
    return Judgement(kinds, namings, 0.0, by=mention)


def _shares(logits: Floats) -> Floats:
    """Softmax over the first axis."""
    powers = np.exp(logits - logits.max(axis=0))
    shares: Floats = powers / powers.sum(axis=0)
    return shares
