"""The learned tagger: the network's probabilities of source, cue and content, word by word, made into marks.

Source: MiniLM (Wang et al. 2020) tuned on PolNeAR (Newell, Margolin and Ruths 2018); see weights/MODEL_CARD.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from tokenizers import Encoding

from provenance.extraction.decoding import LABELS, ROLES, Word, decode, weighed, whole_quotations
from provenance.extraction.standing import StanceHead, Standing, Traits
from provenance.extraction.tagger import TAGGED, Mark, Reading
from provenance.extraction.windows import Unit, Window, cut_units, pack
from provenance.language.quotations import quotations
from provenance.language.sentences import Sentence
from provenance.networks.network import Network
from provenance.networks.pieces import Floats
from provenance.progress import Stretch

WINDOW_PIECES: Final = 126
"""Two less than a multiple of `network.LENGTH_STEP`, since marks stand at both ends."""
CONTEXT_PIECES: Final = 0
TOLD: Final = LABELS + len(ROLES)
"""So many numbers of a piece tell its labels and its evidence, those behind them the stance."""
CHUNK_CHARACTERS: Final = 100_000
"""Longer texts are read in chunks of about this size, so that memory stays bounded."""


class EncoderTagger:
    """Marks by a network; safe to share between threads."""

    def __init__(self, network: Network, head: StanceHead) -> None:
        self._network = network
        self._head = head

    def tag(self, text: str, sentences: Sequence[Sentence]) -> list[Mark]:
        """The marks in `sentences` (see `Tagger.read`)."""
        return self.read(text, sentences).marks

    def read(self, text: str, sentences: Sequence[Sentence]) -> Reading:
        """What is read in `sentences` (see `Tagger.read`)."""
        marks, traits = self.traced(text, sentences)
        return Reading(marks, Standing(self._head, traits, sentences))

    def traced(self, text: str, sentences: Sequence[Sentence]) -> tuple[list[Mark], Traits]:
        """The marks in `sentences`, and the traits of all their pieces."""
        words: list[Word] = []
        traits: list[Traits] = []
        tagging = Stretch(*TAGGED, len(text))
        for units in _chunks(cut_units(text, sentences)):
            labelled, traced = self._label(text, units)
            words += labelled
            traits.append(traced)
            tagging.tell(units[-1].end / len(text))
        marks = decode(_part(text, words, sentences))
        if marks:
            marks = list(weighed(words, whole_quotations(text, marks, quotations(text, sentences))))
        return marks, Traits.joined(traits)

    def _label(self, text: str, units: Sequence[Unit]) -> tuple[list[Word], Traits]:
        encodings = self._network.pieces([text[unit.start : unit.end] for unit in units])
        paragraphs = [unit.paragraph for unit in units]
        sizes = [len(encoding.ids) for encoding in encodings]
        windows = pack(sizes, paragraphs, limit=WINDOW_PIECES, context=CONTEXT_PIECES)
        width = self._network.width("reading")
        outputs = [np.empty((size, width), np.float32) for size in sizes]
        inputs = [self._input(window, encodings, paragraphs) for window in windows]
        for index, output in self._network.run("reading", inputs):
            _scatter(windows[index], paragraphs, output, outputs)
        words = [
            word
            for unit, encoding, output in zip(units, encodings, outputs, strict=True)
            for word in _words(unit, encoding, output)
        ]
        spans = [
            (unit.start + start, unit.start + end)
            for unit, encoding in zip(units, encodings, strict=True)
            for start, end in encoding.offsets
        ]
        values = np.concatenate([output[:, TOLD:].astype(np.float16) for output in outputs])
        return words, Traits([start for start, _ in spans], [end for _, end in spans], values)

    def _input(self, window: Window, encodings: Sequence[Encoding], paragraphs: Sequence[int]) -> list[int]:
        ids = [self._network.cls]
        for place, part in enumerate(window):
            if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
                ids.append(self._network.sep)
            ids += encodings[part.unit].ids[part.first : part.last]
        return [*ids, self._network.sep]


def _chunks(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units in chunks that end with a paragraph, or earlier where a paragraph is longer than a chunk."""
    chunk: list[Unit] = []
    size = 0
    for unit in units:
        full = size >= CHUNK_CHARACTERS
        if chunk and ((full and unit.paragraph != chunk[-1].paragraph) or size >= 2 * CHUNK_CHARACTERS):
            yield chunk
            chunk, size = [], 0
        chunk.append(unit)
        size += unit.end - unit.start
    if chunk:
        yield chunk


def _scatter(window: Window, paragraphs: Sequence[int], output: Floats, units: Sequence[Floats]) -> None:
    """Write the numbers of the owned pieces of one window to their units."""
    at = 1
    for place, part in enumerate(window):
        if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
            at += 1
        count = part.last - part.first
        if part.owned:
            units[part.unit][part.first : part.last] = output[at : at + count]
        at += count


def _part(text: str, words: Sequence[Word], sentences: Sequence[Sentence]) -> list[Word]:
    """The words, those marked that follow a stretch of text between two sentences that was not read."""
    parted = list(words)
    starts = [word.start for word in words]
    for before, after in pairwise(sentences):
        place = bisect_left(starts, after.start)
        if place < len(parted) and text[before.end : after.start].strip():
            parted[place] = replace(parted[place], apart=True)
    return parted


def _words(unit: Unit, encoding: Encoding, output: Floats) -> Iterator[Word]:
    """The words of a unit, each with the numbers of its first piece."""
    first, number = 0, None
    offsets = encoding.offsets
    for index, word in enumerate([*encoding.word_ids, None]):
        if word == number and word is not None:
            continue
        if number is not None:
            start, end = unit.start + offsets[first][0], unit.start + offsets[index - 1][1]
            yield Word(start, end, output[first, :LABELS], output[first, LABELS:TOLD])
        first, number = index, word
