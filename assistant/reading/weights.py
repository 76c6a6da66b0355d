"""Loads what was fitted and calibrated: the weights of a sentence's features and the least confidence that is answered.

Both files are written by ``assistant eval`` (fit and calibrate) and hold how they were made; nobody edits them by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Weights:
    """How the features of a sentence become its log-odds of answering, and which scores are answered.

    Attributes:
        bias, features: of a logistic model over :meth:`Reader._features`.
        keep: least share of the best sentence's score that a further sentence needs to be said as well.
        threshold: least confidence that is answered.
    """

    bias: float
    features: Mapping[str, float]
    keep: float
    threshold: float


def load_weights(threshold: float | None = None) -> Weights:
    """The shipped weights; ``threshold`` takes the place of the calibrated one."""
    fitted, calibrated = _read("reader/fit.json"), _read("calibration.json")
    return Weights(
        bias=float(fitted["bias"]),
        features={str(k): float(v) for k, v in fitted["features"].items()},
        keep=float(fitted["keep"]),
        threshold=float(calibrated["threshold"] if threshold is None else threshold),
    )


@cache
def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((files("assistant") / "data" / name).read_text(encoding="utf-8"))
    return data
