"""Measures how fast the assistant is on this machine, and how fast LlamaIndex's default pipeline is beside it.

``python -m evals.speed`` writes a Markdown table. Each part runs in a process of its own, so that the memory and the
warm caches of one do not colour the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was measured, over what, and how often.
        value: the figure; ``unit`` follows it.
        goal: what it should be, in words; empty where there is none.
        baseline: the same figure of LlamaIndex's default pipeline, or of what ``beside`` names.
        more_is_better: whether a larger figure is the better one, as with passages a second.
    """

    what: str
    value: float
    unit: str
    goal: str = ""
    baseline: float | None = None
    beside: str = "LlamaIndex"
    more_is_better: bool = False

    @property
    def advantage(self) -> float | None:
        """How many times better than the baseline; below 1 is worse."""
        if not self.baseline or not self.value:
            return None
        return self.value / self.baseline if self.more_is_better else self.baseline / self.value


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def apart(work: Callable[..., Any], *arguments: object) -> Any:
    """What a module-level function returns, run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` per cent of the values lie, between neighbours by linear interpolation."""
    return float(np.percentile(np.asarray(values), share))


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measured | here | goal | beside it | times better |", "|---|---:|---|---:|---:|"]
    for row in rows:
        beside = "" if row.baseline is None else f"{row.beside} {_figure(row.baseline, row.unit)}"
        advantage = "" if row.advantage is None else f"{row.advantage:.2f}"
        lines.append(f"| {row.what} | {_figure(row.value, row.unit)} | {row.goal} | {beside} | {advantage} |")
    return "\n".join(lines)


def _figure(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
