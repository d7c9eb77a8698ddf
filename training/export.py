"""Write a trained reader with its layers in plain fp32 numbers, to compare with what ships.

python -m training.export CHECKPOINT --base PATH --out DIR
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx

from training.graph import Graph, build
from training.quantise import four_bits, load_weights
from training.train import open_tokenizer

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    weights, heads = load_weights(args.checkpoint)
    onnx.save(build(Graph(), weights, heads=heads), args.out / "reader.onnx")
    table, scales = four_bits(weights["bert.embeddings.word_embeddings.weight"])
    np.savez(args.out / "words.npz", table=table, scales=scales)
    open_tokenizer(args.base).save(str(args.out / "tokenizer.json"), pretty=False)
