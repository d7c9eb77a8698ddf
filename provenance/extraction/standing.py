"""Where sources stand to what they are said to claim, from what the reader made of each word piece.

The reader gives every piece a number of traits; those of the content, of the rest of its sentence and of the sentences
beside it are pooled apart (attention pooling), and two small layers tell the stance from the three, beside the
certainty of the wording.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from provenance.extraction.stance import stance
from provenance.language.sentences import Sentence
from provenance.model import Certainty, Level, Polarity, Span, Stance, Status
from provenance.networks.pieces import Floats

STANCES: Final = tuple(Stance)
CONTENT, REST, BESIDE = range(3)
"""The parts of what is seen of a claim: its content, the rest of its sentence, the sentences beside that."""
PARTS: Final = 3
WORDING: Final = len(Level) + 1 + len(Status)
"""Numbers that tell how a claim is put."""
MOST_BESIDE: Final = 60
"""So many pieces are seen before a sentence, and as many after it."""

Half = npt.NDArray[np.float16]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traits:
    """The word pieces of an article, in order: where each begins and ends, and its traits (pieces, n)."""

    starts: list[int]
    ends: list[int]
    values: Half

    @classmethod
    def joined(cls, parts: Sequence[Traits]) -> Traits:
        """Those of several stretches of text, one after the other."""
        starts = [start for part in parts for start in part.starts]
        ends = [end for part in parts for end in part.ends]
        values = [part.values for part in parts if len(part.values)]
        return cls(starts, ends, np.concatenate(values) if values else np.empty((0, 0), np.float16))

    def within(self, first: int, last: int) -> tuple[int, int]:
        """The pieces that lie in the text from `first` to `last`, half-open."""
        begin = bisect_right(self.ends, first)
        return begin, max(begin, bisect_left(self.starts, last))


class StanceHead:
    """The layers in `folder` (`stance.npz`) that tell a stance from traits."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "stance.npz") as stored:
            self._layers: list[tuple[Floats, Floats]] = [
                (stored[f"{name}.weight"].astype(np.float32), stored[f"{name}.bias"].astype(np.float32))
                for name in ("first", "second", "last")
            ]
            self._heads = int(stored["heads"])
            self._wording = float(stored["wording"])

    def chances(self, pooled: Floats, worded: Stance) -> Floats:
        """How likely each of `STANCES` is, from what is known of a claim (n) and the stance that its wording tells."""
        (first, bias), (second, shift), (last, rest) = self._layers
        hidden = np.maximum(pooled @ first + bias, 0)
        hidden = hidden + np.maximum(hidden @ second + shift, 0)
        logits = hidden @ last + rest
        logits[STANCES.index(worded)] += self._wording
        powers = np.exp(logits - logits.max())
        shares: Floats = powers / powers.sum()
        return shares

    def pooled(self, traits: Half, parts: Integers, certainty: Certainty) -> Floats:
        """What is known of a claim: the means of its parts, which of these there are, and its wording.

        Args:
            traits: Of the pieces that are seen (pieces, n).
            parts: The part that each lies in.
            certainty: How the claim is put.
        """
        numbers = traits.astype(np.float32)
        scores = numbers[:, -self._heads :]
        weights = np.exp(scores - scores.max(axis=0))
        values = numbers[:, : -self._heads].reshape(len(numbers), self._heads, -1) * weights[..., None]
        mine = (parts == np.arange(PARTS)[:, None]).astype(np.float32)
        sums = (mine @ values.reshape(len(numbers), -1)).reshape(PARTS, self._heads, -1)
        means = sums / np.maximum(mine @ weights, 1e-9)[..., None]
        return np.concatenate([means.ravel(), mine.max(axis=1), np.array(wording(certainty), np.float32)])


class Standing:
    """Tells where the sources of one article stand (see `Stances`)."""

    def __init__(self, head: StanceHead, traits: Traits, sentences: Sequence[Sentence]) -> None:
        self._head = head
        self._traits = traits
        self._sentences = sentences

    def chances(self, sentence: Span, content: Sequence[Span], certainty: Certainty) -> Mapping[Stance, float] | None:
        """How likely each stance is; None for a content without words that were read."""
        seen, parts = parted(self._traits, self._sentences, sentence, content)
        if CONTENT not in parts:
            return None
        pooled = self._head.pooled(self._traits.values[seen], parts, certainty)
        return dict(zip(STANCES, self._head.chances(pooled, stance(certainty)).tolist(), strict=True))


def parted(
    traits: Traits, sentences: Sequence[Sentence], sentence: Span, content: Sequence[Span]
) -> tuple[slice, Integers]:
    """The pieces that are seen of a claim, those of its sentence and of its neighbours, and the part each lies in."""
    place = bisect_left(sentences, sentence[0], key=lambda one: one.start)
    start = sentences[place - 1].start if 0 < place <= len(sentences) else sentence[0]
    after = bisect_left(sentences, sentence[1], key=lambda one: one.start)
    end = sentences[after].end if after < len(sentences) else sentence[1]
    first, last = traits.within(*sentence)
    low = max(traits.within(start, sentence[0])[0], first - MOST_BESIDE)
    high = min(traits.within(sentence[1], end)[1], last + MOST_BESIDE)
    parts = np.full(max(low, high) - low, BESIDE)
    parts[first - low : last - low] = REST
    for span in content:
        begin, stop = traits.within(*span)
        parts[max(0, begin - low) : max(0, stop - low)] = CONTENT
    return slice(low, low + len(parts)), parts


def wording(certainty: Certainty) -> list[float]:
    """How a claim is put, as numbers: each level, a denial, each status."""
    return [
        *(float(certainty.level is level) for level in Level),
        float(certainty.polarity is Polarity.DENIED),
        *(float(certainty.status is status) for status in Status),
    ]
