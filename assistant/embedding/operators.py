"""ONNX Runtime's fused operators for a transformer that reads one unpadded text, its weights in int8.

Knows nothing of files, sessions or tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Arithmetic = Literal["int8", "uint8", "float32"]
"""Of the matrix products: int8 weights, the same as unsigned bytes, or float32."""


class Matrix(NamedTuple):
    """A linear layer: weights (in, out) int8 with a scale (1, out) float32 for each output, and a bias (out,) float32."""

    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]


class Norm(NamedTuple):
    """Layer normalisation: weight and bias, each (dimension,)."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]


class Layer(NamedTuple):
    """One transformer layer: attention and feed-forward, each added to its input and normalised."""

    query: Matrix
    key: Matrix
    value: Matrix
    output: Matrix
    widen: Matrix
    narrow: Matrix
    middle: Norm
    end: Norm


class Operators:
    """A graph in the making; every method adds operators and returns the name of what they give."""

    def __init__(self, arithmetic: Arithmetic, *, heads: int, epsilon: float) -> None:
        self._arithmetic = arithmetic
        self._heads = heads
        self._epsilon = epsilon
        self.nodes: list[Any] = []
        self.tensors: dict[str, NDArray[Any]] = {}
        self.tensor("zero", np.array([0], np.int64))
        self.tensor("one", np.array([1], np.int64))

    def add(
        self, operator: str, inputs: Sequence[str], output: str, *, contrib: bool = False, **attributes: Any
    ) -> str:
        """One operator with one output; ``contrib`` takes it from ONNX Runtime's own."""
        from onnx import helper

        domain = "com.microsoft" if contrib else ""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def tensor(self, name: str, array: NDArray[Any]) -> str:
        """A constant."""
        self.tensors[name] = array
        return name

    def norm(self, x: str, norm: Norm, name: str) -> str:
        """``x`` normalised."""
        given = [x, self.tensor("norm_weight", norm.weight), self.tensor("norm_bias", norm.bias)]
        return self.add("LayerNormalization", given, name, axis=-1, epsilon=self._epsilon)

    def words(self, table: NDArray[np.int8], scale: NDArray[np.float32]) -> str:
        """Word vectors of ``ids``; the table stays int8 and each row is scaled as it is fetched."""
        rows = self.add("Gather", [self.tensor("word", table), "ids"], "word_rows")
        scales = self.add("Gather", [self.tensor("word_scale", scale), "ids"], "word_row_scale")
        return self.add("Mul", [self.add("Cast", [rows], "word_rows_f", to=1), scales], "words")

    def length(self) -> str:
        """Number of tokens, (1,)."""
        return self.add("Shape", ["ids"], "length", start=1, end=2)

    def layer(self, states: str, layer: Layer, number: int, *, first_only: bool, distances: str = "") -> str:
        """One transformer layer.

        Args:
            first_only: works out the states of the first token only.
            distances: what is added to attention, (1, heads, tokens asking, tokens); nothing by default.
        """
        from onnx import helper

        at = f"_{number}"
        parts = [f"query{at}", f"key{at}", f"value{at}"]
        if first_only:
            packed = self.linear(states, [layer.key, layer.value], f"kv{at}")
            self.nodes.append(helper.make_node("Split", [packed], parts[1:], axis=2, num_outputs=2))
            states = self.add("Slice", [states, "zero", "one", "one"], f"first{at}")
            self.linear(states, [layer.query], parts[0])
        else:
            packed = self.linear(states, [layer.query, layer.key, layer.value], f"qkv{at}")
            self.nodes.append(helper.make_node("Split", [packed], parts, axis=2, num_outputs=3))
        given = [*parts, "", "", distances] if distances else parts
        mixed = self.add("MultiHeadAttention", given, f"mixed{at}", contrib=True, num_heads=self._heads)
        attended = self.linear(mixed, [layer.output], f"attended{at}")
        states = self.skip(attended, states, layer.middle, f"middle{at}")
        wide = self.linear(states, [layer.widen], f"wide{at}", by_token=True)
        active = self.add("Gelu", [wide], f"active{at}", contrib=True)
        narrowed = self.linear(active, [layer.narrow], f"narrow{at}", by_token=True)
        return self.skip(narrowed, states, layer.end, f"states_{number + 1}")

    def skip(self, new: str, old: str, norm: Norm, name: str) -> str:
        """``new + old``, normalised."""
        given = [self.tensor(f"{name}_norm_weight", norm.weight), self.tensor(f"{name}_norm_bias", norm.bias)]
        return self.add("SkipLayerNormalization", [new, old, *given], name, contrib=True, epsilon=self._epsilon)

    def linear(self, x: str, matrices: Sequence[Matrix], name: str, *, by_token: bool = False) -> str:
        """``x @ W + b`` for one layer or several side by side; ``by_token`` gives each token its own int8 scale."""
        weights = np.concatenate([matrix.weights for matrix in matrices], axis=1)
        scale = np.concatenate([matrix.scale for matrix in matrices], axis=1)
        bias = self.tensor(f"{name}_bias", np.concatenate([matrix.bias for matrix in matrices]))
        if self._arithmetic == "float32":
            self.tensor(f"{name}_weight", weights.astype(np.float32) * scale)
            return self.add("Add", [self.add("MatMul", [x, f"{name}_weight"], f"{name}_product"), bias], name)
        operands = [self.tensor(f"{name}_weight", weights), self.tensor(f"{name}_scale", scale[0])]
        if self._arithmetic == "uint8":
            self.tensor(f"{name}_weight", (weights.astype(np.int16) + 128).astype(np.uint8))
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

    def model(self, name: str, inputs: Sequence[str], output: str, shape: Sequence[int | str]) -> Any:
        """The ``onnx.ModelProto``: inputs (1, tokens) int64 -> ``output`` of a shape, float32."""
        from onnx import TensorProto, helper, numpy_helper

        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(given, TensorProto.INT64, [1, "tokens"]) for given in inputs],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, list(shape))],
            [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in self.tensors.items()],
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="assistant")


Weights = Mapping[str, NDArray[Any]]
"""Arrays by name."""
