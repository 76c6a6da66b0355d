"""Compares the sentences that were cited with gold sentences, by their words.

For question sets that name gold sentences but no offsets, or whose sentences were cut by another splitter.
Two sentences match when they share half of their tokens: 2 · |A ∩ B| / (|A| + |B|) >= 0.5 over multisets of SQuAD tokens
(the coefficient of Dice 1945). Where several people marked gold sentences, the marking that fits best (by F1) counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics.spans import squad_tokens

MATCH = 0.5


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the cited sentences agree with one marking; ``precision`` is None where nothing was cited."""

    precision: float | None
    recall: float
    f1: float


def overlap(one: str, other: str) -> float:
    """Dice coefficient of the two sentences' tokens, in [0, 1]."""
    first, second = Counter(squad_tokens(one)), Counter(squad_tokens(other))
    size = first.total() + second.total()
    return 2 * (first & second).total() / size if size else 0.0


def agreement(cited: Sequence[str], markings: Sequence[Sequence[str]]) -> Agreement | None:
    """Precision: cited sentences that match a gold one / cited. Recall: gold sentences that match a cited one / gold.

    Returns:
        The agreement with the best marking; None where nobody marked a sentence.
    """
    judged = [_agreement(cited, marking) for marking in markings if marking]
    return max(judged, key=lambda a: a.f1, default=None)


def _agreement(cited: Sequence[str], gold: Sequence[str]) -> Agreement:
    found = [[overlap(c, g) >= MATCH for g in gold] for c in cited]
    recall = sum(any(row[i] for row in found) for i in range(len(gold))) / len(gold)
    if not cited:
        return Agreement(None, recall, 0.0)
    precision = sum(any(row) for row in found) / len(cited)
    return Agreement(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)
