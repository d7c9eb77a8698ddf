"""The vectors of word pieces, kept in four bits a number and computed for the pieces that a text has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

BLOCK: Final = 32
"""Numbers that share a scale."""

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class PieceTable:
    """The table in `file`: `table` (pieces, width / 2) with two numbers of -8 to 7 a byte, the first one low, and
    `scales` (pieces, width / `BLOCK`).
    """

    def __init__(self, file: Path) -> None:
        with np.load(file) as stored:
            self._table: npt.NDArray[np.uint8] = stored["table"]
            self._scales: npt.NDArray[np.float16] = stored["scales"]

    def rows(self, ids: Integers) -> Floats:
        """The vectors (n, width) of the pieces `ids` (n)."""
        packed = self._table[ids]
        numbers = np.empty((len(ids), 2 * packed.shape[1]), np.int8)
        numbers[:, 0::2] = packed << 4
        numbers[:, 1::2] = packed & 0xF0
        numbers >>= 4  # with its sign
        blocks = numbers.reshape(len(ids), -1, BLOCK) * self._scales[ids][..., None]
        return blocks.astype(np.float32).reshape(len(ids), -1)
