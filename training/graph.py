"""The reader's network written as an ONNX graph, from the weights of a trained BertForTokenClassification.

Inputs: `words` (batch, length, width) float32, the vectors of word pieces; `bias` (batch, 1, 1, length) float32, added
to the attention's scores (0 for a piece, a large negative number for padding). Output: `marks` (batch, length, 7 + 3),
the chances of the labels and the evidence that `training/evidence.py` writes, a linear map of a lower layer's states.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from provenance.extraction.decoding import LABELS, ROLES

EVIDENCE_LAYER: Final = 2
"""Counted from 0. Of layers 1 to 5 the one whose states tell best whether something is said: precision at a recall of
.95, by articles not learned from, .91, .92, .91, .91, .89 on `wikinews_train`, .92 each on our labels of claims."""
OPSET: Final = 20
IR_VERSION: Final = 10

Floats = npt.NDArray[np.float32]


class Graph:
    """Nodes and constants in the making; every method returns the name of the tensor that it adds."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """A constant; a name given twice is written once."""
        if all(constant.name != name for constant in self.constants):
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: object) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, inputs: str, output: str, weight: Floats, bias: Floats) -> str:
        """inputs · weight + bias, with `weight` (in, out) and `bias` (out)."""
        product = self.node("MatMul", [inputs, self.constant(output + ".w", weight)], output + ".product")
        return self.node("Add", [product, self.constant(output + ".b", bias)], output)

    def norm(self, inputs: str, output: str, weights: Mapping[str, Floats], name: str) -> str:
        """Layer normalisation over the last axis."""
        scale = self.constant(output + ".scale", weights[name + ".weight"])
        shift = self.constant(output + ".shift", weights[name + ".bias"])
        return self.node("LayerNormalization", [inputs, scale, shift], output, axis=-1, epsilon=1e-12)


def build(graph: Graph, weights: Mapping[str, Floats], *, heads: int) -> ModelProto:
    """The whole network on `graph`, whose `linear` decides in what numbers it is computed."""
    hidden = layers(graph, weights, embeddings(graph, weights), heads=heads)
    logits = Graph.linear(graph, hidden, "classifier", weights["classifier.weight"].T, weights["classifier.bias"])
    graph.node("Softmax", [logits], "chances", axis=-1)
    width = weights["bert.embeddings.LayerNorm.weight"].shape[0]
    with_evidence(graph, np.zeros((width, len(ROLES)), np.float32), np.zeros(len(ROLES), np.float32))
    return model(graph, "marks", weights["classifier.bias"].shape[0] + len(ROLES))


def with_evidence(graph: Graph, weight: Floats, bias: Floats) -> None:
    """The output of the reader: the chances of the labels, and a linear map of the states of `EVIDENCE_LAYER`."""
    Graph.linear(graph, f"layer{EVIDENCE_LAYER}.out", "evidence", weight, bias)
    graph.node("Concat", ["chances", "evidence"], "marks", axis=-1)


def model(graph: Graph, output: str, width: int) -> ModelProto:
    """The network whose only output is `output`, `width` numbers a piece."""
    inputs = [
        piecewise("words", None),
        helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["batch", 1, 1, "length"]),
    ]
    return helper.make_model(
        helper.make_graph(graph.nodes, "reader", inputs, [piecewise(output, width)], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
        ir_version=IR_VERSION,
        producer_name="provenance",
    )


def piecewise(name: str, width: int | None) -> ValueInfoProto:
    """An input or output of `width` numbers a piece."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "length", width or "width"])


def layers(graph: Graph, weights: Mapping[str, Floats], hidden: str, *, heads: int, name: str = "") -> str:
    """All encoder layers of `weights` on top of `hidden`; their tensors' names begin with `name`."""
    width = weights["bert.embeddings.LayerNorm.weight"].shape[0]
    layer = 0
    while f"bert.encoder.layer.{layer}.output.dense.weight" in weights:
        hidden = _layer(graph, weights, hidden, layer, width // heads, heads, f"{name}layer{layer}.")
        layer += 1
    return hidden


def embeddings(graph: Graph, weights: Mapping[str, Floats]) -> str:
    """The embedded pieces, normalised."""
    prefix = "bert.embeddings."
    # All pieces are of the first segment, so its row goes into the positions.
    table = weights[prefix + "position_embeddings.weight"] + weights[prefix + "token_type_embeddings.weight"][:1]
    length = graph.node("Shape", ["words"], "length", start=1, end=2)
    places = graph.node(
        "Slice", [graph.constant("places.table", table), graph.constant("zero", np.array([0])), length], "places"
    )
    placed = graph.node("Add", ["words", places], "embedded.sum")
    return graph.norm(placed, "embedded", weights, prefix + "LayerNorm")


def _layer(
    graph: Graph, weights: Mapping[str, Floats], hidden: str, layer: int, size: int, heads: int, name: str
) -> str:
    prefix = f"bert.encoder.layer.{layer}."
    shape = graph.constant("heads", np.array([0, 0, 3, heads, size]))
    flat = graph.constant("flat", np.array([0, 0, heads * size]))
    axis = graph.constant("part.axis", np.array([0]))

    kinds = ("query", "key", "value")
    # The query is scaled in the weights, which saves a pass over the scores.
    scales = (1 / math.sqrt(size), 1.0, 1.0)
    joined = [
        np.concatenate(
            [
                weights[f"{prefix}attention.self.{kind}.{part}"].T * scale
                for kind, scale in zip(kinds, scales, strict=True)
            ],
            axis=-1,
        ).astype(np.float32)
        for part in ("weight", "bias")
    ]
    together = graph.linear(hidden, name + "qkv", *joined)
    split = graph.node("Reshape", [together, shape], name + "qkv.heads")
    turned = graph.node("Transpose", [split], name + "qkv.turned", perm=[2, 0, 3, 1, 4])
    query, key, value = (
        graph.node(
            "Squeeze",
            [
                graph.node(
                    "Slice",
                    [turned, *(graph.constant(f"part{p}", np.array([p])) for p in (place, place + 1)), axis],
                    f"{name}{kind}.part",
                ),
                axis,
            ],
            name + kind,
        )
        for place, kind in enumerate(kinds)
    )
    key = graph.node("Transpose", [key], name + "key.turned", perm=[0, 1, 3, 2])
    scores = graph.node("MatMul", [query, key], name + "scores")
    masked = graph.node("Add", [scores, "bias"], name + "scores.masked")
    shares = graph.node("Softmax", [masked], name + "shares", axis=-1)
    mixed = graph.node("MatMul", [shares, value], name + "mixed")
    back = graph.node("Transpose", [mixed], name + "mixed.turned", perm=[0, 2, 1, 3])
    context = graph.node("Reshape", [back, flat], name + "context")

    attended = graph.linear(
        context,
        name + "attended",
        weights[prefix + "attention.output.dense.weight"].T,
        weights[prefix + "attention.output.dense.bias"],
    )
    first = graph.node("Add", [attended, hidden], name + "attended.sum")
    middle = graph.norm(first, name + "middle", weights, prefix + "attention.output.LayerNorm")
    wide = graph.linear(
        middle,
        name + "wide",
        weights[prefix + "intermediate.dense.weight"].T,
        weights[prefix + "intermediate.dense.bias"],
    )
    active = graph.node("Gelu", [wide], name + "active")
    narrow = graph.linear(
        active, name + "narrow", weights[prefix + "output.dense.weight"].T, weights[prefix + "output.dense.bias"]
    )
    second = graph.node("Add", [narrow, middle], name + "narrow.sum")
    return graph.norm(second, name + "out", weights, prefix + "output.LayerNorm")


def with_traits(reader: ModelProto, taps: Sequence[int], weights: tuple[Floats, Floats] | None) -> ModelProto:
    """A reader with one output, `reading`: the marks of a piece and, behind them, its traits.

    Args:
        reader: As `build` writes it, or as this function has before.
        taps: The layers whose states, side by side, the traits are made of.
        weights: What they are multiplied with (states, traits), kept in 8 bits, and what is added; None for the
            states themselves.
    """
    changed = ModelProto()
    changed.CopyFrom(reader)
    own = [node for node in changed.graph.node if not node.name.startswith("reading")]
    kept = [constant for constant in changed.graph.initializer if not constant.name.startswith("reading")]
    graph = Graph()
    if weights is None:
        traits = graph.node("Concat", [f"layer{layer}.out" for layer in taps], "reading.states", axis=-1)
    else:
        parts = np.split(weights[0], len(taps))
        products = [_tap(graph, layer, part) for layer, part in zip(taps, parts, strict=True)]
        total = graph.node("Sum", products, "reading.sum")
        traits = graph.node("Add", [total, graph.constant("reading.bias", weights[1])], "reading.traits")
    graph.node("Concat", ["marks", traits], "reading", axis=-1)
    width = next(one for one in kept if one.name == "layer0.out.scale").dims[0] * len(taps)
    del changed.graph.node[:], changed.graph.initializer[:], changed.graph.output[:]
    changed.graph.node.extend([*own, *graph.nodes])
    changed.graph.initializer.extend([*kept, *graph.constants])
    count = LABELS + len(ROLES) + (width if weights is None else len(weights[1]))
    changed.graph.output.append(piecewise("reading", count))
    return changed


def _tap(graph: Graph, layer: int, weight: Floats) -> str:
    """The states of a layer, as the next one stores them in 8 bits, times `weight`, 7-bit by column."""
    stored = f"layer{layer + 1}.qkv.x"
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-8) / 63
    name = f"reading.tap{layer}"
    names = [
        stored,
        graph.constant(name + ".w", np.rint(weight / scale).astype(np.int8)),
        stored + ".scale",
        graph.constant(name + ".w.scale", scale.astype(np.float32)),
        stored + ".zero",
        graph.constant(name + ".w.zero", np.zeros(len(scale), np.int8)),
    ]
    return graph.node("MatMulIntegerToFloat", names, name, domain="com.microsoft")
