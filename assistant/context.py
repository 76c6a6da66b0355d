"""Turns a query's own words and the earlier lines it leans on into weighted terms and one blended vector, for search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from assistant.schema import Query
from assistant.text import content_terms, terms

_MEANING = 1.4
"""Weight of an earlier line's vector against that of its words: a vector holds a whole line, and cannot drown a word."""


def weighted_terms(query: Query) -> dict[str, float]:
    """Search terms with their weights: 1 for the question's own, that of its heaviest line for the others."""
    weights = dict.fromkeys(terms(query.text), 1.0)
    for text, weight in query.context:
        for term in content_terms(text):
            weights[term] = max(weights.get(term, 0.0), weight)
    return weights


def blended_vector(query: Query, embed: Callable[[str], NDArray[np.float32]]) -> NDArray[np.float32]:
    """The unit vector of the question plus its earlier lines by weight; ``embed`` gives the unit vector of a text."""
    vector = embed(query.text)
    if not query.context:
        return vector
    total = vector.astype(np.float64)
    for text, weight in query.context:
        total += _MEANING * weight * embed(text)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 0 else vector
