"""Builds the graph of the thorough reader: MPNet for one unpadded pair.

MPNet (Song et al. 2020) is BERT with a learned weight for the distance between two tokens, added to attention, in buckets
as in T5 (Raffel et al. 2020). Knows nothing of files, sessions or tokens.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.operators import Arithmetic, Layer, Matrix, Norm, Operators, Weights

LAYERS = 12
HEADS = 12
DIMENSION = 768
_BUCKETS, _FARTHEST = 32, 128

MATRICES = ("query", "key", "value", "output", "widen", "narrow")
"""Linear layers of each transformer layer; ``layer0.query`` and so on."""
NORMS = ("middle", "end")
"""Normalisations of each transformer layer: after attention, and after the feed-forward layers."""


def build(weights: Weights, arithmetic: Arithmetic) -> Any:
    """The ONNX model ``ids``, ``types`` (1, n) int64 -> the state of the first token, (1, 1, 768) float32.

    Args:
        weights: ``words.q`` int8 (768, words) and ``words.scale`` (1, words); ``places`` (most tokens, 768), ``types`` (2, 768),
            ``distances`` (32, 12), ``norm.weight`` and ``norm.bias`` (768,); for each layer and linear layer ``.q`` int8 (in, out),
            ``.scale`` (1, out) and ``.bias``; for each normalisation ``.weight`` and ``.bias``.

    Raises:
        KeyError: a weight is missing.
    """
    graph = Operators(arithmetic, heads=HEADS, epsilon=1e-5)
    graph.tensor("places_table", weights["places"][None])
    graph.tensor("types_table", weights["types"])
    graph.tensor("distances", weights["distances"][buckets(len(weights["places"]))].transpose(2, 0, 1)[None])
    length = graph.length()
    places = graph.add("Slice", ["places_table", "zero", length, "one"], "places")
    words = graph.words(weights["words.q"].T, weights["words.scale"].T)
    placed = graph.add("Add", [words, places], "placed")
    typed = graph.add("Add", [placed, graph.add("Gather", ["types_table", "types"], "type_rows")], "typed")
    states = graph.norm(typed, _norm(weights, "norm"), "states_0")
    graph.tensor("both_axes", np.array([2, 3], np.int64))
    graph.tensor("origin", np.array([0, 0], np.int64))
    graph.tensor("asking_axis", np.array([2], np.int64))
    square = graph.add("Concat", [length, length], "square", axis=0)
    distances = graph.add("Slice", ["distances", "origin", square, "both_axes"], "distances_here")
    from_first = graph.add("Slice", [distances, "zero", "one", "asking_axis"], "distances_from_first")
    for number in range(LAYERS):
        last = number == LAYERS - 1
        between = from_first if last else distances
        states = graph.layer(states, _layer(weights, number), number, first_only=last, distances=between)
    return graph.model("mpnet", ["ids", "types"], states, [1, 1, DIMENSION])


def buckets(tokens: int) -> NDArray[np.int64]:
    """T5's bucket, (tokens, tokens), of the distance from each token to each: near ones one each, far ones by their logarithm."""
    places = np.arange(tokens)
    distance = places[None] - places[:, None]
    half = _BUCKETS // 2
    exact = half // 2
    far = np.abs(distance)
    logs = np.log(np.maximum(far, 1) / exact) / math.log(_FARTHEST / exact) * (half - exact)
    large = np.minimum(exact + logs.astype(np.int64), half - 1)
    found: NDArray[np.int64] = (distance > 0) * half + np.where(far < exact, far, large)
    return found


def _layer(weights: Weights, number: int) -> Layer:
    at = f"layer{number}"
    query, key, value, output, widen, narrow = (
        Matrix(*(weights[f"{at}.{name}.{part}"] for part in ("q", "scale", "bias"))) for name in MATRICES
    )
    middle, end = (_norm(weights, f"{at}.{name}") for name in NORMS)
    return Layer(query, key, value, output, widen, narrow, middle, end)


def _norm(weights: Weights, name: str) -> Norm:
    return Norm(weights[f"{name}.weight"], weights[f"{name}.bias"])
