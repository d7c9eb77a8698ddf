"""The networks that read: small encoders in ONNX over the same word pieces.

Windows are computed at a fixed set of padded lengths, and all roundings are static, so a window always gets the same
numbers, whatever is read beside it and on however many threads.

Source: MiniLM (Wang et al. 2020); what it was tuned on is told in extraction/weights/MODEL_CARD.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from provenance.networks.pieces import Floats, PieceTable

WEIGHTS: Final = Path(__file__).parents[1] / "extraction" / "weights"
BATCH_PIECES: Final = 384
"""Windows are computed together up to so many pieces: more of them leave the processor's cache."""
LENGTH_STEP: Final = 8
"""Windows are padded to a multiple of this many pieces, and only equal lengths share a batch."""
MOST_THREADS: Final = 4
Output = Literal["reading", "traits", "relation", "meaning"]
FILES: Final[dict[Output, str]] = {
    "reading": "reader.onnx",
    "traits": "judge.onnx",
    "relation": "comparer.onnx",
    "meaning": "meaning.onnx",
}
CLS: Final = "[CLS]"
SEP: Final = "[SEP]"
_HALF: Final = re.compile("[\ud800-\udfff]")  # no character: the tokenizer takes none


class Network:
    """The networks in `folder`; safe to share between threads.

    `reader.onnx` gives each word piece the chances of its labels, its evidence and what tells of stance, `judge.onnx`
    what tells of a source; `comparer.onnx` gives a window of two claims the chances of their relation, in one row;
    `meaning.onnx` gives each piece a state, whose mean is what a text means. All start from the vectors in `words.npz`,
    and the pieces are those of `tokenizer.json`.

    Args:
        folder: Where the files are.
        threads: How many batches run at the same time; 0 stands for the machine's cores, `MOST_THREADS` at most.

    Raises:
        ValueError: The tokenizer is not the network's.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self._threads = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._words = PieceTable(folder / "words.npz")
        self._folder = folder
        self._sessions: dict[Output, onnxruntime.InferenceSession] = {}
        self._loading = Lock()
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.cls, self.sep = self._id(CLS), self._id(SEP)

    def _id(self, piece: str) -> int:
        number: int | None = self._tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"the reader's tokenizer has no {piece}: its files do not belong together")
        return number

    def pieces(self, texts: Sequence[str]) -> list[Encoding]:
        """The word pieces of each text, without marks at its ends."""
        return self._tokenizer.encode_batch([_HALF.sub("\ufffd", text) for text in texts], add_special_tokens=False)

    def width(self, output: Output) -> int:
        """Numbers that a network gives of a piece."""
        return int(self._session(output).get_outputs()[0].shape[-1])

    def run(self, output: Output, windows: Sequence[Sequence[int]]) -> Iterator[tuple[int, Floats]]:
        """What a network says of each window of piece ids, in no particular order.

        Yields:
            The index of a window and its numbers (length or more, n): rows beyond the window's length are padding.
        """
        if not windows:
            return
        lengths = [len(window) for window in windows]
        ids, places = np.unique(
            np.concatenate([np.asarray(window, np.int64) for window in windows]), return_inverse=True
        )
        rows = self._words.rows(ids)
        vectors = [rows[part] for part in np.split(places, np.cumsum(lengths)[:-1])]
        batches = list(_batches(lengths))
        work = partial(self._run, output)
        results = self._side_by_side(work, [[vectors[index] for index in batch] for batch in batches])
        for batch, numbers in zip(batches, results, strict=True):
            yield from zip(batch, numbers, strict=True)

    def _side_by_side(
        self, work: Callable[[Sequence[Floats]], Floats], batches: Sequence[Sequence[Floats]]
    ) -> Iterator[Floats]:
        if self._threads == 1 or len(batches) == 1:
            yield from map(work, batches)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(work, batches)

    def _run(self, output: Output, batch: Sequence[Floats]) -> Floats:
        """The output (batch, length, n) for windows that share a padded length."""
        length = -(-max(map(len, batch)) // LENGTH_STEP) * LENGTH_STEP
        words = np.zeros((len(batch), length, batch[0].shape[1]), np.float32)
        bias = np.full((len(batch), 1, 1, length), -10_000.0, np.float32)
        for row, window in enumerate(batch):
            words[row, : len(window)] = window
            bias[row, ..., : len(window)] = 0.0
        outputs: list[Floats] = self._session(output).run([output], {"words": words, "bias": bias})
        return outputs[0]

    def _session(self, output: Output) -> onnxruntime.InferenceSession:
        """The network that gives `output`, loaded on first use."""
        with self._loading:
            if output not in self._sessions:
                self._sessions[output] = _open(self._folder / FILES[output])
            return self._sessions[output]


def _open(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Each batch runs on one core: batches side by side share two cores better than the rows of one batch do.
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of windows that are padded to one length, at most `BATCH_PIECES` together, or one that is longer."""
    steps = [-(-length // LENGTH_STEP) for length in lengths]
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: steps[index]):
        full = (len(batch) + 1) * steps[index] * LENGTH_STEP > BATCH_PIECES
        if batch and (full or steps[batch[0]] != steps[index]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
