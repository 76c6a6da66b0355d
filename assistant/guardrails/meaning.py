"""Judges a message by what it means, where the rules hear nothing: a linear model over its vector and its traits.

People find more ways to say a thing than rules can hold ("my aunt lets men pay to be with her little girl"). The model
was fitted by ``python -m evals.guarding`` and belongs to one embedding model; with any other one the rules judge alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.guardrails.signals import Signal, traits

CLASSES: tuple[Signal | None, ...] = (None, Signal.AT_RISK, Signal.OWN_BEHAVIOUR, Signal.ABUSE_REQUEST)
"""What the rows of the weights stand for."""

_SCALE = 4.0
"""Of the vector against the traits, so that one strength of regularisation suits both."""
FILE = "guardrails.json"


class Encoder(Protocol):
    """What is needed of an embedding model."""

    @property
    def model_id(self) -> str:
        """Which model it is."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a text."""


@dataclass(frozen=True, eq=False)
class Model:
    """Softmax regression.

    Attributes:
        encoder: the embedding model that it was fitted with.
        threshold: least probability of all signals together that counts.
        weights: (4, dimension + traits + 1), the rows as ``CLASSES``.
    """

    encoder: str
    threshold: float
    weights: NDArray[np.float64]

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 4) of features (n, dimension + traits + 1)."""
        scores = features @ self.weights.T
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def features(message: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the model reads: the scaled vector, the traits and a constant 1."""
    return np.concatenate([vector.astype(np.float64) * _SCALE, traits(message), [1.0]])


@cache
def load_model() -> Model:
    """The shipped model, read once."""
    stored = json.loads(resources.files("assistant").joinpath("data", FILE).read_text(encoding="utf-8"))
    return Model(stored["encoder"], stored["threshold"], np.array(stored["weights"], dtype=np.float64))


def judge(message: str, encoder: Encoder) -> Signal | None:
    """What the message is likeliest to be, or None for a question and for an embedding model that was not fitted."""
    model = load_model()
    if encoder.model_id != model.encoder:
        return None
    probabilities = model.probabilities(features(message, encoder.embed_query(message))[np.newaxis])[0]
    if 1 - probabilities[0] < model.threshold:
        return None
    return CLASSES[1 + int(np.argmax(probabilities[1:]))]
