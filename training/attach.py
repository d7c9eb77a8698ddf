"""Write a trained head as the small files that ship: `judge.onnx`, in 8-bit numbers, and `judge.npz`.

python -m training.attach HEAD GOLD --out DIR
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from onnx import ModelProto

from provenance.extraction.evidence import LONGEST
from provenance.extraction.judging import KINDS
from provenance.model import Kind
from provenance.networks.network import WEIGHTS
from training.graph import Floats, Graph, embeddings, layers, model
from training.head import ATTENTION_HEADS, HEADS, Preparer, ShippedPieces, articles_of
from training.quantise import WINDOWS, QuantisedGraph, measure


def build(graph: Graph, weights: Mapping[str, Floats]) -> ModelProto:
    """The network whose output is `traits`."""
    last = layers(graph, weights, embeddings(graph, weights), heads=ATTENTION_HEADS)
    Graph.linear(graph, last, "traits", weights["traits.weight"].T, weights["traits.bias"])
    return model(graph, "traits", len(weights["traits.bias"]))


def windows(gold: Path, seed: int) -> Iterator[list[int]]:
    """`WINDOWS` windows of the labelled articles, drawn at random."""
    random = Random(seed)
    preparer = Preparer(ShippedPieces())
    articles = random.sample([article for part in articles_of(gold).values() for article in part], 120)
    drawn = {seen.window for article in articles for e in preparer.examples(article, random) for seen in e.shown.seen}
    for ids in random.sample(sorted(drawn), min(WINDOWS, len(drawn))):
        yield list(ids)


def shares(gold: Path) -> Floats:
    """The share of each kind among the labelled mentions."""
    counts: Counter[Kind] = Counter()
    for part in articles_of(gold).values():
        for article in part:
            for source in article.sources:
                counts += source.kinds
    return np.array([counts[kind] for kind in KINDS], np.float32) / counts.total()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("head", type=Path)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--bits", type=int, default=7, choices=(7, 8), help="of the linear weights")
    parser.add_argument("--balance", type=float, default=0.4, help="of 0 to 1, how far rare kinds are made up for")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    state = torch.load(args.head)
    weights = {name: value.float().numpy() for name, value in state["branch"].items()}
    judge = {name: np.array(value.float().numpy().T, order="C") for name, value in state["judge"].items()}
    # Logit adjustment, Menon et al. 2021: what is common in the labelled news need not be so in other news.
    judge["last.bias"][: len(KINDS)] -= args.balance * np.log(shares(args.gold))
    places = "bert.embeddings.position_embeddings.weight"
    weights[places] = weights[places][: LONGEST + 2]
    words = weights["bert.embeddings.word_embeddings.weight"]
    ranges = measure(build(Graph(), weights), words, list(windows(args.gold, args.seed)))
    onnx.save(build(QuantisedGraph(ranges, bits=args.bits), weights), args.out / "judge.onnx")
    np.savez(args.out / "judge.npz", heads=np.array(HEADS), **judge)
