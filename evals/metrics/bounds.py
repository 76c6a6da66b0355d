"""What a number of answered questions can support: an upper bound on the share that is wrong.

The exact one-sided bound of Clopper and Pearson (1934): the largest rate under which so few wrong answers among ``n``
would still be seen with probability ``1 - confidence``. It holds for any ``n`` when the questions were drawn like
those it is claimed for, and were not used to choose anything it judges.
"""

from __future__ import annotations

from math import ceil, exp, lgamma, log, log1p

METHOD = "one-sided Clopper-Pearson bound"


def upper_bound(wrong: int, n: int, confidence: float = 0.95) -> float:
    """Upper bound on the rate of wrong answers; ``1 - (1 - confidence) ** (1 / n)`` where none is wrong, 1.0 without answers.

    Raises:
        ValueError: ``wrong`` is not between 0 and ``n``, or ``confidence`` not between 0 and 1.
    """
    if not 0 <= wrong <= n or not 0 < confidence < 1:
        raise ValueError(f"expected 0 <= wrong <= n and 0 < confidence < 1, found {wrong}, {n}, {confidence}")
    tail = 1 - confidence
    if wrong == n:
        return 1.0
    if wrong == 0:
        return float(1 - tail ** (1 / n))
    low, high = wrong / n, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, n, middle) > tail else (low, middle)
    return high


def answers_needed(claim: float, confidence: float = 0.95) -> int:
    """How many answers, none of them wrong, it takes to support "at most ``claim`` are wrong".

    Raises:
        ValueError: ``claim`` or ``confidence`` is not between 0 and 1.
    """
    if not 0 < claim < 1 or not 0 < confidence < 1:
        raise ValueError(f"expected shares between 0 and 1, found {claim}, {confidence}")
    return ceil(log(1 - confidence) / log1p(-claim))


def _at_most(wrong: int, n: int, rate: float) -> float:
    """P(X <= wrong) for a binomial X of ``n`` draws, summed in logarithms so that large ``n`` does not overflow."""
    if rate >= 1:
        return float(wrong >= n)
    return sum(
        exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(rate) + (n - k) * log1p(-rate))
        for k in range(wrong + 1)
    )
