"""Turns a figure over questions into an interval, by drawing whole clusters of questions again and again.

Questions about one document are not independent, so clusters are drawn, not questions (the cluster bootstrap:
Davison and Hinkley 1997, section 3.8); the interval runs between percentiles of the drawn figures (Efron and
Tibshirani 1993, chapter 13). With few clusters, as with a handful of documents, such intervals are somewhat too short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
DRAWS = 1000
SEED = 20180903


def draws(clusters: Sequence[str], number: int = DRAWS, seed: int = SEED) -> Iterator[Rows]:
    """Row numbers of ``number`` samples: as many clusters as there are, drawn with replacement, each with all its rows.

    Clusters are taken in order of name, so the same names and seed give the same samples.
    """
    members: dict[str, list[int]] = {}
    for row, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(row)
    groups = [np.array(members[name], dtype=np.intp) for name in sorted(members)]
    generator = np.random.default_rng(seed)
    for _ in range(number if groups else 0):
        yield np.concatenate([groups[i] for i in generator.integers(len(groups), size=len(groups))])


def percentile_interval(values: Sequence[float | None], level: float = 0.95) -> tuple[float, float] | None:
    """The middle ``level`` of the drawn figures; samples in which the figure does not exist are left out.

    Returns:
        (low, high); None where it exists in fewer than half of the samples.
    """
    present = np.array([value for value in values if value is not None], dtype=np.float64)
    if present.size == 0 or present.size * 2 < len(values):
        return None
    tail = (1 - level) / 2 * 100
    low, high = np.percentile(present, [tail, 100 - tail])
    return float(low), float(high)


def with_interval(figure: Callable[[Rows], float | None], clusters: Sequence[str]) -> str:
    """A difference over all rows, with the interval of the drawn ones: ``+0.012 (-0.003 to +0.027)``; without, of too few clusters.

    Args:
        figure: of some rows, None where it does not exist there; clusters: of each row.
    """
    interval = percentile_interval([figure(rows) for rows in draws(clusters)]) if enough(clusters) else None
    whole = figure(np.arange(len(clusters), dtype=np.intp)) or 0.0
    return f"{whole:+.3f}" + (f" ({interval[0]:+.3f} to {interval[1]:+.3f})" if interval else "")


def mean_with_interval(values: NDArray[np.float64], clusters: Sequence[str]) -> str:
    """The mean of paired differences, shape (rows,), with its interval."""
    return with_interval(lambda rows: float(values[rows].mean()), clusters)


def gain_with_interval(
    figure: Callable[[str, Rows], float | None], ours: str, theirs: str, clusters: Sequence[str]
) -> str:
    """The figure of one way less that of another, with its interval; ``figure`` takes a way and rows."""

    def difference(rows: Rows) -> float | None:
        mine, other = figure(ours, rows), figure(theirs, rows)
        return None if mine is None or other is None else mine - other

    return with_interval(difference, clusters)


def enough(clusters: Iterable[str], level: float = 0.95) -> bool:
    """Whether so many clusters can give an interval at all.

    With k of them a sample holds nothing but one given cluster with probability k^-k; where that is more than the tail
    left out (k = 3: 1/27 against 1/40), the interval ends at a single cluster's figure and says nothing.
    """
    k = len(set(clusters))
    return k > 0 and k**-k <= (1 - level) / 2
