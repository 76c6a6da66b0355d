"""Turns evidence into scored sentences: which of them answer the query, how surely, and what they do not bear out."""

from assistant.reading.reader import Reader, Scorer, Source
from assistant.reading.weights import Weights, load_weights

__all__ = ["Reader", "Scorer", "Source", "Weights", "load_weights"]
