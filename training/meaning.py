"""Write the base encoder as the small file that ships: `meaning.onnx`, in 8-bit numbers.

    python -m training.meaning GOLD --base PATH

Nothing is trained: the layers are the base's, over the reader's word vectors as they ship. The ranges of the
activations come from public pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from random import Random

import numpy as np
import onnx
from onnx import ModelProto

from provenance.matching.meaning import LONGEST
from provenance.networks.network import CLS, LENGTH_STEP, SEP, WEIGHTS
from provenance.networks.pieces import PieceTable
from training.graph import Floats, Graph, embeddings, layers, model
from training.pairs import public
from training.quantise import WINDOWS, QuantisedGraph, load_weights, measure
from training.train import open_tokenizer


def build(graph: Graph, weights: Mapping[str, Floats], *, heads: int) -> ModelProto:
    """The network whose output is `meaning`, the states of each piece."""
    graph.node("Identity", [layers(graph, weights, embeddings(graph, weights), heads=heads)], "meaning")
    return model(graph, "meaning", weights["bert.embeddings.LayerNorm.weight"].shape[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--bits", type=int, default=7, choices=(7, 8), help="of the linear weights")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    loaded, heads = load_weights(args.base)
    weights = {name if name.startswith("bert.") else f"bert.{name}": value for name, value in loaded.items()}
    places = "bert.embeddings.position_embeddings.weight"
    weights[places] = weights[places][: -(-(LONGEST + 2) // LENGTH_STEP) * LENGTH_STEP]
    table = PieceTable(WEIGHTS / "words.npz")
    words = table.rows(np.arange(len(weights["bert.embeddings.word_embeddings.weight"])))
    random = Random(args.seed)
    tokenizer = open_tokenizer(WEIGHTS)
    ends = [int(tokenizer.token_to_id(piece) or 0) for piece in (CLS, SEP)]
    texts = [pair.a for pair in random.sample(public(args.gold, random), WINDOWS)]
    pieces = tokenizer.encode_batch(texts, add_special_tokens=False)
    windows = [[ends[0], *one.ids[:LONGEST], ends[1]] for one in pieces]
    ranges = measure(build(Graph(), weights, heads=heads), words, windows)
    onnx.save(build(QuantisedGraph(ranges, bits=args.bits), weights, heads=heads), args.out / "meaning.onnx")
