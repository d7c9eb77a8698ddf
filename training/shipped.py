"""The embeddings of the reader as it ships, for what is trained on top of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from provenance.networks.network import WEIGHTS
from provenance.networks.pieces import Floats, PieceTable


def embeddings(folder: Path) -> dict[str, Floats]:
    """The parameters of BertEmbeddings, from a quantised reader; segments are in the positions."""
    stored = {tensor.name: tensor for tensor in onnx.load(folder / "reader.onnx").graph.initializer}
    places, scale, shift = (
        numpy_helper.to_array(stored[name]).astype(np.float32)
        for name in ("places.table", "embedded.scale", "embedded.shift")
    )
    with np.load(folder / "words.npz") as file:
        count = len(file["table"])
    return {
        "word_embeddings.weight": PieceTable(folder / "words.npz").rows(np.arange(count)),
        "position_embeddings.weight": places,
        "token_type_embeddings.weight": np.zeros((2, places.shape[1]), np.float32),
        "LayerNorm.weight": scale,
        "LayerNorm.bias": shift,
    }


def encoder(base: Path, layers: int) -> BertModel:
    """The first `layers` layers of the base encoder, over the embeddings of the reader as it ships, which stay."""
    config = BertConfig.from_pretrained(base, num_hidden_layers=layers, attention_probs_dropout_prob=0.0)
    bert = BertModel.from_pretrained(base, config=config, add_pooling_layer=False)
    with torch.no_grad():
        for name, value in embeddings(WEIGHTS).items():
            parameter = bert.embeddings.get_parameter(name)
            parameter[: len(value)] = torch.from_numpy(value)
    bert.embeddings.requires_grad_(False)
    return bert
