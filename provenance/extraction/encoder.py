"""The learned tagger: a small encoder in ONNX that labels words as source, cue or content.

Each window is computed at a fixed set of padded lengths, and all roundings are static, so a text always gets the
same marks, whatever is read beside it and on however many threads.

Source: MiniLM (Wang et al. 2020) tuned on PolNeAR (Newell, Margolin and Ruths 2018); see weights/MODEL_CARD.md.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from provenance.extraction.decoding import Word, decode, whole_quotations
from provenance.extraction.tagger import TAGGED, Mark
from provenance.extraction.windows import Unit, Window, cut_units, pack
from provenance.language.quotations import quotations
from provenance.language.sentences import Sentence
from provenance.progress import Stretch

WEIGHTS: Final = Path(__file__).with_name("weights")
WINDOW_PIECES: Final = 128
CONTEXT_PIECES: Final = 0
BATCH: Final = 8
LENGTH_STEP: Final = 16
"""Windows are padded to a multiple of this many pieces, and only equal lengths share a batch."""
CHUNK_CHARACTERS: Final = 100_000
"""Longer texts are read in chunks of about this size, so that memory stays bounded."""
MOST_THREADS: Final = 4
LABELS: Final = 7
CLS: Final = "[CLS]"
SEP: Final = "[SEP]"
_HALF: Final = re.compile("[\ud800-\udfff]")  # no character: the tokenizer takes none

Floats = npt.NDArray[np.float32]


class EncoderTagger:
    """Marks by the encoder in `folder` (`reader.onnx`, `tokenizer.json`); safe to share between threads.

    Args:
        folder: Where the two files are.
        threads: How many batches run at the same time; 0 stands for the machine's cores, `MOST_THREADS` at most.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        # Each batch runs on one core: batches side by side share two cores better than the rows of one batch do.
        options.intra_op_num_threads = 1
        self._threads = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._session = onnxruntime.InferenceSession(
            str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = self._id(CLS), self._id(SEP)

    def tag(self, text: str, sentences: Sequence[Sentence]) -> list[Mark]:
        """The marks in `sentences` (see `Tagger.tag`)."""
        words: list[Word] = []
        tagging = Stretch(*TAGGED, len(text))
        for units in _chunks(cut_units(text, sentences)):
            words += self._label(text, units)
            tagging.tell(units[-1].end / len(text))
        marks = decode(_part(text, words, sentences))
        return whole_quotations(text, marks, quotations(text, sentences)) if marks else []

    def _id(self, piece: str) -> int:
        number: int | None = self._tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"the reader's tokenizer has no {piece}: its files do not belong together")
        return number

    def _label(self, text: str, units: Sequence[Unit]) -> list[Word]:
        encodings = self._tokenizer.encode_batch(
            [_HALF.sub("\ufffd", text[unit.start : unit.end]) for unit in units], add_special_tokens=False
        )
        paragraphs = [unit.paragraph for unit in units]
        sizes = [len(encoding.ids) for encoding in encodings]
        windows = pack(sizes, paragraphs, limit=WINDOW_PIECES, context=CONTEXT_PIECES)
        chances = [np.empty((size, LABELS), np.float32) for size in sizes]
        inputs = [self._input(window, encodings, paragraphs) for window in windows]
        batches = list(_batches([len(ids) for ids in inputs]))
        results = self._side_by_side([[inputs[index] for index in batch] for batch in batches])
        for batch, outputs in zip(batches, results, strict=True):
            for index, output in zip(batch, outputs, strict=True):
                _scatter(windows[index], paragraphs, output, chances)
        return [
            word
            for unit, encoding, chance in zip(units, encodings, chances, strict=True)
            for word in _words(unit, encoding, chance)
        ]

    def _side_by_side(self, batches: Sequence[Sequence[Sequence[int]]]) -> Iterator[Floats]:
        """What the network says of each batch, in order."""
        if self._threads == 1 or len(batches) == 1:
            yield from map(self._run, batches)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(self._run, batches)

    def _input(self, window: Window, encodings: Sequence[Encoding], paragraphs: Sequence[int]) -> list[int]:
        ids = [self._cls]
        for place, part in enumerate(window):
            if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
                ids.append(self._sep)
            ids += encodings[part.unit].ids[part.first : part.last]
        return [*ids, self._sep]

    def _run(self, batch: Sequence[Sequence[int]]) -> Floats:
        """Probabilities (batch, length, 7) of windows that share a padded length."""
        length = -(-max(map(len, batch)) // LENGTH_STEP) * LENGTH_STEP
        ids = np.zeros((len(batch), length), np.int64)
        bias = np.full((len(batch), 1, 1, length), -10_000.0, np.float32)
        for row, window in enumerate(batch):
            ids[row, : len(window)] = window
            bias[row, ..., : len(window)] = 0.0
        outputs: list[Floats] = self._session.run(["chances"], {"ids": ids, "bias": bias})
        return outputs[0]


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


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of windows that are padded to one length, at most `BATCH` together."""
    steps = [-(-length // LENGTH_STEP) for length in lengths]
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: steps[index]):
        if batch and (len(batch) == BATCH or steps[batch[0]] != steps[index]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _scatter(window: Window, paragraphs: Sequence[int], output: Floats, chances: Sequence[Floats]) -> None:
    """Write the probabilities of the owned pieces of one window to their units."""
    at = 1
    for place, part in enumerate(window):
        if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
            at += 1
        count = part.last - part.first
        if part.owned:
            chances[part.unit][part.first : part.last] = output[at : at + count]
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


def _words(unit: Unit, encoding: Encoding, chances: Floats) -> Iterator[Word]:
    """The words of a unit, each with the probabilities of its first piece."""
    first, number = 0, None
    offsets = encoding.offsets
    for index, word in enumerate([*encoding.word_ids, None]):
        if word == number and word is not None:
            continue
        if number is not None:
            yield Word(unit.start + offsets[first][0], unit.start + offsets[index - 1][1], chances[first])
        first, number = index, word
