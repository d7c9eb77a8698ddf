"""Write a trained reader as the small files that ship: 8-bit linear layers, 4-bit vectors of word pieces.

    python -m training.quantise CHECKPOINT GOLD --base PATH --out DIR

Weights are symmetric int8 per output channel, activations static uint8 (ranges from training windows), so labels
never depend on what shares a batch. The classifier, softmax and attention products stay in fp32.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from provenance.networks.pieces import BLOCK
from training.data import Varier, epoch, load
from training.graph import Floats, Graph, build
from training.train import open_tokenizer

WINDOWS: Final = 320
LONGEST: Final = 224
TAIL: Final = 1e-5
"""The share of activations beyond each end of a range: percentiles .001 and 99.999."""
PLACES: Final = 288
"""Position embeddings kept; windows are shorter."""
BINS: Final = 1 << 17
REACH: Final = 64.0
"""Activations are counted between -REACH and REACH; what lies beyond falls into the last bins."""


@dataclass(frozen=True, slots=True)
class Range:
    """A uint8 grid: real = scale · (stored - zero)."""

    scale: float
    zero: int

    @classmethod
    def of(cls, low: float, high: float) -> Range:
        """The grid that spans low..high and holds 0 exactly."""
        low, high = min(low, 0.0), max(high, 0.0)
        scale = (high - low) / 255
        return cls(scale, round(-low / scale))


class QuantisedGraph(Graph):
    """A graph whose linear layers are 8-bit."""

    def __init__(self, ranges: Mapping[str, Range], *, bits: int) -> None:
        super().__init__()
        self._ranges = ranges
        self._top = 2 ** (bits - 1) - 1

    def linear(self, inputs: str, output: str, weight: Floats, bias: Floats) -> str:
        """inputs · weight + bias in integers, the result in fp32."""
        grid = self._ranges[output]
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-8) / self._top
        whole = np.clip(np.rint(weight / scale), -self._top, self._top).astype(np.int8)
        step = self.constant(output + ".x.scale", np.array(grid.scale, np.float32))
        zero = self.constant(output + ".x.zero", np.array(grid.zero, np.uint8))
        stored = self.node("QuantizeLinear", [inputs, step, zero], output + ".x")
        names = [
            stored,
            self.constant(output + ".w", whole),
            step,
            self.constant(output + ".w.scale", scale.astype(np.float32)),
            zero,
            self.constant(output + ".w.zero", np.zeros(len(scale), np.int8)),
            self.constant(output + ".b", bias),
        ]
        return self.node("MatMulIntegerToFloat", names, output, domain="com.microsoft")


def load_weights(checkpoint: Path) -> tuple[dict[str, Floats], int]:
    """The weights of a checkpoint folder, in fp32, and its number of attention heads."""
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    weights = load_file(checkpoint / "model.safetensors")
    return {name: value.astype(np.float32) for name, value in weights.items()}, config["num_attention_heads"]


def four_bits(table: Floats) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    """Numbers from -8 to 7, two a byte, and the scale of each block that errs least (see `PieceTable`)."""
    blocks = table.reshape(len(table), -1, BLOCK)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1, keepdims=True), axis=-1)
    best = np.full(blocks.shape[:2], np.inf, np.float32)
    whole = np.zeros(blocks.shape, np.int8)
    scales = np.zeros(blocks.shape[:2], np.float16)
    for shrink in np.linspace(0.75, 1.15, 17):
        scale = (-extreme / 8 * shrink).astype(np.float16)
        safe = np.where(scale == 0, np.float16(1), scale).astype(np.float32)
        tried = np.clip(np.rint(blocks / safe), -8, 7)
        error = np.square(tried * safe - blocks).sum(axis=-1)
        better = error < best
        best[better] = error[better]
        whole[better] = tried[better].astype(np.int8)
        scales[better] = scale[..., 0][better]
    flat = whole.reshape(table.shape)
    return ((flat[:, 0::2] & 0xF) | ((flat[:, 1::2] & 0xF) << 4)).astype(np.uint8), scales


def measure(model: onnx.ModelProto, words: Floats, windows: Sequence[Sequence[int]]) -> dict[str, Range]:
    """The ranges of the inputs of all linear layers of a plain model, over windows of piece ids (rows of `words`)."""
    inputs = {
        node.output[0].removesuffix(".product"): node.input[0]
        for node in model.graph.node
        if node.op_type == "MatMul" and node.output[0].endswith(".product")
    }
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    for name in inputs.values():
        watched.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    counts = {output: np.zeros(BINS, np.int64) for output in inputs}
    for ids in windows:
        feed = {"words": words[np.array([ids])], "bias": np.zeros((1, 1, 1, len(ids)), np.float32)}
        for output, values in zip(inputs, session.run(list(inputs.values()), feed), strict=True):
            bins = np.clip((values.ravel() + REACH) * (BINS / (2 * REACH)), 0, BINS - 1).astype(np.int64)
            counts[output] += np.bincount(bins, minlength=BINS)
    edges = (np.arange(BINS) + 0.5) * (2 * REACH / BINS) - REACH
    ranges: dict[str, Range] = {}
    for output, count in counts.items():
        share = count.cumsum() / count.sum()
        low, high = np.searchsorted(share, TAIL), np.searchsorted(share, 1 - TAIL)
        ranges[output] = Range.of(float(edges[low]), float(edges[high]))
    return ranges


def calibration(gold: Path, tokenizer: Tokenizer, seed: int) -> Iterator[list[int]]:
    """The pieces of `WINDOWS` training windows, drawn at random."""
    random = Random(seed)
    articles = load(gold / "attribution/polnear_train.jsonl")
    varier = Varier(Path(__file__).with_name("names.toml"), random)
    drawn = epoch(random.sample(articles, 80), tokenizer, varier, random, longest=LONGEST)
    for example in random.sample(drawn, WINDOWS):
        yield example.ids


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bits", type=int, default=7, choices=(7, 8), help="of the linear weights")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    weights, heads = load_weights(args.checkpoint)
    places = "bert.embeddings.position_embeddings.weight"
    weights[places] = weights[places][:PLACES]
    words = weights["bert.embeddings.word_embeddings.weight"]
    ranges = measure(
        build(Graph(), weights, heads=heads), words, list(calibration(args.gold, open_tokenizer(args.base), args.seed))
    )
    args.out.mkdir(parents=True, exist_ok=True)
    table, scales = four_bits(words)
    np.savez(args.out / "words.npz", table=table, scales=scales)
    onnx.save(build(QuantisedGraph(ranges, bits=args.bits), weights, heads=heads), args.out / "reader.onnx")
    open_tokenizer(args.base).save(str(args.out / "tokenizer.json"), pretty=False)
