"""Judges when the engine answers and when it does not, from its confidence and from what was right.

``confidence`` holds one number for each question, ``positive`` and ``right`` one flag each, in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How often each pair of (expected, given) occurred."""
    return dict(Counter(pairs))


def auroc(confidence: Floats, positive: Flags) -> float | None:
    """P(confidence of a positive > confidence of a negative), a tie counting a half (Hanley and McNeil 1982).

    Equal to the Mann-Whitney U statistic over the number of pairs. None without both kinds.
    """
    good, bad = confidence[positive], np.sort(confidence[~positive])
    if good.size == 0 or bad.size == 0:
        return None
    below = np.searchsorted(bad, good, side="left")
    not_above = np.searchsorted(bad, good, side="right")
    return float((below + not_above).sum() / 2 / (good.size * bad.size))


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold of a risk-coverage curve: answering where confidence >= ``threshold``."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidence: Floats, right: Flags) -> list[Point]:
    """The curve of El-Yaniv and Wiener 2010: coverage = answered / all, risk = wrong among the answered.

    One point for each distinct confidence, from the highest down; equal confidences cannot be told apart, so they
    enter together.
    """
    points: list[Point] = []
    values = np.sort(np.unique(confidence))[::-1]
    for value in values:
        answered = confidence >= value
        number = int(answered.sum())
        points.append(Point(float(value), number / confidence.size, float((~right[answered]).sum() / number)))
    return points


def aurc(confidence: Floats, right: Flags) -> float | None:
    """Area under the risk-coverage curve (Geifman, Uziel and El-Yaniv 2019): mean of the risk at 1, 2, ... n answered.

    Within equal confidences the mistakes are spread evenly, which is the mean over all their orders. Lower is better.
    None without questions.
    """
    if confidence.size == 0:
        return None
    _, inverse, counts = np.unique(-confidence, return_inverse=True, return_counts=True)
    wrong_in_group = np.bincount(inverse, weights=(~right).astype(np.float64))
    wrong_each = np.repeat(wrong_in_group / counts, counts)
    return float((np.cumsum(wrong_each) / np.arange(1, confidence.size + 1)).mean())


def coverage_at_precision(confidence: Floats, right: Flags, precision: float = 0.95) -> float | None:
    """The largest coverage at which at least ``precision`` of the answers are right; 0.0 where there is none.

    None without questions. Thresholds lie between distinct confidences, as in ``risk_coverage``.
    """
    if confidence.size == 0:
        return None
    order = np.argsort(-confidence, kind="stable")
    sure = confidence[order]
    answered = np.arange(1, sure.size + 1)
    share_right = np.cumsum(right[order]) / answered
    last_of_group = np.append(sure[1:] != sure[:-1], True)
    good = last_of_group & (share_right >= precision)
    return float(answered[good].max() / sure.size) if good.any() else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high) (the last bin includes 1), with their mean confidence and share right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def reliability(confidence: Floats, right: Flags, bins: int = 10) -> list[Bin]:
    """Confidence against what came true, in bins of equal width; empty bins are left out (Guo et al. 2017)."""
    index = _bins(confidence, bins)
    found: list[Bin] = []
    for i in range(bins):
        inside = index == i
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            found.append(Bin(i / bins, (i + 1) / bins, int(inside.sum()), mean, share))
    return found


def calibration_error(confidence: Floats, right: Flags, bins: int = 10) -> float | None:
    """Expected calibration error: mean over answers of |confidence - share right| of their bin (Naeini et al. 2015)."""
    if confidence.size == 0:
        return None
    inside = _bins(confidence, bins)
    return float(np.abs(np.bincount(inside, confidence) - np.bincount(inside, right)).sum() / confidence.size)


def _bins(confidence: Floats, bins: int) -> NDArray[np.intp]:
    return np.minimum((confidence * bins).astype(np.intp), bins - 1)
