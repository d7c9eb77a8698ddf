"""The comparer: a network that reads two claims and tells how likely they say the same, the opposite, or neither.

It reads words, with the frame in which a source denies or doubts them, so that it can tell a claim from its denial and
from a like thing that happened elsewhere. Numbers, days and names it knows only as words: typed comparison reads these
better. It takes milliseconds a pair, so that only those are read that words in common suggest.

Source: a cross-encoder over MiniLM (Wang et al. 2020); what it was tuned on: extraction/weights/MODEL_CARD.md.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from provenance.language.data import load
from provenance.model import Claim

LONGEST: Final = 62
"""Word pieces of one claim; what is beyond is not read."""
_MARKS: Final = re.compile("[][…]")


class Opinion(NamedTuple):
    """How likely two claims say the same, the opposite (both cannot be true), or neither; together 1."""

    same: float
    opposite: float
    neither: float


def opinion(a: Claim, b: Claim) -> Opinion:
    """What the network thinks of two claims; the same whichever comes first.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    return opinion_on(wording(a), wording(b))


def opinion_on(a: str, b: str) -> Opinion:
    """The same of two texts, read as two claims are."""
    return _read(*sorted((a, b)))


def upheld(a: Claim, b: Claim) -> bool:
    """Whether the network lets stand that two claims tell the same, as words in common suggest.

    It does not where it likely reads the opposite, or hardly thinks them the same: `opposed` and `doubted` of
    `data/similarity.toml`. Claims of the same words are not read.
    """
    if wording(a) == wording(b):
        return True
    limits, read = load("similarity"), opinion(a, b)
    return bool(read.opposite < limits["opposed"] and read.same >= limits["doubted"])


@lru_cache(maxsize=1 << 14)
def wording(claim: Claim) -> str:
    """The statement of a claim as running text, without context: its square brackets and "…" are no words."""
    return " ".join(_MARKS.sub(" ", claim.statement.alone).split())


@lru_cache(maxsize=1 << 14)
def _read(a: str, b: str) -> Opinion:
    from provenance.networks.loading import load_network  # it brings onnxruntime: only for those who compare

    network = load_network()
    one, other = (encoding.ids[:LONGEST] for encoding in network.pieces([a, b]))
    [(_, rows)] = network.run("relation", [(network.cls, *one, network.sep, *other, network.sep)])
    return Opinion(*rows[0].tolist())
