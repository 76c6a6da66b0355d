"""Keeps large matrices in few bits on disk, and makes int8 matrices of them for use.

Each run of 32 inputs of an output has its own least value and step, so that one large weight spoils no others (group-wise
rounding: Shen et al. 2020, "Q-BERT").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.operators import Weights

GROUP = 32
BITS = 4
_PACKED, _STEP, _LEAST = ".packed", ".step", ".least"


def packed(name: str, matrix: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """A matrix (in, out), its inputs a multiple of 64, as arrays named after it: four bits a weight."""
    inputs, outputs = matrix.shape
    groups = matrix.reshape(inputs // GROUP, GROUP, outputs)
    least = groups.min(axis=1).astype(np.float16)
    step = ((groups.max(axis=1) - least) / (2**BITS - 1)).astype(np.float16)
    step = np.maximum(step, np.finfo(np.float16).tiny)
    steps = (groups - least[:, None].astype(np.float32)) / step[:, None].astype(np.float32)
    counts = np.clip(np.rint(steps), 0, 2**BITS - 1).astype(np.uint8).reshape(inputs, outputs)
    return {
        f"{name}{_PACKED}": counts[: inputs // 2] | (counts[inputs // 2 :] << BITS),
        f"{name}{_STEP}": step,
        f"{name}{_LEAST}": least,
    }


def unpacked(weights: Weights) -> Weights:
    """The weights, each packed matrix ``NAME`` as ``NAME.q`` int8 (in, out) and ``NAME.scale`` (1, out) float32."""
    found = dict(weights)
    for name in [key.removesuffix(_PACKED) for key in weights if key.endswith(_PACKED)]:
        matrix = _floats(found.pop(name + _PACKED), found.pop(name + _STEP), found.pop(name + _LEAST))
        scale = np.maximum(np.abs(matrix).max(axis=0, keepdims=True), np.finfo(np.float32).tiny) / 127
        found[f"{name}.q"] = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        found[f"{name}.scale"] = scale.astype(np.float32)
    return found


def _floats(both: NDArray[np.uint8], step: NDArray[np.float16], least: NDArray[np.float16]) -> NDArray[np.float32]:
    counts = np.concatenate([both & (2**BITS - 1), both >> BITS])
    inputs, outputs = counts.shape
    groups = counts.reshape(inputs // GROUP, GROUP, outputs).astype(np.float32)
    floats: NDArray[np.float32] = groups * step[:, None].astype(np.float32) + least[:, None].astype(np.float32)
    return floats.reshape(inputs, outputs)
