"""Write a trained comparer as the small file that ships: `comparer.onnx`, in 8-bit numbers.

python -m training.attach_comparer GOLD COMPARER... --out DIR

Of several comparers that began with the same weights the mean is taken (model soups: Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from onnx import ModelProto

from provenance.matching.comparer import LONGEST
from provenance.networks.network import LENGTH_STEP, WEIGHTS
from training.comparer import ATTENTION_HEADS, Windows
from training.graph import Floats, Graph, embeddings, layers, model
from training.pairs import OURS, public, written
from training.quantise import WINDOWS, QuantisedGraph, measure


def build(graph: Graph, weights: Mapping[str, Floats]) -> ModelProto:
    """The network whose output is `relation`: one row, of the first piece."""
    last = layers(graph, weights, embeddings(graph, weights), heads=ATTENTION_HEADS)
    bounds = (("first.start", 0), ("first.end", 1), ("first.axis", 1))
    first = graph.node("Slice", [last, *(graph.constant(name, np.array([at])) for name, at in bounds)], "first")
    logits = Graph.linear(graph, first, "classifier", weights["classifier.weight"].T, weights["classifier.bias"])
    graph.node("Softmax", [logits], "relation", axis=-1)
    return model(graph, "relation", len(weights["classifier.bias"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("comparers", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--bits", type=int, default=7, choices=(7, 8), help="of the linear weights")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    trained = [torch.load(comparer) for comparer in args.comparers]
    weights = {name: torch.stack([one[name].float() for one in trained]).mean(0).numpy() for name in trained[0]}
    places = "bert.embeddings.position_embeddings.weight"
    weights[places] = weights[places][: -(-(2 * LONGEST + 3) // LENGTH_STEP) * LENGTH_STEP]
    words = weights["bert.embeddings.word_embeddings.weight"]
    random = Random(args.seed)
    drawn = random.sample(written(OURS) + public(args.gold, random), WINDOWS)
    ranges = measure(build(Graph(), weights), words, Windows().of(drawn))
    onnx.save(build(QuantisedGraph(ranges, bits=args.bits), weights), args.out / "comparer.onnx")
