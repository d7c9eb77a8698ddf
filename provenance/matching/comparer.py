"""The comparer: a network that reads two claims and tells how likely they say the same, the opposite, or neither.

It reads words, so that it can tell a claim from its opposite and from a like thing that happened elsewhere; a denial in
the frame it is told. Numbers, days and names it knows only as words: typed comparison reads these better. It takes
milliseconds a pair, so that only those are read that words in common suggest.

Source: a cross-encoder over MiniLM (Wang et al. 2020); what it was tuned on: extraction/weights/MODEL_CARD.md.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final, NamedTuple

from provenance.language.data import load
from provenance.matching.odds import chance_of, log_odds
from provenance.model import Claim, Stance

LONGEST: Final = 62
"""Word pieces of one claim; what is beyond is not read."""
_MARKS: Final = re.compile("[][…]")
CERTAIN: Final = 1e-3
"""No chance that the network gives is taken for surer than this."""


class Opinion(NamedTuple):
    """How likely two claims say the same, the opposite (both cannot be true), or neither; together 1."""

    same: float
    opposite: float
    neither: float


def opinion(a: Claim, b: Claim) -> Opinion:
    """What the network thinks of two claims; the same whichever comes first.

    What a frame denies ("denied that the dam had failed") is read without it: then it is the opposite of what says the
    same, and the same as what says the opposite.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    read = opinion_on(_proposition(a), _proposition(b))
    return read if _is_framed(a) is _is_framed(b) else Opinion(read.opposite, read.same, read.neither)


def opinion_on(a: str, b: str) -> Opinion:
    """The same of two texts, read as two claims are."""
    return _read(*sorted((a, b)))


def both_told(a: Claim, b: Claim, agreement: float) -> float:
    """The chance that two claims tell the same, by their words (`agreement`) and by what the network reads, in [0, 1].

    A sum of the log-odds of both: `[both]` of `data/similarity.toml`, by `training/agreement.py`. Claims of the same
    words are not read.
    """
    if wording(a) == wording(b):
        return agreement
    weights, read = load("similarity")["both"], opinion(a, b)
    odds = {"agreement": agreement, "same": read.same, "opposite": read.opposite}
    told = math.fsum(weights[name] * log_odds(chance, CERTAIN) for name, chance in odds.items())
    return chance_of(weights["base"] + told)


def opposed(a: Claim, b: Claim) -> float:
    """How likely two claims say the opposite, as the network reads them; nothing where their words are the same."""
    return 0.0 if wording(a) == wording(b) else opinion(a, b).opposite


def _proposition(claim: Claim) -> str:
    """What the network reads of a claim: its wording, or what a frame denies."""
    if not _is_framed(claim):
        return wording(claim)
    return " ".join(" ".join(claim.article.text[start:end] for start, end in claim.content).split())


def _is_framed(claim: Claim) -> bool:
    """Whether a frame around its content denies it."""
    return claim.stance is Stance.DENIES and claim.content not in ((), ((claim.start, claim.end),))


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
