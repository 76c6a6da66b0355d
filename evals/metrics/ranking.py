"""Scores a ranked list, given which of its items are relevant, best first.

Definitions are those of trec_eval with binary gains. ``relevant`` holds one flag for each retrieved item in rank order;
``total`` is how many relevant items the whole collection holds, retrieved or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2


def hit_at(relevant: Sequence[bool], k: int) -> float:
    """1.0 where one of the first ``k`` items is relevant, else 0.0 (trec_eval ``success_k``)."""
    return float(any(relevant[:k]))


def recall_at(relevant: Sequence[bool], k: int, total: int) -> float | None:
    """Relevant items among the first ``k`` / ``total`` (trec_eval ``recall_k``); None where nothing is relevant."""
    if total == 0:
        return None
    return sum(relevant[:k]) / total


def reciprocal_rank(relevant: Sequence[bool], k: int | None = None) -> float:
    """1 / rank of the first relevant item among the first ``k``, 0.0 without one (Voorhees 1999; its mean is MRR)."""
    return next((1 / rank for rank, hit in enumerate(relevant[:k], start=1) if hit), 0.0)


def ndcg_at(relevant: Sequence[bool], k: int, total: int) -> float | None:
    """Discounted gain of the first ``k`` items, as a share of the best possible order (Järvelin and Kekäläinen 2002).

    DCG = sum of 1 / log2(rank + 1) over the relevant items of the first ``k``; the best possible order has
    min(k, total) relevant items at the top. None where nothing is relevant.
    """
    if total == 0:
        return None
    gain = sum(1 / log2(rank + 1) for rank, hit in enumerate(relevant[:k], start=1) if hit)
    return gain / sum(1 / log2(rank + 1) for rank in range(1, min(k, total) + 1))
