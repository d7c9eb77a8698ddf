"""The states of a lower layer of the reader, and the linear map of them that it gives beside its labels."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from provenance.extraction.decoding import LABELS, ROLES
from provenance.extraction.encoder import CONTEXT_PIECES, WINDOW_PIECES
from provenance.extraction.windows import cut_units, pack
from provenance.language.sentences import Sentence
from provenance.model import Span
from provenance.networks.network import FILES, LENGTH_STEP, WEIGHTS, Network
from provenance.networks.pieces import Floats, PieceTable
from training.graph import EVIDENCE_LAYER, Graph, piecewise, with_evidence

READER: Final = WEIGHTS / FILES["reading"]
STATES: Final = f"layer{EVIDENCE_LAYER}.out"


class States:
    """The states of the words of an article, as the reader sees them."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        units = cut_units(text, sentences)
        network = _network()
        encodings = network.pieces([text[unit.start : unit.end] for unit in units])
        paragraphs = [unit.paragraph for unit in units]
        rows: dict[tuple[int, int], int] = {}
        self._starts: list[int] = []
        for number, (unit, encoding) in enumerate(zip(units, encodings, strict=True)):
            for at, (word, (start, _)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
                if at == 0 or word != encoding.word_ids[at - 1]:
                    rows[number, at] = len(self._starts)
                    self._starts.append(unit.start + start)
        self._vectors = np.zeros((len(rows), width()), np.float32)
        sizes = [len(encoding.ids) for encoding in encodings]
        for window in pack(sizes, paragraphs, limit=WINDOW_PIECES, context=CONTEXT_PIECES):
            ids, places = [network.cls], [-1]
            for place, part in enumerate(window):
                if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
                    ids.append(network.sep)
                    places.append(-1)
                ids += encodings[part.unit].ids[part.first : part.last]
                places += [rows.get((part.unit, at), -1) if part.owned else -1 for at in range(part.first, part.last)]
            states = _run([*ids, network.sep])
            known = [at for at, row in enumerate(places) if row >= 0]
            self._vectors[[places[at] for at in known]] = states[known]

    def mean(self, span: Span) -> Floats:
        """The mean state (width) of the words that begin in a span; 0 where none does."""
        rows = self._vectors[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
        return np.asarray(rows.mean(axis=0) if len(rows) else np.zeros(width()), np.float32)


@cache
def _network() -> Network:
    return Network(WEIGHTS)


@cache
def _table() -> PieceTable:
    return PieceTable(WEIGHTS / "words.npz")


@cache
def _session() -> onnxruntime.InferenceSession:
    model = onnx.load(READER)
    model.graph.output.append(helper.make_tensor_value_info(STATES, TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


@cache
def width() -> int:
    """Numbers of a state."""
    return _table().rows(np.zeros(1, np.int64)).shape[1]


def _run(ids: Sequence[int]) -> Floats:
    length = -(-len(ids) // LENGTH_STEP) * LENGTH_STEP
    words = np.zeros((1, length, width()), np.float32)
    words[0, : len(ids)] = _table().rows(np.array(ids))
    bias = np.where(np.arange(length) < len(ids), 0.0, -10_000.0).astype(np.float32)
    states: Floats = _session().run([STATES], {"words": words, "bias": bias[None, None, None]})[0][0]
    return states


def write(weight: Floats, bias: Floats, file: Path = READER) -> None:
    """Makes `weight` (width, roles) and `bias` (roles) the evidence of a reader; the traits that it has are kept."""
    reader = onnx.load(file)
    graph = Graph()
    with_evidence(graph, weight, bias)
    ours = {node.name for node in graph.nodes} | {constant.name for constant in graph.constants}
    for kind in (reader.graph.node, reader.graph.initializer):
        for one in [one for one in kind if one.name in ours]:
            kind.remove(one)
    later = [node for node in reader.graph.node if node.name.startswith("reading")]
    for node in later:
        reader.graph.node.remove(node)
    reader.graph.node.extend([*graph.nodes, *later])
    reader.graph.initializer.extend(graph.constants)
    if not later:
        del reader.graph.output[:]
        reader.graph.output.append(piecewise("marks", LABELS + len(ROLES)))
    onnx.save(reader, file)
