"""How long each case took -> one JSON document, the only place for times."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evals.metrics.latency import percentile
from evals.results import Results


def to_timings(results: Results, seconds: Sequence[float], machine: Mapping[str, str]) -> str:
    """Milliseconds a case, the median and the 95th percentile, and what is known of the machine and the moment."""
    each = {score.case.id: round(took * 1000, 3) for score, took in zip(results.scores, seconds, strict=True)}
    p50, p95 = percentile(list(each.values()), 0.5), percentile(list(each.values()), 0.95)
    record = {**machine, "total_s": round(sum(seconds), 3), "p50_ms": p50, "p95_ms": p95, "cases_ms": each}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
