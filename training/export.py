"""Write a trained reader as a plain (fp32) ONNX file, with its tokenizer.

python -m training.export CHECKPOINT --base PATH --out DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import load_file

from training.graph import Floats, Graph, build
from training.train import open_tokenizer


def load_weights(checkpoint: Path) -> tuple[dict[str, Floats], int]:
    """The weights of a checkpoint folder, in fp32, and its number of attention heads."""
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    weights = load_file(checkpoint / "model.safetensors")
    return {name: value.astype(np.float32) for name, value in weights.items()}, config["num_attention_heads"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    weights, heads = load_weights(args.checkpoint)
    onnx.save(build(Graph(), weights, heads=heads), args.out / "reader.onnx")
    open_tokenizer(args.base).save(str(args.out / "tokenizer.json"), pretty=False)
