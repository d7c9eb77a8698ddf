"""What texts mean, as vectors: texts that say alike things in other words lie near each other.

Told by an encoder of sentences that was trained on a billion pairs of texts, so that it knows paraphrase; negation,
numbers and names it hardly tells apart: typed comparison and words read these.

Source: all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019); extraction/weights/MODEL_CARD.md.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

import numpy as np

from provenance.networks.pieces import Floats

LONGEST: Final = 94
"""Word pieces of one text; what is beyond is not read."""
WIDTH: Final = 384
_TOGETHER: Final = 256
"""So many texts are in memory at once as the states of their pieces, of which the mean is taken."""


def meanings(texts: Sequence[str]) -> Floats:
    """The vectors (texts, `WIDTH`) of texts, of length 1; of a text without words 0.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    from provenance.networks.loading import load_network  # it brings onnxruntime: only for those who compare

    network = load_network()
    found = np.zeros((len(texts), WIDTH), np.float32)
    for first in range(0, len(texts), _TOGETHER):
        pieces = [one.ids[:LONGEST] for one in network.pieces(texts[first : first + _TOGETHER])]
        told = [at for at, ids in enumerate(pieces) if ids]
        for at, rows in network.run("meaning", [(network.cls, *pieces[at], network.sep) for at in told]):
            mean = rows[: len(pieces[told[at]]) + 2].mean(axis=0)
            found[first + told[at]] = mean / np.linalg.norm(mean)
    return found


class _Remembered:
    """The vectors of texts that were asked for last; any number of threads may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._vectors: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> list[Floats]:
        """The vector of each text."""
        with self._lock:
            known = {text: self._vectors[text] for text in dict.fromkeys(texts) if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= dict(zip(new, meanings(new), strict=True))
        with self._lock:
            for text in known:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)
        return [known[text] for text in texts]


_remembered = _Remembered(1 << 12)


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """How alike a text and each of some others mean, in [0, 1]: the cosine of their vectors, if it is positive."""
    mine, *theirs = _remembered.of([text, *others])
    return [max(0.0, min(1.0, float(mine @ one))) for one in theirs]
